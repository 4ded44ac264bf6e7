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
        self.capitals = self._capitals()
        self.by_name: dict[tuple[str, str], int] = {}
        """GeoNames' number of the largest city of a name in a country: ``("lyon", "FR")``."""

    def write(self, sheet: Sheet, capitals: Sheet) -> None:
        """Cities into GeoNames' sheet; which are capitals into that of world-countries."""
        seats = {number for numbers in self.capitals.values() for number in numbers}
        for town in self._towns:
            number = int(town["geonameid"])
            row = self._row(town)
            if number in seats or (row is not None and int(town["population"]) >= ENOUGH):
                self._town(town, row, number in seats, sheet)
        for code, numbers in self.capitals.items():
            for number in numbers:
                capitals.link(country(code), "P36", city(number))

    def _row(self, town: dict[str, Any]) -> Row | None:
        spot = _spot(town["countrycode"], town["latitude"], town["longitude"], town["population"])
        return self._rows.get(spot)

    def _town(self, town: dict[str, Any], row: Row | None, seat: bool, sheet: Sheet) -> None:
        me = city(int(town["geonameid"]))
        english = row.english if row else str(town["name"])
        known = len(town["alternatenames"])
        sheet.link(me, "P31", "Q515")
        sheet.link(me, "P17", country(town["countrycode"]))
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
        for name in {english, str(town["name"]), plain}:
            self.by_name.setdefault((name.casefold(), town["countrycode"]), int(town["geonameid"]))

    def _capitals(self) -> dict[str, list[int]]:
        """GeoNames' numbers of the capitals of each country; one that GeoNames does not have is left out."""
        named: dict[tuple[str, str], int] = {}
        for town in self._towns:
            for name in {town["name"], *town["alternatenames"]}:
                named.setdefault((_plain(name).casefold(), town["countrycode"]), int(town["geonameid"]))
        found: dict[str, list[int]] = {}
        for each in self._countries:
            numbers = [named.get((_plain(name).casefold(), each["cca2"])) for name in each["capital"]]
            found[each["cca2"]] = [number for number in numbers if number is not None]
            if None in numbers and each["cca2"] != "AQ":
                print(f"No capital {each['capital']} of {each['cca2']}.")
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
