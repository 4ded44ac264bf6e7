"""A response to be made: what it answers, how it sounds, and what it becomes a part of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from parley.gateways.openai.realtime.brains import Question
from parley.gateways.openai.realtime.history import Spoken
from parley.gateways.openai.realtime.items import Item
from parley.gateways.openai.realtime.settings import Modality, Output

Why = Literal["turn_detected", "client_cancelled"]


@dataclass(frozen=True, slots=True)
class Plan:
    """A response to be made."""

    question: Question
    modalities: list[Modality]
    output: Output
    language: str
    """To speak where the words themselves do not tell."""
    conversation: str | None
    """Id of the conversation that it becomes a part of; None for none."""
    metadata: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a response is put into: the conversation, or nothing."""

    add: Callable[[Item], None]
    done: Callable[[Item], None]
    spoke: Callable[[str, Spoken], None]
