"""What an utterance that no template fits may mean: the model's guess, with its slots as typed values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from parley.language.understanding.model import Standing
from parley.language.understanding.slots import SlotType
from parley.skills.sentences import Sentences

MOST = 3
"""Candidates of a guess."""

Part = tuple[str, Sentences, Mapping[str, SlotType]]
"""A skill's name, its sentences and its own slot types."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that may have been meant."""

    intent: str
    slots: Mapping[str, object]
    """Typed values, as a template would give them."""
    probability: float
    """In [0, 1], calibrated: of the candidates with 0.8, four of five are right."""
    standing: Standing
    """``ACT`` or ``ASK``."""


@dataclass(frozen=True, slots=True)
class Guessed:
    """How a guess came about, for ``parley explain``."""

    candidates: tuple[Candidate, ...] = ()
    likely: tuple[tuple[str, float], ...] = ()
    """The likeliest intents and their probabilities, best first."""
    act: float = 1.0
    """Probability from which a candidate is acted on."""
    ask: float = 1.0
    """Probability from which it is asked about."""
    read_as: str = ""
    """The utterance with the words that were taken for misheard or misspelt ones replaced; empty without."""
    filled: Mapping[str, str] = field(default_factory=dict[str, str])
    """The words that filled each slot of the first candidate."""
    dropped: Mapping[str, str] = field(default_factory=dict[str, str])
    """Why an intent among the likely ones is no candidate."""


class Guesser:
    """Guesses; knows nothing until it has woken."""

    def __init__(self, parts: Sequence[Part], folder: Path | None = None) -> None:
        """``folder`` is where what was learned is kept; None for nowhere."""
        self._parts = tuple(parts)
        self._folder = folder

    @property
    def ready(self) -> bool:
        """Whether it has learned; until then it guesses nothing."""
        return False

    def load(self) -> bool:
        """Take up what was learned before, if it still holds. Some ten ms; False when there is none."""
        return False

    def wake(self) -> None:
        """Learn in the background, unless it was learned before; returns at once."""

    def stop(self) -> None:
        """End what goes on in the background."""

    def guess(self, text: str, language: str) -> tuple[Candidate, ...]:
        """What the raw utterance may mean, best first; empty for nothing known. Never raises."""
        return self.explain(text, language).candidates

    def explain(self, text: str, language: str) -> Guessed:
        """The same with its reasons."""
        return Guessed()
