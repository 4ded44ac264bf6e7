"""When the photos that somebody looks for were taken: found in the words, and taken out of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

from parley.vision.photos.search import chinese, english
from parley.vision.photos.search.days import HOURS
from parley.vision.photos.search.feasts import days_of, names
from parley.vision.photos.search.types import When

_HAN = re.compile(r"[\u3400-\u9fff]")
_CUT = " \x00 "
"""Left in the place of what was taken out: what stood on its two sides does not belong together."""
_Finder = tuple[re.Pattern[str], english.Maker]


def whens(text: str, today: date) -> tuple[tuple[When, ...], str]:
    """What a folded text says about the time, in Chinese or English, and the text without it."""
    found: list[When] = []
    for pattern, make in _finders():
        while (match := pattern.search(text)) and (when := make(match, today)) is not None:
            found.append(when)
            text = text[: match.start()] + _CUT + text[match.end() :]
    part, text = _part(text)
    if part is not None:
        found = [replace(each, hours=part) for each in found] or [When((), part)]
    return tuple(found), text


def _part(text: str) -> tuple[tuple[int, int] | None, str]:
    for pattern, part in _parts():
        if match := pattern.search(text):
            return HOURS[part], text[: match.start()] + _CUT + text[match.end() :]
    return None, text


@cache
def _finders() -> tuple[_Finder, ...]:
    return tuple(_made())


def _made() -> Iterator[_Finder]:
    yield _english(english.FEAST % _any(each for each in names() if not _HAN.search(each))), _feast_english
    yield re.compile(chinese.FEAST % _any(each for each in names() if _HAN.search(each))), _feast_chinese
    for pattern, make in english.PATTERNS:
        yield _english(pattern), make
    for pattern, make in chinese.PATTERNS:
        yield re.compile(pattern), make


@cache
def _parts() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        [(_english(pattern), part) for pattern, part in english.PARTS]
        + [(re.compile(pattern), part) for pattern, part in chinese.PARTS]
    )


def _english(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9年月日])")


def _any(words: Iterator[str]) -> str:
    return "|".join(re.escape(each) for each in words)


def _feast_english(found: re.Match[str], today: date) -> When | None:
    feast = names()[found["feast"]]
    if found["year"]:
        return days_of(feast, today, int(found["year"]))
    when = days_of(feast, today, None)
    if found["which"] is None:
        return when
    if found["which"] == "this":
        return days_of(feast, today, today.year)
    return replace(when, spans=when.spans[:1])


def _feast_chinese(found: re.Match[str], today: date) -> When | None:
    return days_of(names()[found["feast"]], today, chinese.year_of(found, today))
