"""The extremes of a pixel's channels are those that numpy finds, sooner."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from parley.vision.channels import brightest, darkest, vividness

PIXELS = np.random.default_rng(2).integers(0, 256, (301, 400, 3)).astype(np.uint8)
SAME: list[tuple[Callable[[Any], Any], Callable[[Any], Any]]] = [
    (brightest, lambda pixels: pixels.max(axis=2)),
    (darkest, lambda pixels: pixels.min(axis=2)),
    (vividness, lambda pixels: np.ptp(pixels, axis=2)),
]


@pytest.mark.parametrize(("ours", "numpys"), SAME)
@pytest.mark.parametrize("kind", [np.uint8, np.float32, np.float64])
def test_they_are_the_same(ours: Callable[[Any], Any], numpys: Callable[[Any], Any], kind: Any) -> None:
    pixels = PIXELS.astype(kind)
    for seen in (pixels, pixels[::2, 1::3], pixels[:, :, ::-1], pixels[:0]):
        before = seen.copy()
        found = ours(seen)
        assert found.dtype == kind
        np.testing.assert_array_equal(found, numpys(seen))
        np.testing.assert_array_equal(seen, before)


@pytest.mark.parametrize(("ours", "numpys"), SAME)
def test_what_cannot_be_compared_is_told_as_it_is(
    ours: Callable[[Any], Any], numpys: Callable[[Any], Any]
) -> None:
    pixels = PIXELS.astype(np.float32)
    pixels[3, 4, 1] = np.nan
    np.testing.assert_array_equal(ours(pixels), numpys(pixels))


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 1), (4, 4, 4)])
def test_three_channels_are_wanted(shape: tuple[int, ...]) -> None:
    for ours, _ in SAME:
        with pytest.raises(ValueError, match="× 3"):
            ours(np.zeros(shape, np.float32))


@pytest.mark.parametrize(("ours", "numpys"), SAME)
def test_they_are_found_sooner(ours: Callable[[Any], Any], numpys: Callable[[Any], Any]) -> None:
    """Thirty times as soon; three, for a machine that does other things."""

    def took(found: Callable[[Any], Any]) -> float:
        times: list[float] = []
        for _ in range(5):
            begun = time.thread_time()
            found(PIXELS)
            times.append(time.thread_time() - begun)
        return min(times)

    assert took(ours) < took(numpys) / 3
