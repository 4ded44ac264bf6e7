"""How well a template may fit a text at best, told by words alone: what may fit best is tried first.

Once something fits, all that can only fit worse need not be tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from parley.language.understanding.parts import MOST_SLOTS, SLOT
from parley.language.understanding.templates import GLUE, Template

_WORD = re.compile(r"[a-z0-9']+|[^\x00-\x7f]")
"""A Latin word, or one character of another script; whatever else a text has may be any template's own."""
_SLOTS = re.compile(rf"\\.|\(\?:|[|)]|[{chr(SLOT)}-{chr(SLOT + MOST_SLOTS - 1)}]", re.DOTALL)
"""What tells in a skeleton how many slots are filled; what is behind a backslash is the template's own."""

_GLUED, _NONE, _FREE, _TYPED = range(4)
"""Templates with words made of pieces, any of which may be their own; those without slots; those whose slots
all take any words; and others."""

Rank = tuple[int, int, int, int]
"""How well something fits, or may at best: as ``Match.order``, then which form, and which template."""

_Filled = tuple[int, int]
"""Slots that are filled, and those among them that take any words."""


class Reach:
    """The templates of an index by their words; found out when it is first asked."""

    def __init__(self, templates: Iterable[Template]) -> None:
        # Not the templates themselves: what their slots mean is a house's own.
        self._written = tuple(
            (each.skeleton, tuple(kind.free for _, kind in each.slots.values())) for each in templates
        )

    def best(self, text: str, form: int, places: Sequence[int], bits: int) -> list[Rank]:
        """How well each of the templates may fit the text, which is the form of that number, at best.

        ``bits`` are their places once more. Those without slots are left out that lack a word.
        """
        length = len(text)
        known = self._having
        words = _WORD.findall(text) if len(places) > 1 else ()
        owns = dict.fromkeys(places, length - len("".join(words)))
        for word in words:
            if word in known and (having := known[word] & bits):
                letters = len(word)
                while having:
                    place = having.bit_length() - 1
                    having ^= 1 << place
                    owns[place] += letters
        found: list[Rank] = []
        for place, own in owns.items():
            filled, free, kind = self._slots[place]
            if kind is _GLUED or own > length - filled:
                own = length - filled
            if kind is _FREE and free < length - own:
                free = length - own
            if kind is not _NONE or own == length:
                found.append((free, -own, form, place))
        return found

    def warm(self) -> None:
        """Find out what it needs: a tenth of a second."""
        _ = self._having, self._slots

    @cached_property
    def _having(self) -> dict[str, int]:
        """The templates, as bits, that have the word themselves."""
        found: dict[str, int] = {}
        for place, (skeleton, _) in enumerate(self._written):
            for word in set(_WORD.findall(skeleton)):
                found[word] = found.get(word, 0) | 1 << place
        once: dict[int, int] = {}
        return {word: once.setdefault(places, places) for word, places in found.items()}

    @cached_property
    def _slots(self) -> list[tuple[int, int, int]]:
        """What each wording fills, and what kind of template it is."""
        return [(*_filled(*each), _kind(*each)) for each in self._written]


def _kind(skeleton: str, free: Sequence[bool]) -> int:
    if GLUE.search(skeleton):
        return _GLUED
    return _NONE if not free else _FREE if all(free) else _TYPED


def _filled(skeleton: str, free: Sequence[bool]) -> _Filled:
    """The fewest that a wording fills."""
    outside: list[tuple[_Filled, _Filled | None]] = []
    row: _Filled = 0, 0
    least: _Filled | None = None
    for found in _SLOTS.finditer(skeleton):
        sign = found[0]
        if sign == "(?:":
            outside.append((row, least))
            row, least = (0, 0), None
        elif sign in "|)":
            least = row if least is None else (min(least[0], row[0]), min(least[1], row[1]))
            row = 0, 0
            if sign == ")":
                (slots, frees), before = outside.pop()
                row, least = (slots + least[0], frees + least[1]), before
        elif sign[0] != "\\":
            row = row[0] + 1, row[1] + free[ord(sign) - SLOT]
    return row
