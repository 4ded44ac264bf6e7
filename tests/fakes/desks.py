"""Photographs of pages that lie on desks, made by calculation: where the corners are is known exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fakes.sheets import Sheet, sheet
from parley.vision.types import Pixels, Polygon

Field = NDArray[np.float32]
WIDE, HIGH = 1600, 1200
"""Pixels of a photograph (or the other way round)."""


@dataclass(frozen=True)
class Scene:
    """A photograph of a page."""

    pixels: Pixels
    polygon: Polygon
    """Where the page's corners are; the first is the one at which its text begins."""
    sheet: Sheet
    kind: str


def noise(random: np.random.Generator, shape: tuple[int, int], cells: tuple[float, float]) -> Field:
    """Smooth noise of -1 to 1, so many cells down and across."""
    import cv2

    rows, columns = (max(2, round(each) + 2) for each in cells)
    coarse = random.uniform(-1, 1, (rows, columns)).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), np.float32)


def clouds(random: np.random.Generator, shape: tuple[int, int], cells: float, octaves: int = 5) -> Field:
    """Noise of several sizes, of about -1 to 1."""
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        total += noise(random, shape, (cells * 2**octave, cells * 2**octave)) * np.float32(0.55**octave)
    return total / np.float32(1.6)


def coloured(value: Field, dark: Any, light: Any) -> Field:
    """Between two colours, for values of -1 to 1."""
    share = np.clip(value * 0.5 + 0.5, 0, 1)[:, :, None]
    return (np.asarray(dark, np.float32) * (1 - share) + np.asarray(light, np.float32) * share).astype(
        np.float32
    )


def turned(random: np.random.Generator, shape: tuple[int, int]) -> tuple[Field, Field]:
    """Coordinates in pixels along and across a random direction."""
    angle = random.uniform(0, math.pi)
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]].astype(np.float32)
    along = columns * math.cos(angle) + rows * math.sin(angle)
    across = -columns * math.sin(angle) + rows * math.cos(angle)
    return along.astype(np.float32), across.astype(np.float32)


def wood(random: np.random.Generator, shape: tuple[int, int]) -> Field:
    """Boards with grain, and dark gaps between them."""
    _, across = turned(random, shape)
    bend = clouds(random, shape, 2, 3) * random.uniform(10, 50)
    ring = np.sin((across + bend) / random.uniform(4, 14)) * 0.4 + np.sin((across + bend * 2) / 37) * 0.4
    value = (ring + clouds(random, shape, 60, 2) * 0.3).astype(np.float32)
    pale = random.uniform(0.35, 1.0)
    made = coloured(
        value,
        np.array((95, 60, 35)) * pale + 20,
        np.array((190, 140, 95)) * pale + 30,
    )
    if random.random() < 0.6:
        board = random.uniform(150, 420)
        gap = np.abs((across % board) - board / 2) > board / 2 - random.uniform(1.5, 5)
        made[gap] *= 0.35
    return made


def cloth(random: np.random.Generator, shape: tuple[int, int]) -> Field:
    """A weave, often with checks or stripes."""
    along, across = turned(random, shape)
    pitch = random.uniform(3, 7)
    weave = np.sin(along / pitch * 2) * np.sin(across / pitch * 2)
    one, other = (random.uniform(30, 200, 3) for _ in range(2))
    check = random.uniform(40, 160)
    stripes = (np.sin(along / check * math.pi) > random.uniform(0, 0.8)).astype(np.float32)
    if random.random() < 0.6:
        stripes = (stripes + (np.sin(across / check * math.pi) > 0.3)) / 2
    made = one * (1 - stripes[:, :, None]) + other * stripes[:, :, None]
    return (made * (1 + 0.18 * weave[:, :, None]) + clouds(random, shape, 5, 3)[:, :, None] * 10).astype(
        np.float32
    )


def marble(random: np.random.Generator, shape: tuple[int, int]) -> Field:
    """Pale stone with veins."""
    _, across = turned(random, shape)
    veins = np.abs(np.sin(across / random.uniform(60, 150) + clouds(random, shape, 4, 5) * 4))
    value = (np.clip(veins * 3, 0, 1) * 1.6 - 0.8 + clouds(random, shape, 8, 4) * 0.35).astype(np.float32)
    light = random.uniform(150, 205)
    return coloured(
        value,
        np.array((90, 92, 98)) * random.uniform(0.6, 1.2),
        (light, light, light * random.uniform(0.94, 1)),
    )


def granite(random: np.random.Generator, shape: tuple[int, int]) -> Field:
    """Speckles of all greys."""
    speckles = random.normal(0, 1, shape).astype(np.float32)
    import cv2

    speckles = np.asarray(cv2.GaussianBlur(speckles, (0, 0), random.uniform(0.8, 3)), np.float32)
    speckles /= np.float32(speckles.std() * 2)
    shade = random.uniform(50, 150)
    return coloured(speckles, (shade * 0.4,) * 3, (shade * 1.5, shade * 1.45, shade * 1.4))


