"""The values that slots had in the examples: what was one before is likely one again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from parley.language.understanding.model.tokens import OUTSIDE, Piece

Value = tuple[str, str]
"""The forms of a value's pieces, with a space between them, and the name of the slot that it filled."""
Known = Mapping[str, Mapping[str, int]]
"""Of each value: how often it filled which slot."""

#: Pieces of the longest value that is remembered.
LONGEST_VALUE = 6


class Gazetteer:
    """Finds values that were seen."""

    def __init__(self, known: Known) -> None:
        self.known = known
        # A longer value is only looked for where one that was seen begins so.
        self._begun = {start for value in known for start in _starts(value)}

    @classmethod
    def learned(cls, lines: Iterable[tuple[Sequence[Piece], Sequence[str]]]) -> Gazetteer:
        """Of lines of pieces with their labels."""
        known: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for line, labels in lines:
            for value, name in values(line, labels):
                known[value][name] += 1
        return cls(dict(known))

    def clues(self, line: Sequence[Piece], own: Iterable[Value] = ()) -> list[list[str]]:
        """For each piece: its place (``B``egin, ``I``nside, ``E``nd, ``S``ingle) in values of which slots.

        Of the values that begin at a piece only the longest one counts. ``own`` are the line's own: whoever
        learns from it must not find in the list what is there because of the line itself, or would trust
        the list more than it deserves where a value is new.
        """
        forms = [piece.form for piece in line]
        found: list[list[str]] = [[] for _ in forms]
        less = Counter(own)
        for start in range(len(forms)):
            names, length = self._longest(forms[start : start + LONGEST_VALUE], less)
            for name in names:
                for place in range(length):
                    found[start + place].append(f"v{_mark(place, length)}{name}")
        return found

    def _longest(self, forms: Sequence[str], less: Mapping[Value, int]) -> tuple[Sequence[str], int]:
        names, longest, value = (), 0, ""
        for length, form in enumerate(forms, 1):
            value = f"{value} {form}" if value else form
            seen = self.known.get(value)
            if seen is not None:
                others = tuple(name for name, times in seen.items() if times > less.get((value, name), 0))
                if others:
                    names, longest = others, length
            if value not in self._begun:
                break
        return names, longest


def values(line: Sequence[Piece], labels: Sequence[str]) -> Iterator[Value]:
    """Those that labels mean, none of them longer than what is remembered."""
    forms: list[str] = []
    for number, (piece, label) in enumerate(zip(line, labels, strict=True)):
        if label == OUTSIDE:
            continue
        forms.append(piece.form)
        if not labels[number + 1 : number + 2] or labels[number + 1] != f"I-{label[2:]}":
            if len(forms) <= LONGEST_VALUE:
                yield " ".join(forms), label[2:]
            forms = []


def _starts(value: str) -> Iterator[str]:
    place = value.find(" ")
    while place >= 0:
        yield value[:place]
        place = value.find(" ", place + 1)


def _mark(place: int, length: int) -> str:
    if length == 1:
        return "S"
    return "B" if place == 0 else "E" if place == length - 1 else "I"
