"""YOLOX by model: the same eighty kinds of things as the embedded engine, and many more of them found."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import BadModel
from parley.vision.objects.fastestdet import MOST, NEARLY_SAME, SAME, overlap
from parley.vision.objects.names import CLASSES
from parley.vision.quality.measure import vision_library
from parley.vision.types import Box, Found, Picture

STRIDES = (8, 16, 32)
"""Pixels between the places of the three grids."""
LEAST = 0.35
"""Confidence below which nothing is told; the authors' demonstration takes 0.3 and, to draw, 0.5."""
_PADDING = 114
"""Grey that fills the square; the networks were trained with it."""
_LARGEST = 2_048
"""Pixels of the square that a network may ask for."""
_CANDIDATES = 2_000

_Floats = NDArray[np.float32]


class Yolox:
    """Ge and others, "YOLOX: Exceeding YOLO Series in 2021" (Apache-2.0), as its authors export it to ONNX.

    It takes blue, green, red from 0 to 255 in a square, and tells for every place of three grids where a
    thing is (in cells), how large (logarithms), how sure it is of it, and how likely each class is.
    """

    name = "yolox"

    def __init__(self, model: Path) -> None:
        """``model`` is the folder. Raises ``BadModel``."""
        runtime: Any = import_module("onnxruntime")
        files = sorted(model.glob("*.onnx"))
        if not files:
            raise BadModel("There is no .onnx in the folder of the detector.")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = 2
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # who waits, sleeps
        options.log_severity_level = 4
        try:
            self._session: Any = runtime.InferenceSession(
                str(files[0]), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's errors have no base class of their own
            raise BadModel("onnxruntime cannot load the detector.") from error
        (given,), told = self._session.get_inputs(), self._session.get_outputs()
        side = given.shape[2] if len(given.shape) == 4 else None
        if (
            len(told) != 1
            or not isinstance(side, int)
            or given.shape[3] != side
            or not 32 <= side <= _LARGEST
        ):
            raise BadModel("This is no YOLOX: it takes no square of a fixed size.")
        self._input, self._side = str(given.name), side
        self._cells = _cells(side)
        if list(told[0].shape[1:]) != [len(self._cells), 5 + len(CLASSES)]:
            raise BadModel("This is no YOLOX of 80 classes.")

    def find(self, picture: Picture) -> tuple[Found, ...]:
        """Things, the surest first."""
        square, scale = _seen(picture, self._side)
        rows: _Floats = self._session.run(None, {self._input: square})[0][0]
        best = rows[:, 5:].argmax(axis=1)
        sure = rows[:, 4] * rows[np.arange(len(rows)), 5 + best]
        chosen = np.flatnonzero(sure >= LEAST)
        chosen = chosen[np.argsort(-sure[chosen], kind="stable")][:_CANDIDATES]
        kept: list[Found] = []
        for place in chosen.tolist():
            x, y, stride = self._cells[place].tolist()
            across, down, wide, high = rows[place, :4].astype(float).tolist()
            middle = ((across + x) * stride / scale, (down + y) * stride / scale)
            size = np.exp(np.clip([wide, high], -10, 8)) * stride / scale
            box = _within(middle, (float(size[0]), float(size[1])), picture)
            each = Found(CLASSES[int(best[place])], round(min(float(sure[place]), 1.0), 3), box)
            overlaps = ((overlap(box, other.box), other.name == each.name) for other in kept)
            if not any(share > (SAME if same else NEARLY_SAME) for share, same in overlaps):
                kept.append(each)
            if len(kept) == MOST:
                break
        return tuple(kept)


def _cells(side: int) -> _Floats:
    """For every place of the three grids its column, its row, and its stride."""
    grids: list[_Floats] = []
    for stride in STRIDES:
        cells = side // stride
        rows, columns = np.mgrid[0:cells, 0:cells]
        strides = np.full(rows.size, stride)
        grids.append(np.stack([columns.ravel(), rows.ravel(), strides], axis=1).astype(np.float32))
    return np.concatenate(grids)


def _seen(picture: Picture, side: int) -> tuple[_Floats, float]:
    """The picture in the upper left of a grey square, and by how much it was scaled."""
    cv2 = vision_library()
    scale = min(side / picture.width, side / picture.height)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    square = np.full((side, side, 3), _PADDING, np.float32)
    square[: size[1], : size[0]] = cv2.resize(picture.pixels, size, interpolation=how)[:, :, ::-1]
    return np.ascontiguousarray(square.transpose(2, 0, 1)[None]), scale


def _within(middle: tuple[float, float], size: tuple[float, float], picture: Picture) -> Box:
    left, top = middle[0] - size[0] / 2, middle[1] - size[1] / 2
    x, y = min(max(0, round(left)), picture.width - 1), min(max(0, round(top)), picture.height - 1)
    right, bottom = min(picture.width, round(left + size[0])), min(picture.height, round(top + size[1]))
    return Box(x, y, max(1, right - x), max(1, bottom - y))
