"""The embedded engine: FastestDet, a detector of eighty kinds of things in one megabyte, by onnxruntime."""

from __future__ import annotations

import math
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import BadModel
from parley.vision.objects.names import CLASSES
from parley.vision.types import Box, Found, Picture

BUNDLED = Path(str(files("parley.models") / "bundled" / "fastestdet.onnx"))
SIDE = 352
"""Pixels of the square that the network sees."""
CELLS = 22
"""Places along a side, each of which may say that the middle of a thing is near it."""
LEAST = 0.6
"""Confidence below which nothing is told. The authors' demonstration takes 0.65; of the thirteen pictures of
``benchmarks/seeing.py``, 0.5 told of things on seven that are not there, 0.6 on four."""
SAME, NEARLY_SAME = 0.45, 0.8
"""Overlap (intersection ÷ union) from which two of one class, or of two classes, are one thing."""
MOST = 100
"""Things on one picture."""

_Floats = NDArray[np.float32]


class FastestDet:
    """Things by FastestDet (Xuehao Ma, 2022; BSD-3-Clause; trained on COCO).

    What the network says of a place: how sure it is that something is there, where and how large (four
    numbers), and how likely each of the eighty classes is. Confidence is ``there^0.6 x class^0.4``, as its
    authors publish it.
    """

    name = "fastestdet"

    def __init__(self, model: Path | None = None) -> None:
        runtime: Any = import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = 1  # 8 ms on one core; more only spin
        options.log_severity_level = 4
        self._session: Any = runtime.InferenceSession(
            str(model or BUNDLED), options, providers=["CPUExecutionProvider"]
        )
        (given,), (told,) = self._session.get_inputs(), self._session.get_outputs()
        if list(told.shape[1:]) != [5 + len(CLASSES), CELLS, CELLS]:
            raise BadModel("This is no FastestDet of 352 pixels and 80 classes.")
        self._input: str = given.name

    def find(self, picture: Picture) -> tuple[Found, ...]:
        """Things, the surest first."""
        grid: _Floats = self._session.run(None, {self._input: _seen(picture)})[0][0]
        sure = grid[0] ** np.float32(0.6) * grid[5:].max(axis=0) ** np.float32(0.4)
        candidates = sorted(_candidates(grid, sure, picture), key=lambda each: -each.confidence)
        return tuple(_distinct(candidates))


def _seen(picture: Picture) -> _Floats:
    from PIL import Image

    square = Image.fromarray(picture.pixels).resize((SIDE, SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0)
    # The network was trained on blue, green, red.
    values = np.asarray(square, np.float32)[:, :, ::-1].transpose(2, 0, 1) / np.float32(255)
    return np.ascontiguousarray(values[None])


def _candidates(grid: _Floats, sure: _Floats, picture: Picture) -> Iterator[Found]:
    for row, column in np.argwhere(sure >= LEAST):
        there = grid[1:5, row, column].astype(float)
        x, y = (math.tanh(there[0]) + column) / CELLS, (math.tanh(there[1]) + row) / CELLS
        width, height = (1 / (1 + math.exp(-min(max(value, -30), 30))) for value in there[2:])
        yield Found(
            CLASSES[int(grid[5:, row, column].argmax())],
            round(min(float(sure[row, column]), 1.0), 3),
            _within(x - width / 2, y - height / 2, x + width / 2, y + height / 2, picture),
        )


def _within(left: float, top: float, right: float, bottom: float, picture: Picture) -> Box:
    """Fractions of the sides as pixels; what would hang over the edge is cut off."""
    x, y = (max(0, round(left * picture.width)), max(0, round(top * picture.height)))
    x, y = min(x, picture.width - 1), min(y, picture.height - 1)
    width = min(picture.width, round(right * picture.width)) - x
    height = min(picture.height, round(bottom * picture.height)) - y
    return Box(x, y, max(1, width), max(1, height))


def _distinct(candidates: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for each in candidates:
        overlaps = ((overlap(each.box, other.box), each.name == other.name) for other in kept)
        if not any(share > (SAME if alike else NEARLY_SAME) for share, alike in overlaps):
            kept.append(each)
        if len(kept) == MOST:
            break
    return kept


def overlap(one: Box, other: Box) -> float:
    """Intersection ÷ union."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (one.width * one.height + other.width * other.height - both)
