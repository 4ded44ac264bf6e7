"""Paths over a keyboard as a finger may draw them: made with a stated noise, no real ones being at hand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.layouts.layout import Layout
from parley.keyboard.packs.finding import shipped
from parley.keyboard.packs.pack import Pack
from parley.keyboard.types import Point

RATE = 60.0
"""Samples a second: what touch screens report at least."""


@dataclass(frozen=True)
class Hand:
    """How a hand errs. Lengths in widths of a key, times in seconds."""

    key: float
    """Standard deviation, in x and in y, of the point that is aimed at beside the key's centre."""
    haste: tuple[float, float] = (0.25, 0.9)
    """How much of its speed the finger keeps at a key that it only passes, at least and at most: 0 is a sharp
    corner, 1 a curve as wide as Catmull and Rom's."""
    bow: float = 0.05
    """Standard deviation of how far, of its length, a stroke bends to one side."""
    tremor: float = 0.02
    """Standard deviation of each sample: the touch screen's and the hand's."""
    base: float = 0.06
    """Seconds that each stroke takes, however short."""
    index: float = 0.07
    """Seconds that a stroke takes for each bit of its difficulty, log2(1 + distance), as Fitts has it."""


def drawn(word: str, layout: Layout, hand: Hand, random: np.random.Generator) -> list[Point]:
    """A path for the letters of a word that have keys.

    Through a point near every key in turn runs a curve of the fifth degree with no acceleration at the keys
    and at rest at both ends: that of least jerk between such points (Flash and Hogan 1985), at 60 samples a
    second. Each stroke bends a little to one side.
    """
    letters = [each for each in word.casefold() if each in layout.centres]
    keys = [one for place, one in enumerate(letters) if not place or one != letters[place - 1]]
    aims = np.array([layout.centres[key] for key in keys]) + random.normal(0, hand.key, (len(keys), 2))
    if len(aims) == 1:
        return [Point(float(aims[0, 0]), float(aims[0, 1]), place / RATE) for place in range(6)]
    lengths = np.hypot(*np.diff(aims, axis=0).T)
    took = (hand.base + hand.index * np.log2(1 + lengths)) * math.exp(random.normal(0, 0.15))
    speeds = np.zeros_like(aims)
    keeps = random.uniform(*hand.haste, len(aims))[1:-1, None]
    speeds[1:-1] = keeps * (aims[2:] - aims[:-2]) / (took[1:] + took[:-1])[:, None]
    ends = np.concatenate([[0.0], np.cumsum(took)])
    times = np.append(np.arange(0.0, ends[-1], 1 / RATE), ends[-1])
    stroke = np.clip(np.searchsorted(ends, times, "right") - 1, 0, len(took) - 1)
    share = ((times - ends[stroke]) / took[stroke])[:, None]
    places = _least_jerk(
        aims[stroke], aims[stroke + 1], speeds[stroke], speeds[stroke + 1], took[stroke, None], share
    )
    aside = np.diff(aims, axis=0)[:, ::-1] * (1, -1) * random.normal(0, hand.bow, (len(took), 1))
    places += aside[stroke] * np.sin(np.pi * share) ** 2
    places += random.normal(0, hand.tremor, places.shape)
    return [
        Point(float(x), float(y), float(t)) for (x, y), t in zip(places.tolist(), times.tolist(), strict=True)
    ]


def _least_jerk(
    here: NDArray[np.float64],
    there: NDArray[np.float64],
    speed: NDArray[np.float64],
    speed_there: NDArray[np.float64],
    took: NDArray[np.float64],
    share: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Hermite's quintic between two points with given speeds and no acceleration."""
    s3, s4, s5 = share**3, share**4, share**5
    rise = 10 * s3 - 15 * s4 + 6 * s5
    start = share - 6 * s3 + 8 * s4 - 3 * s5
    end = -4 * s3 + 7 * s4 - 3 * s5
    return here + (there - here) * rise + took * (speed * start + speed_there * end)


def found_pack(language: str, path: Path | None) -> Pack:
    """A pack from a file, or else the one that ships."""
    found = path or shipped(language)
    if found is None:
        raise SystemExit(f"There is no pack for {language}; name one with --pack.")
    return Pack.open(found)
