"""From a photograph of a page to a scan of it that has been read."""

from __future__ import annotations

from collections.abc import Callable

from parley.vision.scanning.types import Finish, Scanned
from parley.vision.types import Picture, Polygon, TextLine


def scanned(
    picture: Picture,
    polygon: Polygon | None,
    finish: Finish,
    lines: Callable[[Picture], list[TextLine]],
) -> Scanned:
    """The page within ``polygon``, else the one that is found, else all of the picture; ``lines`` reads."""
    raise NotImplementedError(picture, polygon, finish, lines)
