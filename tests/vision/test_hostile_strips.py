"""Long narrow pictures: read where there is something to read, and never for half a minute."""

from __future__ import annotations

import time

import numpy as np
import pytest
from PIL import Image

from fakes.pictures import code, drawn, errors, picture
from parley.vision.codes.zxing import Zxing
from parley.vision.reading.page import reading_of
from parley.vision.reading.rapid import RapidOcr
from parley.vision.reading.strips import roomy
from parley.vision.types import Picture

pytestmark = pytest.mark.engine
TEXT = "请于 11 月 30 日前付款 Please pay by 30 November"


@pytest.mark.parametrize("turned", [False, True])
def test_a_strip_of_one_line_is_read_and_told_where_it_is(turned: bool, reader: RapidOcr) -> None:
    image = drawn([(20, 4, TEXT)], size=(1_600, 40), height=28)
    if turned:
        image = image.transpose(Image.Transpose.ROTATE_270)
    shown = picture(image)
    reading = reading_of(shown, reader)
    assert errors(reading.text, TEXT) <= 0.05
    corners = [corner for line in reading.lines for corner in line.polygon]
    assert all(0 <= x <= shown.width and 0 <= y <= shown.height for x, y in corners)
    lengths = [y for _, y in corners] if turned else [x for x, _ in corners]
    assert max(lengths) - min(lengths) > 500


@pytest.mark.parametrize("size", [(1, 1), (2, 9), (1, 3_000), (3_000, 1)])
def test_where_nobody_can_read_there_is_nothing(size: tuple[int, int], reader: RapidOcr) -> None:
    assert list(reader.lines(Picture(np.zeros((*size, 3), np.uint8)))) == []


@pytest.mark.parametrize("size", [(40, 2_000), (2_000, 40), (8, 2_000)])
def test_a_strip_takes_no_longer_than_a_page(size: tuple[int, int], reader: RapidOcr) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (*size, 3)).astype(np.uint8)
    begun = time.process_time()
    reader.lines(Picture(noise))
    assert time.process_time() - begun < 15  # of one processor; without room for it 30 and more


def test_room_is_made_beside_and_below_and_not_for_a_page() -> None:
    assert roomy(np.zeros((2_000, 40, 3), np.uint8)).shape == (2_000, 667, 3)
    assert roomy(np.zeros((40, 2_000, 3), np.uint8)).shape == (667, 2_000, 3)
    for high in (1_000, 3_500):
        page = np.zeros((high, 700, 3), np.uint8)
        assert roomy(page) is page


def test_a_code_on_a_very_large_picture_is_read_and_told_where_it_is() -> None:
    sheet = Image.new("RGB", (6_000, 4_000), "white")
    sheet.paste(code("https://parley.example", "QRCode", scale=24), (3_000, 1_500))
    (found,) = Zxing().find(picture(sheet))
    assert found.text == "https://parley.example"
    assert all(3_000 <= x <= 4_000 and 1_500 <= y <= 2_500 for x, y in found.polygon)
