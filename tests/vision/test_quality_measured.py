"""How good a picture is: blur is told from noise, light from dark, and pictures of any size compare."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fakes.faces import room
from parley.vision.quality.measure import noise, quality
from parley.vision.types import Picture, Pixels


def scene(seed: int = 1, size: tuple[int, int] = (640, 480)) -> Pixels:
    """A room, with the little grain that every photograph has."""
    random = np.random.default_rng(seed)
    return grainy(room(random, *size), 1.5, seed)


def grainy(pixels: Pixels, sigma: float, seed: int = 3) -> Pixels:
    """With grain in its brightness."""
    grain = np.random.default_rng(seed).normal(0, sigma, (*pixels.shape[:2], 1))
    return np.clip(pixels + grain, 0, 255).astype(np.uint8)


def blurred(pixels: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), np.uint8)


def shaken(pixels: Pixels, length: int, down: bool) -> Pixels:
    kernel = np.ones((length, 1) if down else (1, length), np.float32) / length
    return np.asarray(cv2.filter2D(pixels, -1, kernel), np.uint8)


@pytest.mark.parametrize("seed", range(4))
def test_the_more_blur_the_less_sharp(seed: int) -> None:
    told = [quality(Picture(blurred(scene(seed), sigma))).sharpness for sigma in (0.4, 1, 1.5, 2, 3, 5)]
    told.insert(0, quality(Picture(scene(seed))).sharpness)
    assert told == sorted(told, reverse=True)
    assert told[0] > 0.8 > 0.65 > told[5] and told[-1] < 0.45


@pytest.mark.parametrize("down", [False, True])
def test_a_hand_that_shook_is_seen_whichever_way_it_went(down: bool) -> None:
    still = quality(Picture(scene())).sharpness
    told = [quality(Picture(shaken(scene(), length, down))).sharpness for length in (5, 9, 15)]
    assert still > told[0] + 0.01
    assert told == sorted(told, reverse=True)


@pytest.mark.parametrize("sigma", [4, 8, 15])
def test_grain_is_no_sharpness(sigma: float) -> None:
    soft = blurred(scene(), 2)
    plain, rough = quality(Picture(soft)), quality(Picture(grainy(soft, sigma)))
    assert abs(rough.sharpness - plain.sharpness) < 0.08
    assert rough.noise == pytest.approx(sigma / 32, rel=0.3)


@pytest.mark.parametrize("kept", [40, 75, 95])
def test_saving_as_jpeg_hardly_changes_what_is_told(kept: int) -> None:
    pixels = scene()
    _, jpeg = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, kept])
    again = np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)
    assert quality(Picture(again)).sharpness == pytest.approx(quality(Picture(pixels)).sharpness, abs=0.04)


def test_before_a_blurred_background_it_is_the_sharp_part_that_counts() -> None:
    pixels = blurred(scene(), 5)
    assert quality(Picture(pixels)).sharpness < 0.45
    pixels[160:320, 220:420] = scene()[160:320, 220:420]
    assert quality(Picture(pixels)).sharpness > 0.65


def test_light_and_what_is_lost() -> None:
    pixels = scene()
    dark, light = (pixels * 0.25).astype(np.uint8), np.clip(pixels * 2.2, 0, 255).astype(np.uint8)
    told = [quality(Picture(each)) for each in (dark, pixels, light)]
    exposures = [each.exposure for each in told]
    assert exposures == sorted(exposures) and exposures[0] < -0.4 and exposures[2] > 0.4
    assert told[2].clipped_light > 0.1 > told[1].clipped_light
    half = np.zeros((100, 200, 3), np.uint8)
    half[:, 100:] = 255
    both = quality(Picture(half))
    assert (both.clipped_dark, both.clipped_light) == (0.5, 0.5)


def test_one_burnt_out_colour_is_none_lost() -> None:
    red = np.zeros((100, 100, 3), np.uint8)
    red[:, :, 0] = 255
    assert quality(Picture(red)).clipped_light == 0 == quality(Picture(red)).clipped_dark


def test_black_and_white_have_the_outermost_exposures_and_no_edges() -> None:
    black, white = (quality(Picture(np.full((80, 120, 3), shade, np.uint8))) for shade in (0, 255))
    assert (black.exposure, white.exposure) == (-1, 1)
    assert (black.sharpness, white.sharpness, black.noise, white.noise) == (0, 0, 0, 0)


def test_a_large_picture_is_measured_as_it_is_seen() -> None:
    small = scene(2, (1000, 750))
    large = np.asarray(cv2.resize(small, (4000, 3000), interpolation=cv2.INTER_CUBIC), np.uint8)
    assert quality(Picture(large)).sharpness == pytest.approx(quality(Picture(small)).sharpness, abs=0.05)


@pytest.mark.parametrize("sigma", [2, 6, 12, 20])
def test_grain_is_measured_between_edges(sigma: float) -> None:
    assert noise(grainy(room(np.random.default_rng(5), 640, 480), sigma)) == pytest.approx(sigma, rel=0.25)


@settings(max_examples=40)
@given(some.integers(1, 90), some.integers(1, 90), some.integers(0, 2**31))
def test_pictures_of_any_shape_have_numbers_within_bounds(width: int, height: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)
    told = quality(Picture(pixels))
    assert -1 <= told.exposure <= 1
    for value in (told.sharpness, told.clipped_dark, told.clipped_light, told.noise):
        assert 0 <= value <= 1
