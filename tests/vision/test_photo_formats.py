"""Photos of phones and cameras become upright pictures in sRGB, whatever their makers put into the file."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from fakes.cameras import cr3, exif, photo, raf, raw, scene
from fakes.colour_profiles import display_p3, from_p3
from fakes.pictures import encoded
from parley.vision.decoding import kind_of, open_picture
from parley.vision.types import PHOTO, BadPicture, Kind, Pixels

PHONE = Path(__file__).parent / "phone"
"""HEICs as phones write them, packed once with libheif and x265."""


def shown(data: bytes) -> Pixels:
    return open_picture(data, PHOTO).page(1).pixels


def near(seen: Pixels, colour: tuple[float, ...], by: int = 12) -> bool:
    return bool(np.abs(seen.astype(int) - np.array(colour)).max() <= by)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_way_to_hold_a_camera_comes_out_upright(kind: str, orientation: int) -> None:
    how = {"lossless": True} if kind == "WEBP" else {"quality": 95} if kind != "PNG" else {}
    data = photo(orientation, kind, **how)
    wanted = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB"))
    assert near(shown(data), wanted, 3)  # pyright: ignore[reportArgumentType]


def test_a_large_photo_is_turned_the_same_way() -> None:
    for orientation in (6, 8):
        data = encoded(scene(1_300, 900), "JPEG", exif=exif(orientation))
        wanted = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))))
        assert (shown(data) == wanted).all()


def test_a_phones_heic_is_turned_once_as_the_file_says_and_not_again_by_its_exif() -> None:
    data = (PHONE / "turned.heic").read_bytes()
    opened = open_picture(data, PHOTO)
    seen = opened.page(1).pixels
    assert (opened.kind, opened.sizes[0].width, opened.sizes[0].height) == (Kind.HEIF, 120, 80)
    assert near(seen[40, 100], (10, 200, 40))
    assert near(seen[40, 20], (200, 30, 60))


def test_of_several_pictures_in_a_heic_the_main_one_is_looked_at() -> None:
    seen = shown((PHONE / "second_is_main.heic").read_bytes())
    assert seen.shape == (80, 120, 3)
    assert near(seen[40, 20], (10, 200, 40))


def test_a_heic_of_ten_bits_and_one_that_is_transparent() -> None:
    deep = shown((PHONE / "ten_bits.heic").read_bytes())
    assert near(deep[30, 10], (234, 234, 234))
    assert near(deep[30, 50], (156, 39, 19))
    clear = shown((PHONE / "clear.heic").read_bytes())
    assert near(clear[30, 50], (255, 255, 255), 1)


def test_the_thumbnail_of_a_heic_serves_for_a_tile_where_it_is_large_enough() -> None:
    data = (PHONE / "with_thumbnail.heic").read_bytes()
    opened = open_picture(data, PHOTO)
    whole = opened.page(1).pixels
    assert whole.shape == (320, 480, 3)
    for side, shape in ((100, (160, 240, 3)), (160, (160, 240, 3)), (161, (320, 480, 3))):
        assert opened.reduced(side).pixels.shape == shape
    small = opened.reduced(100).pixels
    for x in (20, 100, 140, 220):
        assert near(small[80, x], tuple(whole[160, 2 * x].tolist()), 6)  # its colours are its picture's


def test_wide_colours_are_not_shown_pale() -> None:
    colour = (180, 70, 60)
    wanted = from_p3(colour)
    assert wanted[0] > 190  # in sRGB the same red needs more
    plain = Image.new("RGB", (64, 64), colour)
    for kind, how in (("PNG", {}), ("JPEG", {"quality": 100, "subsampling": 0}), ("TIFF", {})):
        assert near(shown(encoded(plain, kind, icc_profile=display_p3(), **how))[30, 30], wanted, 3), kind
    assert near(shown((PHONE / "wide_colours.heic").read_bytes())[30, 30], wanted, 4)


@pytest.mark.parametrize("profile", [b"rubbish" * 40, display_p3(b"CMYK"), display_p3()[:200]])
def test_a_profile_that_lies_is_ignored(profile: bytes) -> None:
    data = encoded(Image.new("RGB", (64, 64), (180, 70, 60)), icc_profile=profile)
    assert near(shown(data)[30, 30], (180, 70, 60), 1)


@pytest.mark.parametrize("progressive", [False, True])
def test_jpegs_in_printers_colours_and_progressive_ones(progressive: bool) -> None:
    data = encoded(scene().convert("CMYK"), "JPEG", quality=95, progressive=progressive)
    assert near(shown(data)[70, 100], (200, 30, 60), 25)


def test_sixteen_bits_go_from_black_to_white_and_a_dark_sensor_is_stretched() -> None:
    full = np.linspace(0, 65_535, 100, dtype=np.uint16)[None].repeat(60, 0)
    seen = shown(encoded(Image.fromarray(full)))
    assert int(seen[30, 50, 0]) == int(full[0, 50]) >> 8
    half = encoded(Image.fromarray((full // 2).astype(np.uint16)))
    assert int(shown(half).max()) == 127  # a dark photo stays dark
    twelve = encoded(Image.fromarray((full // 32).astype(np.uint16)), "TIFF")
    assert int(shown(twelve).max()) == 255


def test_sixteen_bits_in_colour() -> None:
    import cv2

    values = np.zeros((60, 90, 3), np.uint16)
    values[:, :45] = (60_000, 20_000, 5_000)
    for ending in (".png", ".tiff"):
        data = cv2.imencode(ending, values)[1].tobytes()  # blue, green, red
        assert near(shown(data)[30, 10], (5_000 >> 8, 20_000 >> 8, 60_000 >> 8), 1), ending


@pytest.mark.parametrize("most", [1.0, 40.0])
def test_fractions_grey_and_in_colour(most: float) -> None:
    import cv2

    ramp = np.linspace(0, most, 100, dtype=np.float32)[None].repeat(60, 0)
    assert near(shown(encoded(Image.fromarray(ramp), "TIFF"))[30, 50], (128, 128, 128), 3)
    coloured = np.dstack([ramp, ramp * 0, ramp[:, ::-1]])
    data = cv2.imencode(".tiff", coloured)[1].tobytes()
    seen = shown(data)
    assert near(seen[30, 99], (0, 0, 255), 3)
    assert near(seen[30, 0], (255, 0, 0), 3)


@pytest.mark.parametrize("magic", [b"II*\0", b"IIU\0", b"IIRO", b"IIRS"])
def test_of_a_raw_the_largest_preview_is_seen_turned_as_the_camera_says(magic: bytes) -> None:
    opened = open_picture(raw(magic, 6), PHOTO)
    assert opened.kind is Kind.RAW
    seen = opened.page(1).pixels
    assert seen.shape == (240, 160, 3) == (opened.sizes[0].height, opened.sizes[0].width, 3)
    assert near(seen[20, 150], (20, 40, 220), 20)  # the top left corner is now at the top right


@pytest.mark.parametrize("data", [cr3(6), raf()])
def test_raws_of_canon_and_fujifilm(data: bytes) -> None:
    assert kind_of(data) is Kind.RAW
    seen = shown(data)
    assert seen.shape[0] > seen.shape[1]


def test_a_raw_without_a_preview_says_so() -> None:
    lossless = b"\xff\xd8\xff\xc3" + struct.pack(">HBHHB", 17, 14, 160, 240, 3) + b"\0" * 20
    for preview in (b"", lossless):
        data = raw(preview=preview)
        small = data.find(b"\xff\xd8\xff")
        data = data[:small] + b"\0" * 16 + data[small + 16 :]
        with pytest.raises(BadPicture, match="no preview"):
            open_picture(data, PHOTO)


def test_a_plain_tiff_is_no_raw() -> None:
    assert kind_of(encoded(scene(), "TIFF")) is Kind.TIFF


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_what_moves_the_first_picture_is_seen_and_the_others_counted(kind: str) -> None:
    frames = [Image.new("RGB", (80, 80), colour) for colour in ("red", "lime", "blue")]
    opened = open_picture(encoded(frames[0], kind, save_all=True, append_images=frames[1:]), PHOTO)
    assert (opened.count, opened.frames) == (1, 3)
    assert near(opened.page(1).pixels[40, 40], (255, 0, 0), 4)
    assert open_picture(encoded(frames[0], kind), PHOTO).frames == 1


def test_a_gain_map_behind_a_photo_changes_nothing() -> None:
    plain = encoded(scene(), "JPEG")
    both = encoded(scene(), "MPO", save_all=True, append_images=[scene(30, 20)])
    assert both.count(b"\xff\xd8\xff") == 2
    for data in (both, plain + encoded(scene(30, 20), "JPEG")):
        opened = open_picture(data, PHOTO)
        assert (opened.kind, opened.count) == (Kind.JPEG, 1)
        assert near(opened.page(1).pixels[70, 100], (200, 30, 60), 12)


def test_a_photo_is_unpacked_small_but_never_smaller_than_asked() -> None:
    opened = open_picture(encoded(scene(1_600, 1_200), "JPEG"), PHOTO)
    assert opened.reduced(150).pixels.shape == (150, 200, 3)
    assert opened.reduced(151).pixels.shape == (300, 400, 3)
    assert opened.reduced(5_000).pixels.shape == (1_200, 1_600, 3)
    flat = open_picture(encoded(scene(400, 300)), PHOTO)
    assert flat.reduced(20).pixels.shape == (300, 400, 3)
