"""Files made to hurt whoever opens them are refused with a sentence, or seen as what they are, and soon."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from fakes import bombs
from fakes.pictures import encoded
from parley.errors import ParleyError, TooLong
from parley.vision.decoding import kind_of, open_picture
from parley.vision.formats import jpeg
from parley.vision.metadata.shot import shot_of
from parley.vision.metadata.stripping import stripped
from parley.vision.types import PHOTO, BadPicture, Kind, Limits, WrongSize

TOO_LARGE, BROKEN, POLYGLOTS = bombs.too_large(), bombs.broken(), bombs.polyglots()
SECONDS = 5.0
"""Of processor time. All take hundredths of one; none of them may come near a minute."""


def quickly(action: Callable[[], object]) -> None:
    begun = time.process_time()
    action()
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("name", TOO_LARGE)
@pytest.mark.parametrize("limits", [Limits(), PHOTO], ids=["usual", "photo"])
def test_what_says_it_is_too_large_is_refused_before_it_is_unpacked(name: str, limits: Limits) -> None:
    # libavif looks at the size itself, and calls the file broken.
    error = BadPicture if name.startswith("AVIF") else WrongSize
    with pytest.raises(error):
        quickly(lambda: open_picture(TOO_LARGE[name], limits))


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow tells what it mends
@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_what_it_says_is_refused(name: str) -> None:
    with pytest.raises(BadPicture):
        quickly(lambda: open_picture(BROKEN[name], PHOTO).page(1))


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", [*BROKEN, *TOO_LARGE])
def test_what_is_hostile_is_not_shared_unless_it_is_harmless_then(name: str) -> None:
    data = BROKEN.get(name) or TOO_LARGE.get(name) or b""
    try:
        shared = stripped(data)
    except ParleyError:
        return
    assert len(shared) <= len(data) + 100  # nothing was unpacked
    quickly(lambda: shot_of(data))


@pytest.mark.parametrize("name", POLYGLOTS)
def test_what_is_two_things_at_once_is_the_picture_and_is_shared_as_nothing_else(name: str) -> None:
    data = POLYGLOTS[name]
    opened = open_picture(data, PHOTO)
    assert opened.kind.name == name.partition(" ")[0]
    assert opened.page(1).pixels.size > 0
    shared = stripped(data)
    for second in (b"alert", b"PK\3\4", b"%PDF"):
        assert second not in shared


def test_a_document_with_an_archive_behind_it_is_the_document() -> None:
    assert kind_of(bombs.pdf() + bombs.archive()) is Kind.PDF
    assert open_picture(bombs.pdf() + bombs.archive(), PHOTO).page(1).width == 834


def test_a_documents_picture_of_a_hundred_million_pixels_is_drawn_small() -> None:
    quickly(lambda: open_picture(bombs.pdf_of_pixels(10_000), PHOTO).page(1))


@pytest.mark.parametrize("moving", [bombs.gif_of_frames, bombs.webp_of_frames, bombs.png_of_frames])
def test_ten_thousand_pictures_that_move_are_counted_and_one_is_seen(moving: Callable[[int], bytes]) -> None:
    data = moving(10_100)
    opened = open_picture(data, PHOTO)
    assert (opened.frames, opened.count) == (10_000, 1)
    quickly(lambda: opened.page(1))
    quickly(lambda: stripped(data))


def test_the_wrong_ending_changes_nothing_and_no_program_is_a_picture() -> None:
    for kind in bombs.FORMATS:
        assert kind_of(encoded(bombs.scene(), kind)).name == kind
    with pytest.raises(BadPicture):
        kind_of(b"MZ" + bytes(200))


def test_an_honest_jpeg_has_as_many_bits_as_it_needs() -> None:
    from PIL import Image

    for size in ((1_200, 900), (1, 1), (8, 4_000), (17, 17)):
        for how in ({}, {"progressive": True}, {"optimize": True, "quality": 1}):
            for mode in ("L", "RGB", "CMYK"):
                assert jpeg.enough(encoded(Image.new(mode, size), "JPEG", **how)), (size, how, mode)
                assert jpeg.scans(encoded(Image.new(mode, size), "JPEG", **how)) <= jpeg.MOST_SCANS


def test_more_bytes_than_anybody_photographs_are_refused() -> None:
    with pytest.raises(TooLong):
        open_picture(bytes(Limits().bytes + 1), Limits())


def test_an_avif_that_says_it_is_larger_is_bounded_all_the_same() -> None:
    data = bombs.sized(encoded(bombs.scene(), "AVIF"), 3_000, 3_000)
    quickly(lambda: open_picture(data, PHOTO).page(1))
