"""Measuring a photograph: how wide its edges are, how light it is, what is lost, and its grain."""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import MissingEngine
from parley.vision.channels import brightest, darkest
from parley.vision.quality.types import Quality
from parley.vision.remedy import REMEDY
from parley.vision.types import Picture, Pixels

SIDE = 1024
"""Pixels of the longer side at which a picture is measured: about what a screen shows of it."""
_FINE, _COARSE = 0.8, 2.4
"""Pixels by which the picture is smoothed; how much fainter its edges are the second time tells how wide they
were ("Defocus map estimation from a single image", Zhuo and Sim, Pattern Recognition 2011)."""
_HALF = 0.45
"""How much fainter, less one, for a sharpness of 1/2: as of an edge that a Gaussian of two pixels blurred. An
ideal edge has 0.8, thin lines have more."""
_PARTS = 8
"""The picture is measured in 8 × 8 parts: before a blurred background it is its sharp parts that count."""
_BEST = 0.25
"""Share of all edges, by their strength, that counts: those in the sharpest parts."""
_FAINT = 0.02
"""Share of the strongest part's edges that a part, or a direction, must have to count."""
_EVEN, _ONE_WAY = 0.4, 0.2
"""Share of the edges that run the way in which the fewest do, from which they run evenly; and how much of its
sharpness a picture loses whose edges all run one way, which is what a hand that shook leaves of them."""
_GRAIN = 255 / 8
"""Standard deviation that is told as a noise of 1."""
_BLACK, _WHITE = 4, 251
"""Of 255: below and above which nothing can be seen; JPEG rounds."""

_Floats = NDArray[np.float32]


def vision_library() -> Any:
    """OpenCV. Raises ``MissingEngine``."""
    try:
        return import_module("cv2")
    except ImportError as error:
        raise MissingEngine("opencv", REMEDY) from error


def quality(picture: Picture) -> Quality:
    """How good a picture is. Raises ``MissingEngine``."""
    small = reduced(picture.pixels, SIDE)
    lightness = _lightness(small)
    grain = noise(picture.pixels)
    return Quality(
        sharpness=round(sharpness(small), 4),
        exposure=round(float(np.clip(lightness.mean() / 50 - 1, -1, 1)), 4),
        clipped_dark=round(float((brightest(small) < _BLACK).mean()), 5),
        clipped_light=round(float((darkest(small) > _WHITE).mean()), 5),
        noise=round(min(1.0, grain / _GRAIN), 4),
    )


def reduced(pixels: Pixels, side: int) -> Pixels:
    """No side longer than ``side``; never made larger."""
    cv2 = vision_library()
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def sharpness(pixels: Pixels, parts: int = _PARTS) -> float:
    """0 to 1, of the sharpest parts, each in the direction in which its edges are the widest: what moved is
    blurred in one direction only. 0 where there are no edges."""
    cv2 = vision_library()
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32)
    grain = _grain(grey.astype(np.uint8))
    energies: list[tuple[_Floats, _Floats]] = []
    fine, coarse = _gradients(cv2, grey, _FINE), _gradients(cv2, grey, _COARSE)
    strong = coarse[0] ** 2 + coarse[1] ** 2
    chosen = (strong > max(float(np.quantile(strong[::2, ::2], 0.8)), 1.0)).astype(np.float32)
    for turn in range(4):
        angle = turn * math.pi / 4
        along = (np.float32(math.cos(angle)), np.float32(math.sin(angle)))
        pair: list[_Floats] = []
        for (dx, dy), sigma in ((fine, _FINE), (coarse, _COARSE)):
            energy = (along[0] * dx + along[1] * dy) ** 2 - _grain_energy(grain, sigma)
            pair.append(cv2.resize(energy * chosen, (parts, parts), interpolation=cv2.INTER_AREA))
        energies.append((pair[0], pair[1]))
    return _of_parts(energies)