def tiles(random: np.random.Generator, shape: tuple[int, int]) -> Field:
    """Tiles with joints: straight lines that are no page's."""
    along, across = turned(random, shape)
    side = random.uniform(120, 380)
    joint = (np.minimum(along % side, across % side) < random.uniform(3, 9)).astype(np.float32)
    shade = random.uniform(60, 190, 3)
    made = coloured(clouds(random, shape, 6, 4), shade * 0.8, shade * 1.1)
    return np.asarray(
        made * (1 - joint[:, :, None]) + joint[:, :, None] * random.uniform(40, 220), np.float32
    )


def pale(random: np.random.Generator, shape: tuple[int, int]) -> Field:
    """A desk that is nearly as bright as paper."""
    shade = random.uniform(196, 216) * np.array((1.0, random.uniform(0.95, 1.0), random.uniform(0.88, 1.0)))
    return coloured(clouds(random, shape, 5, 5), shade - random.uniform(3, 10), shade + 4)


def cluttered(random: np.random.Generator, shape: tuple[int, int]) -> Field:
    """Books, cards, pens and other papers on a desk."""
    import cv2

    ground = (wood, granite, cloth, pale)[int(random.integers(4))](random, shape)
    made = np.ascontiguousarray(ground)
    for _ in range(int(random.integers(5, 14))):
        middle = random.uniform((0, 0), (shape[1], shape[0]))
        size = random.uniform((60, 30), (420, 300)) if random.random() < 0.7 else random.uniform(6, 260, 2)
        box = cv2.boxPoints(
            ((float(middle[0]), float(middle[1])), tuple(map(float, size)), random.uniform(0, 90))
        )
        colour = random.uniform(20, 235, 3) if random.random() < 0.75 else random.uniform(200, 235, 3)
        shadow = np.zeros(shape, np.float32)
        cv2.fillConvexPoly(shadow, (box + 5).astype(np.int32), 1.0)
        made *= (1 - 0.4 * cv2.GaussianBlur(shadow, (0, 0), 5))[:, :, None]
        cv2.fillConvexPoly(made, box.astype(np.int32), colour.tolist(), cv2.LINE_AA)
        if random.random() < 0.5:  # a title, a label
            inner = box.mean(axis=0) + (box - box.mean(axis=0)) * random.uniform(0.3, 0.8)
            cv2.polylines(made, [inner.astype(np.int32)], True, (255 - colour).tolist(), 2, cv2.LINE_AA)
    return made


GROUNDS: dict[str, Callable[[np.random.Generator, tuple[int, int]], Field]] = {
    "wood": wood,
    "cloth": cloth,
    "marble": marble,
    "granite": granite,
    "tiles": tiles,
    "pale desk": pale,
    "clutter": cluttered,
}
KINDS = (*GROUNDS, "shadows", "near the edge", "seen from the side")


def placed(
    random: np.random.Generator, shape: tuple[int, int], ratio: float, kind: str
) -> NDArray[np.float64]:
    """The four corners of a page seen by a camera: a pinhole some way above a desk."""
    high, wide = shape
    steep = (25, 42) if kind == "seen from the side" else (0, 24)
    share = (0.86, 0.98) if kind == "near the edge" else (0.5, 0.88)
    for _ in range(200):
        tilt, swing = np.radians(random.uniform(*steep)), random.uniform(0, 2 * math.pi)
        roll = np.radians(random.normal(0, 9) + 90 * (wide > high) * (random.random() < 0.5))
        flat = np.array([(-0.5, -ratio / 2), (0.5, -ratio / 2), (0.5, ratio / 2), (-0.5, ratio / 2)])
        spun = flat @ np.array([[math.cos(roll), math.sin(roll)], [-math.sin(roll), math.cos(roll)]])
        # Turned about an axis in the desk's plane, then looked at from a distance of two to three widths.
        axis = np.array((math.cos(swing), math.sin(swing)))
        along, across = spun @ axis, spun @ np.array((-axis[1], axis[0]))
        depth = random.uniform(2.0, 3.2) * max(1.0, ratio) + across * math.sin(tilt)
        seen = (
            along[:, None] * axis + (across * math.cos(tilt))[:, None] * np.array((-axis[1], axis[0]))
        ) / depth[:, None]
        extent = seen.max(axis=0) - seen.min(axis=0)
        scale = random.uniform(*share) * min(wide / extent[0], high / extent[1])
        size = extent * scale
        if float(np.prod(size)) < 0.16 * wide * high:
            continue
        free = np.array((wide, high)) - size
        start = random.uniform(0.02, 0.98, 2) * free
        return (seen - seen.min(axis=0)) * scale + start
    raise AssertionError("no place for such a page")


