"""Paths as rows of points: checked, and sampled anew at equal distances."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from parley.errors import BadText, TooLong
from parley.keyboard.types import MOST_POINTS, Point

Floats = NDArray[np.float32]

_FARTHEST = 20.0
"""Widths of a key: where a finger is said to be farther off, it is taken to be there."""
_NEAR = 0.6
"""Widths of a key between samples of one stroke, at 60 a second."""


def taken(path: Sequence[Point]) -> Floats:
    """The points of a path, (n, 2), without those where the finger stood still.

    Raises ``TooLong``, and ``BadText`` where there is no point or one is no number.
    """
    if len(path) > MOST_POINTS:
        raise TooLong(f"A path has at most {MOST_POINTS} points.")
    points = np.array([[each.x for each in path], [each.y for each in path]], np.float64)
    if not path or not np.isfinite(points).all():
        raise BadText("A path is a row of points with finite coordinates, in widths of a key.")
    points = np.clip(points, -_FARTHEST, _FARTHEST).astype(np.float32)
    moved = np.ones(len(path), bool)
    np.logical_or.reduce(points[:, 1:] != points[:, :-1], out=moved[1:])
    return points.T[moved]


def length(points: Floats) -> float:
    """Of a path, in widths of a key."""
    return float(np.add.reduce(_steps(points)))


def _steps(points: Floats) -> Floats:
    """How far each point of a path is from the one before."""
    apart = points[1:] - points[:-1]
    return np.hypot(apart[:, 0], apart[:, 1])


def smoothed(points: Floats) -> Floats:
    """Without most of the tremor: a point that is near those beside it becomes the mean of them all.

    The ends stay, and so do points that are far apart: a slow screen reports little more than the corners.
    """
    smooth = points.copy()
    if len(points) > 2:
        steps = _steps(points)
        near = np.flatnonzero((steps[:-1] < _NEAR) & (steps[1:] < _NEAR)) + 1
        smooth[near] = (points[near - 1] + 2 * points[near] + points[near + 1]) / 4
    return smooth


def resampled(points: Floats, *counts: int) -> list[Floats]:
    """For each count so many points at equal distances along a path, its ends among them."""
    along: NDArray[np.float64] = np.zeros(len(points))
    np.cumsum(_steps(points), out=along[1:])
    wanted = _all_shares(counts) * along[-1]
    sampled: Floats = np.empty((len(wanted), 2), np.float32)
    for axis in (0, 1):
        sampled[:, axis] = np.interp(wanted, along, points[:, axis])
    ends = [*accumulate(counts)]
    return [sampled[end - count : end] for count, end in zip(counts, ends, strict=True)]


@cache
def _all_shares(counts: tuple[int, ...]) -> NDArray[np.float64]:
    return np.concatenate([_shares(count) for count in counts])


@cache
def _shares(count: int) -> NDArray[np.float64]:
    return np.linspace(0.0, 1.0, count)


def distances(corners: Floats) -> Floats:
    """How far along straight paths each of their corners is: (n, l, 2) → (n, l), in widths of a key."""
    along: Floats = np.zeros(corners.shape[:2], np.float32)
    steps = corners[:, 1:] - corners[:, :-1]
    np.cumsum(np.hypot(steps[..., 0], steps[..., 1]), axis=1, out=along[:, 1:])
    return along


def ideal(corners: Floats, count: int) -> Floats:
    """Straight paths through rows of corners, (n, l, 2), l ≥ 2, as ``count`` points at equal distances along
    each, (n, count, 2)."""
    along = distances(corners)
    wanted = along[:, -1:] * _shares(count).astype(np.float32)
    stroke = np.zeros(wanted.shape, np.intp)
    for place in range(1, corners.shape[1] - 1):
        stroke += wanted >= along[:, place, None]
    rows = np.arange(len(corners))[:, None]
    begun = along[rows, stroke]
    whole = along[rows, stroke + 1] - begun
    share = np.clip((wanted - begun) / np.maximum(whole, np.float32(1e-6)), 0, 1)[..., None]
    here, there = corners[rows, stroke], corners[rows, stroke + 1]
    return (here + (there - here) * share).astype(np.float32)
