"""Mountains, rivers and the like that only CC-CEDICT has: 泰山, ``Mt Tai in Shandong``."""

from __future__ import annotations

import re

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.countries import country
from parley.knowledge.starter.dictionary import Dictionary, Entry
from parley.knowledge.starter.land import ENDINGS
from parley.knowledge.starter.sheets import Sheet

_PLACE = re.compile(
    r"^(?:(?P<name>[A-Z][\w' -]+? (?P<kind>River|Lake|Sea|Desert|Island|Islands|Strait|Mountains?|Peak))"
    r"|(?P<mount>(?:Mt|Mount|Lake) [A-Z][\w' -]+?)|(?P<peak>[A-Z][\w' -]+?)(?= \([\d,]+ ?m\)))"
    r"(?: ?[,(]| in | on |$)"
)
_KINDS = {
    "River": "Q4022", "Lake": "Q23397", "Sea": "Q165", "Desert": "Q8514", "Island": "Q23442",
    "Islands": "Q33837", "Strait": "Q37901", "Mountains": "Q46831",
}  # fmt: skip
_WHERE = r"\b(?:in|of|between|and|\w*(?:west|east|north|south)(?:ern)?) {}\b"


def write(words: Dictionary, there: dict[str, str], provinces: dict[str, str], sheet: Sheet) -> None:
    """Those whose Chinese names are not ``there`` yet, with the provinces they are in."""
    seen = set(there)
    for entry in words.entries:
        if entry.word in seen or len(entry.word) < 2:
            continue
        for meaning in entry.meanings:
            if found := _PLACE.match(meaning):
                seen.add(entry.word)
                _place(entry, found, provinces, sheet)
                break


def _place(entry: Entry, found: re.Match[str], provinces: dict[str, str], sheet: Sheet) -> None:
    meaning = found.string
    name = (found["name"] or found["mount"] or found["peak"]).strip()
    kind = "Q23397" if name.startswith("Lake ") else _KINDS.get(found["kind"] or "", "Q8502")
    if entry.word[-1] not in ENDINGS[kind] or re.search(r"\b(of|and|National|near)\b", name):
        return
    me = f"urn:parley:cedict:{entry.word}"
    names = [re.sub(r"^Mt ", "Mount ", each.split(" at ")[0]) for each in name.split(" or ")]
    sheet.link(me, "P31", kind)
    sheet.name(me, names[0], "en", {name, *names})
    sheet.name(me, entry.word, "zh")
    if kind == "Q8502" and (height := re.search(r"\(([\d,]+) ?m\)", meaning)):
        sheet.add(me, "P2044", sheets.number(int(height[1].replace(",", ""))))
    for english, province in provinces.items():
        if re.search(_WHERE.format(english), meaning):
            sheet.link(me, "P131", province)
            sheet.link(me, "P17", country("CN"))
    sheet.add(me, terms.DESCRIPTION, sheets.text(meaning, "en"))
    sheet.add(me, terms.POPULARITY, sheets.number(300_000))
