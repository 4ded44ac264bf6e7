"""The embedded engine: Viola and Jones's cascades, which OpenCV 4 brings with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import MissingEngine
from parley.vision.faces.types import Face
from parley.vision.objects.fastestdet import overlap
from parley.vision.quality.measure import reduced, vision_library
from parley.vision.remedy import REMEDY
from parley.vision.types import Box, Picture, Point

_SIDE = 800
"""Pixels of the longer side at which faces are looked for."""
_LEAST = 40
"""Of those pixels, a face's side: a twentieth of the picture. The cascade was trained on faces of 20."""
_STEP = 1.1
_NEIGHBOURS = 3
"""Windows that must agree on a face."""
_DOUBT, _SURE = 30.0, 60.0
"""What the cascade's last stage sums up to, at a face it just lets pass and at a clear one."""
_EYES = ((0.3, 0.4), (0.7, 0.4))
"""Where eyes are within the square that the cascade tells, as fractions of it."""
_MOST = 50

_Grey = NDArray[np.uint8]


class Cascades:
    """Faces seen from the front, a twentieth of the picture or larger; eyes by a cascade of their own.

    "Rapid Object Detection using a Boosted Cascade of Simple Features", Viola and Jones, 2001; the cascades
    are Rainer Lienhart's (faces) and Shameem Hameed's (eyes behind glasses, too). OpenCV 5 has none of them:
    there this raises ``MissingEngine``.
    """

    name = "cascades"

    def __init__(self) -> None:
        cv2 = vision_library()
        made: Any = getattr(cv2, "CascadeClassifier", None)
        if made is None:
            raise MissingEngine("the face cascades of OpenCV 4", "parley models pull yunet")
        folder = Path(str(cv2.data.haarcascades))
        self._faces: Any = made(str(folder / "haarcascade_frontalface_alt2.xml"))
        self._eyes: Any = made(str(folder / "haarcascade_eye_tree_eyeglasses.xml"))
        if self._faces.empty() or self._eyes.empty():
            raise MissingEngine("the face cascades of OpenCV 4", REMEDY)

    def find(self, picture: Picture) -> tuple[Face, ...]:
        """Faces, the largest first."""
        cv2 = vision_library()
        small = reduced(picture.pixels, _SIDE)
        scale = picture.width / small.shape[1]
        grey: _Grey = cv2.equalizeHist(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))
        if min(grey.shape) < _LEAST:
            return ()
        boxes, _, sums = self._faces.detectMultiScale3(
            grey, _STEP, _NEIGHBOURS, 0, (_LEAST, _LEAST), outputRejectLevels=True
        )
        found = sorted(zip(boxes, sums, strict=True), key=lambda each: -int(each[0][2]))
        faces: list[Face] = []
        for box, sum_ in found[:_MOST]:
            face = self._face(grey, [int(each) for each in box], float(sum_), scale, picture)
            if not any(overlap(face.box, other.box) > 0.3 for other in faces):
                faces.append(face)
        return tuple(faces)

    def _face(self, grey: _Grey, box: list[int], sum_: float, scale: float, picture: Picture) -> Face:
        x, y, side, _ = box
        eyes = tuple(self._eye(grey, box, place) for place in _EYES)
        seen = [((ex + 0.5) * scale - 0.5, (ey + 0.5) * scale - 0.5) for ex, ey in eyes]
        left, top = round(x * scale), round(y * scale)
        whole = min(round(side * scale), picture.width - left, picture.height - top)
        return Face(
            Box(left, top, whole, whole),
            round(float(np.clip((sum_ - _DOUBT) / (_SURE - _DOUBT), 0.05, 1.0)), 3),
            (seen[0], seen[1]),
        )

    def _eye(self, grey: _Grey, box: list[int], place: tuple[float, float]) -> Point:
        """Where the cascade finds an eye near its usual place; that place where it finds none."""
        x, y, side, _ = box
        usual = (x + place[0] * side, y + place[1] * side)
        reach = round(0.2 * side)
        left, top = max(0, round(usual[0]) - reach), max(0, round(usual[1]) - reach)
        part = grey[top : round(usual[1]) + reach, left : round(usual[0]) + reach]
        least = max(12, round(0.15 * side))
        found: Any = ()
        if min(part.shape) > least:
            found = self._eyes.detectMultiScale(part, 1.1, 2, 0, (least, least))
        middles = [
            (left + float(ex + width / 2), top + float(ey + 0.53 * high)) for ex, ey, width, high in found
        ]
        near = [
            each for each in middles if max(abs(each[0] - usual[0]), abs(each[1] - usual[1])) < 0.1 * side
        ]
        if not near:
            return usual
        return min(near, key=lambda each: (each[0] - usual[0]) ** 2 + (each[1] - usual[1]) ** 2)
