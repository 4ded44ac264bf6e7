"""A recipe is carried out: in linear light, at the picture's own size, strip by strip."""

from __future__ import annotations

import os
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.vision.enhancing import grain
from parley.vision.enhancing.linear import LUMA, Plane, bytes_of, light
from parley.vision.enhancing.opencv import opencv
from parley.vision.enhancing.recipe import (
    BlackAndWhite,
    Colour,
    Exposure,
    Noise,
    Recipe,
    Sharpen,
    WhiteBalance,
)
from parley.vision.enhancing.shape import shaped
from parley.vision.enhancing.tones import Tones, luma, shrunk
from parley.vision.types import Pixels

THREADS = max(1, min(4, (os.cpu_count() or 2) // 2))
_ROWS, _MANY_ROWS = 64, 256
"""Of a strip: its planes stay in the processor's caches. Grain needs more, as it looks beyond the strip."""
WARMTH, TINT = 0.8, 0.8
"""Stops that 1 is worth."""
_KNEE, _KEPT = 0.8, 0.5
"""Darkened, light above the knee is stretched: what was white keeps that part of what it would lose."""
_FINEST = 0.3
"""Pixels: a blur that is narrower changes nothing."""
_SUBSTEPS = 16
"""Of a level of 255 that are told apart after grain was smoothed."""
_LAST = 255 * _SUBSTEPS
_SHARPEST = 1.2
_CRISP = 1.2
"""Pixels of the original: how far from an edge it is made crisper."""

Three = tuple[Plane, Plane, Plane]


def edited(pixels: Pixels, recipe: Recipe, scale: float = 1.0) -> Pixels:
    """The picture with a recipe done to it.

    ``scale`` is how much smaller the pixels are than the original (0.1: a tenth as wide), so that a preview
    looks as the whole will: what is measured in pixels of the original (grain, edges) takes fewer here.
    Raises ``MissingEngine``.
    """
    cv2 = opencv()
    pixels = shaped(pixels, recipe)
    work = _Work(pixels, recipe, scale)
    if work.idle:
        return _sharpened(pixels, recipe, scale)
    out = np.empty_like(pixels)
    tops = range(0, pixels.shape[0], work.rows)
    with _one_thread_each(cv2), ThreadPoolExecutor(THREADS, "parley-enhancing") as threads:
        for top, strip in zip(tops, threads.map(work.strip, tops), strict=True):
            out[top : top + work.rows] = strip
    return _sharpened(out, recipe, scale)


@contextmanager
def _one_thread_each(cv2: Any) -> Generator[None]:
    """OpenCV's own threads would wait for each other: a strip has a thread already."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


class _Work:
    """What is done to every strip of a picture."""

    def __init__(self, pixels: Pixels, recipe: Recipe, scale: float) -> None:
        self._pixels = pixels
        self._scatter = (
            noise.strength * grain.MOST * min(1.0, scale) if (noise := recipe.step(Noise)) else 0.0
        )
        self.rows = _MANY_ROWS if self._scatter else _ROWS
        self._colour = colour.strength if (colour := recipe.step(Colour)) else 0.0
        self._grey = grey.strength if (grey := recipe.step(BlackAndWhite)) else 0.0
        self._fine = curves(recipe)
        self._table = np.ascontiguousarray(self._fine[:, ::_SUBSTEPS].T[None])
        shape = pixels.shape[0], pixels.shape[1]
        self._stops = min(0.0, exposure.stops) if (exposure := recipe.step(Exposure)) else 0.0
        self._tones = Tones(self._planes(shrunk(pixels)), recipe, shape) if Tones.needed(recipe) else None
        self._by_value = self._tones is None and not (
            self._scatter or self._stops or self._colour or self._grey
        )
        """Every pixel depends on nothing but its own value: a table of bytes does it all."""
        self._bytes = np.stack([bytes_of(each.copy()) for each in self._table[0].T], axis=-1)[None]
        self.idle = self._by_value and bool(
            np.array_equal(self._bytes, np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2))
        )
        """There is nothing to do."""

    def strip(self, top: int) -> Pixels:
        """The rows from there on, done."""
        cv2 = opencv()
        rows = self._pixels[top : top + self.rows]
        if self._by_value:
            return _array(cv2.LUT(rows, self._bytes))
        planes = self._smoothed(top, top + rows.shape[0]) if self._scatter else self._planes(rows)
        if self._tones is not None:
            planes = self._tones.done(planes, top)
        if self._colour or self._grey:
            planes = _coloured(planes, self._colour, self._grey)
        return _array(cv2.merge([bytes_of(each) for each in planes]))

    def _planes(self, rows: Pixels) -> Three:
        """Light after white balance and exposure."""
        cv2 = opencv()
        red, green, blue = cv2.split(cv2.LUT(rows, self._table))
        return _darkened((red, green, blue), self._stops) if self._stops else (red, green, blue)

    def _smoothed(self, top: int, bottom: int) -> Three:
        """The same without grain."""

        begin = max(0, top - grain.HALO)
        rows = self._pixels[begin : bottom + grain.HALO]
        planes = grain.smoothed(rows, self._scatter)
        red, green, blue = (
            np.take(
                curve,
                np.clip(plane[top - begin : bottom - begin] * _SUBSTEPS + 0.5, 0, _LAST).astype(np.uint16),
            )
            for curve, plane in zip(self._fine, planes, strict=True)
        )
        return _darkened((red, green, blue), self._stops) if self._stops else (red, green, blue)


def curves(recipe: Recipe) -> NDArray[np.float32]:
    """For red, green and blue: light after white balance and exposure, for 0 to 255 in sixteenths."""
    before = light(np.arange(_LAST + 1) / _LAST)
    stops = exposure.stops if (exposure := recipe.step(Exposure)) else 0.0
    return np.stack([before * gain * 2.0**stops for gain in gains(recipe)]).astype(np.float32)


def gains(recipe: Recipe) -> tuple[float, float, float]:
    """By what white balance multiplies red, green and blue; a grey keeps its brightness."""
    balance = recipe.step(WhiteBalance) or WhiteBalance()
    red, green, blue = (
        2 ** (WARMTH * balance.warmth),
        2 ** (-TINT * balance.tint),
        2 ** (-WARMTH * balance.warmth),
    )
    grey = red * LUMA[0] + green * LUMA[1] + blue * LUMA[2]
    return red / grey, green / grey, blue / grey


def _darkened(planes: Three, stops: float) -> Three:
    """Darkened light, of which what was white is kept lighter than the rest: what was clipped there was
    lighter than can be told. All colours are stretched alike, so that cream does not become yellow."""
    cv2 = opencv()
    gain = np.float32(2.0**stops)
    most = cv2.max(cv2.max(planes[0], planes[1]), planes[2])
    beyond = np.clip((most / gain - np.float32(_KNEE)) * np.float32(1 / (1 - _KNEE)), 0, 1)
    kept = 1 + (1 - gain) * np.float32(_KEPT) * beyond * beyond / np.maximum(most, np.float32(1e-6))
    return planes[0] * kept, planes[1] * kept, planes[2] * kept


def _coloured(planes: Three, colour: float, grey: float) -> Three:
    """More or less colour. What is pale already gains the most, so that skin and skies do not burn."""
    cv2 = opencv()
    bright = luma(planes)
    factor: Any = np.float32(1.0 + min(colour, 0.0))
    if colour > 0:
        most = cv2.max(cv2.max(planes[0], planes[1]), planes[2])
        least = cv2.min(cv2.min(planes[0], planes[1]), planes[2])
        factor = 1 + np.float32(colour) * (least / np.maximum(most, np.float32(1e-6)))
    factor = factor * np.float32(1 - grey)
    red, green, blue = (bright + factor * (plane - bright) for plane in planes)
    return red, green, blue


def _sharpened(pixels: Pixels, recipe: Recipe, scale: float) -> Pixels:
    cv2 = opencv()
    sharpen = recipe.step(Sharpen)
    blur = _CRISP * min(1.0, scale)
    if sharpen is None or sharpen.strength == 0 or blur < _FINEST:
        return pixels
    soft = cv2.GaussianBlur(pixels, (0, 0), blur)
    amount = _SHARPEST * sharpen.strength
    return _array(cv2.addWeighted(pixels, 1 + amount, soft, -amount, 0))


def _array(made: Any) -> Any:
    """What OpenCV made, whose types say less."""
    return made
