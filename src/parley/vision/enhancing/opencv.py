"""OpenCV, imported when first needed; its types say so little that it is any object here."""

from __future__ import annotations

from typing import Any

from parley.errors import MissingEngine
from parley.vision.remedy import REMEDY


def opencv() -> Any:
    """The module ``cv2``. Raises ``MissingEngine``."""
    try:
        import cv2
    except ImportError as error:
        raise MissingEngine("opencv", REMEDY) from error
    return cv2