def lit(random: np.random.Generator, shape: tuple[int, int], kind: str) -> Field:
    """How much light falls where; in the shadows, of a hand or of the telephone."""
    import cv2

    light = 1 + clouds(random, shape, 1, 2) * random.uniform(0.05, 0.3)
    rows, columns = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j].astype(np.float32)
    light *= 1 - (rows**2 + columns**2) * random.uniform(0, 0.12)
    if kind == "shadows" or random.random() < 0.12:
        for _ in range(int(random.integers(1, 3))):
            blob = np.zeros(shape, np.float32)
            middle = random.uniform((0, 0), (shape[1], shape[0]))
            around = np.sort(random.uniform(0, 2 * math.pi, 7))
            reach = random.uniform(0.15, 0.6, 7) * max(shape)
            edge = middle + np.stack((np.cos(around) * reach, np.sin(around) * reach), axis=1)
            cv2.fillPoly(blob, [edge.astype(np.int32)], 1.0)
            soft = cv2.GaussianBlur(blob, (0, 0), float(random.uniform(2, 40)))
            light *= 1 - np.asarray(soft, np.float32) * random.uniform(0.25, 0.6)
    return light.astype(np.float32)


def scene(seed: int, kind: str, what: str = "text", scale: int = 1) -> Scene:
    """The photograph of that number: a page with ``what`` on it (of ``sheets.KINDS``), on a kind of desk.

    ``scale`` is how many times more pixels it has along each side.
    """
    import cv2

    random = np.random.default_rng([seed, KINDS.index(kind)])
    shape = (WIDE, HIGH) if random.random() < 0.5 else (HIGH, WIDE)
    ground = GROUNDS.get(kind) or list(GROUNDS.values())[int(random.integers(len(GROUNDS)))]
    made = larger(ground(random, shape), scale)
    paper = sheet(random, what)
    ratio = paper.pixels.shape[0] / paper.pixels.shape[1]
    corners = (placed(random, shape, ratio, kind) + 0.5) * scale - 0.5
    page, cover = seen_from(paper.pixels, corners, (shape[0] * scale, shape[1] * scale))
    shift, soft = random.integers(-7, 8, 2) * scale, random.uniform(2, 9) * scale
    cast = cv2.GaussianBlur(np.roll(cover[:, :, 0], shift, (0, 1)), (0, 0), soft)
    made *= (1 - cast * random.uniform(0.05, 0.45))[:, :, None]
    tint = np.array((random.uniform(0.97, 1), 1, random.uniform(0.9, 1)), np.float32)
    both = made * (1 - cover) + page * tint * random.uniform(0.93, 1) * cover
    both *= larger(lit(random, shape, kind), scale)[:, :, None] * random.uniform(0.75, 1.05)
    both = cv2.GaussianBlur(both, (0, 0), random.uniform(0.5, 1.3) * scale**0.5)
    both += random.normal(0, random.uniform(1, 6), both.shape)
    quality = int(random.integers(70, 95))
    coded = cv2.imencode(".jpg", np.clip(both, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, quality])[
        1
    ]
    pixels = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)
    first, second, third, fourth = ((float(x), float(y)) for x, y in corners)
    return Scene(pixels, (first, second, third, fourth), paper, kind)


def larger(field: Field, scale: int) -> Field:
    """With so many times more pixels."""
    import cv2

    made = field if scale == 1 else cv2.resize(field, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.array(made, np.float32)


def seen_from(sheet: Pixels, corners: NDArray[np.float64], shape: tuple[int, int]) -> tuple[Field, Field]:
    """The sheet as it lies between its corners, and how much of each pixel it covers."""
    import cv2

    high, wide = shape
    rows, columns = sheet.shape[:2]
    # The middles of pixels have whole numbers: the sheet's outline runs half a pixel outside.
    outline = np.array([(0, 0), (columns, 0), (columns, rows), (0, rows)], np.float32) - np.float32(0.5)
    matrix = cv2.getPerspectiveTransform(outline, corners.astype(np.float32))
    # Four times as fine, then the mean: no pixel of the page is left out where it is far away. The sheet goes
    # on beyond its outline, so that only the cover mixes its edge with the desk.
    finer = np.array([[2, 0, 0.5], [0, 2, 0.5], [0, 0, 1]], np.float64) @ matrix
    size = (wide * 2, high * 2)
    page = cv2.warpPerspective(sheet, finer, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    mask = np.zeros((size[1], size[0]), np.uint8)
    cv2.fillConvexPoly(
        mask, np.round(((corners + 0.5) * 2 - 0.5) * 256).astype(np.int32), 255, cv2.LINE_AA, 8
    )
    small, cover = (cv2.resize(each, (wide, high), interpolation=cv2.INTER_AREA) for each in (page, mask))
    return small.astype(np.float32), cover.astype(np.float32)[:, :, None] / np.float32(255)
