"""Which four lines of a photograph are the outline of a page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.vision.scanning.edges import Edges
from parley.vision.scanning.lines import Floats, Lines, measured

_PARALLEL = np.radians(38)
"""Two opposite sides of a page seen by a camera differ by less."""
_UPRIGHT = np.radians(40)
"""Neighbouring sides differ from a right angle by less."""
_APART = 0.12
"""Of the picture's diagonal: how far opposite sides are apart at least."""
_LEAST = 0.06
"""Of the picture's area, that a page covers at least."""
_OUTSIDE = 0.03
"""Of the picture's sides: how far a corner may lie outside of it."""
_ON = 0.06
"""Of a side's length: how far beyond its corners a line is looked at."""

_KEPT = 12
"""Quadrangles."""
_WIDER = (0.02, 0.3)
"""Of a page's length, by how much it may be longer than it was taken for."""
_RUNS_ON, _RUNS_ON_BOTH, _SEEN = 0.4, 0.25, 0.45
"""Share of an edge that the longer sides must have where they are longer, on the whole and each; and the
share that the new side must have."""
_OFF = 4.0
"""Pixels by which a side may be off its line."""

Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Outlines:
    """Quadrangles, the best first."""

    corners: Floats
    """Outlines × 4 × 2: clockwise from the top left, in pixels."""
    score: Floats
    seen: Floats
    """Outlines × 4: the share of each side that is an edge, its brighter side inside."""
    sides: Index
    """Outlines × 4: the line after each corner."""


def outlines(lines: Lines, size: tuple[int, int], most: int) -> Outlines:
    """The best quadrangles of a picture of so many rows and columns, from its ``most`` straightest lines."""
    first, second = _pairs(lines, np.hypot(*size), most)
    one, other = _crossed(lines, first, second)
    a, c = first[one], second[one]
    b, d = first[other], second[other]
    corners = np.stack([_meet(lines, *pair) for pair in ((a, b), (b, c), (c, d), (d, a))], axis=1)
    sides = np.stack([b, c, d, a], axis=1)  # the side after each corner
    good = _possible(corners, size)
    corners, sides = corners[good], sides[good]
    if not len(corners):
        return Outlines(np.zeros((0, 4, 2)), np.zeros(0), np.zeros((0, 4)), np.zeros((0, 4), np.intp))
    score, seen = _scored(lines, corners, sides, size)
    best = np.argsort(-score, kind="stable")[:_KEPT]
    return Outlines(corners[best], score[best], seen[best], sides[best])


def judged(edges: Edges, corners: Floats) -> tuple[Floats, Floats]:
    """How much outlines (many × 4 × 2, clockwise) look like a page's: a score, and the seen share of each
    side."""
    following = np.roll(corners, -1, axis=1)
    along = following - corners
    angle = np.arctan2(along[:, :, 0], -along[:, :, 1])
    turned = (angle < 0) | (angle >= np.pi)
    angle = np.where(turned, angle % np.pi, angle)
    rho = corners[:, :, 0] * np.cos(angle) + corners[:, :, 1] * np.sin(angle)
    sides = np.arange(angle.size, dtype=np.intp).reshape(angle.shape)
    size = (int(edges.weight.shape[0]), int(edges.weight.shape[1]))
    return _scored(measured(edges, angle.ravel(), rho.ravel()), corners, sides, size)


def extended(lines: Lines, corners: Floats, size: tuple[int, int]) -> Floats | None:
    """An outline whose sides go on beyond two of its corners, as far as they do, if another side is there.

    A coloured band across a page looks like its end; but the paper's edges run past it. None where they
    do not.
    """
    sides = _along(lines, corners)
    longer = False
    for _ in range(2):
        for index in range(4):
            wider = _wider(lines, corners, sides, index, size) if sides is not None else None
            if wider is not None:
                corners, sides = wider
                longer = True
                break
    return corners if longer else None


