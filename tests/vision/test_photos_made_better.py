"""What is wrong with a photo is found and put right; a good photo is left alone."""

from __future__ import annotations

import numpy as np
import pytest

from fakes.scenes import grainy, psnr, relit, scene, veiled
from parley.vision.enhancing.apply import edited
from parley.vision.enhancing.auto import proposed
from parley.vision.enhancing.grain import scatter_of
from parley.vision.enhancing.horizon import tilt
from parley.vision.enhancing.recipe import Recipe, Straighten
from parley.vision.enhancing.shape import shaped
from parley.vision.types import Picture, Pixels

SCENE = scene()


def found(pixels: Pixels) -> list[str]:
    return [reason.code for reason in proposed(Picture(pixels)).reasons]


def better(pixels: Pixels) -> Pixels:
    return edited(pixels, proposed(Picture(pixels)).recipe)


@pytest.mark.parametrize("size", [(480, 320), (320, 480), (1200, 800)])
def test_a_good_photo_is_left_alone(size: tuple[int, int]) -> None:
    assert proposed(Picture(scene(*size))).recipe == Recipe()


@pytest.mark.parametrize(
    ("worse", "codes", "least"),
    [
        (relit(SCENE, -2), ["dark"], 36),
        (relit(SCENE, -1), ["dark"], 38),
        (relit(SCENE, 0, (1, 0.95, 0.65)), ["warm"], 30),
        (relit(SCENE, 0, (0.65, 0.9, 1)), ["cold", "dark"], 30),
        (relit(SCENE, 0, (0.7, 1, 0.7)), ["green", "dark"], 30),
        (relit(SCENE, 0, (1, 0.7, 1)), ["magenta", "dark"], 30),
        (veiled(SCENE, 0.7), ["hazy"], 24),
        (relit(veiled(SCENE, 0.85), -0.7), ["hazy", "dark"], 40),
        (grainy(relit(veiled(SCENE, 0.7), -1), 6), ["grainy", "hazy", "dark"], 22),
        (grainy(SCENE, 10), ["grainy"], 31),
        (grainy(relit(SCENE, -1.5), 6), ["grainy", "dark"], 24),
    ],
    ids=[
        "2 stops",
        "1 stop",
        "warm",
        "cold",
        "green",
        "magenta",
        "haze",
        "dark haze",
        "dark, grainy haze",
        "grain",
        "dark and grainy",
    ],
)
def test_what_is_wrong_is_named_and_put_right(worse: Pixels, codes: list[str], least: float) -> None:
    assert [code for code in found(worse) if code in codes] == codes
    assert psnr(better(worse), SCENE) >= max(least, psnr(worse, SCENE) + 3)


def test_a_veil_that_may_be_dull_things_is_not_made_lighter() -> None:
    doubtful = grainy(relit(veiled(SCENE, 0.85), -1), 6)
    assert found(doubtful) == ["grainy"]


def test_what_was_proposed_once_is_not_proposed_again() -> None:
    for worse in (relit(SCENE, -2), veiled(SCENE, 0.7), relit(SCENE, 0, (1, 0.95, 0.65))):
        assert found(worse) != [] == found(better(worse))


def test_every_step_has_its_reason() -> None:
    proposal = proposed(Picture(grainy(relit(veiled(SCENE, 0.6), 0, (0.65, 0.85, 1.0)), 6)))
    assert len(proposal.recipe.steps) == len(proposal.reasons) >= 3
    assert all(reason.amount > 0 for reason in proposal.reasons)


def test_grain_is_measured_and_grass_is_none() -> None:
    for scatter in (4, 8, 16):
        assert scatter_of(grainy(SCENE, scatter)) == pytest.approx(scatter, rel=0.2)
    assert scatter_of(SCENE) == 0.0
    grey = np.repeat(grainy(SCENE, 0)[:, :, :1], 3, axis=2)
    noise = np.random.default_rng(2).normal(0, 9, grey.shape[:2])[..., None]
    assert scatter_of(np.clip(grey + noise, 0, 255).astype(np.uint8)) == pytest.approx(9 / 0.67, rel=0.25)


def sea(degrees: float) -> Pixels:
    """Sky over water, tilted clockwise by so many degrees."""
    height, width = 500, 700
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:260], pixels[260:] = (150, 190, 230), (30, 70, 110)
    return shaped(grainy(pixels, 2), Recipe((Straighten(degrees),)))


@pytest.mark.parametrize("degrees", [-6.0, -2.0, 1.5, 5.0])
def test_the_line_between_sea_and_sky_is_levelled(degrees: float) -> None:
    assert tilt(sea(degrees)) == pytest.approx(-degrees, abs=0.4)


def test_what_is_level_or_steep_on_purpose_stays() -> None:
    assert tilt(sea(0.0)) == tilt(sea(0.4)) == tilt(sea(20.0)) == 0.0
    assert tilt(SCENE) == 0.0


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (128, 128, 128), (180, 30, 30), (3, 3, 3)])
@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (2000, 2), (200, 300)])
def test_an_empty_picture_of_any_shape_gives_no_error(
    colour: tuple[int, int, int], shape: tuple[int, int]
) -> None:
    pixels = np.full((*shape, 3), colour, np.uint8)
    assert better(pixels).shape == pixels.shape


def test_a_thing_of_one_colour_keeps_it() -> None:
    leaf = np.clip(np.random.default_rng(4).normal([40, 130, 20], 12, (300, 300, 3)), 0, 255).astype(np.uint8)
    leaf = np.asarray([[[0]]], np.uint8) + leaf
    assert not {"green", "magenta", "warm", "cold"} & set(found(leaf))
