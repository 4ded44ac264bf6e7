"""What a skill takes and gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Understanding:
    """A person's words as an intent."""

    skill: str
    """Name of the skill's folder."""

    intent: str
    """Name of the intent, such as ``timer.start``."""

    language: str
    """Main language of the utterance, in which the answer is worded."""

    slots: Mapping[str, object] = field(default_factory=dict[str, object])
    """Typed values by slot name: int, float, str, timedelta, date, time, Quantity."""

    confidence: float = 1.0
    """In [0, 1]; 1 for an exact template."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that was done, or that the device should do."""

    kind: str
    """Such as ``volume``, ``stop``, ``repeat``, ``timer_started``, ``timer_rang``."""

    data: Mapping[str, object] = field(default_factory=dict[str, object])
    """Plain JSON values."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant answers."""

    text: str
    """One or more sentences, written as a person would write them."""

    language: str
    """Language of the text (primary tag)."""

    emotion: str = "neutral"
    """One of the emotions devices can show: neutral, happy, sad, surprised, thinking, …"""

    question: bool = False
    """The reply asks something: listen for the answer without a wake word."""

    actions: tuple[Action, ...] = ()
