"""Provinces of China and their capitals: CC-CEDICT; which cities are in them tells GeoNames."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.countries import country
from parley.knowledge.starter.dictionary import Dictionary
from parley.knowledge.starter.places import Cities, city
from parley.knowledge.starter.sheets import Sheet

_PROVINCE = re.compile(
    r"^(?P<name>[A-Z][a-z]+(?: Mongolia)?)(?: (?:[A-Z][a-z]+ )?[Aa]utonomous [Rr]egion|,? [Pp]rovince)\b.*"
    r"\b(?:abbr\.|short name) (?:to )?(?P<short>[^,]+?),? capital (?P<seat>[A-Z][a-z']+)"
)
_LEVELS = (("省", "Q1615742"), ("自治区", "Q57362"))


@dataclass(frozen=True, slots=True)
class Province:
    """A province or autonomous region."""

    iri: str
    name: str
    """``Sichuan``."""
    chinese: str
    """With what it is: ``四川省``."""
    short: tuple[str, ...]
    """One character each: 川 and 蜀."""
    seat: int | None
    """GeoNames' number of its capital."""
    kind: str
    told: str


def provinces(words: Dictionary, cities: Cities) -> list[Province]:
    """All that the dictionary has."""
    found: list[Province] = []
    for entry in words.entries:
        kind = next((number for ending, number in _LEVELS if entry.word.endswith(ending)), "")
        for meaning in entry.meanings if kind else ():
            if told := _PROVINCE.match(meaning):
                short = tuple(re.findall("[\u3400-\u9fff]", told["short"]))
                seat = cities.number(told["seat"], "CN")
                iri = f"urn:parley:cedict:{entry.word}"
                found.append(Province(iri, told["name"], entry.word, short, seat, kind, meaning))
    return found


def write(found: list[Province], sheet: Sheet) -> None:
    """Provinces into CC-CEDICT's sheet."""
    for each in found:
        sheet.link(each.iri, "P31", each.kind)
        sheet.link(each.iri, "P17", country("CN"))
        sheet.name(each.iri, each.name, "en", [f"{each.name} province"] if each.kind == "Q1615742" else [])
        plainer = re.sub("省|(维吾尔|壮族|回族)?自治区$", "", each.chinese)
        sheet.name(each.iri, each.chinese, "zh", [plainer])
        for short in each.short:
            sheet.add(each.iri, terms.RELATION + "abbreviation", sheets.text(short, "zh"))
        if each.seat is not None:
            sheet.link(each.iri, "P36", city(each.seat))
        sheet.add(each.iri, terms.DESCRIPTION, sheets.text(each.told, "en"))
        sheet.add(each.iri, terms.POPULARITY, sheets.number(620_000))
