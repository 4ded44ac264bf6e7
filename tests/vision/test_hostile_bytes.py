"""Bytes turned around in files of every format: refused with a sentence, or a picture within the bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.mutations import SEEDS, mutated
from parley.errors import ParleyError
from parley.vision.decoding import open_picture
from parley.vision.formats import chunks
from parley.vision.metadata.shot import shot_of
from parley.vision.metadata.stripping import stripped
from parley.vision.previews import small
from parley.vision.types import Kind, Limits

LIMITS = Limits(pixels=400_000, least=1, pages=4)


def seen(data: bytes) -> None:
    """Everything that is done with a photo; only errors of the house may come of it."""
    shot_of(data)
    try:
        opened = open_picture(data, LIMITS)
        picture = opened.page(1)
        assert picture.width * picture.height <= 6_000_000
        assert picture.pixels.flags.c_contiguous
        small(opened, 32)
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
