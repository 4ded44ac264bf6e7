"""Where along a path each key of a word was passed, and how well the path fits that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.swipe.paths import Floats
from parley.keyboard.swipe.shapes import Rows, Shapes

SAMPLES = 32
"""Points of the path that a key may have been passed at."""
_SHARES: Floats = np.linspace(0, 1, SAMPLES, dtype=np.float32)
_PLACES: NDArray[np.int8] = np.arange(SAMPLES, dtype=np.int8)
_DRIFT = 0.06
"""What a key costs that is passed one width, along the path, from where it would be on the ideal one."""


@dataclass(frozen=True)
class Fit:
    """How a path fits some words; each (n,)."""

    missed: Floats
    """Sum over keys of the squared distance, in widths, between each and where the path passes it."""
    worst: Floats
    """The largest of these distances, squared."""
    strayed: Floats
    """Squared distance of the path from straight strokes between those places, its integral over the path."""
    drift: Floats
    """Mean squared difference of places along the path, in widths."""
    keys: Floats
    """Keys of each word."""


def fit(shapes: Shapes, rows: Rows, path: Floats, length: float) -> Fit:
    """How a path of ``SAMPLES`` points and a length fits the words of some rows.

    For each word the cheapest way to pass its keys one after the other, the first at the path's beginning and
    the last at its end, found as Viterbi's.
    """
    many = shapes.many.take(rows).astype(np.intp)
    widest = max(2, int(np.maximum.reduce(many)))
    keys = shapes.keys.take(rows, axis=0)[:, :widest].astype(np.intp)
    apart = path - shapes.centres[:, None]
    distance = np.einsum("kti,kti->kt", apart, apart).take(keys, axis=0)
    along: Floats = np.zeros(keys.shape, np.float32)
    gaps = shapes.gaps.take(keys[:, :-1] * len(shapes.letters) + keys[:, 1:])
    np.add.accumulate(gaps, axis=1, out=along[:, 1:])
    along /= np.maximum(along[:, -1:], np.float32(1e-6))
    drift = (_SHARES - along[..., None]) * length
    cost = _DRIFT * drift
    cost *= drift
    cost += distance
    at = _passed(cost, many)
    spots = np.arange(0, cost.size, SAMPLES, dtype=np.intp).reshape(len(rows), widest) + at
    real = np.arange(widest) < many[:, None]
    missed = distance.reshape(-1).take(spots) * real
    drifted = drift.reshape(-1).take(spots)
    return Fit(
        np.add.reduce(missed, axis=1),
        np.maximum.reduce(missed, axis=1),
        _strayed(path, at, length),
        np.einsum("nk,nk,nk->n", drifted, drifted, real) / many,
        many.astype(np.float32),
    )


def _passed(cost: Floats, many: Rows) -> Rows:
    """Where each word's keys are passed at the least cost, (n, l); ``cost`` (n, l, ``SAMPLES``)."""
    rows, widest, _ = cost.shape
    best, least = np.empty_like(cost), np.empty_like(cost)
    best[:, 0], best[:, 0, 0] = np.inf, cost[:, 0, 0]
    for key in range(1, widest):
        np.minimum.accumulate(best[:, key - 1], axis=1, out=least[:, key - 1])
        np.add(least[:, key - 1], cost[:, key], out=best[:, key])
    # The place of the least cost up to each place: the last one that was less than all before it.
    less = best[:, 1:-1, 1:] < least[:, 1:-1, :-1]
    place = np.zeros((rows, widest - 2, SAMPLES), np.int8)
    np.maximum.accumulate(np.where(less, _PLACES[1:], _PLACES[:1]), axis=2, out=place[..., 1:])
    # Keys beyond a word's last repeat that one, and are passed with it at the path's end.
    at = np.full((rows, widest), SAMPLES - 1, np.intp)
    at[:, 0] = np.where(many > 1, 0, SAMPLES - 1)
    every, last = np.arange(rows, dtype=np.intp), many - 1
    for key in range(widest - 2, 0, -1):
        at[:, key] = np.where(key < last, place[every, key - 1, at[:, key + 1]], SAMPLES - 1)
    return at


def _strayed(path: Floats, at: Rows, length: float) -> Floats:
    """Integral of the squared distance from straight strokes between the points of a path ``at``."""
    rows, widest = at.shape
    row = np.arange(rows, dtype=np.intp)[:, None]
    marks = np.bincount((row * SAMPLES + at).reshape(-1), minlength=rows * SAMPLES)
    stroke: Rows = np.add.accumulate(marks.reshape(rows, SAMPLES), axis=1)
    stroke -= 1
    np.minimum(stroke, widest - 2, out=stroke)
    np.maximum(stroke, 0, out=stroke)
    stroke += row * widest
    begun, ended = at.reshape(-1).take(stroke), at.reshape(-1).take(stroke + 1)
    share = ((_PLACES - begun) / np.maximum(ended - begun, 1)).astype(np.float32)
    np.minimum(share, 1, out=share)
    np.maximum(share, 0, out=share)
    here = path.take(begun, axis=0)
    away = path.take(ended, axis=0)
    away -= here
    away *= share[..., None]
    away += here
    away -= path
    return np.einsum("nti,nti->n", away, away) * (length / SAMPLES)
