"""Spaces that the engine lost between Latin words, found again as white gaps in the line's own pixels."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import numpy as np
from numpy.typing import NDArray

from parley.vision.reading.words import Seen, wide
from parley.vision.types import Pixels

_GAP = 0.2
"""Heights of the line that a space is wide at least; between letters it is a third of that."""
_LETTERS = 2.5
"""Times the usual gap between this line's letters: widely set and typewritten lines have larger ones."""
_KNOWN = 0.75
"""Of the usual space of this line, where the engine saw some."""
_ONE = 0.1
"""Heights that are white on each side of a 1, which is narrow, but as wide as other digits are set."""
_INK = 0.35
"""Of the contrast from which a pixel is ink."""


def spaced(line: Pixels, characters: Sequence[Seen]) -> list[Seen]:
    """The characters with the spaces that the line shows between Latin letters and digits."""
    if sum(not wide(each.text) for each in characters) < 2 or line.shape[1] < 8:
        return list(characters)
    blank = _blank(line)
    gaps = [_gap(blank, one, other) for one, other in pairwise(characters)]
    least = _least(line.shape[0], characters, gaps)
    found: list[Seen] = []
    for place, each in enumerate(characters):
        found.append(each)
        following = characters[place + 1] if place + 1 < len(characters) else None
        if following is None or not _latin(each, following):
            continue
        if gaps[place] >= least + _narrow(line, each, following):
            found.append(Seen(" ", (each.at + following.at) / 2, min(each.confidence, following.confidence)))
    return found


def _narrow(line: Pixels, one: Seen, other: Seen) -> float:
    """Pixels that are white beside narrow digits, and no space."""
    if not (one.text.isdigit() or one.text in "/-:"):
        return 0.0  # a sentence may end before a number
    return _ONE * line.shape[0] * ((one.text == "1") + (other.text == "1"))


def _blank(line: Pixels) -> NDArray[np.bool_]:
    """Of each column, whether there is no ink in it; the edges, where other lines may show, aside."""
    rows = line.shape[0]
    grey = line[rows // 10 : rows - rows // 10].mean(axis=2)
    away = np.abs(grey - np.median(grey))
    return ~(away > _INK * max(float(np.quantile(away, 0.97)), 24.0)).any(axis=0)


def _gap(blank: NDArray[np.bool_], one: Seen, other: Seen) -> int:
    """Pixels of the widest blank stripe between the middles of two characters."""
    between = blank[int(one.at * len(blank)) : int(other.at * len(blank)) + 1]
    edges = np.flatnonzero(np.diff(np.concatenate([[False], between, [False]]).astype(np.int8)))
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0


def _least(height: int, characters: Sequence[Seen], gaps: Sequence[int]) -> float:
    pairs = list(pairwise(characters))
    letters = [gap for gap, pair in zip(gaps, pairs, strict=True) if _latin(*pair)]
    least = max(_GAP * height, _LETTERS * median(letters) if letters else 0.0)
    known = [_around(gaps, place) for place, each in enumerate(characters) if each.text == " "]
    return max(least, _KNOWN * median(known)) if known else least


def _around(gaps: Sequence[int], place: int) -> int:
    """The gap that a space stands for lies before it, behind it, or on both sides of its middle."""
    return sum(gaps[max(place - 1, 0) : place + 1])


def _latin(one: Seen, other: Seen) -> bool:
    """Two letters or digits, or the end of a sentence and what follows it."""
    if wide(one.text) or wide(other.text) or one.text.isspace() or other.text.isspace():
        return False
    return other.text.isalnum() or other.text in "([£$€&" or one.text.isalnum()