def _of_parts(energies: list[tuple[_Floats, _Floats]]) -> float:
    """From each direction's energy of edges after little and after much smoothing."""
    fine = np.stack([pair[0].ravel() for pair in energies])
    coarse = np.stack([pair[1].ravel() for pair in energies])
    strength = coarse.max(axis=0)
    if strength.max() <= 0:
        return 0.0
    told = coarse > np.maximum(0.15 * strength, _FAINT * strength.max())
    # An edge as wide as w has, smoothed by s, a slope of 1 / sqrt(w² + s²); squared, and summed over an edge
    # that became as much wider, it goes with the slope itself.
    fainter = np.clip(np.divide(fine, coarse, out=np.ones_like(fine), where=told) - 1, 0, None)
    sharp = np.where(told, fainter / (fainter + _HALF), 1.0).min(axis=0)
    order = np.argsort(-sharp, kind="stable")
    order = order[strength[order] >= _FAINT * strength.max()]
    # By the strength of their edges: a faint pattern of fine lines stays one however blurred.
    weight = strength[order]
    weight = np.clip(_BEST * weight.sum() - (np.cumsum(weight) - weight), 0, weight)
    edges = np.maximum(fine.sum(axis=1), 0)
    even = min(1.0, float(edges.min()) / max(float(edges.max()), 1e-9) / _EVEN)
    loss = _ONE_WAY * (1 - math.sqrt(even))
    return float((sharp[order] * weight).sum() / weight.sum()) * (1 - loss)


def _gradients(cv2: Any, grey: _Floats, sigma: float) -> tuple[_Floats, _Floats]:
    smooth = cv2.GaussianBlur(grey, (0, 0), sigma, borderType=cv2.BORDER_REFLECT)
    kernel = np.array([-0.5, 0.0, 0.5], np.float32)
    one = np.array([1.0], np.float32)
    return cv2.sepFilter2D(smooth, -1, kernel, one), cv2.sepFilter2D(smooth, -1, one, kernel)


def _grain_energy(grain: float, sigma: float) -> np.float32:
    """What independent grain of a standard deviation adds to the square of a slope, once smoothed."""
    reach = math.ceil(4 * sigma)
    places = np.arange(-reach - 1, reach + 2)
    bell = np.exp(-(places**2) / (2 * sigma**2))
    bell /= bell.sum()
    slope = (np.roll(bell, -1) - np.roll(bell, 1)) / 2
    return np.float32(grain**2 * float((slope**2).sum()) * float((bell**2).sum()))


def noise(pixels: Pixels) -> float:
    """Standard deviation of the grain, of 255: in the flattest parts, of the picture's own pixels."""
    cv2 = vision_library()
    height, width = pixels.shape[:2]
    # Of a large picture its middle, up to 1,024 pixels each way, is enough.
    cut = pixels[max(0, height // 2 - 512) : height // 2 + 512, max(0, width // 2 - 512) : width // 2 + 512]
    return _grain(cv2.cvtColor(np.ascontiguousarray(cut), cv2.COLOR_RGB2GRAY))


def _grain(grey: NDArray[np.uint8]) -> float:
    """By a filter blind to flat parts and to edges ("Fast Noise Variance Estimation", Immerkær, 1996), in
    blocks of 16 pixels; the flattest tenth of those that are neither black nor white counts."""
    cv2 = vision_library()
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    rough = np.abs(cv2.filter2D(grey.astype(np.float32), -1, kernel))
    size = (max(1, grey.shape[1] // 16), max(1, grey.shape[0] // 16))
    mean = cv2.resize(rough, size, interpolation=cv2.INTER_AREA)
    light = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    told = mean[(light > 12) & (light < 243)]
    if told.size == 0:
        return 0.0
    return float(np.quantile(told, 0.1)) * math.sqrt(math.pi / 2) / 6


def _lightness(pixels: Pixels) -> _Floats:
    cv2 = vision_library()
    small = reduced(pixels, 256).astype(np.float32) / 255
    return cv2.cvtColor(small, cv2.COLOR_RGB2LAB)[:, :, 0]
