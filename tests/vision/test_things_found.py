"""Things are found and named; codes are read; what matters is kept; colours have names."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from fakes.pictures import blob, code, encoded, noisy, picture, stop_sign, tilted
from parley.vision.eyes import Eyes
from parley.vision.looks.colours import NAMES, colours
from parley.vision.looks.crops import crop, interest
from parley.vision.looks.saliency import saliency
from parley.vision.objects.fastestdet import FastestDet, overlap
from parley.vision.objects.names import CLASSES, called
from parley.vision.types import Box, Found, Limits, Picture, Size


@pytest.fixture(scope="module")
def detector() -> FastestDet:
    return FastestDet()


def test_the_classes_are_those_of_the_network_and_have_names_in_two_languages() -> None:
    assert len(CLASSES) == 80 == len({called(name, "zh") for name in CLASSES})
    assert (called("cup", "zh-CN"), called("person", "zh"), called("cat", "en")) == ("杯子", "人", "cat")
    assert all(any("\u4e00" <= char <= "\u9fff" for char in called(name, "zh")) for name in CLASSES)


@pytest.mark.engine
def test_on_an_empty_wall_there_is_nothing(detector: FastestDet) -> None:
    for shade in (0, 127, 255):
        assert detector.find(picture(Image.new("RGB", (400, 300), (shade,) * 3))) == ()


@pytest.mark.engine
def test_a_red_octagon_with_its_word_is_a_stop_sign(detector: FastestDet) -> None:
    found = detector.find(picture(stop_sign()))
    assert found[0].name == "stop sign"
    assert found[0].confidence > 0.6
    assert overlap(found[0].box, Box(140, 60, 200, 200)) > 0.7


@pytest.mark.engine
@pytest.mark.parametrize("size", [(50, 50), (60, 900), (1600, 50), (3000, 2000)])
def test_pictures_of_any_shape_are_looked_at(detector: FastestDet, size: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (size[1], size[0], 3)).astype(np.uint8)
    for found in detector.find(Picture(noise)):
        box = found.box
        assert 0 <= box.x < box.x + box.width <= size[0]
        assert 0 <= box.y < box.y + box.height <= size[1]


@pytest.mark.parametrize("place", [(70, 150), (330, 60), (200, 240)])
@pytest.mark.parametrize("ratio", [0.75, 1.0, 1.33, 1.8])
def test_a_crop_keeps_what_stands_out(place: tuple[int, int], ratio: float) -> None:
    seen = Picture(blob((400, 300), place))
    box = crop(saliency(seen), Size(400, 300), ratio).box
    assert min(box.x, box.y) >= 0 and box.x + box.width <= 400 and box.y + box.height <= 300
    assert box.width / box.height == pytest.approx(ratio, rel=0.02)
    assert box.x <= place[0] <= box.x + box.width
    assert box.y <= place[1] <= box.y + box.height


def test_of_an_empty_wall_the_middle_is_kept() -> None:
    wall = picture(Image.new("RGB", (400, 300), (90, 90, 90)))
    box = crop(saliency(wall), Size(400, 300), 1.0).box
    assert abs(box.x + box.width / 2 - 200) <= 8


def test_a_thing_that_was_found_draws_the_crop_to_itself() -> None:
    flat = picture(Image.new("RGB", (600, 200), (90, 90, 90)))
    found = (Found("cat", 0.9, Box(20, 50, 80, 100)),)
    assert crop(saliency(flat, found), Size(600, 200), 1.0).box.x < 60


def test_the_area_of_interest_is_around_what_stands_out() -> None:
    area = interest(saliency(Picture(blob((400, 300), (300, 80)))), Size(400, 300))
    assert area.x <= 300 <= area.x + area.width and area.y <= 80 <= area.y + area.height
    assert area.width * area.height < 0.6 * 400 * 300


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ((220, 30, 30), "Red"), ((30, 90, 220), "Blue"), ((40, 160, 60), "Green"), ((240, 220, 40), "Yellow"),
        ((240, 140, 20), "Orange"), ((110, 65, 25), "Brown"), ((130, 40, 200), "Purple"),
        ((240, 90, 170), "Pink"), ((20, 170, 160), "Teal"), ((10, 10, 12), "Black"),
        ((250, 250, 250), "White"), ((128, 128, 128), "Gray"),
    ],
)  # fmt: skip
def test_colours_have_the_names_that_people_give_them(colour: tuple[int, int, int], name: str) -> None:
    seen = picture(Image.new("RGB", (100, 80), colour))
    told = colours(seen, saliency(seen))
    assert (told.background, told.dominant) == (name, (name,))
    assert told.grey is (max(colour) - min(colour) <= 6)
    assert name in NAMES


def test_what_is_in_front_differs_from_what_is_behind() -> None:
    image = Image.new("RGB", (300, 200), (30, 90, 220))
    image.paste((220, 30, 30), (110, 60, 190, 140))
    seen = picture(image)
    told = colours(seen, saliency(seen))
    assert (told.foreground, told.background) == ("Red", "Blue")
    assert told.dominant[0] == "Blue"


@pytest.mark.parametrize(
    ("text", "kind", "degrees"),
    [
        ("https://example.org/?q=中文", "QRCode", 25),
        ("6901234567892", "EAN13", 25),
        ("PARLEY-128", "Code128", 10),
        ("1234", "DataMatrix", 25),
        ("boarding", "PDF417", 3),
        ("ticket", "Aztec", 25),
    ],
)
def test_codes_are_read_turned_and_noisy(text: str, kind: str, degrees: float) -> None:
    eyes, flat = Eyes(), code(text, kind)
    for image in (flat, tilted(flat, degrees), noisy(flat.rotate(90, expand=True), 15)):
        (found,) = eyes.open(encoded(image), Limits()).codes(1)
        assert (found.text, found.kind) == (text, kind)
        xs, ys = zip(*found.polygon, strict=True)
        assert min(xs) >= 0 and max(xs) <= image.width and min(ys) >= 0 and max(ys) <= image.height


@pytest.mark.parametrize(("smart", "sees"), [(True, True), (False, False)])
def test_a_smart_thumbnail_keeps_what_a_plain_one_loses(smart: bool, sees: bool) -> None:
    look = Eyes().open(encoded(Image.fromarray(blob((900, 200), (60, 100)))), Limits())
    small = Image.open(io.BytesIO(look.thumbnail(64, 64, smart)))
    assert (small.size, small.format) == ((64, 64), "JPEG")
    assert (int(np.asarray(small).max()) > 150) is sees
