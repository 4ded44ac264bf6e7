"""The outline of a page, found roughly, moved to where the paper really ends."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.vision.scanning.edges import Field
from parley.vision.scanning.lines import Floats

_PLACES = 72
"""Along each side, at which its edge is looked for."""
_SHARES = np.linspace(0.03, 0.97, _PLACES)
"""The same, of a side's length: its ends belong to its neighbours too."""
_PAPER = 5
"""Pixels of paper, further inside than the edge may be, that tell what the paper looks like."""
_MORE = 6
"""Pixels, further than the edge may be on either side, that are looked at."""
_LEVELS = 4.0
"""Difference of colour (CIE76) at which an edge is half believed."""
_LIKE = 14.0
"""The same, at which a colour is hardly the paper's any more."""
_SHADE = np.array((0.6, 1.0, 1.0), np.float32)
"""How much a difference of lightness and of colours counts between two sides."""


def refined(lab: Field, corners: Floats, reach: int) -> tuple[Floats, Floats]:
    """Corners (4 × 2, clockwise as seen) moved by at most ``reach`` pixels across each side; and of each side
    the share along which paper ends there (0 to 1).

    Of all straight lines near to a side, the one is taken along which paper changes to something else at
    most places: a joint of tiles nearby has no paper beside it, and what covers a part of a side does not
    matter.
    """
    ends = [(corners[index], corners[(index + 1) % 4]) for index in range(4)]
    colours = [_across(lab, start, end, reach) for start, end in ends]
    paper = [_paper(each[:, -_PAPER:]) for each in colours]
    all_over = np.median(np.concatenate(paper), axis=0)
    found = [
        _side(*each, here, there, all_over) for each, here, there in zip(ends, colours, paper, strict=True)
    ]
    sides = [side for side, _ in found]
    moved = np.array([_meet(sides[index - 1], sides[index]) for index in range(4)])
    # Lines that hardly cross meet anywhere.
    far = np.hypot(*(moved - corners).T) > 4 * reach + 4
    return np.where(far[:, None], corners, moved), np.array([share for _, share in found])


def joined(one: Floats, other: Floats, take: NDArray[np.bool_]) -> Floats:
    """The outline ``one``, of which those sides are as ``other`` has them that ``take`` names."""
    chosen = [other if taken else one for taken in take]
    sides = [(outline[index], outline[(index + 1) % 4]) for index, outline in enumerate(chosen)]
    return np.array([_meet(sides[index - 1], sides[index]) for index in range(4)])


def _across(lab: Field, start: Floats, end: Floats, reach: int) -> Field:
    """The colours across a side: places × offsets, from outside to inside."""
    places = start + _SHARES[:, None] * (end - start)
    offsets = np.arange(-reach - _MORE, reach + _MORE + 1 + _PAPER, dtype=np.float64)
    return _sampled(lab, places[:, None] + offsets[None, :, None] * _inward(start, end))


def _inward(start: Floats, end: Floats) -> Floats:
    along = end - start
    return np.array((-along[1], along[0])) / max(float(np.hypot(*along)), 1e-6)


def _side(
    start: Floats, end: Floats, colours: Field, paper: Field, all_over: Field
) -> tuple[tuple[Floats, Floats], float]:
    """Two points of the line on which the paper ends, and the share of it on which it does."""
    reach = (colours.shape[1] - 2 * _MORE - 1 - _PAPER) // 2
    evidence = _evidence(colours, paper, all_over)[:, : 2 * reach + 1]
    first, last = _best(evidence, _SHARES)
    inward = _inward(start, end)
    at = np.clip(first + _SHARES * (last - first), 0, 2 * reach)
    low, high = np.floor(at).astype(int), np.ceil(at).astype(int)
    place = np.arange(_PLACES)
    share = float(np.maximum(evidence[place, low], evidence[place, high]).mean())
    return (start + (first - reach) * inward, end + (last - reach) * inward), share


