"""Lines that are drawn on a page, and the fields of a table that they part, also one seen from aside."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.vision.types import Picture, Point, Polygon

Mask = NDArray[np.uint8]
"""Height × width: 255 where something is drawn."""

_LONGEST = 1_600
"""Pixels of the longer side of the picture in which lines are looked for."""
_LINE = 1.6
"""Heights of the text that a drawn line is long at least: strokes of letters are shorter."""
_ACROSS = 0.3
"""Of a table's width or height, how much of it a line between two rows or columns covers at least."""
_PARTS = 0.5
"""Of the side of a field, how much must be drawn for it to be parted from its neighbour."""
_MOST = 60
"""Rows or columns of one table, and tables of one page."""
_LOOKS = 12
"""Times the area of the page that is looked at in all: frames may lie within frames."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a grid."""

    row: int
    column: int
    rows: int
    columns: int
    polygon: Polygon
    """Where it is on the picture."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table before anything is read in it."""

    polygon: Polygon
    rows: int
    columns: int
    fields: tuple[Field, ...]
    xs: tuple[float, ...]
    """Where its columns begin and end, when it is laid flat."""
    ys: tuple[float, ...]
    """Where its rows do."""
    flat: NDArray[np.float64]
    """3 × 3: from places of the picture to places when laid flat."""

    def place(self, point: Point) -> Point:
        """Where a point of the picture is when the table is laid flat."""
        x, y, w = self.flat @ np.array((point[0], point[1], 1.0))
        return float(x / w), float(y / w)

    def holds(self, point: Point) -> bool:
        """Whether a point of the picture lies in the table."""
        x, y = self.place(point)
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def field(self, point: Point) -> Field | None:
        """The field in which a point of the picture lies."""
        x, y = self.place(point)
        column, row = _step(self.xs, x), _step(self.ys, y)
        return next((each for each in self.fields if _within(each, row, column)), None)


def _within(field: Field, row: int, column: int) -> bool:
    return field.row <= row < field.row + field.rows and field.column <= column < field.column + field.columns


def _step(edges: Sequence[float], at: float) -> int:
    return int(np.clip(np.searchsorted(edges, at) - 1, 0, len(edges) - 2))


