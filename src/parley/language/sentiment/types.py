"""What is found out about how a text feels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Feeling(StrEnum):
    """How something feels about what it tells."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"
    MIXED = "mixed"
    """Of whole texts only: both, and neither outweighs the other."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities; together 1."""

    positive: float
    neutral: float
    negative: float


@dataclass(frozen=True, slots=True)
class SentenceFeeling:
    """One sentence, ``text[start:end]``, in characters."""

    start: int
    end: int
    feeling: Feeling
    scores: Scores


@dataclass(frozen=True, slots=True)
class TextFeeling:
    """A whole text and its sentences."""

    feeling: Feeling
    scores: Scores
    sentences: tuple[SentenceFeeling, ...]
