"""What answers "did you mean …?": one of the readings that were asked about, or none of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

from parley.skills.reading import Choice
from parley.skills.types import Understanding

CHOOSE = "unsure.choose"
"""The intent that asks which of several readings was meant."""
WONDER = "knowledge.ask"
"""The intent of a question that the graph is asked; it may well not know."""
UNSURE = frozenset({CHOOSE, WONDER})
"""Intents of which nobody can say yet that they were meant."""


def vague(commands: Sequence[Understanding]) -> float:
    """How much of what was said any other words might have been, in characters; infinite for a guess.

    Of two texts that sound alike the less vague one was meant: "set a timer" rather than a "santa timer".
    """
    if any(each.confidence < 1.0 for each in commands):
        return math.inf
    return float(sum(each.free for each in commands))


def choices(slots: Mapping[str, object]) -> tuple[Choice, ...]:
    """The readings that are or were asked about."""
    found = slots.get("choices")
    return (
        tuple(each for each in cast("tuple[object, ...]", found) if isinstance(each, Choice)) if found else ()
    )


def chosen(answer: Understanding) -> Understanding:
    """The reading that an answer chooses; the answer itself if it chooses none, or is to another question."""
    if answer.intent != CHOOSE:
        return answer
    asked, number = choices(answer.slots), answer.slots.get("choice")
    if number == "yes" and len(asked) == 1:
        number = 1
    if isinstance(number, int) and 1 <= number <= len(asked):
        return replace(asked[number - 1].understanding, said=answer.said)
    return answer


def named(slots: Mapping[str, object], said: str) -> Understanding | None:
    """The only reading in whose sentence the words occur: "the timer" of "… the timer or … the alarm?"."""
    words = said.removeprefix("the ").split()
    found = [each.understanding for each in choices(slots) if all(_in(word, each.text) for word in words)]
    return found[0] if len(found) == 1 else None


def _in(word: str, text: str) -> bool:
    return word in text.lower().split() if word.isascii() else word in text
