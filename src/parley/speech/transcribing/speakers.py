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

_NEARLY = 0.03
"""Less than a person of the house must be like themselves: here nobody's messages are read out to another."""
_SHORT = 0.04


@dataclass(slots=True)
class _Speaker:
    total: Vector
    """Sum of their prints, each as long as the seconds it was made from."""

    @property
    def middle(self) -> Vector:
        return self.total / np.float32(max(float(np.linalg.norm(self.total)), 1e-9))


class Speakers:
    """Greedy online clustering: a print joins the likeliest speaker, or founds a new one.

    Nothing that was told is taken back, so the first phrases weigh most.
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
        """Cosine from which a print is a known speaker's. Less is asked of a short phrase: its print is
        uncertain, and who is new says more as a rule. ``benchmarks/transcribing.py`` has figures."""
        if voice.speech >= self._bounds.short:
            return self._bounds.same - _NEARLY
        return self._bounds.other - _SHORT
