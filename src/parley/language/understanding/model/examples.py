"""What the model learns from: utterances with what they mean."""

from __future__ import annotations

from dataclasses import dataclass

from parley.errors import ParleyError


class UnusableModel(ParleyError):
    """There is nothing to learn from, or a stored model cannot be read."""

    code = "unusable_model"


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of an utterance that fills a slot: ``text[start:end]``, in characters."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """One utterance as a person says it."""

    text: str
    intent: str | None = None
    """Name of the intent; None for what means none of them."""
    slots: tuple[Slot, ...] = ()
