"""What is proposed for a photo, and why."""

from __future__ import annotations

from dataclasses import dataclass

from parley.vision.enhancing.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step is proposed."""

    code: str
    """``dark``, ``light``, ``warm``, ``cold``, ``green``, ``magenta``, ``hazy``, ``flat``, ``grainy``,
    ``pale``, ``tilted``; ``reasons.en.yaml`` and ``reasons.zh.yaml`` have a sentence for each."""
    amount: float
    """How much of it: stops, degrees, or 0 to 1."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would make a photo better."""

    recipe: Recipe
    """Empty where it is good as it is."""
    reasons: tuple[Reason, ...]
    """One for each step."""
