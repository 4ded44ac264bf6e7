"""A recipe is carried out: in linear light, at the picture's own size."""

from __future__ import annotations

from parley.vision.enhancing.recipe import Recipe
from parley.vision.types import Pixels


def edited(pixels: Pixels, recipe: Recipe, scale: float = 1.0) -> Pixels:
    """The picture with a recipe done to it.

    ``scale`` is how much smaller the pixels are than the original (0.1: a tenth as wide), so that a preview
    looks as the whole will: what is measured in pixels of the original (grain, edges) takes fewer here.
    """
    raise NotImplementedError
