"""A sealed file gives any part of itself, bit for bit, and nothing at all of what was tampered with."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.home.files import sealed
from parley.home.files.sealed import SEGMENT, TAG
from parley.home.vault import Unreadable

KEY = bytes(range(32))
SIZES = st.one_of(
    st.integers(0, 300),
    st.builds(lambda n, off: max(0, n * SEGMENT + off), st.integers(0, 4), st.integers(-2, 2)),
)


def data(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def sealed_of(size: int, key: bytes = KEY) -> bytes:
    return sealed.seal(key, size, 0, data(size))


def part(whole: bytes, size: int, start: int, end: int) -> bytes:
    """What a reader does who wants a part."""
    span = sealed.span(size, start, end)
    plain = sealed.unseal(KEY, size, span, whole[span.begin : span.end])
    return plain[span.skip : span.skip + end - start]


@given(SIZES, st.data())
def test_any_range_is_the_slice(size: int, draw: st.DataObject) -> None:
    start = draw.draw(st.integers(0, size))
    end = draw.draw(st.integers(start, size))
    assert part(sealed_of(size), size, start, end) == data(size)[start:end]


@given(SIZES)
def test_the_object_is_as_long_as_was_said(size: int) -> None:
    assert len(sealed_of(size)) == sealed.sealed_size(size)


def test_a_part_takes_no_more_than_the_segments_that_hold_it() -> None:
    size = 100 * SEGMENT
    span = sealed.span(size, 50 * SEGMENT + 7, 50 * SEGMENT + 8)
    assert span.end - span.begin == SEGMENT + TAG


@given(st.integers(1, 4), st.data())
def test_sealing_step_by_step_is_the_same_as_at_once(steps: int, draw: st.DataObject) -> None:
    size = draw.draw(st.integers(0, 5 * SEGMENT))
    stride = steps * SEGMENT
    starts = range(0, max(1, size), stride)
    parts = [sealed.seal(KEY, size, start // SEGMENT, data(size)[start : start + stride]) for start in starts]
    assert b"".join(parts) == sealed_of(size)


@settings(max_examples=200)
@given(SIZES, st.data())
def test_a_flipped_bit_is_found_out(size: int, draw: st.DataObject) -> None:
    whole = bytearray(sealed_of(size))
    whole[draw.draw(st.integers(0, len(whole) - 1))] ^= 1 << draw.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        part(bytes(whole), size, 0, size)


@given(SIZES, st.data())
def test_a_cut_or_grown_object_is_found_out(size: int, draw: st.DataObject) -> None:
    whole = sealed_of(size)
    cut = draw.draw(st.integers(0, len(whole) - 1))
    with pytest.raises(Unreadable):
        whole_of(whole[:cut], size)
    with pytest.raises(Unreadable):
        whole_of(whole + b"\0", size)


def whole_of(whole: bytes, size: int) -> bytes:
    return sealed.unseal(KEY, size, sealed.span(size, 0, size), whole)


def test_a_file_cut_between_segments_is_found_out() -> None:
    size = 3 * SEGMENT
    whole = sealed_of(size)
    with pytest.raises(Unreadable):
        whole_of(whole[: 8 + 2 * (SEGMENT + TAG)], size)
    # Nor can a shorter size be claimed for it: the last segment is marked as such.
    with pytest.raises(Unreadable):
        whole_of(whole[: 8 + 2 * (SEGMENT + TAG)], 2 * SEGMENT)


def test_swapped_repeated_and_foreign_segments_are_found_out() -> None:
    size, stride = 3 * SEGMENT, SEGMENT + TAG
    whole = sealed_of(size)
    mark, first, second, third = whole[:8], *(whole[8 + n * stride : 8 + (n + 1) * stride] for n in range(3))
    other = sealed_of(size, bytes(32))[8 + stride : 8 + 2 * stride]
    assert whole_of(mark + first + second + third, size) == data(size)
    for wrong in ((second, first, third), (first, first, third), (first, other, third)):
        with pytest.raises(Unreadable):
            whole_of(mark + b"".join(wrong), size)


def test_every_file_has_a_key_of_its_own() -> None:
    assert len({sealed.new_key() for _ in range(100)}) == 100


def test_parts_that_are_no_whole_segments_are_not_sealed() -> None:
    for size, first, plain in ((3 * SEGMENT, 0, b"x"), (10, 1, b""), (SEGMENT, 0, bytes(SEGMENT + 1))):
        with pytest.raises(ValueError, match="segments"):
            sealed.seal(KEY, size, first, plain)
