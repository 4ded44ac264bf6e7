"""What was made of an utterance: its commands, and every step on the way to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from typing import cast

from parley.skills.types import Understanding


class Stage(StrEnum):
    """The ways to understand an utterance, in the order in which they are tried."""

    NORMAL = "normal"
    """Its forms without capitals, punctuation and courtesies."""
    WHOLE = "whole"
    """A sentence of any skill."""
    ANSWER = "answer"
    """An answer to the question that Parley asked."""
    FOLLOW = "follow"
    """What goes on from the command before."""
    LATE = "late"
    """A sentence that gives way to answers and what follows, such as "undo that"."""
    SEVERAL = "several"
    """Several commands, one after the other."""
    CORRECTION = "correction"
    """The command before with another value: "no, seven"."""
    FOREIGN = "foreign"
    """A sentence of another language of the house."""
    PLAINER = "plainer"
    """Its forms with what is mixed or slurred in the words of sentences; they are tried like the others."""
    LATER = "later"
    """A command for later: what is to be done, and when, each by itself."""
    GUESS = "guess"
    """What the model makes of it."""
    WONDER = "wonder"
    """Nothing that a sentence says: a question that somebody may be able to answer."""
    ASK = "ask"
    """Likely or ambiguous enough to ask whether it was meant."""
    NOTHING = "nothing"
    """Not understood."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stage: whether it understood the utterance, and what it saw."""

    stage: Stage
    found: bool
    seconds: float
    detail: Mapping[str, object] = field(default_factory=dict[str, object])
    """For a person to read; for ``parley explain``. What takes time to find is a partial
    function, which finds it."""

    def found_out(self) -> Mapping[str, object]:
        """The detail, with what takes time to find."""
        return {
            name: cast("partial[object]", value)() if isinstance(value, partial) else value
            for name, value in self.detail.items()
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """What an utterance means."""

    commands: tuple[Understanding, ...]
    """In the order in which they are to be done; empty when it was not understood."""

    language: str
    """Main language of the utterance (primary tag)."""

    steps: tuple[Step, ...] = ()
    """In the order in which they were taken; the last decided."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the readings that somebody is asked about."""

    understanding: Understanding
    text: str
    """The sentence that says it."""
