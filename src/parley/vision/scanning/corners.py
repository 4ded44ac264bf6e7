"""Where a page lies on a photograph."""

from __future__ import annotations

from parley.vision.scanning.types import Sheet
from parley.vision.types import Picture


def corners(picture: Picture) -> Sheet | None:
    """The page on a photograph; None where none can be told from what it lies on.

    Raises ``MissingEngine`` without OpenCV.
    """
    raise NotImplementedError(picture)
