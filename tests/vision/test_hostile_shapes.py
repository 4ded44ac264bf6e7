"""Pictures of the oddest shapes: every question about them is answered, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fakes.pictures import encoded
from parley.errors import ParleyError
from parley.vision.enhancing.recipe import Recipe
from parley.vision.eyes import Eyes, Look
from parley.vision.scanning.types import Finish
from parley.vision.types import PHOTO

pytestmark = pytest.mark.engine

QUESTIONS: dict[str, Callable[[Look], Any]] = {
    "about": Look.about,
    "read": lambda look: look.read(1, ()),
    "codes": lambda look: look.codes(1),
    "objects": Look.objects,
    "people": Look.people,
    "faces": Look.faces,
    "quality": Look.quality,
    "fingerprint": Look.fingerprint,
    "crops": lambda look: look.crops([0.5, 1.0, 2.0]),
    "interest": Look.interest,
    "colours": Look.colours,
    "thumbnail": lambda look: look.thumbnail(64, 64, True),
    "small": lambda look: look.small(64, None),
    "corners": lambda look: look.corners(1),
    "scan": lambda look: look.scan(1, None, Finish.COLOUR),
    "proposed": Look.proposed,
    "edited": lambda look: look.edited(Recipe(()), 64, 80),
    "shot": Look.shot,
    "preview": lambda look: look.preview(64, True),
    "stripped": lambda look: look.stripped(False),
}


@pytest.fixture(scope="module")
def eyes() -> Eyes:
    return Eyes()


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_shape_of_a_picture_is_too_odd(question: str, eyes: Eyes) -> None:
    refused: set[str] = set()
    for width, height in ((1, 1), (2, 2), (3, 7), (1, 2_000), (2_000, 1), (5, 300)):
        noise = np.random.default_rng(1).integers(0, 255, (height, width, 3)).astype(np.uint8)
        flat = np.full((height, width, 3), 200, np.uint8)
        for pixels in (noise, flat):
            look = eyes.open(encoded(Image.fromarray(pixels)), PHOTO)
            try:
                QUESTIONS[question](look)
            except ParleyError as error:
                refused.add(error.code)
    assert refused <= {"bad_picture", "wrong_size", "bad_outline"}, "for its shape, and for nothing else"
