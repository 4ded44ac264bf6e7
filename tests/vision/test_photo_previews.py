"""Small pictures of photos: as large as asked, upright, in the right colours, and soon."""

from __future__ import annotations

import io
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fakes.cameras import LATITUDE, exif, photo, raw, scene
from fakes.colour_profiles import display_p3, from_p3
from fakes.pictures import encoded
from parley.models.store import Store
from parley.pool.host import Inline
from parley.settings import Settings
from parley.vision.decoding import kind_of, open_picture
from parley.vision.eyes import Eyes
from parley.vision.metadata.shot import NOTHING, shot_of
from parley.vision.previews import preview, small
from parley.vision.service import Vision
from parley.vision.types import PHOTO, BadPicture, Kind, Picture, WrongSize


def sides(jpeg: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        return image.size


@pytest.mark.parametrize(
    ("size", "side", "wanted", "square"),
    [
        ((1_200, 800), 320, (320, 213), (320, 320)),
        ((800, 1_200), 320, (213, 320), (320, 320)),
        ((200, 100), 320, (200, 100), (100, 100)),
        ((3_000, 10), 320, (320, 1), (10, 10)),
        ((1, 1), 320, (1, 1), (1, 1)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_preview_is_as_large_as_asked_and_never_larger_than_the_photo(
    size: tuple[int, int], side: int, wanted: tuple[int, int], square: tuple[int, int], kind: str
) -> None:
    opened = open_picture(encoded(scene(*size), kind), PHOTO)
    assert sides(small(opened, side)) == wanted
    assert sides(small(opened, side, square=True)) == square


def test_a_square_one_shows_the_middle() -> None:
    image = Image.new("RGB", (900, 300), "red")
    image.paste((0, 0, 255), (300, 0, 600, 300))
    tile = np.asarray(Image.open(io.BytesIO(preview(Picture(np.asarray(image)), 64, square=True))))
    assert tile.shape == (64, 64, 3)
    assert np.abs(tile.astype(int) - (0, 0, 255)).max() < 40


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_unpacked_small_or_whole_it_looks_the_same(orientation: int) -> None:
    data = encoded(scene(1_600, 1_200), "JPEG", exif=exif(orientation), quality=95)
    opened = open_picture(data, PHOTO)
    quick = np.asarray(Image.open(io.BytesIO(small(opened, 320))), np.int16)
    whole = np.asarray(Image.open(io.BytesIO(preview(opened.page(1), 320))), np.int16)
    assert quick.shape == whole.shape
    assert np.abs(quick - whole).mean() < 2


def test_it_is_in_srgb_and_tells_nothing_but_pixels() -> None:
    data = encoded(Image.new("RGB", (640, 480), (180, 70, 60)), "JPEG", exif=exif(), icc_profile=display_p3())
    tile = small(open_picture(data, PHOTO), 320)
    assert (
        np.abs(np.asarray(Image.open(io.BytesIO(tile)))[100, 100] - np.array(from_p3((180, 70, 60)))).max()
        < 5
    )
    assert shot_of(tile) == NOTHING
    assert b"Apple" not in tile
    assert b"ICC_PROFILE" not in tile


def test_of_twelve_megapixels_a_tile_takes_no_longer_than_a_fraction_of_unpacking_them() -> None:
    grain = np.random.default_rng(5).integers(0, 255, (189, 252, 3)).astype(np.uint8)
    image = Image.fromarray(grain).resize((4_032, 3_024), Image.Resampling.BICUBIC)
    opened = open_picture(encoded(image, "JPEG", quality=90), PHOTO)

    def took(side: int) -> float:
        begun = time.process_time()
        small(opened, side)
        return time.process_time() - begun

    assert min(took(320) for _ in range(3)) < 0.6 * min(took(4_032) for _ in range(2))


async def test_a_photo_is_asked_by_the_service(tmp_path: Path) -> None:
    vision = Vision(Settings(), Store(tmp_path), host=Inline("vision", Eyes))
    async with vision.open(photo(6), PHOTO, unpack=False) as sight:
        assert (sight.kind, sight.size.width, sight.size.height, sight.frames) == (Kind.JPEG, 80, 120, 1)
        assert (await sight.shot()).latitude == LATITUDE
        assert sides(await sight.preview(64)) == (43, 64)
        assert sides(await sight.preview(64, square=True)) == (64, 64)
        assert shot_of(await sight.stripped()) == NOTHING
        assert shot_of(await sight.stripped(keep_place=True)).latitude == LATITUDE
        for side in (0, 100_000):
            with pytest.raises(WrongSize):
                await sight.preview(side)
    async with vision.open(raw(), PHOTO) as sight:
        assert sight.kind is Kind.RAW
        assert kind_of(await sight.stripped()) is Kind.JPEG


async def test_a_photo_that_breaks_off_is_refused_when_it_is_unpacked_and_not_before(tmp_path: Path) -> None:
    vision = Vision(Settings(), Store(tmp_path), host=Inline("vision", Eyes))
    cut = photo()[:-300]
    async with vision.open(cut, PHOTO, unpack=False) as sight:
        assert (await sight.shot()).latitude == LATITUDE
        with pytest.raises(BadPicture):
            await sight.preview(64)
    with pytest.raises(BadPicture):
        async with vision.open(cut, PHOTO):
            pass
