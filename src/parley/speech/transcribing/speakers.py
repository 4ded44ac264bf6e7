"""Who speaks when: voices that sound alike are one speaker, told apart as they come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parley.speech.voices.service import alike
from parley.speech.voices.types import Bounds, Vector, Voiceprint

UNKNOWN = "Unknown"
"""Too little was said to tell."""

MOST = 16
"""Speakers that are told apart; who comes later is whoever of them sounds most alike."""


@dataclass(slots=True)
class _Speaker:
    total: Vector
    """Sum of their prints, each as long as the seconds it was made from."""
    last: float = 0.0

    @property
    def middle(self) -> Vector:
        return self.total / np.float32(max(float(np.linalg.norm(self.total)), 1e-9))


class Speakers:
    """Greedy online clustering: a print joins the likeliest speaker, or founds a new one.

    Nothing that was told is taken back, so the first phrases weigh most. ``joins``: cosine from which a print
    is a known speaker's; halfway between the bounds of the people of a house, because to take two for one
    is as bad here as to take one for two.
    """

    def __init__(self, bounds: Bounds | None = None, most: int = 0) -> None:
        """``most``: speakers there are; 0 where that is not known."""
        self._bounds = bounds or Bounds()
        self._most = min(most or MOST, MOST)
        self._speakers: list[_Speaker] = []

    def name(self, voice: Voiceprint | None) -> str:
        """Who it was: ``Guest-1``, …"""
        if voice is None or voice.speech < self._bounds.least:
            return UNKNOWN
        scores = [alike(voice.vector, each.middle) for each in self._speakers]
        best = max(range(len(scores)), key=scores.__getitem__, default=-1)
        if best >= 0 and (scores[best] >= self._joins(voice) or len(scores) == self._most):
            if scores[best] >= self._bounds.other:
                self._speakers[best].total += voice.vector * np.float32(voice.speech)
            return f"Guest-{best + 1}"
        if voice.speech < self._bounds.least * 2:
            return UNKNOWN
        self._speakers.append(_Speaker(voice.vector * np.float32(voice.speech)))
        return f"Guest-{len(self._speakers)}"

    def _joins(self, voice: Voiceprint) -> float:
        """Less is asked of a short phrase: its print is uncertain, and a new speaker says more as a rule."""
        between = (self._bounds.same + self._bounds.other) / 2
        return between if voice.speech >= self._bounds.short else self._bounds.other - 0.04
