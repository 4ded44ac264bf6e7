"""Pictures that look as if something were wrong with them, and what is not done to them for it."""

from __future__ import annotations

import numpy as np
import pytest

from fakes.scenes import grainy, psnr, relit, scene, veiled
from parley.vision.enhancing.apply import edited
from parley.vision.enhancing.auto import proposed
from parley.vision.enhancing.grain import scatter_of
from parley.vision.enhancing.linear import coded
from parley.vision.enhancing.operations import worded
from parley.vision.enhancing.recipe import Exposure, json_of, recipe_of
from parley.vision.types import Picture, Pixels

WORSE = 0.3
"""dB that a picture may lose at most."""


def found(pixels: Pixels) -> list[str]:
    return [reason.code for reason in proposed(Picture(pixels)).reasons]


def gain(worse: Pixels, original: Pixels) -> float:
    """dB that what is proposed brings a picture nearer to how it was."""
    better = edited(worse, proposed(Picture(worse)).recipe)
    return psnr(better, original) - psnr(worse, original)


def wall(mean: float, contrast: float, tinge: tuple[float, float, float] = (1, 1, 1)) -> Pixels:
    """Bricks of one colour: nothing in them is white or black."""
    chance = np.random.default_rng(8)
    rows, columns = np.mgrid[0:320, 0:480]
    course = rows // 20
    brick = (columns + course % 2 * 24) // 48
    shade = chance.normal(0, contrast, (32, 16))[course, brick]
    shade = shade + chance.normal(0, contrast / 2, shade.shape)
    shade[(rows % 20 < 2) | ((columns + course % 2 * 24) % 48 < 2)] -= 2 * contrast
    seen = np.clip(mean * 2.0**shade, 0, 1)[..., None] * np.array(tinge)
    return _file(seen)


def _file(seen: object) -> Pixels:
    return np.round(coded(np.clip(np.asarray(seen, np.float64), 0, 1)) * 255).astype(np.uint8)


def night(lights: float) -> Pixels:
    """A town from far above: nearly all of it is black, and its lights are dim."""
    chance = np.random.default_rng(2)
    seen = np.full((320, 480, 3), 0.002) * np.array([0.6, 0.7, 1.4])
    spots = chance.random((320, 480)) > 0.998
    seen[spots] = lights * 2.0 ** chance.normal(0, 1, (np.count_nonzero(spots), 1))
    return _file(seen)


@pytest.mark.parametrize("lights", [0.004, 0.02, 0.07])
def test_a_night_stays_a_night(lights: float) -> None:
    assert "dark" not in found(night(lights))


@pytest.mark.parametrize("stops", [-8, -5, -3, 0])
def test_whatever_is_proposed_can_be_kept(stops: float) -> None:
    for dark in (relit(scene(), stops), night(2.0 ** (stops - 2))):
        recipe = proposed(Picture(dark)).recipe
        assert recipe_of(json_of(recipe)) == recipe


@pytest.mark.parametrize("mean", [0.05, 0.08, 0.15])
@pytest.mark.parametrize("contrast", [0.15, 0.3, 0.5])
@pytest.mark.parametrize("tinge", [(1, 1, 1), (1, 0.7, 0.55)], ids=["grey", "brick"])
def test_bricks_in_dark_haze_are_not_made_worse(
    mean: float, contrast: float, tinge: tuple[float, float, float]
) -> None:
    bricks = wall(mean, contrast, tinge)
    assert gain(grainy(relit(veiled(bricks, 0.7), -1), 6), bricks) >= -WORSE


def test_straw_is_no_grain() -> None:
    chance = np.random.default_rng(5)
    straw = np.repeat(chance.normal(128, 30, (320, 1)), 480, axis=1) + chance.normal(0, 2, (320, 480))
    assert scatter_of(np.repeat(np.clip(straw, 1, 254)[..., None], 3, axis=2).astype(np.uint8)) == 0.0


def test_specks_on_a_blackboard_are_no_grain() -> None:
    chance = np.random.default_rng(6)
    chalk = 60 + chance.normal(0, 2, (320, 480)) + 50 * (chance.random((320, 480)) > 0.99)
    assert scatter_of(np.repeat(chalk[..., None], 3, axis=2).astype(np.uint8)) == 0.0


def test_sand_without_colour_keeps_its_grains() -> None:
    sand = np.clip(np.random.default_rng(7).normal(128, 25, (320, 480)), 1, 254).astype(np.uint8)
    assert scatter_of(np.repeat(sand[..., None], 3, axis=2)) == 0.0


def test_half_a_stop_too_many_does_not_cost_a_stop_and_a_half() -> None:
    for stops in (0.5, 1, 2):
        light = relit(wall(0.8, 0.25, (1, 0.8, 0.5)), stops)
        steps = [step for step in proposed(Picture(light)).recipe.steps if isinstance(step, Exposure)]
        assert all(step.stops >= -1.2 for step in steps)


def test_every_reason_is_told_in_both_languages() -> None:
    for worse in (relit(scene(), -2), grainy(veiled(scene(), 0.6), 6), relit(scene(), 0, (0.65, 0.85, 1))):
        for reason in proposed(Picture(worse)).reasons:
            assert worded(reason, "zh") != worded(reason, "en") != ""


def test_what_can_hardly_be_seen_is_made_as_light_as_a_night() -> None:
    hardly = relit(scene(), -4.5)
    lighter = [each for each in proposed(Picture(hardly)).recipe.steps if isinstance(each, Exposure)]
    assert "dark" in found(hardly)
    assert lighter[0].stops > 0.5
    assert gain(hardly, scene()) > 0