def _along(lines: Lines, corners: Floats) -> Index | None:
    """The line of each side, where all four are lines."""
    across = np.cos(lines.angle)[:, None] * corners[:, 0] + np.sin(lines.angle)[:, None] * corners[:, 1]
    off = np.abs(across - lines.rho[:, None])  # lines × corners
    worse = np.maximum(off, np.roll(off, -1, axis=1))
    nearest = worse.argmin(axis=0)
    return nearest if (worse.min(axis=0) < _OFF).all() else None


def _wider(
    lines: Lines, corners: Floats, sides: Index, index: int, size: tuple[int, int]
) -> tuple[Floats, Index] | None:
    """The outline with another line, further outside, for its side ``index``."""
    many = len(lines.angle)
    tried = np.repeat(sides[None], many, axis=0)
    tried[:, index] = np.arange(many)
    before, after = (index - 1) % 4, (index + 1) % 4
    moved = np.repeat(corners[None], many, axis=0)
    moved[:, index] = _meet(lines, tried[:, before], tried[:, index])
    moved[:, after] = _meet(lines, tried[:, index], tried[:, after])
    # Outside by at least a little, by at most a fourth of the page, and still a page.
    steps = [moved[:, one] - corners[one] for one in (index, after)]
    lengths = [corners[index] - corners[before], corners[after] - corners[(after + 1) % 4]]
    shares = np.stack(
        [
            (step @ length) / max(float(length @ length), 1e-6)
            for step, length in zip(steps, lengths, strict=True)
        ]
    )
    good = (shares > _WIDER[0]).all(axis=0) & (shares < _WIDER[1]).all(axis=0) & _possible(moved, size)
    if not good.any():
        return None
    place = np.flatnonzero(good)
    _, seen = _scored(lines, moved[good], tried[good], size)
    one = _between(lines, sides[before], corners[index], moved[good, index])
    other = _between(lines, sides[after], corners[after], moved[good, after])
    runs_on = (one + other > 2 * _RUNS_ON) & (np.minimum(one, other) > _RUNS_ON_BOTH)
    value = np.where(runs_on & (seen.min(axis=1) > _SEEN), seen.sum(axis=1) + np.minimum(one, other), -1.0)
    best = int(value.argmax())
    return (moved[place[best]], tried[place[best]]) if value[best] > 0 else None


def _between(lines: Lines, line: int, start: Floats, ends: Floats) -> Floats:
    """Share of an edge on a line between a corner and each of some others."""
    across, down = np.cos(lines.angle[line]), np.sin(lines.angle[line])
    which = np.full(len(ends), line, np.intp)
    first = np.full(len(ends), -down * start[0] + across * start[1])
    return lines.covered(np.zeros_like(which), which, first, -down * ends[:, 0] + across * ends[:, 1])


def _pairs(lines: Lines, diagonal: float, most: int) -> tuple[Index, Index]:
    """Of the straightest lines those that may be opposite sides."""
    first, second = np.triu_indices(min(most, len(lines.angle)), 1)
    turn = np.abs(lines.angle[first] - lines.angle[second])
    over = turn > np.pi / 2  # nearly parallel, but their normals look the opposite way
    turn = np.where(over, np.pi - turn, turn)
    apart = np.abs(lines.rho[first] - np.where(over, -1, 1) * lines.rho[second])
    # Lines that converge are further apart here than there; distances from the corner are a rough measure.
    good = (turn < _PARALLEL) & ((apart > _APART * diagonal) | (turn > _PARALLEL / 3))
    return first[good], second[good]


def _crossed(lines: Lines, first: Index, second: Index) -> tuple[Index, Index]:
    """Pairs of opposite sides that may make a page together."""
    real, imaginary = (
        each(2 * lines.angle[first]) + each(2 * lines.angle[second]) for each in (np.cos, np.sin)
    )
    size = np.maximum(np.hypot(real, imaginary), 1e-9)
    real, imaginary = real / size, imaginary / size
    # Of doubled angles: opposite ones are right angles.
    along = real[:, None] * real[None, :] + imaginary[:, None] * imaginary[None, :]
    one, other = np.nonzero(np.triu(along < -np.cos(2 * _UPRIGHT), 1))
    return one, other


