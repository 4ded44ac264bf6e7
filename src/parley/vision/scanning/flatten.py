"""A page taken out of a photograph: laid flat in its true shape, evenly lit, its text level."""

from __future__ import annotations

from parley.vision.scanning.types import Finish
from parley.vision.types import Picture, Polygon


def flat(picture: Picture, polygon: Polygon | None, look: Finish | str = Finish.COLOUR) -> Picture:
    """The page within ``polygon``, or all of the picture, as a scanner would have it.

    Its ``dots_per_inch`` are those of the sheet of paper that it was taken to be. Raises ``BadOutline``
    for a polygon that is no page's.
    """
    raise NotImplementedError(picture, polygon, look)