def _sampled(lab: Field, places: Floats) -> Field:
    cv2: Any = import_module("cv2")

    found: Any = cv2.remap(
        lab,
        places[:, :, 0].astype(np.float32),
        places[:, :, 1].astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(found, np.float32)


def _paper(strip: Field) -> Field:
    """What the paper looks like at each place: of the places around it the middle, since letters are dark."""
    middle = np.median(strip, axis=1)
    wide = 9
    padded = np.pad(middle, ((wide, wide), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * wide + 1, axis=0)
    return np.asarray(np.median(windows, axis=2), np.float32)


def _evidence(colours: Field, paper: Field, all_over: Field) -> Field:
    """How much it looks, at every place and offset, as if paper ended there: 0 to 1."""

    def at(*offsets: int) -> Field:
        """The mean of what lies so many pixels inside (or, below 0, outside) of each offset."""
        many = colours.shape[1] - 2 * _MORE
        total = sum(colours[:, _MORE + each : _MORE + each + many] for each in offsets)
        return np.asarray(total, np.float32) / np.float32(len(offsets))

    inside, outside, beyond = at(1, 2), at(-2, -1), at(-6, -5)
    step = np.linalg.norm(inside - outside, axis=2)
    # Either of what lies further inside, or (where a coloured band does) of the sheet's other sides, whose
    # light may be another.
    like, unlike, unlike_too = (
        np.minimum(
            np.linalg.norm(each - paper[:, None], axis=2), np.linalg.norm((each - all_over) * _SHADE, axis=2)
        )
        for each in (inside, outside, beyond)
    )
    leaves = np.clip((unlike - like) / (step + 1e-3), 0, 1)
    # Beyond a line on the paper, or the joint of two tiles, all is as before.
    other = np.clip((unlike_too - 0.6 * like) / _LEVELS, 0, 1)
    found = step**2 / (step**2 + _LEVELS**2) * np.exp(-((like / _LIKE) ** 2)) * leaves * other
    return np.asarray(found, np.float32)


def _best(evidence: Field, share: NDArray[np.float64]) -> tuple[float, float]:
    """Offsets at the two ends of a side, such that the line between has the most evidence."""
    many = evidence.shape[1]
    ends = np.arange(0, many, 1.0)
    one, other = (each.ravel() for each in np.meshgrid(ends, ends, indexing="ij"))
    total = np.zeros(one.shape)
    place = np.arange(len(share))
    # Neighbouring offsets count too, so that a blurred edge has its crest in its middle.
    soft = evidence.copy()
    soft[:, 1:] += 0.5 * evidence[:, :-1]
    soft[:, :-1] += 0.5 * evidence[:, 1:]
    at = one[:, None] + share[None, :] * (other - one)[:, None]
    total = soft[place[None, :], np.clip(np.round(at), 0, many - 1).astype(np.intp)].sum(axis=1)
    # Where nothing is told apart, the middle is as good as any.
    total -= 1e-4 * (np.abs(one - many // 2) + np.abs(other - many // 2))
    best = int(total.argmax())
    return _fitted(evidence, share, float(one[best]), float(other[best]))


def _fitted(evidence: Field, share: Floats, first: float, last: float) -> tuple[float, float]:
    """The line through the crests near to a line: least squares, weighted by the evidence."""
    many = evidence.shape[1]
    middle = first + share * (last - first)
    offset = np.arange(many, dtype=np.float64)
    near = np.asarray(np.exp(-(((offset[None] - middle[:, None]) / 1.2) ** 2)) * evidence, np.float64)
    weight = np.asarray(near.sum(axis=1), np.float64)
    if float(weight.sum()) < 1e-3:
        return first, last
    crest = np.asarray((near * offset).sum(axis=1) / np.maximum(weight, 1e-9), np.float64)
    design = np.asarray(np.stack([1 - share, share], axis=1), np.float64)
    normal = np.asarray(design.T @ (design * weight[:, None]) + 1e-6 * np.eye(2), np.float64)
    wanted = np.asarray(design.T @ (crest * weight) + 1e-6 * np.array((first, last)), np.float64)
    low = np.array((first - 1.5, last - 1.5))
    one, other = np.clip(np.linalg.solve(normal, wanted), low, low + 3.0)
    return float(one), float(other)


def _meet(one: tuple[Floats, Floats], other: tuple[Floats, Floats]) -> Floats:
    (a, b), (c, d) = one, other
    matrix = np.stack([b - a, c - d], axis=1)
    if abs(float(np.linalg.det(matrix))) < 1e-9:
        return np.asarray((b + c) / 2, np.float64)
    return np.asarray(a + np.linalg.solve(matrix, c - a)[0] * (b - a), np.float64)
