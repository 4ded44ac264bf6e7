"""Files become pictures: of every kind, the right way up; and whatever is hostile is refused in time."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fakes.pictures import encoded, page, pdf, picture
from parley.errors import ParleyError, TooLong
from parley.vision.decoding import kind_of, open_picture
from parley.vision.types import BadPicture, Kind, Limits, WrongSize

COLOURED = Image.new("RGB", (120, 80), (200, 30, 60))
COLOURED.paste((10, 200, 40), (0, 0, 60, 80))
KINDS = {
    "JPEG": Kind.JPEG,
    "PNG": Kind.PNG,
    "GIF": Kind.GIF,
    "BMP": Kind.BMP,
    "WEBP": Kind.WEBP,
    "TIFF": Kind.TIFF,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_read(kind: str) -> None:
    opened = open_picture(encoded(COLOURED, kind), Limits())
    pixels = opened.page(1).pixels
    assert (opened.kind, opened.count, pixels.shape) == (KINDS[kind], 1, (80, 120, 3))
    assert np.abs(pixels[40, 20].astype(int) - (10, 200, 40)).max() < 30
    assert np.abs(pixels[40, 100].astype(int) - (200, 30, 60)).max() < 30


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "I;16", "F"])
def test_every_way_to_hold_colours_becomes_red_green_blue(mode: str) -> None:
    if mode == "I;16":
        image: Any = Image.fromarray(np.linspace(0, 65_535, 100 * 60).reshape(60, 100).astype(np.uint16))
    else:
        image = COLOURED.convert(mode)
    kind = "PNG" if mode in ("1", "L", "LA", "P", "RGBA", "I;16") else "TIFF"
    seen = open_picture(encoded(image, kind), Limits()).page(1).pixels
    assert (seen.dtype, seen.shape[2]) == (np.uint8, 3)
    assert int(np.ptp(seen)) > 30  # the halves still differ


def test_what_is_transparent_lies_on_white() -> None:
    clear = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    assert (open_picture(encoded(clear), Limits()).page(1).pixels == 255).all()


@pytest.mark.parametrize("turned", range(1, 9))
def test_a_photograph_stands_upright_as_its_camera_says(turned: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turned
    opened = open_picture(encoded(COLOURED, "JPEG", exif=exif), Limits())
    shown = opened.page(1)
    assert (shown.width, shown.height) == (opened.sizes[0].width, opened.sizes[0].height)
    assert (shown.width, shown.height) == ((80, 120) if turned >= 5 else (120, 80))


def test_of_an_animation_the_first_picture_is_looked_at() -> None:
    frames = [Image.new("RGB", (80, 80), colour) for colour in ("red", "green", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    opened = open_picture(data, Limits())
    assert opened.count == 1
    assert tuple(opened.page(1).pixels[40, 40]) == (255, 0, 0)


def test_pages_of_a_pdf_are_drawn_in_their_size() -> None:
    opened = open_picture(pdf([page([text], size=(900, 500)) for text in ("One", "Two")]), Limits())
    assert (opened.kind, opened.count) == (Kind.PDF, 2)
    shown = opened.page(2)
    inches = shown.width / shown.dots_per_inch, shown.height / shown.dots_per_inch
    assert inches == pytest.approx((9.0, 5.0), abs=0.02)  # 900 x 500 at 100 dots per inch
    assert int(shown.pixels.min()) < 60 < 200 < int(shown.pixels.max())


def test_there_are_no_more_pages_than_the_bound_says() -> None:
    sheets = [Image.new("L", (60, 60), shade) for shade in (0, 50, 100, 150)]
    data = encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])
    opened = open_picture(data, Limits(pages=3))
    assert opened.count == 3
    for number in (0, 4, -1):
        with pytest.raises(BadPicture):
            opened.page(number)


@pytest.mark.parametrize(
    "data",
    [b"", b"abc", b"\xff\xd8", b"%PDF-1.7\nrubbish", b"RIFF\0\0\0\0WEBPVP8 ", b"<svg/>", b"\0" * 4096],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(BadPicture):
        open_picture(data, Limits()).page(1)


@pytest.mark.parametrize("kind", [*KINDS, "PDF"])
def test_a_file_that_breaks_off_is_refused_or_read_as_far_as_it_goes(kind: str) -> None:
    whole = encoded(page(["Something to read"]), kind)
    for share in (0.02, 0.3, 0.7):
        with pytest.raises(ParleyError):
            shown = open_picture(whole[: int(len(whole) * share)], Limits()).page(1)
            # Readers of PDF mend what they can: then there is at least a page.
            assert kind == "PDF" and shown.width
            raise BadPicture("mended")


def bomb(width: int, height: int) -> bytes:
    """A PNG of few bytes that says it has that many pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(50_000, 50_000), (1, 100_000), (100_000, 60), (49, 49), (8_000, 8_000)])
def test_a_size_out_of_bounds_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(WrongSize):
        open_picture(bomb(*size), Limits())


def test_a_lying_header_is_refused_when_it_is_unpacked() -> None:
    with pytest.raises(BadPicture):
        open_picture(bomb(4_000, 4_000), Limits()).page(1)


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(TooLong):
        open_picture(encoded(COLOURED) + b"\0" * 1000, Limits(bytes=800))


def test_a_page_of_paper_larger_than_a_house_is_refused() -> None:
    poster = Image.new("1", (4_000, 4_000), 1)
    with pytest.raises(WrongSize):
        open_picture(encoded(poster, "PDF", resolution=10.0), Limits())


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(st.binary(max_size=2000), st.sampled_from([*KINDS, "PDF"]), st.integers(0, 400))
def test_garbage_in_any_file_never_does_anything_else_than_refuse(
    garbage: bytes, kind: str, place: int
) -> None:
    whole = bytearray(encoded(COLOURED, kind))
    whole[place : place + len(garbage)] = garbage
    try:
        opened = open_picture(bytes(whole), Limits(pixels=200_000))
        shown = opened.page(1)
    except ParleyError:
        return
    assert shown.width * shown.height <= 6_000_000


def test_what_a_file_calls_itself_counts_for_nothing() -> None:
    assert kind_of(encoded(COLOURED, "PNG")) is Kind.PNG
    polyglot = encoded(COLOURED, "GIF") + pdf([page(["hidden"])])
    assert open_picture(polyglot, Limits()).kind is Kind.GIF


def test_pixels_are_the_tests_own_picture() -> None:
    image = page(["Same"])
    data = io.BytesIO(encoded(image))
    assert (open_picture(data.getvalue(), Limits()).page(1).pixels == picture(image).pixels).all()
