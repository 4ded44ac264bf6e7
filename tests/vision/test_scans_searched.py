"""Scans: read the right way up, kept as a PDF in which words are found and copied where they stand."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.desks import scene
from fakes.pictures import LETTER, MIXED, drawn, encoded, errors, page, picture
from parley.errors import TooLong
from parley.models.store import Store
from parley.pool.host import Inline
from parley.settings import Settings
from parley.vision.eyes import Eyes
from parley.vision.reading.rapid import RapidOcr
from parley.vision.scanning.scans import scanned
from parley.vision.scanning.searchable import jpeg_size, searchable
from parley.vision.scanning.types import MOST_PAGES, BadOutline, Finish
from parley.vision.scanning.unseen import Characters, truetype
from parley.vision.service import Vision
from parley.vision.types import BadPicture, Block, Picture, Polygon, Reading, Size, TextLine, Word

pytestmark = pytest.mark.engine


def lines_of(texts: tuple[str, ...], size: tuple[int, int] = (900, 500)) -> Reading:
    """A reading that is known: lines of 32 pixels, below each other."""
    lines = tuple(_line(text, 40, 40 + 51 * place) for place, text in enumerate(texts))
    return Reading((Block(lines),), 0.0, Size(*size))


def _line(text: str, x: float, y: float) -> TextLine:
    end, words = x, list[Word]()
    for part in text.split(" "):
        wide = 16.0 * len(part)
        words.append(Word(part, _box(end, y, wide), 1.0))
        end += wide + 16
    return TextLine(text, _box(x, y, end - 16 - x), tuple(words), 1.0)


def _box(x: float, y: float, wide: float) -> Polygon:
    return (x, y), (x + wide, y), (x + wide, y + 32), (x, y + 32)


def jpeg(size: tuple[int, int] = (900, 500), mode: str = "RGB") -> bytes:
    from PIL import Image

    return encoded(Image.new(mode, size, "white"), "JPEG")


def opened(data: bytes) -> Any:
    import pypdfium2

    return pypdfium2.PdfDocument(data)


def text_of(document: Any, number: int = 0) -> str:
    return str(document[number].get_textpage().get_text_range())


# The document.


@pytest.mark.parametrize("lines", [LETTER, MIXED, ("a", "中", "8", "𠮷野家 €5", "مرحبا", "naïve — “quotes”")])
def test_what_is_written_can_be_copied(lines: tuple[str, ...]) -> None:
    document = opened(searchable([(jpeg(), lines_of(lines))]))
    told = [" ".join(line.split()) for line in text_of(document).splitlines()]
    if "مرحبا" in lines:  # readers turn what runs to the left
        assert errors("".join(told), "".join(lines)) <= 0.2
    else:
        assert told == list(lines)


def test_words_are_found_where_they_stand() -> None:
    document = opened(searchable([(jpeg((1_000, 1_414)), lines_of(LETTER, (1_000, 1_414)))]))
    sheet = document[0]
    assert sheet.get_size() == pytest.approx((595.28, 841.89), abs=0.01)
    text = sheet.get_textpage()
    start, count = text.search("invoice").get_next()
    left, bottom, _, top = text.get_charbox(start)
    last = text.get_charbox(start + count - 1)
    scale = 595.28 / 1_000
    assert left == pytest.approx((40 + 16 * 4) * scale, abs=1)
    assert last[2] == pytest.approx((40 + 16 * 11) * scale, abs=1)
    middle = 841.89 - (40 + 51 * 2 + 16) * scale
    assert bottom < middle < top
    assert top - bottom == pytest.approx(32 * scale, rel=0.3)


def test_text_that_runs_askew_is_laid_askew() -> None:
    quad: Polygon = ((100, 100), (300, 200), (280, 240), (80, 140))
    line = TextLine("slanted", quad, (), 1.0)
    document = opened(searchable([(jpeg(), Reading((Block((line,)),), 26.6, Size(900, 500)))]))
    text = document[0].get_textpage()
    boxes = [text.get_charbox(place) for place in range(7)]
    middles = [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in boxes]
    (x, y), (u, v) = middles[0], middles[-1]
    assert math.degrees(math.atan2(y - v, u - x)) == pytest.approx(26.6, abs=3)
    assert text_of(document).strip() == "slanted"


def test_the_text_is_not_seen() -> None:
    document = opened(searchable([(jpeg((600, 800)), lines_of(LETTER, (600, 800)))]))
    assert int(np.asarray(document[0].render(scale=1).to_numpy()).min()) > 250


def test_the_picture_is_kept_as_it_is() -> None:
    data = encoded(page(LETTER), "JPEG", quality=90)
    made = searchable([(data, lines_of(LETTER))])
    assert data in made
    grey = jpeg((300, 400), "L")
    assert b"/DeviceGray" in searchable([(grey, Reading((), 0.0, Size(300, 400)))])


def test_a_document_has_its_pages_and_its_title() -> None:
    pages = [(jpeg(), lines_of(("one",))), (jpeg((500, 700)), lines_of(("第二页",), (500, 700)))]
    document = opened(searchable(pages, " 电费  bill "))
    assert len(document) == 2
    assert document.get_metadata_dict()["Title"] == "电费 bill"
    assert [text_of(document, number).strip() for number in (0, 1)] == ["one", "第二页"]


def test_the_same_pages_make_the_same_bytes() -> None:
    pages = [(picture(page(MIXED)), lines_of(MIXED))]
    assert searchable(pages, "x") == searchable(pages, "x")


def test_too_much_and_what_is_no_page_is_refused() -> None:
    empty = Reading((), 0.0, Size(900, 500))
    with pytest.raises(TooLong):
        searchable([(jpeg((60, 60)), empty)] * (MOST_PAGES + 1))
    for bad in (b"", b"\xff\xd8", b"no JPEG at all", encoded(page(LETTER), "PNG"), jpeg()[:30]):
        with pytest.raises(BadPicture):
            searchable([(bad, empty)])
    with pytest.raises(BadPicture):
        searchable([])


@given(st.binary(max_size=64))
def test_any_bytes_are_a_jpeg_or_refused(data: bytes) -> None:
    for each in (data, b"\xff\xd8\xff" + data):
        with suppress(BadPicture):
            assert min(jpeg_size(each)) > 0


@given(st.text(max_size=60), st.text(max_size=20))
def test_any_text_and_title_make_a_document(text: str, title: str) -> None:
    line = TextLine(text, _box(10, 10, 200), (Word(text[:3], _box(10, 10, 60), 1.0),), 1.0)
    made = searchable([(JPEG, Reading((Block((line,)),), 0.0, Size(900, 500)))], title)
    assert len(opened(made)) == 1


JPEG = jpeg()


def test_a_character_has_one_number_and_its_meaning() -> None:
    characters = Characters()
    assert characters.coded("abca") == b"\0\1\0\2\0\3\0\1"
    assert b"<0002> <0062>" in characters.meanings()
    characters.coded("𠮷")
    assert b"<0004> <D842DFB7>" in characters.meanings()


def test_the_font_is_a_font() -> None:
    from PIL import ImageFont

    font = ImageFont.truetype(io.BytesIO(truetype()), 100)
    assert font.getlength("x") == pytest.approx(50, abs=1)
    assert len(truetype()) < 1_000


# From a photograph to a scan.


@pytest.mark.parametrize(("seed", "kind", "what"), [(40, "wood", "letter"), (47, "shadows", "receipt")])
def test_a_scan_is_read_as_well_as_the_page_itself(reader: RapidOcr, seed: int, kind: str, what: str) -> None:
    photo = scene(seed, kind, what)
    made = scanned(Picture(photo.pixels), None, Finish.COLOUR, reader)
    assert made.found
    assert errors(made.reading.text, photo.sheet.text) <= 0.01
    document = opened(searchable([(made.jpeg, made.reading)]))
    assert errors(text_of(document), made.reading.text) <= 0.01


def on_its_side(lines: tuple[str, ...], quarters: int) -> Iterator[Any]:
    from PIL import Image

    desk = Image.new("RGB", (1_100, 1_000), (70, 50, 40))
    sheet = page(lines, size=(900, 640))
    desk.paste(sheet, (100, 180))
    yield desk.rotate(-90 * quarters, expand=True)


@pytest.mark.parametrize("quarters", [1, 2])
def test_a_page_that_lies_on_its_side_is_turned(reader: RapidOcr, quarters: int) -> None:
    (photo,) = on_its_side(LETTER, quarters)
    made = scanned(picture(photo), None, Finish.GREY, reader)
    assert made.found and made.size.width > made.size.height
    assert errors(made.reading.text, "".join(LETTER)) <= 0.02
    assert abs(made.reading.angle) < 1
    # The first corner is the one at which its text begins.
    corner = {1: (820, 100), 2: (1_000, 820)}[quarters]
    assert math.dist(made.polygon[0], corner) < 15


def test_a_photograph_without_a_page_is_taken_whole(reader: RapidOcr) -> None:
    made = scanned(picture(page(LETTER)), None, Finish.INK, reader)
    assert not made.found
    assert made.polygon == ((0, 0), (900, 0), (900, 740), (0, 740))
    assert errors(made.reading.text, "".join(LETTER)) <= 0.02


def test_corners_that_a_person_moved_are_taken(reader: RapidOcr) -> None:
    photo = picture(drawn([(40, y, line) for y, line in zip((60, 240, 480, 600), LETTER, strict=True)]))
    made = scanned(photo, ((0, 0), (900, 0), (900, 400), (0, 400)), Finish.COLOUR, reader)
    assert made.found
    assert errors(made.reading.text, "".join(LETTER[:2])) <= 0.02
    # However they were named, they are told clockwise from where the text begins.
    again = scanned(photo, ((900, 400), (900, 0), (0, 0), (0, 400)), Finish.COLOUR, reader)
    assert again.polygon == made.polygon == ((0, 0), (900, 0), (900, 400), (0, 400))
    with pytest.raises(BadOutline):
        scanned(photo, ((0, 0), (900, 240), (900, 0), (0, 240)), Finish.COLOUR, reader)


async def test_a_scan_is_made_where_the_engines_are(tmp_path: Path) -> None:
    vision = Vision(Settings(), Store(tmp_path), host=Inline("vision", Eyes))
    try:
        (photo,) = on_its_side(LETTER, 0)
        async with vision.open(encoded(photo, "JPEG")) as sight:
            sheet = await sight.corners()
            assert sheet is not None
            made = await sight.scan(sheet.polygon, Finish.COLOUR)
        document = opened(await vision.pdf([made, made], "two"))
        assert len(document) == 2
        assert errors(text_of(document, 1), "".join(LETTER)) <= 0.02
    finally:
        await vision.stop()
