"""A wake word that a device heard, as it competes with what other devices heard of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bid:
    """One device's claim to answer a wake word."""

    word: str
    score: float = 1.0
    """How sure the wake engine is, in [0, 1]; 1 where it does not tell."""
    loudness: float = -60.0
    """RMS level of the wake word's sound, in dB relative to full scale."""
