"""Holidays of some countries: on which day of the year they are, or the days of the coming years."""

from __future__ import annotations

import importlib
import re
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from babel.dates import format_skeleton

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.countries import country
from parley.knowledge.starter.dictionary import Dictionary
from parley.knowledge.starter.sheets import Sheet

COUNTRIES = (
    "CN",
    "US",
    "GB",
    "FR",
    "DE",
    "CA",
    "AU",
    "JP",
    "IN",
    "IT",
    "ES",
    "RU",
    "BR",
    "SG",
    "HK",
    "MX",
    "IE",
)
YEARS = range(2025, 2032)
_NOT_THE_DAY = re.compile(
    r"observed|substitute|estimated|in lieu|day off|weekday after|Day following|^The (first|second|third) day"
    r"|补|调休|additional|bridge",
    re.IGNORECASE,
)


def write(package: Path, words: Dictionary, sheet: Sheet, cedict: Sheet) -> None:
    """Each holiday once, with every country that has it."""
    sys.path.insert(0, str(package))
    holidays: Any = importlib.import_module("holidays")
    days: dict[str, dict[str, set[date]]] = defaultdict(lambda: defaultdict(set))
    chinese: dict[str, str] = {}
    for code in COUNTRIES:
        told = {
            each: holidays.country_holidays(code, years=YEARS, language=each) for each in ("en_US", "zh_CN")
        }
        for day, names in told["en_US"].items():
            for name in str(names).split("; "):
                if not _NOT_THE_DAY.search(name) and name.isascii():
                    days[_same(name)][code].add(day)
            other = str(told["zh_CN"].get(day, ""))
            if code in ("HK", "CN") and "; " not in f"{names}{other}":
                chinese.setdefault(_same(str(names)), other)
    for name, places in sorted(days.items()):
        found = _usual(list(places.values()))
        if not 4 <= len(found) <= 2 * len(YEARS):
            continue
        me = f"urn:parley:holidays:{name.replace(' ', '-')}"
        short = name.removesuffix(" Day")
        sheet.link(me, "P31", "Q1197685")
        sheet.name(me, name, "en", [short] if short in ("Christmas", "Thanksgiving", "New Year's") else [])
        zh = chinese.get(name, "")
        if zh and not zh.isascii():
            sheet.name(me, zh, "zh")
        elif (zh := words.word(name, short)) and zh[-1] in "节旦夜" and zh[0] not in "一二三四五六七八九十":
            cedict.name(me, zh, "zh")
        _days(me, found, sheet)
        for code in sorted(code for code, each in places.items() if found <= each):
            sheet.link(me, "P17", country(code))
        sheet.add(me, terms.POPULARITY, sheets.number(300_000 + 20_000 * len(places)))


def _same(name: str) -> str:
    """One name for what countries call a little differently."""
    return {"Christmas": "Christmas Day", "Chinese New Year": "Spring Festival"}.get(
        name, re.sub(r"^Chinese New Year \((.+)\)$", r"\1", name)
    )


def _usual(places: list[set[date]]) -> set[date]:
    """The days of the countries that most agree with; the first of several in a row."""
    firsts = [
        {each for each in days if date.fromordinal(each.toordinal() - 1) not in days} for days in places
    ]
    return max(firsts, key=lambda days: (sum(days == other for other in firsts), len(days)))


def _days(me: str, found: set[date], sheet: Sheet) -> None:
    """A day of the year where it is always the same, else the dates."""
    fixed = {(each.month, each.day) for each in found}
    if len(fixed) == 1:
        day = min(found)
        for tag in ("en", "zh"):
            sheet.add(me, "P837", sheets.text(format_skeleton("MMMMd", day, locale=tag), tag))
    else:
        for day in sorted(found):
            sheet.add(me, terms.RELATION + "date", sheets.day(day.isoformat()))
