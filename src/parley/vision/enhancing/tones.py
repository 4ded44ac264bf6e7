"""What depends on where a pixel lies: regions that are dark or light, neighbours, and the veil of haze.

It is measured on a small copy of the picture and spread over the whole: maps are smooth, edges come back by
the guided filter's own formula, whose coefficients are what is spread (He and Sun 2015, Fast Guided Filter).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from parley.vision.enhancing.linear import LUMA, Plane
from parley.vision.enhancing.opencv import opencv
from parley.vision.enhancing.recipe import Haze, Highlights, LocalContrast, Recipe, Shadows
from parley.vision.types import Pixels

SIDE = 512
"""Pixels of the longer side of the small copy."""
FLOOR = 2.0**-12
"""Light below which nothing is told apart: a fourteenth of the first step of a byte."""
_RADIUS = 0.04
"""Of the shorter side: what is nearer is a neighbour."""
_EDGE = 0.6
"""Stops: a step that is higher is an edge and stays as it is."""
_SHADOWS, _HIGHLIGHTS = 2.0, 1.5
"""Stops by which strength 1 changes them."""
_THINNEST = 0.1
"""Of the light of a thing that must have come through the haze for it to be brought back."""
_AIR, _BLACK = 0.995, 0.005
"""The parts of the pixels that are darker than the haze itself, and than what is no longer black."""
_FAINTEST = 0.01
"""Light that is taken for none."""
_BLOCKS = 12
"""Rows and columns of blocks whose darkest pixels are looked at."""
_SLOPES = tuple(step / 20 for step in range(-12, 13))
"""Light that a veil may gain from one side of the picture to the other."""
_FLATTER = 0.02
"""Light that a slope of 1 must gain in the middle, to be believed."""


@dataclass(frozen=True, slots=True)
class Veil:
    """Haze over a picture."""

    air: tuple[float, float, float]
    """Light of what is seen through so much haze that nothing else is seen: red, green, blue. It is as bright
    as the lightest there is, and of the colour that black has."""
    depth: Plane
    """Of the small copy: which part of the light comes from the haze, 0 to 1."""


def shrunk(pixels: Pixels) -> Pixels:
    """The small copy of a picture."""
    cv2 = opencv()
    height, width = pixels.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def luma(planes: tuple[Any, Any, Any]) -> Any:
    """How bright it is, in light."""
    cv2 = opencv()
    return cv2.addWeighted(
        cv2.addWeighted(planes[0], LUMA[0], planes[1], LUMA[1], 0.0), 1.0, planes[2], LUMA[2], 0.0
    )


def veil(planes: tuple[Plane, Plane, Plane]) -> Veil:
    """The haze over a small copy, by what is darkest in it (after He, Sun and Tang 2009).

    They take the darkest of every small window, and white walls and skies for haze; here it is one plane.
    """
    cv2 = opencv()
    # The very darkest pixels may be grain or dead: a window of nine is what counts.
    calm = [np.asarray(cv2.blur(each, (3, 3)), np.float32) for each in planes]
    darkest = np.minimum(np.minimum(calm[0], calm[1]), calm[2])
    lightest = max(_FAINTEST, float(np.quantile(luma((calm[0], calm[1], calm[2])), _AIR)))
    veils = [float(np.quantile(each, _BLACK)) + _FAINTEST for each in calm]
    grey = sum(part * each for part, each in zip(LUMA, veils, strict=True))
    red, green, blue = (lightest * float(np.clip(each / grey, 0.5, 2)) for each in veils)
    depth = _below(darkest) / min(red, green, blue)
    return Veil((red, green, blue), np.clip(depth, 0, 1 - _THINNEST).astype(np.float32))


def _below(darkest: Plane) -> Plane:
    """The plane that lies below what is darkest everywhere, and as high as it can: haze grows with distance,
    mostly upwards; the sky, in which nothing is dark, does not lift it off the ground."""
    height, width = darkest.shape
    rows, columns = min(_BLOCKS, height), min(_BLOCKS, width)
    down, across = np.linspace(0.5, -0.5, height), np.linspace(-0.5, 0.5, width)
    floor = [
        (float(down[place[0]]), float(across[place[1]]), float(darkest[place]))
        for place in _lowest(darkest, rows, columns)
    ]
    places = np.array(floor)
    best, chosen = -1.0, (0.0, 0.0, 0.0)
    for up in _SLOPES:
        for aside in _SLOPES[len(_SLOPES) // 2 - 2 : len(_SLOPES) // 2 + 3]:
            level = float((places[:, 2] - up * places[:, 0] - aside * places[:, 1]).min())
            mean = level - _FLATTER * (abs(up) + abs(aside))
            if mean > best:
                best, chosen = mean, (level, up, aside)
    plane = chosen[0] + chosen[1] * down[:, None] + chosen[2] * across[None, :]
    return np.maximum(plane, 0).astype(np.float32)


def _lowest(plane: Plane, rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """Where each block of a plane is lowest."""
    height, width = plane.shape
    for row in range(rows):
        top, bottom = row * height // rows, (row + 1) * height // rows
        for column in range(columns):
            left, right = column * width // columns, (column + 1) * width // columns
            place = int(plane[top:bottom, left:right].argmin())
            yield top + place // (right - left), left + place % (right - left)


class Tones:
    """Gains for every pixel of a picture, made for one recipe."""

    def __init__(self, planes: tuple[Plane, Plane, Plane], recipe: Recipe, shape: tuple[int, int]) -> None:
        """``planes`` are the small copy in light after white balance and exposure (which, being
        a gain, could as well come after haze); ``shape`` is how high and
        wide the whole is."""
        self._shape = shape
        self._veil: Veil | None = None
        self._haze = strength.strength if (strength := recipe.step(Haze)) else 0.0
        if self._haze:
            self._veil = veil(planes)
            planes = self._cleared(planes, self._veil.depth)
        self._shadows = shadows.strength if (shadows := recipe.step(Shadows)) else 0.0
        self._highlights = highlights.strength if (highlights := recipe.step(Highlights)) else 0.0
        self._contrast = contrast.strength if (contrast := recipe.step(LocalContrast)) else 0.0
        self._guide: Plane | None = None
        if self._shadows or self._highlights or self._contrast:
            self._guide = _coefficients(stops(luma(planes)))

    @staticmethod
    def needed(recipe: Recipe) -> bool:
        """Whether a recipe depends on where a pixel lies."""
        steps = (recipe.step(kind) for kind in (Haze, Shadows, Highlights, LocalContrast))
        return any(step is not None and step.strength != 0 for step in steps)

    def done(self, planes: tuple[Plane, Plane, Plane], top: int) -> tuple[Plane, Plane, Plane]:
        """A strip of the whole, in light, which begins ``top`` rows from its upper edge."""
        if self._veil is not None:
            planes = self._cleared(planes, self._spread(self._veil.depth, planes[0].shape, top))
        if self._guide is not None:
            gain = self._gain(planes, top)
            planes = planes[0] * gain, planes[1] * gain, planes[2] * gain
        return planes

    def _cleared(self, planes: tuple[Plane, Plane, Plane], depth: Plane) -> tuple[Plane, Plane, Plane]:
        """Light without the veil: (I - A·d) / (1 - d)."""
        assert self._veil is not None
        hidden = depth * np.float32(self._haze)
        seen = 1 / (1 - hidden)
        red, green, blue = (
            np.maximum((plane - hidden * np.float32(air)) * seen, 0)
            for plane, air in zip(planes, self._veil.air, strict=True)
        )
        return red, green, blue

    def _gain(self, planes: tuple[Plane, Plane, Plane], top: int) -> Plane:
        cv2 = opencv()
        assert self._guide is not None
        seen = stops(luma(planes))
        spread = self._spread(self._guide, seen.shape, top)
        region = seen * spread[:, :, 0] + spread[:, :, 1]
        gain = (seen - region) * np.float32(self._contrast) if self._contrast else np.zeros_like(seen)
        if self._shadows:
            gain += np.float32(_SHADOWS * self._shadows) * _rise(region, -2.0, -6.0)
        if self._highlights:
            gain += np.float32(_HIGHLIGHTS * self._highlights) * _rise(region, -2.5, -0.3)
        return cv2.exp(gain * np.float32(np.log(2)))

    def _spread(self, map_: Plane, shape: tuple[int, ...], top: int) -> Plane:
        """The rows of a small map that lie under a strip, as large as the strip."""
        cv2 = opencv()
        down, across = map_.shape[0] / self._shape[0], map_.shape[1] / self._shape[1]
        matrix = np.array([[across, 0, 0.5 * across - 0.5], [0, down, (top + 0.5) * down - 0.5]], np.float64)
        return cv2.warpAffine(
            map_,
            matrix,
            (shape[1], shape[0]),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )


def stops(light: Any) -> Any:
    """Brightness in stops; 0 is white."""
    cv2 = opencv()
    return cv2.log(np.maximum(light, np.float32(FLOOR))) * np.float32(1 / np.log(2))


def _rise(values: Plane, begin: float, end: float) -> Any:
    """0 before ``begin``, 1 from ``end`` on, smooth between."""
    part = np.clip((values - np.float32(begin)) * np.float32(1 / (end - begin)), 0, 1)
    return part * part * (3 - 2 * part)


def _coefficients(seen: Plane) -> Plane:
    """The guided filter's a and b for a picture that guides itself: the region's brightness is a·I + b."""
    cv2 = opencv()
    across = max(3, round(2 * _RADIUS * min(seen.shape)) | 1)
    size = (across, across)
    mean = cv2.blur(seen, size)
    variance = np.maximum(cv2.blur(seen * seen, size) - mean * mean, 0)
    slope = variance / (variance + np.float32(_EDGE**2))
    return cv2.blur(cv2.merge([slope, mean * (1 - slope)]), size)
