"""Photos are edited in linear light, at full size, and previews look the same."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from fakes.pictures import encoded
from fakes.scenes import grainy, psnr, relit, scene, veiled
from parley.models.store import Store
from parley.settings import Settings
from parley.vision.enhancing import apply
from parley.vision.enhancing.apply import edited
from parley.vision.enhancing.linear import light
from parley.vision.enhancing.recipe import (
    ORDER,
    BlackAndWhite,
    Colour,
    Crop,
    Exposure,
    Haze,
    Highlights,
    LocalContrast,
    Mirror,
    Noise,
    Recipe,
    Shadows,
    Sharpen,
    Straighten,
    Turn,
    WhiteBalance,
    recipe_of,
)
from parley.vision.enhancing.rendering import rendered
from parley.vision.service import Vision
from parley.vision.types import Picture, Pixels

SCENE = scene()


def done(pixels: Pixels, *steps: Any, scale: float = 1.0) -> Pixels:
    return edited(pixels, Recipe(steps), scale)


def grey(value: int) -> Pixels:
    return np.full((40, 60, 3), value, np.uint8)


def test_nothing_to_do_leaves_every_pixel_as_it_is() -> None:
    for recipe in (Recipe(), Recipe((Exposure(0), Colour(0), Haze(0), Noise(0), Turn(0)))):
        assert np.array_equal(edited(SCENE, recipe), SCENE)


def test_what_was_cream_does_not_become_yellow() -> None:
    cream = np.full((40, 60, 3), (255, 250, 215), np.uint8)
    before, after = (light(each[0, 0] / 255) for each in (cream, done(cream, Exposure(-1.5))))
    assert after / after.max() == pytest.approx(before / before.max(), abs=0.03)


@pytest.mark.parametrize("stops", [-1, 1])
def test_a_stop_is_twice_the_light(stops: int) -> None:
    before, after = grey(120), done(grey(120), Exposure(stops))
    ratio = light(after[0, 0] / 255) / light(before[0, 0] / 255)
    assert ratio == pytest.approx(2.0**stops, rel=0.02)


def test_what_was_white_stays_the_lightest() -> None:
    after = done(SCENE, Exposure(-1.5))
    white = SCENE.min(axis=2) == 255
    assert after[white].min() > after[~white & (SCENE.max(axis=2) < 250)].max()


def test_white_balance_leaves_a_grey_as_bright_as_it_was() -> None:
    warm = done(grey(120), WhiteBalance(0.5, 0.0))[0, 0]
    assert warm[0] > 130 > 110 > warm[2]
    assert light(warm / 255) @ [0.2126, 0.7152, 0.0722] == pytest.approx(light(np.array(120 / 255)), rel=0.02)
    magenta = done(grey(120), WhiteBalance(0.0, 0.5))[0, 0]
    assert magenta[1] < magenta[0] == magenta[2]


def test_what_a_known_light_did_is_undone() -> None:
    assert psnr(done(relit(SCENE, -2), Exposure(2)), SCENE) > 38
    red, blue = 1.3, 0.7
    steps = WhiteBalance(-np.log2(red / blue) / 1.6, np.log2(red * blue) / -1.6), Exposure(0.5)
    lean = light(done(relit(grey(100), -1, (red, 1, blue)), *steps)[0, 0] / 255)
    assert np.ptp(lean) / lean.mean() < 0.03


def test_haze_that_lies_evenly_is_taken_off() -> None:
    for part in (0.75, 0.5):
        assert psnr(done(veiled(SCENE, part), Haze(1.0)), SCENE) > psnr(veiled(SCENE, part), SCENE) + 10


def test_grain_is_smoothed_and_edges_stay() -> None:
    for scatter in (6.0, 15.0):
        noisy = grainy(SCENE, scatter)
        assert psnr(done(noisy, Noise(scatter / 32)), SCENE) > psnr(noisy, SCENE) + 3
    assert psnr(done(SCENE, Noise(6 / 32)), SCENE) > 34


def test_shadows_and_highlights_reach_only_theirs() -> None:
    bright = SCENE.astype(int).mean(axis=2)
    inner = cv2.erode((bright > 200).astype(np.uint8), np.ones((25, 25))) > 0
    lifted = done(SCENE, Shadows(0.8)).astype(int).mean(axis=2) - bright
    assert lifted[bright < 60].mean() > 10 and np.abs(lifted[inner]).max() <= 2
    sunk = done(SCENE, Highlights(-0.8)).astype(int).mean(axis=2) - bright
    dark = cv2.erode((bright < 60).astype(np.uint8), np.ones((25, 25))) > 0
    assert sunk[inner].mean() < -20 and np.abs(sunk[dark]).max() <= 2


def test_local_contrast_sets_neighbours_apart_without_a_halo() -> None:
    steps = np.full((200, 300, 3), 60, np.uint8)
    steps[:, 150:] = 190
    texture = grainy(steps, 4)
    apart = done(texture, LocalContrast(0.8)).astype(float)
    assert apart[:, 20:120].std() > 1.3 * texture[:, 20:120].astype(float).std()
    assert np.abs(done(steps, LocalContrast(0.8)).astype(int) - steps).max() <= 16


def test_colour_moves_the_pale_more_and_grey_stays_grey() -> None:
    pale, vivid = np.array([130, 120, 120], np.uint8), np.array([220, 60, 60], np.uint8)
    pixels = np.concatenate([np.full((8, 8, 3), each) for each in (pale, vivid, np.full(3, 90))], axis=0)
    after = done(pixels.astype(np.uint8), Colour(0.6)).astype(float)
    assert np.ptp(after[0, 0]) / 10 > 1.4 > 1.2 > np.ptp(after[8, 0]) / 160
    assert np.array_equal(after[16, 0], [90, 90, 90])


@pytest.mark.parametrize("step", [Colour(-1), BlackAndWhite()])
def test_without_colour_greys_are_as_bright_as_before(step: Any) -> None:
    after = done(SCENE, step)
    assert np.ptp(after.astype(int), axis=2).max() <= 1
    seen, made = (light(each / 255) @ [0.2126, 0.7152, 0.0722] for each in (SCENE, after))
    assert np.abs(seen - made).max() < 0.02


def test_edges_become_crisper() -> None:
    soft = np.asarray(cv2.GaussianBlur(SCENE, (0, 0), 1.2), np.uint8)
    assert psnr(done(soft, Sharpen(0.6)), SCENE) > psnr(soft, SCENE) + 0.5


def test_turning_mirroring_and_cropping_move_pixels_and_change_none() -> None:
    assert np.array_equal(done(SCENE, Turn(1)), np.rot90(SCENE, -1))
    assert np.array_equal(done(SCENE, Mirror()), SCENE[:, ::-1])
    assert np.array_equal(done(SCENE, Crop(0.25, 0.5, 0.5, 0.25)), SCENE[160:240, 120:360])
    assert np.array_equal(done(SCENE, Crop(0.5, 0, 0.5, 1), Turn(1)), np.rot90(SCENE, -1)[:, 160:])


@pytest.mark.parametrize("degrees", [-45, -3.0, 0.5, 8.0])
def test_what_is_straightened_has_its_shape_and_nothing_from_outside(degrees: float) -> None:
    inside = np.full((300, 450, 3), 200, np.uint8)
    after = done(inside, Straighten(degrees))
    assert after.shape[1] / after.shape[0] == pytest.approx(1.5, abs=0.02)
    marked = inside.copy()
    marked[:1], marked[-1:], marked[:, :1], marked[:, -1:] = 0, 0, 0, 0
    # the frame of one pixel may be touched, what lies beyond it may not
    assert np.median(done(marked, Straighten(degrees))) == 200
    assert after.min() == after.max() == 200


def test_a_horizon_that_falls_to_the_right_is_level_after_it() -> None:
    down, across = np.mgrid[0:300, 0:400]
    pixels = np.where((down - 150 > np.tan(np.radians(3)) * (across - 200))[..., None], 40, 210)
    level = done(np.repeat(pixels, 3, axis=2).astype(np.uint8), Straighten(-3)).astype(int)
    edge = (level[:, :, 0] > 120).sum(axis=0)
    assert np.ptp(edge) <= 2


ALL = recipe_of(
    {
        "steps": [
            {"do": "noise", "strength": 0.3},
            {"do": "white_balance", "warmth": 0.3, "tint": -0.1},
            {"do": "haze", "strength": 0.5},
            {"do": "exposure", "stops": 0.5},
            {"do": "shadows", "strength": 0.4},
            {"do": "highlights", "strength": -0.4},
            {"do": "local_contrast", "strength": 0.4},
            {"do": "colour", "strength": 0.3},
        ]
    }
)


def test_a_preview_looks_as_the_whole_will() -> None:
    large = grainy(scene(1600, 1066), 6)
    small = np.asarray(cv2.resize(large, (400, 266), interpolation=cv2.INTER_AREA), np.uint8)
    preview = edited(small, ALL, 0.25).astype(float)
    whole = np.asarray(cv2.resize(edited(large, ALL), (400, 266), interpolation=cv2.INTER_AREA), float)
    assert np.abs(preview - whole).mean() < 2.5
    assert np.abs(preview.mean(axis=(0, 1)) - whole.mean(axis=(0, 1))).max() < 1.5


def test_no_seam_is_seen_between_strips(monkeypatch: pytest.MonkeyPatch) -> None:
    noisy = grainy(scene(300, 620), 6)
    recipes = ALL, Recipe(ALL.steps[1:])
    in_strips = [edited(noisy, recipe) for recipe in recipes]
    monkeypatch.setattr(apply, "_ROWS", 1000)
    monkeypatch.setattr(apply, "_MANY_ROWS", 1000)
    for strips, recipe in zip(in_strips, recipes, strict=True):
        assert np.abs(strips.astype(int) - edited(noisy, recipe)).max() <= 1


def test_opencv_has_its_threads_back() -> None:
    before = cv2.getNumThreads()
    done(SCENE, Haze(0.5))
    assert cv2.getNumThreads() == before


def steps_of_all() -> st.SearchStrategy[Recipe]:
    unit, half = st.floats(-1, 1), st.floats(0, 1)
    each: dict[type, st.SearchStrategy[Any]] = {
        Turn: st.builds(Turn, st.integers(0, 3)),
        Mirror: st.just(Mirror()),
        Straighten: st.builds(Straighten, st.floats(-45, 45)),
        Crop: st.builds(
            Crop, st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0.01, 0.5), st.floats(0.01, 0.5)
        ),
        WhiteBalance: st.builds(WhiteBalance, unit, unit),
        Exposure: st.builds(Exposure, st.floats(-4, 4)),
        **{kind: st.builds(kind, half) for kind in (Noise, Haze, Sharpen, BlackAndWhite)},
        **{kind: st.builds(kind, unit) for kind in (Shadows, Highlights, LocalContrast, Colour)},
    }
    assert each.keys() == set(ORDER)
    chosen = st.lists(st.sampled_from(list(ORDER)), unique=True, max_size=len(ORDER))
    return chosen.flatmap(lambda kinds: st.tuples(*(each[kind] for kind in kinds))).map(Recipe)


@settings(max_examples=60, deadline=None)
@given(steps_of_all(), st.sampled_from([(1, 1), (1, 700), (300, 2), (70, 50), (33, 260)]), st.floats(0.01, 1))
def test_whatever_a_recipe_says_a_picture_comes_out(
    recipe: Recipe, shape: tuple[int, int], scale: float
) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (*shape, 3)).astype(np.uint8)
    after = edited(pixels, recipe, scale)
    assert after.dtype == np.uint8 and after.ndim == 3 and after.shape[2] == 3
    assert min(after.shape[:2]) >= 1 and after.size <= pixels.size
    assert after.flags.c_contiguous


def test_a_file_of_it_says_its_colours_and_a_preview_is_small() -> None:
    recipe = Recipe((Exposure(0.5), Crop(0, 0, 0.5, 0.5)))
    image = Image.open(io.BytesIO(rendered(Picture(SCENE), recipe)))
    assert (image.format, image.size) == ("JPEG", (240, 160))
    profile = ImageCms.ImageCmsProfile(io.BytesIO(image.info["icc_profile"]))
    assert "sRGB" in ImageCms.getProfileDescription(profile)
    assert Image.open(io.BytesIO(rendered(Picture(SCENE), recipe, 120))).size == (60, 40)
    assert Image.open(io.BytesIO(rendered(Picture(SCENE), Recipe(), 4000))).size == (480, 320)


@pytest.mark.engine
async def test_it_is_all_done_in_a_process_of_its_own(tmp_path: Path) -> None:
    vision = Vision(Settings(), Store(tmp_path))
    try:
        async with vision.open(encoded(Image.fromarray(relit(SCENE, -2)))) as sight:
            proposal = await sight.proposed()
            assert [reason.code for reason in proposal.reasons] == ["dark"]
            after = np.asarray(Image.open(io.BytesIO(await sight.edited(proposal.recipe, quality=95))))
            assert psnr(after, SCENE) > 30
            preview = Image.open(io.BytesIO(await sight.edited(proposal.recipe, 100)))
            assert preview.size == (100, 67)
    finally:
        await vision.stop()
