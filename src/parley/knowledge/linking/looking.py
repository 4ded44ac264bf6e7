"""Which names may stand in a text: as they are written, by sound, with a slip, or by one of their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from parley.knowledge.linking.folding import Unit, has_han, is_han
from parley.knowledge.linking.forms import (
    asked_pieces,
    common,
    forgiven,
    plainly,
    slips,
    sound,
)
from parley.knowledge.linking.shelf import Shelf
from parley.knowledge.linking.tables import Table

LONGEST_SPAN = 24
"""Words and characters of a name, in a text of at most ``FORGIVEN``; half of that in a longer one."""
LONGEST_KEY = 80
"""Characters of a name."""
FORGIVEN = 200
"""Words and characters of a text in which slips are forgiven; in more they would take too long."""
MOST_EXACT = 32
"""Things of one name that are looked at, the best known."""
MOST_LIKE = 12
_PER_PIECE = 24
_WORDS_FORGIVEN = 6
_HAN_FORGIVEN = 12
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
    longest = LONGEST_SPAN if len(units) <= FORGIVEN else LONGEST_SPAN // 2
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
        elif not has_han(part.key) and part.last - part.first <= _WORDS_FORGIVEN:
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


def with_slips(shelf: Shelf, parts: Iterable[Span], most: int = MOST_LIKE) -> list[Hit]:
    """Names from which what stands there differs by a letter or two: wrong, missing, too many or swapped."""
    found: list[Hit] = []
    asked: list[str] = []
    bounds: list[tuple[Span, int]] = []
    for part in parts:
        if _worth_forgiving(part):
            asked.extend(asked_pieces(part.key))
            bounds.append((part, len(asked)))
    rows = shelf.pieces.all(asked, _PER_PIECE)
    start = 0
    for part, end in bounds:
        numbers = sorted({row for each in rows[start:end] for row in each})
        start = end
        if numbers:
            found.extend(_near(shelf, part, numbers, most))
    return found


def _worth_forgiving(part: Span) -> bool:
    if not forgiven(part.key):
        return False
    if has_han(part.key):
        return len(part.key) <= _HAN_FORGIVEN
    words = part.key.split(" ")
    if len(words) > _WORDS_FORGIVEN or part.key.replace(" ", "").isdigit():
        return False
    return not (words[0] in common() or words[-1] in common())


def _near(shelf: Shelf, part: Span, rows: list[int], most: int) -> list[Hit]:
    found: list[Hit] = []
    for row in rows:
        key = shelf.name(row)[0]
        allowed = min(slips(len(key)), slips(len(part.key)))
        apart = OSA.distance(part.key, key, score_cutoff=allowed)
        if 0 < apart <= allowed:
            found.append(Hit(part, row, How.SLIP, apart))
        elif " " in key and " " not in part.key:
            apart = min(OSA.distance(part.key, word, score_cutoff=1) for word in key.split(" "))
            if apart == 1:
                found.append(Hit(part, row, How.WORD, apart))
    found.sort(key=lambda hit: (hit.slips, hit.row))
    return found[:most]


def _checked(
    shelf: Shelf, table: Table, asked: Sequence[tuple[Span, str]], how: How, most: int
) -> Iterator[Hit]:
    """Of what has the same hash, what is the same."""
    for (part, text), rows in zip(asked, table.all([text for _, text in asked], most), strict=True):
        for row in rows:
            if shelf.name(row)[0] == text:
                yield Hit(part, row, how)
