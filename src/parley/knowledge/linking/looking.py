"""Which names may stand in a text: as they are written, by sound, with a slip, or by one of their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from parley.knowledge.linking.folding import Unit, has_han, is_han
from parley.knowledge.linking.forms import plainly, sound
from parley.knowledge.linking.shelf import Shelf
from parley.knowledge.linking.tables import Table

LONGEST_SPAN = 40
"""Words and characters of a name, in a text of at most ``FORGIVEN``; a third of that in a longer one."""
LONGEST_KEY = 80
"""Characters of a name."""
FORGIVEN = 200
"""Words and characters of a text in which slips are forgiven; in more they would take too long."""
MOST_EXACT = 32
"""Things of one name that are looked at, the best known."""
MOST_LIKE = 12
_WORDS_SOUNDED = 6
_HAN_SOUNDED = 10


class How(StrEnum):
    """By what a name was found."""

    WRITTEN = "written"
    SOUND = "sound"
    SLIP = "slip"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Span:
    """Units of a text that follow each other."""

    first: int
    """The unit it begins with."""
    last: int
    """The unit after its end."""
    key: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that a span may be; of ``WORD`` with a slip, it is one of its words with a slip."""

    span: Span
    row: int
    """Of the name; the smaller, the better known its thing."""
    how: How
    slips: int = 0


def spans(units: Sequence[Unit]) -> Iterator[Span]:
    """All parts of a text that a name could fill, by where they begin, the short ones first."""
    longest = LONGEST_SPAN if len(units) <= FORGIVEN else LONGEST_SPAN // 3
    for first, begin in enumerate(units):
        text, before = begin.text, begin
        yield Span(first, first + 1, text)
        for place in range(first + 1, min(first + longest, len(units))):
            unit = units[place]
            if not unit.near or len(text) + len(unit.text) >= LONGEST_KEY:
                break
            text += unit.text if unit.han or before.han else f" {unit.text}"
            before = unit
            yield Span(first, place + 1, text)


def written(shelf: Shelf, parts: Sequence[Span], most: int = MOST_EXACT) -> list[Hit]:
    """Names that stand in the text, but for how they are written large, small, with accents or signs."""
    return list(_checked(shelf, shelf.keys, [(part, part.key) for part in parts], How.WRITTEN, most))


def by_sound(shelf: Shelf, parts: Iterable[Span]) -> list[Hit]:
    """Chinese names that sound like what stands there, also where that is pinyin."""
    asked: list[tuple[Span, str]] = []
    for part in parts:
        if is_han(part.key):
            if 2 <= len(part.key) <= _HAN_SOUNDED:
                asked.append((part, sound(part.key)))
        elif not has_han(part.key) and part.last - part.first <= _WORDS_SOUNDED:
            joined = part.key.replace(" ", "")
            if len(joined) >= 5 and joined.isalpha() and joined.isascii():
                asked.append((part, plainly(joined)))
    found: list[Hit] = []
    rows = shelf.sounds.all([text for _, text in asked], MOST_LIKE)
    for (part, text), numbers in zip(asked, rows, strict=True):
        for row in numbers:
            key = shelf.name(row)[0]
            if key != part.key and sound(key) == text:
                found.append(Hit(part, row, How.SOUND))
    return found


def by_word(shelf: Shelf, parts: Iterable[Span], most: int = MOST_LIKE) -> list[Hit]:
    """Names of which what stands there is one word."""
    asked = [
        (part, part.key)
        for part in parts
        if (part.last - part.first == 1 or is_han(part.key)) and 2 <= len(part.key) <= 20
    ]
    found: list[Hit] = []
    for (part, _), rows in zip(asked, shelf.words.all([key for _, key in asked], most), strict=True):
        found.extend(Hit(part, row, How.WORD) for row in rows if part.key in shelf.name(row)[0])
    return found


def _checked(
    shelf: Shelf, table: Table, asked: Sequence[tuple[Span, str]], how: How, most: int
) -> Iterator[Hit]:
    """Of what has the same hash, what is the same."""
    for (part, text), rows in zip(asked, table.all([text for _, text in asked], most), strict=True):
        for row in rows:
            if shelf.name(row)[0] == text:
                yield Hit(part, row, how)
