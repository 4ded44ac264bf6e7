"""Text is read: Chinese, English, both; any way up, tilted, bent, noisy; in the order of a reader."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fakes.pictures import LETTER, MIXED, bent, drawn, encoded, errors, noisy, page, picture, tilted
from parley.vision.eyes import Eyes
from parley.vision.reading.order import ordered
from parley.vision.reading.rapid import RapidOcr
from parley.vision.types import Block, Limits, Word

pytestmark = pytest.mark.engine


def read(reader: RapidOcr, image: Any) -> tuple[tuple[Block, ...], float]:
    return ordered(reader.lines(picture(image)))


def text(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks)


@pytest.mark.parametrize("lines", [LETTER, MIXED], ids=["English", "mixed"])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_page_is_read_whichever_way_up_it_lies(
    reader: RapidOcr, lines: tuple[str, ...], quarters: int
) -> None:
    blocks, angle = read(reader, page(lines).rotate(-90 * quarters, expand=True))
    assert errors(text(blocks), "".join(lines)) <= 0.02
    assert abs((angle - 90 * quarters + 180) % 360 - 180) < 1.5


def test_a_page_on_its_head_is_read_no_more_than_once(
    reader: RapidOcr, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    read_lines = RapidOcr._read

    def counted(self: RapidOcr, pixels: Any, quads: Any) -> Any:
        counts.append(len(quads))
        return read_lines(self, pixels, quads)

    monkeypatch.setattr(RapidOcr, "_read", counted)
    blocks, _ = read(reader, page(LETTER).rotate(180))
    assert sum(counts) == sum(len(block.lines) for block in blocks) > 0


@pytest.mark.parametrize("degrees", [-20, -7, 4, 12])
def test_a_tilted_page_is_read_and_its_angle_told(reader: RapidOcr, degrees: float) -> None:
    blocks, angle = read(reader, tilted(page(LETTER), degrees))
    assert errors(text(blocks), "".join(LETTER)) <= 0.02
    assert angle == pytest.approx(degrees, abs=1.0)


@pytest.mark.parametrize("lines", [LETTER, MIXED], ids=["English", "mixed"])
def test_a_page_seen_from_the_side_in_a_bad_light_is_read(reader: RapidOcr, lines: tuple[str, ...]) -> None:
    blocks, _ = read(reader, noisy(bent(page(lines)), 12))
    assert errors(text(blocks), "".join(lines)) <= 0.04


def test_one_line_that_stands_on_its_head_is_read_too(reader: RapidOcr) -> None:
    image = page(LETTER, size=(900, 500))
    upside_down = drawn([(20, 10, "Please turn over")], (400, 60)).rotate(180)
    image.paste(upside_down, (40, 400))
    blocks, angle = read(reader, image)
    assert abs(angle) < 45
    assert "Please turn over" in text(blocks)


def test_chinese_that_runs_down_is_read_from_the_right(reader: RapidOcr) -> None:
    columns = ("床前明月光疑是地上霜", "举头望明月低头思故乡", "春眠不觉晓处处闻啼鸟")
    places = [
        (330 - 90 * number, 40 + 52 * row, character)
        for number, column in enumerate(columns)
        for row, character in enumerate(column)
    ]
    blocks, _ = read(reader, drawn(places, (420, 620), 44))
    assert errors(text(blocks), "".join(columns)) <= 0.04


def test_columns_are_read_one_after_the_other(reader: RapidOcr) -> None:
    left = ["The first column begins", "here, goes on below, and", "ends before the second."]
    right = ["The second column stands", "beside it and is read", "when the first is done."]
    places = [(40, 60 + 45 * row, line) for row, line in enumerate(left)]
    places += [(500, 60 + 45 * row, line) for row, line in enumerate(right)]
    blocks, _ = read(reader, drawn(places, (960, 740), 28))
    assert errors(text(blocks), "".join(left + right)) <= 0.02


def test_a_receipt_is_read_row_by_row(reader: RapidOcr) -> None:
    rows = [("牛奶 Milk", "12.50"), ("面包 Bread", "8.00"), ("鸡蛋 Eggs", "15.90"), ("合计 Total", "36.40")]
    places = [
        (x, 40 + 50 * row, words)
        for row, pair in enumerate(rows)
        for x, words in zip((40, 460), pair, strict=True)
    ]
    blocks, _ = read(reader, drawn(places, (640, 260), 28))
    assert errors(text(blocks), "".join(name + price for name, price in rows)) <= 0.03


def test_paragraphs_are_blocks(reader: RapidOcr) -> None:
    places = [(40, y, line) for y, line in zip((40, 85, 200, 245), LETTER, strict=True)]
    blocks, _ = read(reader, drawn(places, (900, 740), 30))
    assert [len(block.lines) for block in blocks] == [2, 2]


def test_words_are_where_they_stand(reader: RapidOcr) -> None:
    image = drawn([(60, 40, "alpha beta"), (60, 120, "你好世界")], (500, 200), 40)
    blocks, _ = read(reader, image)
    words = {word.text: word for block in blocks for line in block.lines for word in line.words}
    assert set(words) == {"alpha", "beta", "你", "好", "世", "界"}
    assert middle(words["alpha"])[0] < middle(words["beta"])[0]
    for place, char in enumerate("你好世界"):
        x, y = middle(words[char])
        assert x == pytest.approx(60 + 40 * (place + 0.5), abs=12)
        assert y == pytest.approx(145, abs=12)
    assert all(0.8 < word.confidence <= 1 for word in words.values())


def middle(word: Word) -> tuple[float, float]:
    xs, ys = zip(*word.polygon, strict=True)
    return sum(xs) / 4, sum(ys) / 4


def test_small_print_of_a_large_page_is_read_at_its_own_size(reader: RapidOcr) -> None:
    """The bare engine reads what it shrank to 2,000 pixels."""
    lines = ("Small print that nobody reads, section 12.4 (b)", "第三条 乙方应当自收到通知之日起七日内答复")
    places = [(200, 400 + 60 * row, line) for row, line in enumerate(lines)]
    image = drawn(places, (3600, 2400), 26)
    blocks, _ = read(reader, image)
    assert errors(text(blocks), "".join(lines)) <= 0.05


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_where_nothing_is_written_nothing_is_read(reader: RapidOcr, shade: int) -> None:
    from PIL import Image

    blocks, angle = read(reader, Image.new("RGB", (600, 400), (shade,) * 3))
    assert (blocks, angle) == ((), 0.0)
    blocks, _ = read(reader, noisy(Image.new("RGB", (600, 400), (shade,) * 3), 40))
    assert len(text(blocks)) <= 2


def test_the_same_page_reads_the_same_every_time() -> None:
    reader = RapidOcr()  # with as many threads as it has in a house
    assert read(reader, page(MIXED)) == read(reader, page(MIXED))


def test_a_look_reads_any_page_of_a_document() -> None:
    eyes = Eyes()
    sheets = [page([f"This is page number {number}"], size=(740, 740)) for number in (1, 2, 3)]
    look = eyes.open(encoded(sheets[0], "TIFF", save_all=True, append_images=sheets[1:]), Limits())
    assert look.about().count == 3
    for number in (3, 1, 2):
        assert look.read(number, ()).text == f"This is page number {number}"


def test_threads_that_wait_for_each_other_sleep() -> None:
    """Spinning would be two fifths of all that reading a page costs."""
    reader = RapidOcr(threads=2)
    read(reader, page(LETTER[:1], size=(740, 740)))
    networks: Any = (reader._ocr.text_det, reader._ocr.text_rec)
    for network in networks:
        options = network.session.session.get_session_options()
        assert options.intra_op_num_threads == 2
        assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"


def test_the_list_of_its_models_is_read_once(reader: RapidOcr) -> None:
    """Each time it takes a sixth of a second of the processor."""
    from rapidocr.inference_engine.base import InferSession
    from rapidocr.utils import model_resolver

    assert InferSession.model_info is model_resolver._MODEL_CONFIG


def test_pixels_are_told_the_network_as_they_were(reader: RapidOcr) -> None:
    """Looked up in a table, and to the bit what it is told where they are worked out."""
    from rapidocr.ch_ppocr_det.utils import DetPreProcess

    made = DetPreProcess(736, "min", [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
    pixels = np.random.default_rng(4).integers(0, 256, (96, 128, 3)).astype(np.uint8)
    worked_out = (pixels.astype("float32") * made.scale - made.mean) / made.std
    told = made.normalize(pixels)
    assert told.dtype == np.float32
    np.testing.assert_array_equal(told, worked_out.astype(np.float32))
    np.testing.assert_array_equal(made.normalize(pixels.astype(np.float32)), worked_out)
