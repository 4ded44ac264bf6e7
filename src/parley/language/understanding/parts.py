"""A template in three parts: plain words, then all that is costly to look for, then plain words again.

What a time looks like takes thousands of characters to write, and a place may be any words; with both in
hundreds of templates, compiling these took half a minute. Their middle is the same in many, and is compiled
once for all of them; most texts fail at the plain words before it comes to the middle.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parley.language.understanding.expressions import compiled
from parley.language.understanding.fragments import width
from parley.language.understanding.slots import SlotType

LONG = 1000
"""Characters of a pattern that is not to be compiled again for each template."""

#: An optional space, anywhere but inside a Latin word or a number.
SPACE = r" ?(?:(?<![a-z0-9'])|(?![a-z0-9']))"

#: In a skeleton: a space that may be, and the first of the slots.
GAP, SLOT = "\x01", 0xE000
MOST_SLOTS = 256
_SIGN = re.compile(f"[{chr(SLOT)}-{chr(SLOT + MOST_SLOTS - 1)}]")

Taken = tuple[str, SlotType, int, int]
"""A slot's name and type, and where its words are."""

_BOUND = re.compile("(?<![a-z])|(?![a-z])")
_NOT_FILLED = -1, -1
#: What remains of the text is one of those that stand behind it.
_TO_AN_END = r"(?=(?P<rest>[^\0\x01]*)\x01(?:[^\0]*\0)*?(?P=rest)\0)"


Slots = Mapping[str, tuple[str, SlotType]]
"""Name and type by group of the expression."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A regular expression, and its slots by group."""

    expression: str
    slots: Slots

    def taken(self, found: re.Match[str]) -> list[Taken]:
        """The slots that are filled."""
        return taken(self.slots, found)


def taken(slots: Slots, found: re.Match[str]) -> list[Taken]:
    """The slots that are filled, with where their words are."""
    return [(*named, *span) for group, named in slots.items() if (span := found.span(group)) != _NOT_FILLED]


def group(number: int) -> str:
    """The name of the group in which a slot is."""
    return f"s{number}"


def made(skeleton: str, slots: Sequence[tuple[str, SlotType]]) -> Piece:
    """The expression that a part of a skeleton stands for; its slots are numbered anew."""
    signs = dict.fromkeys(_SIGN.findall(skeleton))
    named = {group(number): slots[ord(sign) - SLOT] for number, sign in enumerate(signs)}
    patterns = {
        sign: f"(?P<{name}>{kind.pattern})"
        for sign, (name, (_, kind)) in zip(signs, named.items(), strict=True)
    }
    expression = _SIGN.sub(lambda found: patterns[found[0]], skeleton.replace(GAP, SPACE))
    return Piece(expression, named)


@dataclass(frozen=True, slots=True)
class Parts:
    """The three parts. Together they fit the same texts as the whole expression, with the same slots, but
    that the words before always take as much as they can."""

    before: Piece
    middle: Piece
    after: Piece

    def fit(self, text: str) -> list[Taken] | None:
        """The slots in the whole text; None when it does not fit."""
        starts = _starts(self.before.expression, text)
        ends = _ends(self.after.expression, text) if starts else ()
        for start in starts:
            if not ends or ends[-1] < start:
                continue
            if inside := _between(self.middle.expression, text, start, ends):
                first = compiled(self.before.expression).fullmatch(text, 0, start)
                last = compiled(self.after.expression).fullmatch(text, inside.end())
                assert first is not None and last is not None
                return [*self.before.taken(first), *self.middle.taken(inside), *self.after.taken(last)]
        return None

    def warm(self) -> None:
        """Compile all three."""
        for each in self.expressions():
            compiled(each)
        for piece in (self.before, self.after):
            width(piece.expression)

    def expressions(self) -> tuple[str, ...]:
        """What is compiled of the three."""
        return self.before.expression, self.middle.expression + _TO_AN_END, self.after.expression


@lru_cache(maxsize=64)
def _bounds(text: str) -> Sequence[int]:
    """Everywhere but inside a Latin word."""
    return [place.end() for place in _BOUND.finditer(text)]


@lru_cache(maxsize=512)
def _starts(expression: str, text: str) -> tuple[int, ...]:
    """Where the words before may end, the last first; many templates begin alike, and are tried in turn."""
    before = compiled(expression)
    if before.match(text) is None:
        return ()
    least, most = width(expression)
    every = (start for start in reversed(_bounds(text)) if least <= start <= most)
    return tuple(start for start in every if before.fullmatch(text, 0, start))


@lru_cache(maxsize=512)
def _ends(expression: str, text: str) -> tuple[int, ...]:
    """Where the rest of the text may begin; many templates end alike as well."""
    after = compiled(expression)
    least, most = width(expression)
    every = (end for end in _bounds(text) if least <= len(text) - end <= most)
    return tuple(end for end in every if after.fullmatch(text, end))


@lru_cache(maxsize=4096)
def _between(expression: str, text: str, start: int, ends: Sequence[int]) -> re.Match[str] | None:
    """The words from ``start`` on to one of the ends, in the order in which the expression prefers them."""
    # What may remain stands behind the text, so that the expression sees the words that follow.
    behind = "".join(f"{text[end:]}\0" for end in ends)
    return compiled(expression + _TO_AN_END).match(f"{text}\1{behind}", start)
