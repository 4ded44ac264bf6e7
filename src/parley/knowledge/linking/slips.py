"""Names with a slip: a letter or two that are wrong, missing, too many or swapped.

A name is cut into one piece more than slips are forgiven, so that one of them is whole whatever the slips are
(the pigeonhole principle); the pieces are looked up, and what they lead to is compared letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz.distance import OSA

from parley.knowledge.linking.folding import Unit, has_han
from parley.knowledge.linking.forms import (
    LEAST_HAN,
    MIDDLE,
    asked_pieces,
    borders,
    common,
    forgiven,
    piece,
    slips,
)
from parley.knowledge.linking.looking import Hit, How, Span
from parley.knowledge.linking.shelf import Shelf

MOST = 12
"""Names that one part of a text may be with a slip."""
_PER_PIECE = 24
_SHORT, _PER_SHORT = 5, 8
"""Of names up to so many characters fewer: many have a piece in common."""
_WORDS = 6
"""Of an English name in which slips are forgiven."""
_CHARACTERS = 24
"""Of a Chinese one."""


def of_words(shelf: Shelf, parts: Iterable[Span], most: int = MOST) -> list[Hit]:
    """English names, or one of their words, that a part of the text is with a slip."""
    asked: list[str] = []
    bounds: list[tuple[Span, int]] = []
    for part in parts:
        if _worth_it(part):
            asked.extend(asked_pieces(part.key))
            bounds.append((part, len(asked)))
    rows = shelf.pieces.all(asked, _PER_PIECE)
    found: list[Hit] = []
    start = 0
    for part, end in bounds:
        numbers = sorted({row for each in rows[start:end] for row in each})
        start = end
        found.extend(_near(shelf, part, numbers, most))
    return found


def of_characters(shelf: Shelf, units: Sequence[Unit], said: set[str]) -> list[Hit]:
    """Chinese names that stand in a text with a slip. ``said``: names that stand there as written."""
    found: list[Hit] = []
    for first, last in _runs(units):
        found.extend(_of_run(shelf, units, first, last, said))
    return found


def _worth_it(part: Span) -> bool:
    words = part.key.split(" ")
    if has_han(part.key) or not forgiven(part.key) or len(words) > _WORDS:
        return False
    return not (words[0] in common() or words[-1] in common() or "".join(words).isdigit())


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


def _runs(units: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Units with nothing between them, Chinese among them: the first, and the one after the last."""
    first = 0
    for place in range(1, len(units) + 1):
        if place == len(units) or not units[place].near:
            if any(unit.han for unit in units[first:place]) and place - first >= LEAST_HAN:
                yield first, place
            first = place


def _of_run(shelf: Shelf, units: Sequence[Unit], first: int, last: int, said: set[str]) -> Iterator[Hit]:
    """A piece tells where in its name it stands, and so where the name would begin and end."""
    run = _Run(units[first:last])
    asked: list[str] = []
    places: list[_Place] = []
    for size in range(LEAST_HAN, min(_CHARACTERS, len(run.text) + 2) + 1):
        cuts = borders(size)
        for number, (start, end) in enumerate(cuts):
            for at in range(len(run.text) - (end - start) + 1):
                asked.append(piece(size, number, run.text[at : at + end - start]))
                places.append(_Place(size, at - start, number == 0, number == len(cuts) - 1))
    for at in range(len(run.text) - LEAST_HAN + 1):
        asked.append(piece(LEAST_HAN, MIDDLE, run.text[at] + run.text[at + 2]))
        places.append(_Place(LEAST_HAN, at, True, True))
    best: dict[int, _Fit] = {}
    seen: set[tuple[int, int]] = set()
    for place, rows in zip(places, shelf.pieces.all(asked, _PER_PIECE), strict=True):
        for row in rows if place.size > _SHORT else rows[:_PER_SHORT]:
            if (row, place.start) in seen:
                continue
            seen.add((row, place.start))
            key = shelf.name(row)[0]
            if len(key) == place.size and key not in said:
                fit = min(run.fits(key, place), default=None)
                if fit is not None and (row not in best or fit < best[row]):
                    best[row] = fit
    for row, (apart, _, start, end) in best.items():
        span = Span(first + run.units[start], first + run.units[end], run.text[start:end].strip())
        yield Hit(span, row, How.SLIP, apart)


_Fit = tuple[int, int, int, int]
"""Slips, how many more or fewer characters there are, and start and end in the text of a run."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name would stand if the piece of it that was found is right."""

    size: int
    start: int
    begins: bool
    """The piece is the first of the name, so that this is where it begins."""
    ends: bool


class _Run:
    """Units with nothing between them, as one text."""

    def __init__(self, units: Sequence[Unit]) -> None:
        texts = [unit.text for unit in units]
        for place in range(1, len(texts)):
            if not units[place].han and not units[place - 1].han:
                texts[place] = " " + texts[place]
        self.text = "".join(texts)
        self.units = {end: place for place, end in enumerate(accumulate(map(len, texts), initial=0))}
        """Where units begin in the text, and the end of it: their numbers."""

    def fits(self, key: str, place: _Place) -> Iterator[_Fit]:
        """Where the name would stand there with how many slips."""
        most = slips(place.size)
        last = place.start + place.size
        for start in (place.start,) if place.begins else range(place.start - most, place.start + most + 1):
            for end in (last,) if place.ends else range(last - most, last + most + 1):
                if start not in self.units or end not in self.units or end - start < LEAST_HAN - 1:
                    continue
                allowed = min(most, slips(end - start))
                apart = OSA.distance(self.text[start:end].strip(), key, score_cutoff=allowed)
                if 0 < apart <= allowed:
                    yield apart, abs(end - start - place.size), start, end
