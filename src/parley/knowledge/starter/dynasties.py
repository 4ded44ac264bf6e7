"""Dynasties of China and when they were, from CC-CEDICT: 明朝, ``Ming dynasty (1368-1644)``."""

from __future__ import annotations

import re

from parley.knowledge import terms
from parley.knowledge.starter import sheets
from parley.knowledge.starter.countries import country
from parley.knowledge.starter.dictionary import Dictionary
from parley.knowledge.starter.sheets import Sheet

_DYNASTY = re.compile(
    r"^(?:the )?(?P<name>(?:(?:Eastern|Western|Northern|Southern|Former|Later) )?[A-Z][a-z]+) [Dd]ynasty"
    r" \((?:c\. )?(?P<start>\d{1,4})(?P<before> ?BCE?)?\s*[-–]\s*(?:AD )?(?P<end>\d{1,4})(?P<bc> ?BCE?)?\)"
)


def write(words: Dictionary, sheet: Sheet) -> None:
    """Each with its first and last year; of several Chinese names the one with 朝 or 代 is its own."""
    found: dict[str, list[tuple[str, re.Match[str]]]] = {}
    for entry in words.entries:
        for meaning in entry.meanings:
            told = _DYNASTY.match(meaning)
            if told and len(entry.word) > 1 and "c." not in told[0]:
                found.setdefault(told["name"], []).append((entry.word, told))
    for name, entries in sorted(found.items()):
        entries.sort(key=lambda each: (each[0][-1] != "朝", each[0][-1] != "代", each[0]))
        chinese, told = entries[0]
        before = told["before"] or (told["bc"] if int(told["start"]) > int(told["end"]) else None)
        start, end = int(told["start"]), int(told["end"])
        me = f"urn:parley:cedict:{chinese}"
        sheet.link(me, "P31", "Q836688")
        sheet.link(me, "P17", country("CN"))
        sheet.name(me, f"{name} dynasty", "en", [f"{name} Dynasty"])
        sheet.name(me, chinese, "zh", [each for each, _ in entries[1:]])
        sheet.add(me, "P580", sheets.year(1 - start if before else start))
        sheet.add(me, "P582", sheets.year(1 - end if told["bc"] else end))
        sheet.add(me, terms.POPULARITY, sheets.number(480_000))
