"""What happens in a conversation, as small frozen values; every one carries its turn's id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from parley.audio.pcm import Pcm
from parley.skills.types import Action


class Mode(StrEnum):
    """How a conversation listens."""

    DEAF = "deaf"
    """Not at all; typing still works."""
    PRESS = "press"
    """From ``listen`` to ``release`` is one utterance."""
    OPEN = "open"
    """Hands-free: whoever speaks is heard, and speaking interrupts."""
    WAKE = "wake"
    """Hands-free behind a wake word, which also interrupts."""


class EndReason(StrEnum):
    """Why a turn ended."""

    ANSWERED = "answered"
    """The whole answer was given."""
    INTERRUPTED = "interrupted"
    """The person spoke, typed or pressed stop."""
    RESUMED = "resumed"
    """What interrupted was no speech; the rest of the interrupted answer was given instead."""
    NOTHING_HEARD = "nothing_heard"
    """There was sound, but no words."""
    FAILED = "failed"
    """Something went wrong; an apology was said."""
    ELSEWHERE = "elsewhere"
    """Another device heard the same wake word better, and answers."""
    BUSY = "busy"
    """There was no room for the turn, and Parley said so."""


@dataclass(frozen=True, slots=True)
class Listening:
    """The conversation hears speech and records it, or waits for an answer to its own question."""

    turn: int


@dataclass(frozen=True, slots=True)
class Woke:
    """A wake word was heard; the conversation listens for what follows it."""

    turn: int
    word: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What the person said, so far or finally."""

    turn: int
    text: str
    language: str
    final: bool
    engine: str = ""
    spans: tuple[tuple[str, str], ...] = ()
    """(text, language) pieces of the final text, in order."""


@dataclass(frozen=True, slots=True)
class Thinking:
    """The utterance is complete; an answer is being made."""

    turn: int


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the answer, given before its sound."""

    turn: int
    text: str
    language: str
    emotion: str = "neutral"


@dataclass(frozen=True, slots=True)
class Speech:
    """One packet of the answer's sound."""

    turn: int
    pcm: Pcm


@dataclass(frozen=True, slots=True)
class Did:
    """Something was done that a device may want to show or do itself."""

    turn: int
    action: Action


@dataclass(frozen=True, slots=True)
class Failed:
    """Something went wrong in the turn; the apology follows as ``Said``."""

    turn: int
    code: str
    message: str = ""
    """An English sentence for a developer; never what the person said."""


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is over; nothing more of it follows."""

    turn: int
    reason: EndReason
    follow_up: bool = False
    """The answer was a question: the device should listen again without a wake word."""
    intent: str = ""
    slots: Mapping[str, object] = field(default_factory=dict[str, object])
    timings: Mapping[str, float] = field(default_factory=dict[str, float])
    """Seconds per stage: endpoint, recognise, understand, act, first_audio, total."""


Event = Listening | Woke | Heard | Thinking | Said | Speech | Did | Failed | TurnEnded
