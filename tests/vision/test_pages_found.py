"""A page on a photograph: found on desks of all kinds, laid flat in its true shape, evenly lit, level."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import sheets
from fakes.desks import GROUNDS, KINDS, lit, scene, seen_from
from fakes.pictures import LETTER, page, picture
from parley.vision.scanning.corners import corners
from parley.vision.scanning.flatten import flat
from parley.vision.scanning.level import skew, turned_back, turning
from parley.vision.scanning.light import even
from parley.vision.scanning.paper import A4, paper_of, shape_of
from parley.vision.scanning.paper import LETTER as LETTER_PAPER
from parley.vision.scanning.types import BadOutline, Finish
from parley.vision.scanning.unwarping import outline_of, ratio_of
from parley.vision.types import Picture, Point, Polygon

pytestmark = pytest.mark.engine


def off(found: Polygon, true: Polygon) -> float:
    """How far the worst corner is off, as a share of the diagonal."""
    told, known = np.array(found), np.array(true)
    return float(np.hypot(*(told - known).T).max()) / math.dist(known[0], known[2])


def same(found: Polygon, true: Polygon) -> float:
    """The same, whichever corner comes first."""
    return min(off(tuple(np.roll(np.array(found), turn, 0).tolist()), true) for turn in range(4))  # type: ignore[arg-type]


@pytest.mark.parametrize("place", range(len(KINDS)), ids=KINDS)
def test_a_page_is_found_on_any_desk(place: int) -> None:
    photo = scene(40 + place, KINDS[place], sheets.KINDS[place % len(sheets.KINDS)])
    found = corners(Picture(photo.pixels))
    assert found is not None
    assert same(found.polygon, photo.polygon) < 0.01
    assert 0.44 <= found.confidence <= 1


def test_corners_run_clockwise_from_the_top_left_of_the_photograph() -> None:
    photo = scene(41, "wood")
    found = corners(Picture(photo.pixels))
    assert found is not None
    a, b, c, d = found.polygon
    assert sum(a) == min(sum(each) for each in found.polygon)
    assert (b[0] - a[0]) * (d[1] - a[1]) - (b[1] - a[1]) * (d[0] - a[0]) > 0
    assert c != a


@pytest.mark.parametrize("kind", ["wood", "granite", "marble", "pale desk"])
def test_where_no_page_lies_none_is_found(kind: str) -> None:
    random = np.random.default_rng(5)
    desk = GROUNDS[kind](random, (600, 800)) * lit(random, (600, 800), "wood")[:, :, None]
    pixels = np.clip(desk + random.normal(0, 3, desk.shape), 0, 255).astype(np.uint8)
    assert corners(Picture(pixels)) is None


@pytest.mark.parametrize("shade", [0, 127, 255])
@pytest.mark.parametrize("size", [(50, 50), (60, 900), (900, 60)])
def test_nothing_is_found_on_a_plain_picture(shade: int, size: tuple[int, int]) -> None:
    assert corners(Picture(np.full((*size, 3), shade, np.uint8))) is None


@pytest.mark.parametrize("size", [(50, 16_000), (16_000, 50), (50, 50)])
def test_a_picture_of_any_shape_is_looked_at(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(6).integers(0, 255, (*size, 3)).astype(np.uint8)
    assert corners(Picture(noise)) is None
    made = flat(Picture(noise), None)
    assert max(made.width, made.height) <= 3_508


# The shape of a page.


def camera(ratio: float, tilt: float, roll: float, focal: float) -> Polygon:
    """Where a pinhole camera of 1,600 × 1,200 pixels sees the corners of a page below it."""
    tilting, rolling = math.radians(tilt), math.radians(roll)
    found: list[Point] = []
    for x, y in ((-0.5, -ratio / 2), (0.5, -ratio / 2), (0.5, ratio / 2), (-0.5, ratio / 2)):
        across, down = (
            x * math.cos(rolling) - y * math.sin(rolling),
            x * math.sin(rolling) + y * math.cos(rolling),
        )
        deep = 2.6 + down * math.sin(tilting)
        found.append((800 + focal * across / deep, 600 + focal * down * math.cos(tilting) / deep))
    first, second, third, fourth = found
    return first, second, third, fourth


@pytest.mark.parametrize("ratio", [1.0, math.sqrt(2), 11 / 8.5, 2.2])
@pytest.mark.parametrize("tilt", [0, 15, 30])
@pytest.mark.parametrize("roll", [0, 30])
def test_the_shape_of_a_page_is_told_from_how_it_is_seen(ratio: float, tilt: float, roll: float) -> None:
    seen = camera(ratio, tilt, roll, 1_250)
    outline = outline_of(seen, 1_600, 1_200)
    assert ratio_of(outline, 1_600, 1_200) == pytest.approx(ratio, rel=0.03)


def test_a_page_that_is_nearly_a4_or_letter_is_that() -> None:
    assert paper_of(1.43) == A4
    assert paper_of(1.28) == LETTER_PAPER
    assert (paper_of(0.7).width, paper_of(0.7).height) == (A4.height, A4.width)
    assert shape_of(2.5) == pytest.approx(2.5)
    assert shape_of(1 / 2.5) == pytest.approx(1 / 2.5)
    strip = paper_of(9.0)
    assert strip.width >= 164 and strip.height / strip.width == pytest.approx(9.0)


# Corners that a person moved.


@given(st.lists(st.tuples(st.floats(), st.floats()), min_size=0, max_size=6))
def test_any_corners_are_taken_or_refused_with_a_reason(points: list[tuple[float, float]]) -> None:
    try:
        outline = outline_of(points, 1_600, 1_200)
    except BadOutline:
        return
    assert outline.shape == (4, 2) and np.isfinite(outline).all()


@given(
    st.lists(st.tuples(st.floats(-400, 2_000), st.floats(-300, 1_500)), min_size=4, max_size=4, unique=True)
)
def test_what_is_taken_can_be_laid_flat(points: list[tuple[float, float]]) -> None:
    small = Picture(np.full((120, 160, 3), 200, np.uint8))
    shrunk = [(x / 10, y / 10) for x, y in points]
    try:
        outline_of(shrunk, 160, 120)
    except BadOutline:
        return
    a, b, c, d = shrunk
    made = flat(small, (a, b, c, d))
    assert max(made.width, made.height) <= 3_508 and min(made.width, made.height) >= 24


@pytest.mark.parametrize(
    "polygon",
    [
        ((0, 0), (100, 100), (100, 0), (0, 100)),  # crossed
        ((0, 0), (400, 0), (90, 90), (0, 400)),  # bent inwards
        ((0, 0), (5, 0), (5, 300), (0, 300)),  # next to nothing
        ((0, 0), (9_000, 0), (9_000, 300), (0, 300)),  # not on the picture
        ((0, 0), (float("nan"), 0), (300, 300), (0, 300)),
        ((0, 0), (300, 0), (300, 300)),
        "corners",
    ],
)
def test_corners_that_are_no_page_are_refused(polygon: Any) -> None:
    with pytest.raises(BadOutline):
        flat(Picture(np.zeros((480, 640, 3), np.uint8)), polygon)


def test_the_first_corner_a_person_names_stays_the_first_one_told_around_the_page() -> None:
    given_ = ((10.0, 10.0), (10.0, 300.0), (200.0, 300.0), (200.0, 10.0))  # against the clock
    assert outline_of(given_, 640, 480).tolist() == [[10, 10], [200, 10], [200, 300], [10, 300]]


# Light.


def test_a_shadow_is_taken_away_and_a_picture_on_the_page_is_kept() -> None:
    sheet = sheets.sheet(np.random.default_rng(3), "picture")
    high, wide = sheet.pixels.shape[:2]
    light = np.ones((high, wide, 1), np.float32)
    light[:, : wide // 2] = 0.55
    import cv2

    light = np.asarray(cv2.GaussianBlur(light, (0, 0), 12))[:, :, None]
    made = even((sheet.pixels * light).astype(np.uint8))
    margin = made[:, 20:60].reshape(-1, 3), made[:, -60:-20].reshape(-1, 3)
    assert [float(each.mean()) > 245 for each in margin] == [True, True]
    photo = made[500:560, 620:880]  # its sky, in the light
    assert float(photo[:, :, 2].mean()) > float(photo[:, :, 0].mean()) + 25
    ink = made[90:330, 600:900]
    assert float(ink.min()) < 60


def test_a_page_in_ink_is_black_and_white_and_one_in_grey_has_no_colour() -> None:
    photo = scene(3, "shadows", "text")
    ink, grey = (flat(Picture(photo.pixels), photo.polygon, look).pixels for look in ("ink", "grey"))
    extremes = float(((ink < 30) | (ink > 225)).mean())
    assert extremes > 0.9
    assert 0.005 < float((ink < 128).mean()) < 0.3
    assert (grey[:, :, 0] == grey[:, :, 2]).all() and len(np.unique(grey)) > 50


# Askew.


@pytest.mark.parametrize("degrees", [-8.0, -2.0, 0.0, 1.0, 5.0])
def test_text_that_is_askew_is_made_level(degrees: float) -> None:
    text = page([*LETTER, *LETTER], size=(900, 600))
    turned = text.rotate(-degrees, fillcolor="white", resample=3)
    pixels = picture(turned).pixels
    assert skew(pixels) == pytest.approx(degrees, abs=0.2)
    assert abs(skew(turned_back(pixels, degrees))) < 0.3


def test_noise_is_not_turned() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (400, 300, 3)).astype(np.uint8)
    assert skew(noise) == 0.0
    assert skew(np.full((400, 300, 3), 255, np.uint8)) == 0.0


@pytest.mark.parametrize("degrees", [90.0, 180.0, -90.0])
def test_whole_quarters_lose_nothing(degrees: float) -> None:
    pixels = np.random.default_rng(2).integers(0, 255, (40, 60, 3)).astype(np.uint8)
    matrix, size = turning((60, 40), degrees)
    made = turned_back(pixels, degrees)
    assert made.shape[:2] == (size[1], size[0])
    for y, x in ((0, 0), (11, 37), (39, 59)):
        u, v = matrix @ (x, y, 1)
        assert (made[round(v), round(u)] == pixels[y, x]).all()


def test_a_sheet_lies_where_the_tests_say_it_does() -> None:
    """The means of these tests, tested: a page put between corners comes out again."""
    sheet = sheets.sheet(np.random.default_rng(4), "table").pixels
    where: Polygon = ((200.0, 150.0), (900.0, 190.0), (880.0, 1_150.0), (160.0, 1_100.0))
    seen, cover = seen_from(sheet, np.array(where), (1_200, 1_000))
    assert cover[600, 500] == 1 and cover[20, 20] == 0
    made = flat(Picture((seen * cover).astype(np.uint8)), where, Finish.GREY)
    ratio = made.height / made.width
    assert ratio == pytest.approx(sheet.shape[0] / sheet.shape[1], rel=0.08)
