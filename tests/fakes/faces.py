"""People that tests draw: faces of different skin, hair and eyes, open or closed, in a room full of edges."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.vision.types import Pixels

Colour = tuple[int, int, int]
_Window = tuple[int, int, int, int]
_FINE = 3
"""Drawn so many times larger, then made smaller: no edge is a staircase."""

_SKINS: tuple[Colour, ...] = (
    (236, 200, 178),
    (222, 180, 150),
    (200, 152, 118),
    (160, 112, 82),
    (122, 82, 60),
)
_HAIRS: tuple[Colour, ...] = ((30, 24, 22), (70, 46, 30), (120, 86, 50), (150, 146, 142))
_IRISES: tuple[Colour, ...] = ((52, 34, 24), (80, 56, 32), (60, 84, 62), (70, 98, 130))


@dataclass(frozen=True, slots=True)
class Person:
    """How somebody looks."""

    skin: Colour
    hair: Colour
    iris: Colour
    shirt: Colour
    aperture: float
    """Height of an open eye, of the distance between the eyes; 0.13 to 0.2."""


def person(random: np.random.Generator) -> Person:
    """Somebody."""
    return Person(
        _SKINS[random.integers(len(_SKINS))],
        _HAIRS[random.integers(len(_HAIRS))],
        _IRISES[random.integers(len(_IRISES))],
        (int(random.integers(30, 220)), int(random.integers(30, 220)), int(random.integers(30, 220))),
        float(random.uniform(0.14, 0.19)),
    )


def room(random: np.random.Generator, width: int, height: int) -> Pixels:
    """A wall with pictures, shelves and patterns on it."""
    import cv2

    wall = random.integers(90, 190, 3)
    light = np.linspace(1.1, 0.85, height)[:, None, None]
    pixels: NDArray[np.float32] = (np.ones((height, width, 3)) * wall * light).astype(np.float32)
    for _ in range(14):
        x, y = int(random.integers(width)), int(random.integers(height))
        wide, high = (
            int(random.integers(width // 20, width // 5)),
            int(random.integers(height // 20, height // 4)),
        )
        colour = tuple(int(each) for each in random.integers(30, 235, 3))
        cv2.rectangle(pixels, (x, y), (x + wide, y + high), colour, -1, cv2.LINE_AA)
        for line in range(x, x + wide, max(4, wide // 7)):
            cv2.line(
                pixels, (line, y), (line, y + high), tuple(each * 0.7 for each in colour), 2, cv2.LINE_AA
            )
    return np.clip(pixels, 0, 255).astype(np.uint8)


def draw(
    pixels: Pixels, who: Person, middle: tuple[float, float], apart: float, open_: float = 1.0
) -> Pixels:
    """Somebody with the middle between the eyes there, ``apart`` pixels between the eyes, and eyes ``open_``
    (0 to 1) of what they can be."""
    import cv2

    height, width = pixels.shape[:2]
    left, right = max(0, int(middle[0] - 2.6 * apart)), min(width, int(middle[0] + 2.6 * apart))
    top, bottom = max(0, int(middle[1] - 2 * apart)), min(height, int(middle[1] + 4.6 * apart))
    part = pixels[top:bottom, left:right]
    large = cv2.resize(part, None, fx=_FINE, fy=_FINE, interpolation=cv2.INTER_LINEAR).astype(np.float32)
    pen = _Pen(large, ((middle[0] - left) * _FINE, (middle[1] - top) * _FINE), apart * _FINE)
    skin = np.array(who.skin, np.float32)
    pen.blob(who.hair, (0, -0.1), (1.32, 1.62))
    pen.blob(who.shirt, (0, 3.0), (2.3, 1.3))
    pen.blob(skin * 0.82, (0, 1.55), (0.55, 0.9))
    for side in (-1, 1):
        pen.blob(skin * 0.88, (side * 1.12, 0.2), (0.16, 0.32))
    pen.blob(skin, (0, 0.3), (1.1, 1.48))
    pen.blob(np.minimum(skin * 1.07, 255), (0, -0.55), (0.7, 0.4), soft=0.25)
    pen.blob(skin * 0.84, (0, 1.5), (0.6, 0.25), soft=0.2)
    for side in (-1, 1):
        pen.blob(skin * 0.86, (side * 1.0, 0.4), (0.22, 0.9), soft=0.18)
        pen.blob(skin * 0.84, (side * 0.5, -0.07), (0.34, 0.2), soft=0.1)
        pen.arc(who.hair, (side * 0.5, -0.2), (0.36, 0.14), (200, 340), 0.075)
        _eye(pen, who, skin, side * 0.5, open_)
        pen.blob(skin * 0.66, (side * 0.12, 0.62), (0.07, 0.035), soft=0.02)
        pen.line(skin * 0.83, (side * 0.17, 0.2), (side * 0.2, 0.58), 0.05)
    pen.blob(np.minimum(skin * 1.08, 255), (0, 0.42), (0.09, 0.26), soft=0.06)
    pen.blob(skin * 0.8, (0, 0.68), (0.22, 0.04), soft=0.03)
    lips = skin * np.array([0.86, 0.6, 0.6], np.float32)
    pen.blob(lips, (0, 1.0), (0.38, 0.11), soft=0.02)
    pen.line(skin * 0.45, (-0.36, 1.0), (0.36, 1.0), 0.035)
    pen.arc(who.hair, (0, -0.5), (1.12, 0.95), (185, 355), 0.42)
    done = pixels.copy()
    size = (right - left, bottom - top)
    drawn = np.clip(large, 0, 255).astype(np.uint8)
    done[top:bottom, left:right] = cv2.resize(drawn, size, interpolation=cv2.INTER_AREA)
    return done


def _eye(pen: _Pen, who: Person, skin: NDArray[np.float32], x: float, open_: float) -> None:
    height = who.aperture * open_ / 2
    lash = np.array(who.skin, np.float32) * 0.22
    if height > 0.012:
        pen.blob((232, 228, 224), (x, 0), (0.22, height), soft=0.008)
        within = ((x, 0.0), (0.215, height))
        pen.blob(who.iris, (x, -0.01), (0.095, 0.095), within=within)
        pen.blob((12, 10, 10), (x, -0.01), (0.042, 0.042), within=within)
        pen.blob((250, 250, 250), (x - 0.03, -0.04), (0.016, 0.016), within=within)
        pen.arc(lash, (x, 0), (0.23, height + 0.005), (185, 355), 0.035)
        pen.arc(skin * 0.6, (x, 0), (0.22, height), (15, 165), 0.014)
        pen.arc(skin * 0.72, (x, -0.02), (0.24, height + 0.06), (200, 340), 0.02)
    else:
        pen.blob(skin * 0.93, (x, 0), (0.24, 0.1), soft=0.04)
        pen.arc(lash, (x, 0.0), (0.22, 0.055), (12, 168), 0.035)


class _Pen:
    """Draws in units of the distance between the eyes, from the middle between them."""

    def __init__(self, canvas: NDArray[np.float32], origin: tuple[float, float], unit: float) -> None:
        self._canvas, self._origin, self._unit = canvas, origin, unit

    def blob(
        self,
        colour: Any,
        middle: tuple[float, float],
        radii: tuple[float, float],
        soft: float = 0.0,
        within: tuple[tuple[float, float], tuple[float, float]] | None = None,
    ) -> None:
        """A filled ellipse; of it what lies ``within`` another."""
        import cv2

        window = self._window(middle, radii, soft * 3)
        mask = self._mask(window)
        cv2.ellipse(mask, *self._fixed(window, middle, radii), 0, 0, 360, 255, -1, cv2.LINE_AA, shift=4)
        if within is not None:
            other = self._mask(window)
            cv2.ellipse(other, *self._fixed(window, *within), 0, 0, 360, 255, -1, cv2.LINE_AA, shift=4)
            mask = np.minimum(mask, other)
        self._blend(colour, mask, window, soft)

    def arc(
        self,
        colour: Any,
        middle: tuple[float, float],
        radii: tuple[float, float],
        degrees: tuple[int, int],
        thick: float,
    ) -> None:
        """A part of the rim of an ellipse."""
        import cv2

        window = self._window(middle, radii, thick)
        mask = self._mask(window)
        where = self._fixed(window, middle, radii)
        cv2.ellipse(mask, *where, 0, *degrees, 255, self._thick(thick), cv2.LINE_AA, shift=4)
        self._blend(colour, mask, window, 0.0)

    def line(self, colour: Any, start: tuple[float, float], end: tuple[float, float], thick: float) -> None:
        """A straight line with soft edges."""
        import cv2

        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        radii = (abs(start[0] - end[0]) / 2, abs(start[1] - end[1]) / 2)
        window = self._window(middle, radii, thick * 3)
        mask = self._mask(window)
        begin, stop = (self._fixed(window, each, (0, 0))[0] for each in (start, end))
        cv2.line(mask, begin, stop, 255, self._thick(thick), cv2.LINE_AA, shift=4)
        self._blend(colour, mask, window, thick / 2)

    def _window(self, middle: tuple[float, float], radii: tuple[float, float], margin: float) -> _Window:
        """The part of the canvas that something touches: left, top, right, bottom."""
        reach = [(each + margin) * self._unit + 4 for each in radii]
        x, y = (o + each * self._unit for o, each in zip(self._origin, middle, strict=True))
        height, width = self._canvas.shape[:2]
        left, top = min(max(0, int(x - reach[0])), width), min(max(0, int(y - reach[1])), height)
        return left, top, max(left, min(width, int(x + reach[0]))), max(top, min(height, int(y + reach[1])))

    @staticmethod
    def _mask(window: _Window) -> NDArray[np.uint8]:
        return np.zeros((window[3] - window[1], window[2] - window[0]), np.uint8)

    def _fixed(
        self, window: _Window, middle: tuple[float, float], radii: tuple[float, float]
    ) -> tuple[tuple[int, int], tuple[int, int]]:
        """Place and size within the window, in sixteenths of a pixel."""
        x = (self._origin[0] + middle[0] * self._unit - window[0]) * 16
        y = (self._origin[1] + middle[1] * self._unit - window[1]) * 16
        wide, high = (max(1, round(each * self._unit * 16)) for each in radii)
        return (round(x), round(y)), (wide, high)

    def _thick(self, thick: float) -> int:
        return max(1, math.ceil(thick * self._unit))

    def _blend(self, colour: Any, mask: NDArray[np.uint8], window: _Window, soft: float) -> None:
        import cv2

        if not mask.size:
            return
        share = mask.astype(np.float32) / 255
        if soft:
            share = cv2.GaussianBlur(share, (0, 0), soft * self._unit)
        part = self._canvas[window[1] : window[3], window[0] : window[2]]
        part += (np.asarray(colour, np.float32) - part) * share[:, :, None]
