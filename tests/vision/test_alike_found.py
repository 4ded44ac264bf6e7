"""Pictures of the same are found again, made smaller or saved again; those of something else are not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fakes.faces import draw, person, room
from fakes.pictures import LETTER, page, picture
from parley.vision.likeness.fingerprint import fingerprint
from parley.vision.likeness.groups import NEAR, alike, distance, groups
from parley.vision.likeness.types import Fingerprint
from parley.vision.types import Picture, Pixels


@cache
def scene(seed: int) -> Pixels:
    random = np.random.default_rng(seed)
    return draw(room(random, 480, 360), person(random), (200 + 10 * (seed % 9), 130), 50)


def printed(pixels: Any) -> Fingerprint:
    return fingerprint(Picture(np.ascontiguousarray(np.asarray(pixels, np.uint8))))


def jpeg(pixels: Pixels) -> Any:
    return cv2.imdecode(cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 50])[1], cv2.IMREAD_COLOR)


SAME: dict[str, Callable[[Pixels], Any]] = {
    "itself": lambda pixels: pixels,
    "half as large": lambda pixels: cv2.resize(pixels, (240, 180), interpolation=cv2.INTER_AREA),
    "twice as large": lambda pixels: cv2.resize(pixels, (960, 720), interpolation=cv2.INTER_CUBIC),
    "saved as JPEG": jpeg,
    "a little lighter": lambda pixels: np.clip(pixels * 1.08, 0, 255),
    "a little darker": lambda pixels: pixels * 0.92,
    "grainy": lambda pixels: np.clip(pixels + np.random.default_rng(1).normal(0, 10, pixels.shape), 0, 255),
    "a little blurred": lambda pixels: cv2.GaussianBlur(pixels, (0, 0), 1.5),
    "a hundredth cut off": lambda pixels: pixels[3:-3, 4:-4],
}
OTHER: dict[str, Callable[[Pixels], Any]] = {
    "mirrored": lambda pixels: pixels[:, ::-1],
    "upside down": lambda pixels: pixels[::-1],
    "on its side": lambda pixels: np.rot90(pixels),
    "half of it": lambda pixels: pixels[:, :240],
    "of another colour": lambda pixels: np.clip(pixels * [1.4, 0.9, 0.5], 0, 255),
    "negative": lambda pixels: 255 - pixels,
}


@pytest.mark.parametrize("how", SAME)
def test_the_same_picture_is_told_again(how: str) -> None:
    for seed in range(5):
        one, other = printed(scene(seed)), printed(SAME[how](scene(seed)))
        assert alike(one, other), (seed, distance(one, other))


@pytest.mark.parametrize("how", OTHER)
def test_another_picture_is_another(how: str) -> None:
    for seed in range(5):
        assert not alike(printed(scene(seed)), printed(OTHER[how](scene(seed)))), seed


def test_fifty_rooms_are_fifty() -> None:
    rooms = [room(np.random.default_rng(seed), 160, 120) for seed in range(50)]
    assert groups([printed(each) for each in rooms]) == []


def test_groups_hold_what_shows_the_same_and_nothing_else() -> None:
    prints = [printed(scene(1)), printed(scene(2)), printed(jpeg(scene(1))), printed(scene(3))]
    prints += [printed(SAME["half as large"](scene(3))), printed(SAME["grainy"](scene(1)))]
    assert groups(prints) == [(0, 2, 5), (3, 4)]
    assert groups(prints[:2]) == groups(prints[:1]) == groups([]) == []


def test_white_pages_are_alike_and_written_ones_are_not() -> None:
    white, black = (printed(np.full((300, 200, 3), shade, np.uint8)) for shade in (255, 0))
    assert white.plain and black.plain
    assert alike(white, printed(np.full((600, 400, 3), 254, np.uint8)))
    assert not alike(white, black)
    written = fingerprint(picture(page(LETTER)))
    assert not written.plain and not alike(written, fingerprint(picture(page(LETTER[::-1]))))


def made(bits: int, shade: int = 100, ratio: float = 1.5) -> Fingerprint:
    return Fingerprint(bits, bytes([shade] * 27), ratio)


def test_a_chain_of_small_differences_does_not_join_what_differs() -> None:
    steps = [sum(1 << (bit * 5) for bit in range(count)) for count in range(13)]
    found = groups([made(bits) for bits in steps])
    for group in found:
        for place in group:
            assert any(
                all((steps[middle] ^ steps[each]).bit_count() <= NEAR for each in group) for middle in group
            ), (group, place)
    assert sorted(place for group in found for place in group) == sorted(
        {place for group in found for place in group}
    )


@settings(max_examples=150)
@given(some.integers(0, 2**64 - 1), some.sets(some.integers(0, 63), max_size=12))
def test_it_is_six_bits_that_may_differ(bits: int, flipped: set[int]) -> None:
    other = bits
    for bit in flipped:
        other ^= 1 << bit
    assert alike(made(bits), made(other)) is (len(flipped) <= NEAR)


@settings(max_examples=30)
@given(some.lists(some.integers(0, 2**12 - 1), max_size=60))
def test_groups_are_what_comparing_each_with_each_finds(values: list[int]) -> None:
    # Twelve bits, four apart: many are near each other.
    bits = [sum(((value >> bit) & 1) << (5 * bit) for bit in range(12)) for value in values]
    found = groups([made(each) for each in bits])
    places = [place for group in found for place in group]
    assert len(places) == len(set(places))
    for place, one in enumerate(bits):
        near = [at for at, other in enumerate(bits) if at != place and (one ^ other).bit_count() <= NEAR]
        assert (place in places) or not any(at not in places for at in near)
    for group in found:
        assert len(group) > 1 and list(group) == sorted(group)
        assert any(all((bits[a] ^ bits[b]).bit_count() <= NEAR for b in group) for a in group)


def test_colour_and_shape_tell_apart_what_the_bits_do_not() -> None:
    one = made(12345)
    assert alike(one, made(12345, 110)) and not alike(one, made(12345, 130))
    assert alike(one, made(12345, ratio=1.52)) and not alike(one, made(12345, ratio=1.33))
    assert not alike(one, replace(one, plain=True))


def test_fifty_thousand_are_grouped_in_about_a_second() -> None:
    """The bound is loose, for a busy machine; alone it takes a quarter of a second."""
    random = np.random.default_rng(3)
    bits = random.integers(0, 2**64, 50_000, dtype=np.uint64)
    prints = [
        made(int(each), int(shade)) for each, shade in zip(bits, random.integers(0, 255, 50_000), strict=True)
    ]
    for at in range(0, 1000, 2):
        prints[-1 - at] = replace(prints[at], bits=prints[at].bits ^ (1 << (at % 64)) ^ 1)
    began = time.process_time()
    found = groups(prints)
    assert time.process_time() - began < 5
    assert len(found) == 500 and all(len(group) == 2 for group in found)
    began = time.process_time()
    assert len(groups([made(7)] * 50_000)[0]) == 50_000
    assert time.process_time() - began < 5
