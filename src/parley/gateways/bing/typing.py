"""Bing's spell check and suggestions: what the keyboard knows beside what is indexed here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from parley.gateways.bing.shapes import Better, Flagged
from parley.keyboard.correction.types import Flag
from parley.search.suggesting import Slip


class Keys(Protocol):
    """What is asked of the keyboard; ``keyboard.service.Keyboard`` does it."""

    async def spelt(self, text: str, language: str) -> Sequence[Flag] | None:
        """The doubtful words of a text; None where there is no pack for its language."""
        ...

    async def going_on(self, text: str, language: str, most: int) -> Sequence[str]:
        """How a text may go on, with what stands there already; none without a pack."""
        ...


def flagged(
    text: str, flags: Sequence[Flag] | None, slips: Sequence[Slip], known: frozenset[str]
) -> list[Flagged]:
    """What the keyboard and what is indexed here say of a text, in its order.

    ``flags`` are words that no dictionary has, or that hardly stand there; ``slips`` words that nothing has
    that is indexed, though something like them is; ``known`` those that something has, as they are written:
    such as a name in one's own notes, which no dictionary has.
    """
    found: dict[int, Flagged] = {}
    for flag in flags or ():
        token = text[flag.start : flag.start + flag.length]
        if flag.known or token not in known:
            better = [Better(each.text, round(each.score, 3)) for each in flag.suggestions]
            found[flag.start] = Flagged(flag.start, token, "UnknownToken", better)
    for slip in slips:
        if flags is not None and slip.word.isascii() and slip.start not in found:
            continue  # a word of the dictionary, which just nothing here has yet
        others = found[slip.start].suggestions if slip.start in found else []
        better = [Better(slip.better, round(slip.alike, 3))]
        better += [each for each in others if each.suggestion != slip.better]
        found[slip.start] = Flagged(slip.start, slip.word, "UnknownToken", better)
    return [found[start] for start in sorted(found)]
