"""One of several commands in an utterance, with the words that it takes."""

from __future__ import annotations

from dataclasses import dataclass

from parley.language.understanding.matcher import Match
from parley.skills.types import Understanding


@dataclass(frozen=True, slots=True)
class Part:
    """One command of several."""

    understanding: Understanding
    match: Match | None
    """The sentence that it fits; None where it came about otherwise."""
    text: str
    """Its words as normal text."""
    free: int
    """Characters in slots that take any words."""
    replaces: bool = False
    """It corrects the one before: "five minutes, no, seven"."""
    late: bool = False
    """It is a command only where it is the only one: "another one"."""
    joint: str = ""
    """What stands between it and the one before: a comma, "and"."""