def grids(picture: Picture, degrees: float, usual: float) -> list[Grid]:
    """The ruled tables of a page whose text is turned by ``degrees`` and ``usual`` pixels high."""
    cv2: Any = importlib.import_module("cv2")
    to = _upright(picture, degrees)
    scale = float(np.hypot(to[0, 0], to[0, 1]))
    least = max(12, round(_LINE * usual * scale))
    if not 4 <= usual * scale <= _LONGEST / 8:
        return []
    across, down = _drawn(picture, to, least)
    both = cv2.dilate(across | down, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(both)
    found: list[Grid] = []
    order = sorted(range(1, count), key=lambda each: int(stats[each][1]))
    left_over = _LOOKS * both.size
    for each in order[: 40 * _MOST]:
        left, top, wide, high = (int(value) for value in stats[each][:4])
        if wide >= 2 * least and high >= least and len(found) < _MOST and left_over > 0:
            left_over -= wide * high
            area = slice(top, top + high), slice(left, left + wide)
            own: Mask = np.where(labels[area] == each, 255, 0).astype(np.uint8)
            grid = _grid(across[area] & own, down[area] & own, (left, top), to, least)
            if grid is not None:
                found.append(grid)
    return found


def _upright(picture: Picture, degrees: float) -> NDArray[np.float64]:
    """2 × 3: from the picture to a smaller one whose text runs to the right."""
    turn, scale = np.radians(-degrees), min(1.0, _LONGEST / max(picture.width, picture.height))
    turned = scale * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    corners = turned @ np.array(
        [(0, picture.width, 0, picture.width), (0, 0, picture.height, picture.height)]
    )
    return np.column_stack([turned, -corners.min(axis=1)])


def _drawn(picture: Picture, to: NDArray[np.float64], least: int) -> tuple[Mask, Mask]:
    """What is drawn across and down, strokes of letters left out."""
    cv2: Any = importlib.import_module("cv2")
    corners = to @ np.array(
        [(0, picture.width, 0, picture.width), (0, 0, picture.height, picture.height), (1, 1, 1, 1)]
    )
    size = (int(np.ceil(corners[0].max())) + 1, int(np.ceil(corners[1].max())) + 1)
    grey: Any = cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2GRAY)
    if to[0, 0] < 0.75 and max(grey.shape) > 1.4 * _LONGEST:
        to = to.copy()
        small = _LONGEST / max(grey.shape)
        grey = cv2.resize(grey, None, fx=small, fy=small, interpolation=cv2.INTER_AREA)
        to[:, :2] /= small
    grey = cv2.warpAffine(grey, to, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    ink: Any = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 2 * (least // 3) + 5, 9
    )
    found: list[Mask] = []
    for long in ((least, 1), (1, least)):
        # A line that is a little askew is cut into steps: shorter pieces are found, then joined.
        piece = (max(6, long[0] // 2) if long[0] > 1 else 1, max(6, long[1] // 2) if long[1] > 1 else 1)
        thick: Any = cv2.dilate(ink, np.ones((1, 2) if long[0] == 1 else (2, 1), np.uint8))
        opened: Any = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones(piece[::-1], np.uint8))
        joined: Any = cv2.dilate(opened, np.ones((3, 5) if long[1] == 1 else (5, 3), np.uint8))
        found.append(_long(joined, least, across=long[1] == 1))
    return found[0], found[1]


def _long(mask: Any, least: int, *, across: bool) -> Mask:
    """Of what is drawn, the pieces that are long enough, and much longer than thick."""
    cv2: Any = importlib.import_module("cv2")
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    measures: NDArray[np.float64] = np.asarray(stats, np.float64)
    long = measures[:, 2 if across else 3]  # width or height; the fifth is the area
    thick = measures[:, 4] / np.maximum(long, 1)
    kept: list[bool] = list((long >= least) & (thick * 3 <= long) & (np.arange(len(long)) > 0))
    return np.where(np.array(kept)[labels], 255, 0).astype(np.uint8)


def _grid(across: Mask, down: Mask, corner: tuple[int, int], to: Any, least: int) -> Grid | None:
    cv2: Any = importlib.import_module("cv2")
    frame = _frame(across, down)
    if frame is None:
        return None
    wide = round(float(np.hypot(*(frame[1] - frame[0])) + np.hypot(*(frame[2] - frame[3]))) / 2)
    high = round(float(np.hypot(*(frame[3] - frame[0])) + np.hypot(*(frame[2] - frame[1]))) / 2)
    if wide < 2 * least or high < least:
        return None
    sides = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    lay: Any = cv2.getPerspectiveTransform(frame.astype(np.float32), sides)
    edge = max(3, least // 6)
    shift = np.array([[1, 0, edge], [0, 1, edge], [0, 0, 1]], float)
    size = (wide + 2 * edge, high + 2 * edge)
    rows: Any = cv2.warpPerspective(across, shift @ lay, size)
    cols: Any = cv2.warpPerspective(down, shift @ lay, size)
    ys, xs = _edges((rows > 0).mean(axis=1), least // 2), _edges((cols > 0).mean(axis=0), least // 2)
    if len(xs) < 3 or len(ys) < 3 or max(len(xs), len(ys)) > _MOST + 1:
        return None
    square = np.vstack([to, (0, 0, 1)])
    there = np.array([[1, 0, -corner[0]], [0, 1, -corner[1]], [0, 0, 1]], float)
    flat: Any = shift @ lay @ there @ square
    back: Any = np.linalg.inv(np.asarray(flat, np.float64))
    fields = tuple(_fields(rows > 0, cols > 0, xs, ys, back, edge))
    if len(fields) < 3:
        return None
    outer = _corners((xs[0], ys[0], xs[-1], ys[-1]), back)
    return Grid(outer, len(ys) - 1, len(xs) - 1, fields, tuple(xs), tuple(ys), flat)


def _frame(across: Mask, down: Mask) -> Any:
    """The four corners of what is drawn, clockwise from the top left."""
    ys, xs = np.nonzero(across | down)
    if len(xs) < 8:
        return None
    points = np.column_stack([xs, ys])
    sums, differences = points.sum(axis=1), points[:, 0] - points[:, 1]
    picks = (sums.argmin(), differences.argmax(), sums.argmax(), differences.argmin())
    return points[list(picks)].astype(float)


def _edges(cover: NDArray[Any], apart: int) -> list[float]:
    """Where lines run: the middles of stretches in which enough is covered, those too near taken as one."""
    found: list[list[int]] = []
    for place in np.flatnonzero(cover >= _ACROSS):
        if found and place - found[-1][-1] <= max(2, apart):
            found[-1].append(int(place))
        else:
            found.append([int(place)])
    return [(each[0] + each[-1]) / 2 for each in found]


def _corners(box: tuple[float, float, float, float], back: Any) -> Polygon:
    left, top, right, bottom = box
    points: list[Point] = []
    for x, y in ((left, top), (right, top), (right, bottom), (left, bottom)):
        u, v, w = back @ np.array((x, y, 1.0))
        points.append((round(float(u / w), 1), round(float(v / w), 1)))
    return points[0], points[1], points[2], points[3]


def _fields(rows: Any, cols: Any, xs: list[float], ys: list[float], back: Any, edge: int) -> list[Field]:
    """The fields, each as far to the right and down as nothing parts it."""

    def parted(mask: Any, at: float, start: float, end: float, *, upright: bool) -> bool:
        band = slice(max(0, int(at) - edge), int(at) + edge + 1)
        along = slice(int(start) + edge, max(int(start) + edge + 1, int(end) - edge))
        part = mask[along, band].any(axis=1) if upright else mask[band, along].any(axis=0)
        return bool(part.size) and float(part.mean()) >= _PARTS

    found: list[Field] = []
    taken = np.zeros((len(ys) - 1, len(xs) - 1), bool)
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if taken[row, column]:
                continue
            right = column + 1
            while (
                right < len(xs) - 1
                and not taken[row, right]
                and not parted(cols, xs[right], ys[row], ys[row + 1], upright=True)
            ):
                right += 1
            below = row + 1
            while below < len(ys) - 1 and not any(
                parted(rows, ys[below], xs[each], xs[each + 1], upright=False)
                for each in range(column, right)
            ):
                below += 1
            taken[row:below, column:right] = True
            box = (xs[column], ys[row], xs[right], ys[below])
            found.append(Field(row, column, below - row, right - column, _corners(box, back)))
    return found
