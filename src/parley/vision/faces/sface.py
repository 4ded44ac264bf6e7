"""SFace by model: a face as a vector, for whoever asked to be recognised."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from parley.errors import BadModel, Unsupported
from parley.vision.faces.types import Face, Print
from parley.vision.quality.measure import vision_library
from parley.vision.types import Picture


class SFace:
    """Zhong and others, "SFace: Sigmoid-Constrained Hypersphere Loss for Robust Face Recognition", 2021; run
    by OpenCV's ``FaceRecognizerSF``, which also turns and scales the face by its five marks."""

    name = "sface"
    size = 128
    alike = 0.363
    """As OpenCV's own example takes it, for 99.6 % of the pairs of LFW."""

    def __init__(self, model: Path) -> None:
        """``model`` is the folder. Raises ``BadModel``, ``MissingEngine``."""
        cv2 = vision_library()
        files = sorted(model.glob("*.onnx"))
        if not files:
            raise BadModel("There is no .onnx in the folder of the face recogniser.")
        try:
            self._recogniser: Any = cv2.FaceRecognizerSF.create(str(files[0]), "")
            told = np.asarray(self._recogniser.feature(np.zeros((112, 112, 3), np.uint8)))
        except cv2.error as error:
            raise BadModel("OpenCV cannot run the face recogniser: it is no SFace.") from error
        if told.size != self.size:
            raise BadModel("This is no SFace of 128 numbers.")

    def print_of(self, picture: Picture, face: Face) -> Print:
        """The face's vector."""
        if len(face.marks) != 5:
            raise Unsupported("Faces are recognised by five marks, which the finder YuNet tells: set it too.")
        cv2 = vision_library()
        row = [face.box.x, face.box.y, face.box.width, face.box.height]
        row += [value for mark in face.marks for value in mark]
        numbers = np.array([[*row, face.confidence]], np.float32)
        aligned = self._recogniser.alignCrop(cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2BGR), numbers)
        vector = np.asarray(self._recogniser.feature(aligned), np.float32).ravel()
        return vector / max(float(np.linalg.norm(vector)), 1e-9)
