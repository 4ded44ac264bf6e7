"""Chemical elements: numbers from mendeleev, Chinese names from CC-CEDICT."""

from __future__ import annotations

import re
import sqlite3
from decimal import Decimal
from pathlib import Path

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.dictionary import Dictionary, plain
from parley.knowledge.starter.people import People
from parley.knowledge.starter.sheets import Sheet

_ASKED = """
    select e.atomic_number, e.symbol, e.name, e.atomic_weight, e.density, e.discovery_year, e.discoverers,
           e.description, p.melting_point, p.boiling_point, g.name, s.name, e.period
    from elements e
    left join groups g on g.group_id = e.group_id
    left join series s on s.id = e.series_id
    left join phasetransitions p on p.id = (
        select id from phasetransitions q where q.atomic_number = e.atomic_number
        order by boiling_point is null, melting_point is null, id limit 1)
    order by e.atomic_number
"""


_OLD = frozenset("金汞碳硫磷硅硼砷碘氧氮氢氯")
"""Characters whose entries tell more than chemistry."""
KELVIN = 273.15
"""Temperatures are in degrees Celsius in the graph, and in kelvin in mendeleev."""


def element(number: int) -> str:
    """The name of an element in the graph."""
    return f"urn:parley:element:{number}"


def write(package: Path, words: Dictionary, people: People, sheet: Sheet, cedict: Sheet) -> None:
    """All elements."""
    with sqlite3.connect(f"file:{package / 'mendeleev/elements.db'}?mode=ro", uri=True) as database:
        rows = database.execute(_ASKED).fetchall()
    for (
        number,
        symbol,
        name,
        weight,
        density,
        year,
        finders,
        told,
        melting,
        boiling,
        _,
        series,
        period,
    ) in rows:
        me = element(number)
        sheet.link(me, "P31", "Q11344")
        sheet.name(me, name.capitalize(), "en", _other_spellings(name))
        if chinese := _chinese(words, name):
            cedict.name(me, chinese, "zh", [f"{chinese}元素", *_everyday(words, name, chinese)])
        sheet.add(me, "P1086", sheets.number(number))
        sheet.add(me, "P246", sheets.text(symbol))
        for relation, value, places in (
            (terms.RELATION + "atomic-weight", weight, 4),
            ("P2054", density, 6),
            ("P2101", None if melting is None else melting - KELVIN, 2),
            ("P2102", None if boiling is None else boiling - KELVIN, 2),
        ):
            if value is not None:
                sheet.add(me, relation, sheets.number(round(Decimal(str(value)), places)))
        if year:
            sheet.add(me, "P575", sheets.year(int(year)))
        for finder in re.split(r",| and |&|/", finders or ""):
            if person := people.by_name.get(plain(finder.strip())):
                sheet.link(me, "P61", person.iri)
        if series:
            sheet.add(me, terms.RELATION + "series", sheets.text(series, "en"))
        if period:
            sheet.add(me, terms.RELATION + "period", sheets.number(int(period)))
        if told:
            sheet.add(me, terms.DESCRIPTION, sheets.text(re.split(r"(?<=[a-z)])\. ", told)[0][:240], "en"))
        sheet.add(me, terms.POPULARITY, sheets.number(560_000 - 1_500 * number))


def _chinese(words: Dictionary, name: str) -> str:
    """``氢 hydrogen (chemistry)``: one character; of metals the one that is written with 钅 today."""
    found: list[str] = []
    for each in sorted(_other_spellings(name) | {name}):
        for entry in words.words(each):
            told = any(re.fullmatch(rf"{each} \(chemistry\)", m, re.IGNORECASE) for m in entry.meanings)
            if len(entry.word) == 1 and (told or _is_metal(entry.word) or entry.word in _OLD):
                found.append(entry.word)
    return min(found, key=lambda each: (not _is_metal(each), found.index(each)), default="")


def _everyday(words: Dictionary, name: str, chinese: str) -> list[str]:
    """水银, 黄金, 氧气: what else means the element, and shows it; 领导 is another lead."""
    return [
        entry.word
        for entry in words.words(name)
        if len(entry.word) == 2
        and (chinese in entry.word or entry.word[-1] in "金银")
        and re.match(rf"{name}(;|$| \(chem)", entry.meanings[0], re.IGNORECASE)
    ]


def _is_metal(character: str) -> bool:
    return 0x9485 <= ord(character) <= 0x956F


def _other_spellings(name: str) -> set[str]:
    known = {"Aluminum": "aluminium", "Cesium": "caesium", "Sulfur": "sulphur"}
    return {known[name], name} if name in known else set()
