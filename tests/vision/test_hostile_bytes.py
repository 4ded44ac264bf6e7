"""Bytes turned around in files of every format: refused with a sentence, or a picture within the bounds."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import bombs
from fakes.photos import cr3, photo, raf, raw, scene
from fakes.pictures import encoded
from parley.errors import ParleyError
from parley.vision.decoding import open_picture
from parley.vision.formats import chunks
from parley.vision.metadata.shot import shot_of
from parley.vision.metadata.stripping import stripped
from parley.vision.types import Kind, Limits

LIMITS = Limits(pixels=400_000, least=1, pages=4)
SEEDS = {
    **{kind: photo(6, kind) for kind in ("JPEG", "PNG", "WEBP", "AVIF")},
    "progressive": encoded(scene().convert("CMYK"), "JPEG", progressive=True),
    "moving": encoded(scene(), "GIF", save_all=True, append_images=[scene().rotate(180)]),
    "moving WEBP": encoded(scene(), "WEBP", save_all=True, append_images=[scene().rotate(180)]),
    "moving PNG": encoded(scene(), "PNG", save_all=True, append_images=[scene().rotate(180)]),
    "BMP": encoded(scene(), "BMP"),
    "TIFF": encoded(scene(), "TIFF", compression="tiff_lzw"),
    "fractions": encoded(scene().convert("F"), "TIFF"),
    "HEIF": bombs.heic(),
    "RAW": raw(),
    "CR3": cr3(),
    "RAF": raf(),
    "PDF": bombs.pdf_of_pixels(1_024),
}


def mutated(data: bytes, seed: int) -> bytes:
    """The file with some of its bytes turned, cut, doubled or filled; its first bytes mostly stay."""
    chance = random.Random(seed)
    bytes_ = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        place = chance.randrange(4, max(5, len(bytes_)))
        match chance.randrange(6):
            case 0:
                bytes_[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                bytes_[place : place + 4] = chance.choice(
                    (b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff")
                )
            case 2:
                del bytes_[place:]
            case 3:
                bytes_[place:place] = bytes_[place : place + chance.randrange(1, 200)]
            case 4:
                del bytes_[place : place + chance.randrange(1, 50)]
            case _:
                bytes_[place] ^= 1 << chance.randrange(8) if place < len(bytes_) else 0
        bytes_.extend(b"\0" * (8 - len(bytes_)))
    return bytes(bytes_)


def seen(data: bytes) -> None:
    """Everything that is done with a photo; only errors of the house may come of it."""
    shot_of(data)
    try:
        opened = open_picture(data, LIMITS)
        picture = opened.page(1)
        assert picture.width * picture.height <= 6_000_000
        assert picture.pixels.flags.c_contiguous
        stripped(data, keep_place=True, limits=LIMITS)
    except ParleyError:
        return


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", SEEDS)
def test_turned_bytes_never_do_anything_else_than_refuse(name: str) -> None:
    for seed in range(60):
        seen(mutated(SEEDS[name], seed))


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(st.sampled_from(sorted(SEEDS)), st.integers(0, 2**32))
def test_nor_do_others(name: str, seed: int) -> None:
    seen(mutated(SEEDS[name], seed))


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", SEEDS)
def test_a_file_may_break_off_anywhere(name: str) -> None:
    data = SEEDS[name]
    for length in range(0, len(data), max(1, len(data) // 40)):
        seen(data[:length])


@given(st.binary(max_size=300), st.sampled_from([Kind.GIF, Kind.PNG, Kind.WEBP]))
def test_frames_are_counted_within_their_bound(garbage: bytes, kind: Kind) -> None:
    heads = {
        Kind.GIF: b"GIF89a" + bytes(7),
        Kind.PNG: b"\x89PNG\r\n\x1a\n",
        Kind.WEBP: b"RIFF\xff\xff\0\0WEBP",
    }
    assert 1 <= chunks.frames(heads[kind] + garbage, kind) <= chunks.MOST_FRAMES
