"""What stands out in a picture: the spectral residual of Hou and Zhang, in numpy."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from parley.vision.types import Found, Picture

Map = NDArray[np.float64]
"""How much each part of a picture stands out; rows × columns, in sum 1."""

SIDE = 64
"""Cells of the longer side; the method wants a small picture ("Saliency Detection: A Spectral Residual
Approach", CVPR 2007)."""
_SMOOTH = 2.5
"""Cells by which the map is smoothed."""
_FLOOR = 0.1
"""Of the mean amplitude: about what the grain of a photograph has."""
_KNOWN = 0.6
"""Share of the attention that goes to things that were recognised, where there are any."""


def saliency(picture: Picture, found: Sequence[Found] = ()) -> Map:
    """What stands out by itself, and the things that somebody has ``found`` on it."""
    # Each colour for itself: red on blue stands out, though both are of one brightness.
    map_: Map = np.mean([_residual(each) for each in shrunk(picture, SIDE).transpose(2, 0, 1)], axis=0)
    if not found:
        return map_
    known = np.zeros_like(map_)
    down, across = map_.shape[0] / picture.height, map_.shape[1] / picture.width
    for each in found:
        box = each.box
        rows = slice(int(box.y * down), max(int(box.y * down) + 1, round((box.y + box.height) * down)))
        columns = slice(
            int(box.x * across), max(int(box.x * across) + 1, round((box.x + box.width) * across))
        )
        # A large thing counts as much as a small one: what a person would miss is the thing, not its area.
        known[rows, columns] += each.confidence / max(1, known[rows, columns].size)
    return _KNOWN * known / max(float(known.sum()), 1e-12) + (1 - _KNOWN) * map_


def shrunk(picture: Picture, side: int) -> Map:
    """The picture with ``side`` pixels on its longer side, each the mean of what it stands for."""
    from PIL import Image

    factor = side / max(picture.width, picture.height)
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    image = Image.fromarray(picture.pixels).resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    return np.asarray(image, np.float64)


def _residual(channel: Map) -> Map:
    spectrum = np.fft.fft2(channel)
    size = np.abs(spectrum)
    # What is drawn rather than photographed lacks some waves altogether: their logarithm would count alone.
    amplitude = np.log(size + _FLOOR * float(size.mean()) + 1e-9)
    residual = amplitude - _mean3(amplitude)
    map_ = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    map_ = _smoothed(map_, _SMOOTH)
    # Nothing stands out on an empty wall: then all of it counts alike.
    flat = float(np.ptp(channel)) < 2.0
    return np.full_like(map_, 1 / map_.size) if flat else map_ / map_.sum()


def _mean3(values: Map) -> Map:
    """The mean of each cell and its eight neighbours; a spectrum goes on at the other side."""
    rows = values + np.roll(values, 1, 0) + np.roll(values, -1, 0)
    return (rows + np.roll(rows, 1, 1) + np.roll(rows, -1, 1)) / 9


def _smoothed(values: Map, sigma: float) -> Map:
    reach = int(3 * sigma)
    kernel = [math.exp(-(step**2) / (2 * sigma**2)) for step in range(-reach, reach + 1)]
    for _ in range(2):  # down, then across
        rows, wider = len(values), np.pad(values, ((reach, reach), (0, 0)), mode="edge")
        summed = np.zeros_like(values)
        for place, weight in enumerate(kernel):
            summed += weight / sum(kernel) * wider[place : place + rows]
        values = summed.T
    return values