def _meet(lines: Lines, one: Index, other: Index) -> Floats:
    """Where lines cross."""
    a, b, c = np.cos(lines.angle[one]), np.sin(lines.angle[one]), lines.rho[one]
    d, e, f = np.cos(lines.angle[other]), np.sin(lines.angle[other]), lines.rho[other]
    part = a * e - b * d
    part = np.where(np.abs(part) < 1e-6, 1e-6, part)
    return np.stack([(c * e - b * f) / part, (a * f - c * d) / part], axis=1)


def _possible(corners: Floats, size: tuple[int, int]) -> NDArray[np.bool_]:
    """Bent outwards at every corner, large enough, and on the picture."""
    high, wide = size
    x, y = corners[:, :, 0], corners[:, :, 1]
    out = _OUTSIDE * max(high, wide)
    on = ((x > -out) & (x < wide + out) & (y > -out) & (y < high + out)).all(axis=1)
    side = np.roll(corners, -1, axis=1) - corners
    after = np.roll(side, -1, axis=1)
    turn = side[:, :, 0] * after[:, :, 1] - side[:, :, 1] * after[:, :, 0]
    convex = (turn > 0).all(axis=1) | (turn < 0).all(axis=1)
    long = np.hypot(side[:, :, 0], side[:, :, 1])
    sine = np.abs(turn) / np.maximum(long * np.roll(long, -1, axis=1), 1e-6)
    wide_enough = (sine > np.sin(np.radians(40))).all(axis=1)
    return on & convex & wide_enough & (area(corners) > _LEAST * high * wide)


def area(corners: Floats) -> Floats:
    """Square pixels of outlines (… × 4 × 2)."""
    following = np.roll(corners, -1, axis=-2)
    cross = corners[..., 0] * following[..., 1] - corners[..., 1] * following[..., 0]
    return np.abs(cross.sum(axis=-1)) / 2


def _scored(lines: Lines, corners: Floats, sides: Index, size: tuple[int, int]) -> tuple[Floats, Floats]:
    angle, rho = lines.angle[sides], lines.rho[sides]
    across, down = np.cos(angle), np.sin(angle)
    start = -down * corners[:, :, 0] + across * corners[:, :, 1]
    following = np.roll(corners, -1, axis=1)
    end = -down * following[:, :, 0] + across * following[:, :, 1]
    middle = corners.mean(axis=1)
    within = across * middle[:, :1] + down * middle[:, 1:] > rho
    brighter = np.where(within, 1, 2)
    any_ = lines.covered(np.zeros_like(sides), sides, start, end)
    seen = lines.covered(brighter, sides, start, end)
    long = end - start
    before = lines.covered(np.zeros_like(sides), sides, start - _ON * long, start - 0.01 * long)
    beyond = lines.covered(np.zeros_like(sides), sides, end + 0.01 * long, end + _ON * long)
    over = np.sort(np.concatenate([before, beyond], axis=1), axis=1)[:, -2:].mean(axis=1)
    both = np.maximum(seen, 0.7 * any_)
    share = area(corners) / (size[0] * size[1])
    score = both.mean(axis=1) + 0.6 * both.min(axis=1) - 0.35 * over + 0.1 * np.log(share)
    return score, both


def clockwise(corners: Floats) -> Floats:
    """One outline's corners, clockwise as seen, from the one nearest to the top left."""
    following = np.roll(corners, -1, axis=0)
    signed = float((corners[:, 0] * following[:, 1] - corners[:, 1] * following[:, 0]).sum())
    corners = corners[::-1] if signed < 0 else corners
    return np.roll(corners, -int(corners.sum(axis=1).argmin()), axis=0)
