"""Where a line of text lies, and its pixels taken out of the picture and laid flat."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from parley.vision.types import Pixels, Point, Polygon

HEIGHT = 48
"""Pixels of height at which PP-OCR reads a line."""


def length(quad: Polygon) -> float:
    """How far the text runs, in pixels."""
    return (math.dist(quad[0], quad[1]) + math.dist(quad[3], quad[2])) / 2


def height(quad: Polygon) -> float:
    """How high the text is, in pixels."""
    return (math.dist(quad[0], quad[3]) + math.dist(quad[1], quad[2])) / 2


def middle(quad: Polygon) -> Point:
    """The point in its middle."""
    return sum(x for x, _ in quad) / 4, sum(y for _, y in quad) / 4


def turned(quad: Polygon, quarters: int) -> Polygon:
    """The same place, for text that runs so many quarters of a circle further clockwise."""
    first, second, third, fourth = (quad[(each + quarters) % 4] for each in range(4))
    return first, second, third, fourth


def angle(quads: Sequence[Polygon]) -> float:
    """Degrees by which text is turned clockwise, over -180 to 180; long lines count more."""
    across = sum(quad[1][0] - quad[0][0] + quad[2][0] - quad[3][0] for quad in quads)
    down = sum(quad[1][1] - quad[0][1] + quad[2][1] - quad[3][1] for quad in quads)
    degrees = math.degrees(math.atan2(down, across)) if quads else 0.0
    return 180.0 if degrees <= -180 else degrees


def upright(point: Point, degrees: float) -> Point:
    """Where a point would be if the picture were turned so that its text lies flat."""
    turn = math.radians(-degrees)
    x, y = point
    return x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn)


def part(quad: Polygon, start: float, end: float) -> Polygon:
    """Of a line, from one fraction of its length to another."""
    (a, b, c, d) = quad

    def between(one: Point, other: Point, share: float) -> Point:
        x, y = (one[axis] + share * (other[axis] - one[axis]) for axis in (0, 1))
        return round(x, 1), round(y, 1)

    return between(a, b, start), between(a, b, end), between(d, c, end), between(d, c, start)


def flat(pixels: Pixels, quad: Polygon) -> Pixels:
    """The pixels of a line, its text running to the right."""
    import cv2

    wide, high = max(2, round(length(quad))), max(2, round(height(quad)))
    # Twice what is read at: a smooth reduction to that keeps thin strokes, which a single step would drop.
    scale = min(1.0, 2 * HEIGHT / high)
    size = (max(2, round(wide * scale)), max(2, round(high * scale)))
    corners = np.array([(0, 0), (size[0], 0), size, (0, size[1])], np.float32)
    left, top, right, bottom = _around(quad, pixels)
    piece, here = (
        pixels[top:bottom, left:right],
        np.array(quad, np.float32) - np.array((left, top), np.float32),
    )
    if scale < 1:
        # What is far larger is reduced by areas first; a warp looks at single pixels and would miss most.
        piece = cv2.resize(
            piece,
            (max(2, round(piece.shape[1] * scale)), max(2, round(piece.shape[0] * scale))),
            interpolation=cv2.INTER_AREA,
        )
        here *= np.array((piece.shape[1] / (right - left), piece.shape[0] / (bottom - top)), np.float32)
    matrix: Any = cv2.getPerspectiveTransform(here.astype(np.float32), corners)
    laid: Any = cv2.warpPerspective(
        piece, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return laid


def _around(quad: Polygon, pixels: Pixels) -> tuple[int, int, int, int]:
    """The upright box around it, within the picture, with an edge for the interpolation."""
    rows, columns = pixels.shape[:2]
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    left, top = max(0, min(int(min(xs)) - 4, columns - 2)), max(0, min(int(min(ys)) - 4, rows - 2))
    right, bottom = min(columns, math.ceil(max(xs)) + 4), min(rows, math.ceil(max(ys)) + 4)
    return left, top, max(right, left + 2), max(bottom, top + 2)
