"""A burst of drawn people from the first pixel to the last word: measured, grouped, ordered, told why."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest

from fakes.faces import draw, person, room
from parley.vision.burst import Frame, Reason, Taken, best, bursts_of
from parley.vision.faces.cascades import Cascades
from parley.vision.faces.looking import faces
from parley.vision.likeness.fingerprint import fingerprint
from parley.vision.quality.measure import quality
from parley.vision.types import Picture, Pixels

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(not hasattr(cv2, "CascadeClassifier"), reason="OpenCV 5 has no cascades"),
]


def handheld(pixels: object, seed: int) -> Pixels:
    """A few pixels away, with grain."""
    random = np.random.default_rng(seed)
    values = np.roll(np.asarray(pixels, np.float32), tuple(random.integers(-3, 4, 2)), (0, 1))
    return np.clip(values + random.normal(0, 2, values.shape), 0, 255).astype(np.uint8)


@cache
def burst(seed: int) -> dict[str, Pixels]:
    """Somebody, taken five times; the last time well."""
    random = np.random.default_rng(seed)
    who, walls = person(random), room(random, 560, 420)
    still, blinking = (draw(walls, who, (280, 160), 75, open_) for open_ in (1.0, 0.0))
    line = np.ones((1, 13), np.float32) / 13
    bright = np.clip(still.astype(np.float32) * 2.4, 0, 255)
    frames = {
        "focus": cv2.GaussianBlur(still, (0, 0), 2.5),
        "shaken": cv2.filter2D(still, -1, line),
        "closed": blinking,
        "burnt": bright,
        "good": still,
    }
    return {name: handheld(pixels, seed * 10 + at) for at, (name, pixels) in enumerate(frames.items())}


@pytest.mark.parametrize("seed", range(5))
def test_the_picture_without_a_fault_is_found_and_the_others_are_told_theirs(seed: int) -> None:
    frames, finder = burst(seed), Cascades()
    pictures = [Picture(pixels) for pixels in frames.values()]
    told = best([Frame(quality(each), faces(finder, each)) for each in pictures])
    names = list(frames)
    assert names[told.order[0]] == "good"
    reasons = dict(zip(names, told.reasons, strict=True))
    assert Reason.EYES_CLOSED in reasons["closed"]
    assert Reason.BURNT_OUT in reasons["burnt"] or Reason.TOO_LIGHT in reasons["burnt"]
    for name in ("focus", "shaken"):
        assert {Reason.BLURRED, Reason.FACES_BLURRED} & set(reasons[name])
    assert Reason.EYES_OPEN in reasons["good"]


def test_pictures_of_two_moments_are_two_bursts() -> None:
    shots = [
        Taken(1_000 + 60 * seed + at, fingerprint(Picture(burst(seed)[name])))
        for seed in (1, 2)
        for at, name in enumerate(("focus", "closed", "good"))
    ]
    assert bursts_of(shots) == [(0, 1, 2), (3, 4, 5)]
