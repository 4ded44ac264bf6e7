"""Scanned pages become a PDF whose text can be searched, selected and copied."""

from __future__ import annotations

from collections.abc import Sequence

from parley.vision.types import Picture, Reading


def searchable(pages: Sequence[tuple[Picture | bytes, Reading]], title: str = "") -> bytes:
    """A PDF of pictures (or JPEG files), each with its text laid over it unseen, in the right places.

    Raises ``TooLong`` for more than ``MOST_PAGES`` or ``MOST_BYTES``, ``BadPicture`` for bytes that are no
    JPEG.
    """
    raise NotImplementedError(pages, title)
