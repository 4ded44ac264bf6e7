"""The sun, its planets and the moon: sizes by the IAU from poliastro, words from WordNet and CC-CEDICT."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.dictionary import Dictionary
from parley.knowledge.starter.nouns import Nouns
from parley.knowledge.starter.sheets import Sheet

_CONSTANT = re.compile(r'^(GM|R)_(\w+) = Constant\(\s*"[^"]+",\s*"[^"]*",\s*([\d.e+]+)', re.MULTILINE)
GRAVITY = Decimal("6.67430e-11")
"""Newton's constant as CODATA 2018 has it, in m³ per kg and s²: masses are the tables' GM divided by it."""
KINDS = {"sun": "Q523", "moon": "Q2537", "pluto": "Q2199"}
"""What is no planet."""


def body(name: str) -> str:
    """The name of a body in the graph."""
    return f"urn:parley:poliastro:{name}"


def write(
    package: Path, nouns: Nouns, words: Dictionary, sheet: Sheet, wordnet: Sheet, cedict: Sheet
) -> None:
    """Sun, planets, moon and Pluto."""
    found = _CONSTANT.findall((package / "poliastro/constants.py").read_text("utf-8"))
    for name in sorted({each for _, each, _ in found}):
        me = body(name)
        sheet.link(me, "P31", KINDS.get(name, "Q634"))
        sheet.name(
            me,
            name.capitalize(),
            "en",
            [f"the {name.capitalize()}"] if name in ("sun", "moon", "earth") else [],
        )
        for kind, _, value in [each for each in found if each[1] == name]:
            if kind == "R":
                sheet.add(me, "P2120", sheets.number(round(Decimal(value) / 1000, 1)))
                sheet.add(me, "P2386", sheets.number(round(Decimal(value) / 500, 1)))
            else:
                mass = Decimal(value) / GRAVITY
                sheet.add(me, "P2067", sheets.number(Decimal(f"{mass:.4e}")))
        _told(me, name, nouns, wordnet)
        if chinese := _chinese(words, name):
            cedict.name(me, chinese[0], "zh", chinese[1:])
        wordnet.add(me, terms.POPULARITY, sheets.number(850_000))
        if name not in ("sun", "moon"):
            sheet.link(me, "P397", body("sun"))
    sheet.link(body("moon"), "P397", body("earth"))


def _told(me: str, name: str, nouns: Nouns, sheet: Sheet) -> None:
    for noun in nouns.named():
        near = {"planet", "star", "satellite", "asteroid"} & {each.split()[-1] for each in nouns.kinds(noun)}
        if near and name.capitalize() in {each.capitalize() for each in noun.words}:
            told = noun.told.split('; "')[0]
            sheet.add(me, terms.DESCRIPTION, sheets.text(told, "en"))
            if order := re.search(r"\b(\d)(?:st|nd|rd|th) (?:planet )?from the sun", told):
                sheet.add(me, terms.RELATION + "order-from-sun", sheets.number(int(order[1])))
            elif "nearest to the sun" in told and "second" not in told:
                sheet.add(me, terms.RELATION + "order-from-sun", sheets.number(1))
            elif "second nearest planet" in told:
                sheet.add(me, terms.RELATION + "order-from-sun", sheets.number(2))
            return


def _chinese(words: Dictionary, name: str) -> list[str]:
    """``火星 Mars (planet)``; of sun and moon the plainest words."""
    found = [
        entry.word
        for entry in words.words(name)
        if len(entry.word) in (2, 3)
        and entry.word != "卫星"
        and (entry.word[-1] in "星球" or entry.word in ("太阳", "月亮"))
        and any(
            re.match(rf"(?:the )?{name}\b(?: \(planet\)|,|$| \(dwarf)", each, re.IGNORECASE)
            for each in entry.meanings
        )
    ]
    return sorted(dict.fromkeys(found), key=lambda each: (each[-1] not in "星亮阳", each))
