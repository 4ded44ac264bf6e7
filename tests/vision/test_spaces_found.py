"""Spaces that an engine lost are found in the line's own pixels, and none are put where none are."""

from __future__ import annotations

import numpy as np
import pytest

from fakes.pictures import drawn, noisy
from parley.vision.reading.spaces import spaced
from parley.vision.reading.words import Seen
from parley.vision.types import Pixels


def line(text: str, grain: float = 0.0) -> tuple[Pixels, list[Seen]]:
    """A line of 48 pixels, and its characters where they stand; every second space is lost."""
    from fakes.pictures import font

    letters = font(34)
    long = round(letters.getlength(text))
    image = drawn([(0, 3, text)], (long, 48), 34)
    pixels = np.asarray(noisy(image, grain) if grain else image, np.uint8)
    ends = [letters.getlength(text[: place + 1]) for place in range(len(text))]
    starts = [0.0, *ends]
    seen = [
        Seen(char, (start + end) / 2 / long, 0.9)
        for char, start, end in zip(text, starts, ends, strict=False)
    ]
    spaces = [place for place, each in enumerate(seen) if each.text == " "][::2]
    return pixels, [each for place, each in enumerate(seen) if place not in spaces]


@pytest.mark.parametrize("grain", [0, 10])
@pytest.mark.parametrize(
    "text",
    [
        "Dear Ms Brown, thanks for your 3 letters",
        "U.S.A. vs. U.K. 1,284.50 (net)",
        "We met at 9 to talk of it",
        "supercalifragilistic",
        "https://example.org/a.b?c=1",
        "Due 11/12/2021 at 11:11, 71.06",
        "1,284.50",
    ],
)
def test_spaces_are_where_they_were(text: str, grain: float) -> None:
    pixels, seen = line(text, grain)
    assert "".join(each.text for each in spaced(pixels, seen)) == text


def test_what_stands_between_chinese_characters_is_left_alone() -> None:
    pixels, seen = line("请于 11 月 30 日前付款")
    assert spaced(pixels, seen) == seen


@pytest.mark.parametrize("shade", [0, 255])
def test_where_no_ink_is_nothing_is_parted(shade: int) -> None:
    pixels = np.full((48, 200, 3), shade, np.uint8)
    seen = [Seen(char, (place + 0.5) / 4, 0.9) for place, char in enumerate("abcd")]
    assert "".join(each.text for each in spaced(pixels, seen)).replace(" ", "") == "abcd"
