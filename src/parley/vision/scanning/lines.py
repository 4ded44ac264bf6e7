"""Straight lines of a photograph, and how much of each is an edge."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.vision.scanning.edges import Edges, Field

_DEGREES = 180
"""Directions that are told apart."""
_STEP = 1.5
"""Pixels between two lines of one direction."""
_NEAR = 3
"""Degrees by which an edge may be off the line it votes for."""
_BESIDE = 3.0
"""Pixels off the line at which its two sides are looked at: further than ink of a frame is thick."""
_LEVELS = 1.2
"""Difference of lightness below which neither side is the brighter."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines ``x cos a + y sin a = rho``, and sums along them."""

    angle: Floats
    """Radians, 0 to π: of the normal."""
    rho: Floats
    """Pixels."""
    origin: float
    """Steps of one pixel from a line's start to its point nearest to the picture's corner."""
    sums: Floats
    """3 × lines × steps: the edge up to there, in all, where the normal's side is brighter, and darker."""

    def covered(self, which: NDArray[np.intp], line: NDArray[np.intp], start: Floats, end: Floats) -> Floats:
        """Share of an edge on lines between two places along them, of kind ``which`` (0, 1 or 2)."""
        last = self.sums.shape[2] - 1
        low, high = np.minimum(start, end), np.maximum(start, end)
        first = np.clip(np.round(low + self.origin), 0, last).astype(np.intp)
        second = np.clip(np.round(high + self.origin), 0, last).astype(np.intp)
        total = self.sums[which, line, second] - self.sums[which, line, first]
        return total / np.maximum(high - low, 1.0)


def lines(edges: Edges, most: int) -> Lines:
    """The lines with the most of an edge on them (Hough, with the direction of each edge)."""
    return measured(edges, *_voted(edges, most))


def measured(edges: Edges, angle: Floats, rho: Floats) -> Lines:
    """Lines that are known, with what lies along them."""
    high, wide = edges.weight.shape
    reach = int(np.ceil(np.hypot(high, wide)))
    steps = np.arange(-reach, reach + 1, dtype=np.float64)
    return Lines(angle, rho, float(reach), _sums(edges, angle, rho, steps))


def _voted(edges: Edges, most: int) -> tuple[Floats, Floats]:
    cv2: Any = import_module("cv2")

    ys, xs = (np.asarray(each, np.intp) for each in np.nonzero(edges.weight > 0.15))
    weight, angle = edges.weight[ys, xs].astype(np.float64), edges.angle[ys, xs].astype(np.float64)
    high, wide = edges.weight.shape
    reach = np.hypot(high, wide)
    bins = int(2 * reach / _STEP) + 2
    votes = np.zeros(_DEGREES * bins)
    middle = np.round(np.degrees(angle)).astype(np.intp)
    for off in range(-_NEAR, _NEAR + 1):
        turn = middle + off
        radians = np.asarray(
            np.radians(turn), np.float64
        )  # beyond 180°: the same line, its normal the other way
        rho = xs * np.cos(radians) + ys * np.sin(radians)
        rho = np.where((turn < 0) | (turn >= _DEGREES), -rho, rho)
        beside = np.asarray(np.round((rho + reach) / _STEP), np.intp)
        place = np.asarray((turn % _DEGREES) * bins + beside, np.intp)
        votes += np.bincount(place, weight * (1 - abs(off) / (_NEAR + 1)), votes.size)
    grid = votes.reshape(_DEGREES, bins)
    # The first direction lies beside the last, its distances mirrored.
    pad = 4
    mirrored = grid[:, ::-1]
    whole = np.concatenate([mirrored[-pad:], grid, mirrored[:pad]]).astype(np.float32)
    round_: Any = cv2.GaussianBlur(whole, (0, 0), 0.8)
    peak: Any = cv2.dilate(round_, np.ones((5, 7), np.uint8))
    crest = np.where(round_ >= peak, round_, 0)[pad:-pad]
    best = np.argsort(-crest, axis=None)[:most]
    best = best[crest.ravel()[best] > 0]
    turns, places = np.divmod(best, bins)
    return np.radians(turns.astype(np.float64)), places * _STEP - reach


def _sums(edges: Edges, angle: Floats, rho: Floats, steps: Floats) -> Floats:
    """What lies along every line, summed up."""
    if not len(angle):
        return np.zeros((3, 0, len(steps)))
    cv2: Any = import_module("cv2")

    across, down = np.cos(angle)[:, None], np.sin(angle)[:, None]
    xs, ys = across * rho[:, None] - down * steps, down * rho[:, None] + across * steps

    def at(field: Field, off: float) -> Any:
        return cv2.remap(
            field,
            (xs + off * across).astype(np.float32),
            (ys + off * down).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(0, 0, 0),
        )

    here = np.zeros(xs.shape, np.float32)
    # Of doubled angles: a line's normal may look either way.
    real = np.asarray(np.cos(2 * edges.angle) * edges.weight, np.float32)
    imaginary = np.asarray(np.sin(2 * edges.angle) * edges.weight, np.float32)
    cosine, sine = np.cos(2 * angle)[:, None], np.sin(2 * angle)[:, None]
    for off in (-2.0, -1.0, 0.0, 1.0, 2.0):
        # Edges that run along the line; those that cross it count against.
        along = at(real, off) * cosine + at(imaginary, off) * sine
        here = np.maximum(here, along)
    here = np.clip(here * 2.5, 0, 1)
    lightness = np.ascontiguousarray(edges.lab[:, :, 0])
    rise = at(lightness, _BESIDE) - at(lightness, -_BESIDE)
    colour = np.zeros(rise.shape, np.float32)
    for channel in (1, 2):
        field = np.ascontiguousarray(edges.lab[:, :, channel])
        colour += np.abs(at(field, _BESIDE) - at(field, -_BESIDE))
    # A frame drawn on the paper has the same on both of its sides: it bounds nothing.
    differ = np.clip((np.abs(rise) + colour) / (2 * _LEVELS), 0, 1)
    here = here * differ
    brighter, darker = here * (rise > -_LEVELS), here * (rise < _LEVELS)
    inside = (xs >= 0) & (ys >= 0) & (xs < edges.weight.shape[1]) & (ys < edges.weight.shape[0])
    return np.cumsum(np.stack([here, brighter, darker]) * inside, axis=2, dtype=np.float64)
