"""YuNet by model: faces of any size, also turned a little, with five marks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from parley.errors import BadModel
from parley.vision.faces.types import Face
from parley.vision.quality.measure import reduced, vision_library
from parley.vision.types import Box, Picture, Point

_SIDE = 1280
"""Pixels of the longer side at which faces are looked for: one of twelve, the smallest that it finds, is then
a hundredth of the picture."""
_LEAST = 0.6
"""Confidence; at 0.6 the authors' own demonstration tells of a face."""
_SAME = 0.3
"""Overlap from which two are one face."""
_MOST = 200


class YuNet:
    """Wu, Peng and Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023; run by OpenCV."""

    name = "yunet"

    def __init__(self, model: Path) -> None:
        """``model`` is the folder. Raises ``BadModel``, ``MissingEngine``."""
        cv2 = vision_library()
        files = sorted(model.glob("*.onnx"))
        if not files:
            raise BadModel("There is no .onnx in the folder of the face detector.")
        try:
            self._detector: Any = cv2.FaceDetectorYN.create(
                str(files[0]), "", (320, 320), _LEAST, _SAME, 5_000
            )
            self._detector.detect(np.zeros((320, 320, 3), np.uint8))
        except cv2.error as error:
            raise BadModel(
                "OpenCV cannot run the face detector: it is no YuNet, or of dynamic size."
            ) from error

    def find(self, picture: Picture) -> tuple[Face, ...]:
        """Faces, the largest first."""
        cv2 = vision_library()
        small = reduced(picture.pixels, _SIDE)
        scale = picture.width / small.shape[1]
        self._detector.setInputSize((small.shape[1], small.shape[0]))
        _, rows = self._detector.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
        faces = [
            _face([float(each) * scale for each in row[:14]], float(row[14]), picture) for row in _some(rows)
        ]
        faces.sort(key=lambda face: -face.box.width * face.box.height)
        return tuple(faces[:_MOST])


def _some(rows: Any) -> Any:
    return () if rows is None else rows


def _face(numbers: list[float], confidence: float, picture: Picture) -> Face:
    """From left, top, width, height, and five marks: the person's right eye, which is on the left, first."""
    left, top, width, height = numbers[:4]
    x, y = min(max(0, round(left)), picture.width - 1), min(max(0, round(top)), picture.height - 1)
    right, bottom = min(picture.width, round(left + width)), min(picture.height, round(top + height))
    marks: tuple[Point, ...] = tuple((numbers[at], numbers[at + 1]) for at in range(4, 14, 2))
    box = Box(x, y, max(1, right - x), max(1, bottom - y))
    return Face(box, round(confidence, 3), (marks[0], marks[1]), marks=marks)
