"""Faces are found by what OpenCV brings, and open eyes told from closed ones; what cannot be told is not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from fakes.faces import draw, person, room
from fakes.pictures import LETTER, blob, page, picture, stop_sign
from parley.errors import MissingEngine
from parley.vision.faces.cascades import Cascades
from parley.vision.faces.lids import LEAST, openness
from parley.vision.faces.looking import faces
from parley.vision.faces.types import Face
from parley.vision.types import Picture, Pixels

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(not hasattr(cv2, "CascadeClassifier"), reason="OpenCV 5 has no cascades"),
]


@pytest.fixture(scope="module")
def cascades() -> Cascades:
    return Cascades()


def somebody(seed: int, open_: float = 1.0, apart: float = 70.0) -> tuple[Pixels, tuple[float, float]]:
    """A picture of somebody, and where the middle between the eyes is."""
    random = np.random.default_rng(seed)
    who, walls = person(random), room(random, 480, 400)
    middle = (240.0, 150.0)
    pixels = draw(walls, who, middle, apart, open_)
    return np.clip(pixels + random.normal(0, 2, pixels.shape), 0, 255).astype(np.uint8), middle


@pytest.mark.parametrize("seed", range(8))
def test_somebody_is_found_with_eyes_open_and_with_eyes_closed(cascades: Cascades, seed: int) -> None:
    for open_ in (1.0, 0.0):
        pixels, (x, y) = somebody(seed, open_)
        (face,) = faces(cascades, Picture(pixels))
        box = face.box
        assert box.x < x < box.x + box.width and box.y < y < box.y + box.height
        assert face.eyes is not None and face.open is not None
        for at, eye in enumerate(face.eyes):
            wanted = x + (at - 0.5) * 70
            assert abs(eye[0] - wanted) < 12 and abs(eye[1] - y) < 12
        assert face.open > 0.7 if open_ else face.open < 0.3
        assert face.sharpness is not None and face.sharpness > 0.7


def test_eyes_half_closed_are_told_as_less_open() -> None:
    told: list[float] = []
    for open_ in (0.0, 0.4, 1.0):
        pixels, (x, y) = somebody(3, open_)
        told.append(openness(pixels, ((x - 35, y), (x + 35, y))) or 0.0)
    assert told == sorted(told) and told[2] - told[0] > 0.7


def test_a_head_on_one_side_keeps_its_eyes() -> None:
    pixels, (x, y) = somebody(5)
    turn = cv2.getRotationMatrix2D((x, y), 20, 1.0)
    turned = np.asarray(cv2.warpAffine(pixels, turn, (480, 400)), np.uint8)
    (left, top), (right, bottom) = (
        tuple(float(each) for each in turn @ np.array([x + dx, y, 1.0])) for dx in (-35, 35)
    )
    told = openness(turned, ((left, top), (right, bottom)))
    assert told is not None and told > 0.7


def test_what_is_too_small_or_blurred_is_not_told(cascades: Cascades) -> None:
    pixels, (x, y) = somebody(2)
    assert openness(pixels, ((x, y), (x + LEAST - 1, y))) is None
    blurred = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 6), np.uint8)
    for face in faces(cascades, Picture(blurred)):
        assert face.open is None
    assert openness(np.full((200, 200, 3), 128, np.uint8), ((70, 100), (130, 100))) is None


def test_a_face_as_small_as_a_stamp_is_told_without_its_eyes() -> None:
    class Finds:
        name = "finds"

        def find(self, picture: Picture) -> tuple[Face, ...]:
            from parley.vision.types import Box

            return (Face(Box(10, 10, 20, 20), 0.9, ((14, 16), (26, 16))),)

    (face,) = faces(Finds(), Picture(somebody(1)[0]))
    assert (face.open, face.sharpness) == (None, None)


def test_several_people_are_all_found_the_largest_first(cascades: Cascades) -> None:
    random = np.random.default_rng(11)
    pixels = room(random, 900, 500)
    for at, apart in enumerate((60, 80, 70)):
        pixels = draw(pixels, person(np.random.default_rng(at)), (150 + at * 300, 190), apart)
    found = faces(cascades, Picture(pixels))
    assert len(found) == 3
    assert [face.box.width for face in found] == sorted((face.box.width for face in found), reverse=True)


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((300, 300, 3), 90, np.uint8),
        np.random.default_rng(1).integers(0, 255, (300, 400, 3)).astype(np.uint8),
        blob((400, 300), (200, 150)),
        np.zeros((30, 30, 3), np.uint8),
        np.zeros((1, 2000, 3), np.uint8),
    ],
    ids=["wall", "noise", "disc", "tiny", "line"],
)
def test_where_nobody_is_nobody_is_found(cascades: Cascades, pixels: Pixels) -> None:
    assert faces(cascades, Picture(pixels)) == ()


def test_neither_a_letter_nor_a_sign_is_somebody(cascades: Cascades) -> None:
    for image in (page(LETTER), stop_sign()):
        assert faces(cascades, picture(image)) == ()


def test_places_are_those_of_the_picture_however_large(cascades: Cascades) -> None:
    pixels, (x, y) = somebody(4)
    large = np.asarray(cv2.resize(pixels, (1920, 1600), interpolation=cv2.INTER_CUBIC), np.uint8)
    (face,) = faces(cascades, Picture(large))
    assert face.eyes is not None
    assert abs(face.eyes[0][0] - (x - 35) * 4) < 45 and abs(face.eyes[0][1] - y * 4) < 45


def test_opencv_5_says_which_model_to_pull(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(cv2, "CascadeClassifier")
    with pytest.raises(MissingEngine, match="parley models pull yunet"):
        Cascades()
