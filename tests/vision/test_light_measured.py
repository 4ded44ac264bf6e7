"""The light on a page is measured with means of wide surroundings, worked out on fewer pixels."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from parley.vision.scanning import light

blurred: Any = light._blurred


@pytest.mark.parametrize("sigma", [4.0, 9.0, 10.0, 25.0, 60.0, 150.0])
@pytest.mark.parametrize("shape", [(420, 315), (301, 420), (37, 420), (420, 12)])
def test_means_are_those_of_all_pixels(shape: tuple[int, int], sigma: float) -> None:
    field = np.zeros((*shape, 4), np.float32)
    field[:, : shape[1] // 3] = (200, 90, 20, 1)
    field[shape[0] // 2 :, shape[1] // 2 :] = (30, 220, 140, 1)
    field[::7, ::5, 3] = 0  # letters
    expected: Any = cv2.GaussianBlur(field, (0, 0), sigma)
    away = np.abs(blurred(field, sigma) - expected) / np.array((255, 255, 255, 1))
    assert float(away.max()) < 0.02
    assert float(away.mean()) < 0.01


@pytest.mark.parametrize("shape", [(1, 1), (1, 420), (420, 1), (2, 3), (3, 200)])
def test_a_sliver_has_means_too(shape: tuple[int, int]) -> None:
    field = np.full((*shape, 4), 7, np.float32)
    for sigma in (1.5, 25.0, 150.0):
        np.testing.assert_allclose(blurred(field, sigma), field, rtol=1e-4)
