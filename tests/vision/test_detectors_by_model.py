"""Detectors and recognisers come as models: known by their files, set by name, loaded, refused."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from fakes.detectors import FACE_MARKS, sface, yolox, yunet
from fakes.pictures import encoded
from parley.errors import BadModel, MissingEngine, Unsupported
from parley.models.store import Store
from parley.settings import Settings
from parley.settings.services import Seeing
from parley.vision.eyes import Eyes
from parley.vision.faces.cascades import Cascades
from parley.vision.faces.engines import finder, recogniser
from parley.vision.faces.types import Face
from parley.vision.objects.engines import detector
from parley.vision.objects.fastestdet import FastestDet
from parley.vision.service import Vision
from parley.vision.types import Box, Limits, Picture

pytestmark = pytest.mark.engine


def wall(width: int, height: int, red: tuple[int, int, int, int]) -> Picture:
    """Grey, but for a part (x, y, width, height) that is red."""
    pixels = np.full((height, width, 3), 120, np.uint8)
    x, y, wide, high = red
    pixels[y : y + high, x : x + wide] = (250, 10, 10)
    return Picture(pixels)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Has one model of each kind."""
    for name, made in (
        ("yolox_s.onnx", yolox),
        ("face_detection_yunet_2023mar.onnx", yunet),
        ("face_recognition_sface_2021dec.onnx", sface),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        made(tmp_path / name)
    store = Store(tmp_path / "models")
    store.import_path(tmp_path / "yolox_s.onnx", "mine")
    store.import_path(tmp_path / "face_detection_yunet_2023mar.onnx", "yunet")
    store.import_path(tmp_path / "face_recognition_sface_2021dec.onnx")
    return store


def test_models_are_known_by_their_files(store: Store) -> None:
    cards = {each.card.name: (each.card.service, each.card.kind) for each in store.installed()}
    assert cards == {
        "mine": ("objects", "yolox"),
        "yunet": ("faces", "yunet"),
        "sface": ("recognition", "sface"),
    }


def test_things_are_found_by_the_model_that_is_set(store: Store) -> None:
    eyes = detector(store, "mine")
    # 128 x 64 becomes 64 x 32: a cell of the network is 16 pixels of the picture.
    (found,) = eyes.find(wall(128, 64, (64, 16, 16, 16)))
    assert found.name == "cup" and found.confidence > 0.9
    assert found.box == Box(56, 8, 32, 32)
    assert eyes.find(wall(128, 64, (0, 0, 0, 0))) == ()


def test_a_thing_at_the_edge_ends_there(store: Store) -> None:
    (found,) = detector(store, "mine").find(wall(64, 64, (56, 56, 8, 8)))
    assert found.box == Box(52, 52, 12, 12)


def test_without_a_name_the_embedded_one_finds_things(store: Store) -> None:
    assert isinstance(detector(store), FastestDet)


def test_a_model_that_is_not_here_says_how_to_get_it(store: Store) -> None:
    with pytest.raises(MissingEngine, match="parley models pull yolox-s"):
        detector(store, "yolox-s")
    with pytest.raises(MissingEngine, match="recognise"):
        recogniser(store, "")
    for make in (
        lambda: detector(store, "yunet"),
        lambda: finder(store, "mine"),
        lambda: recogniser(store, "yunet"),
    ):
        with pytest.raises(BadModel):
            make()


@pytest.mark.parametrize("kind", ["yolox", "yunet", "sface"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"{kind}.onnx"
    file.write_bytes(b"\x08\x07nothing of the sort")
    store = Store(tmp_path / "models")
    store.import_path(file, "broken")
    make = {"yolox": detector, "yunet": finder, "sface": recogniser}[kind]
    with pytest.raises(BadModel):
        make(store, "broken")


def test_another_network_in_the_place_of_a_detector_is_refused(tmp_path: Path) -> None:
    store = Store(tmp_path / "models")
    store.import_path(sface(tmp_path / "yolox.onnx"), "wrong")
    with pytest.raises(BadModel, match="no YOLOX"):
        detector(store, "wrong")


def test_the_finder_that_is_installed_is_taken_else_the_cascades(store: Store, tmp_path: Path) -> None:
    if hasattr(cv2, "CascadeClassifier"):  # OpenCV 5 has none
        assert isinstance(finder(Store(tmp_path / "nothing")), Cascades)
    (face,) = finder(store).find(wall(320, 320, (96, 64, 32, 32)))
    assert face.box == Box(96, 64, 32, 32) and face.confidence > 0.9
    wanted = [(96 + x * 32, 64 + y * 32) for x, y in FACE_MARKS]
    assert np.allclose(face.marks, wanted, atol=0.5)
    assert face.eyes == (face.marks[0], face.marks[1])


def test_a_face_s_print_is_of_length_one_and_tells_faces_apart(store: Store) -> None:
    prints = recogniser(store, "sface")
    random = np.random.default_rng(1)
    one, other = (random.integers(0, 255, (320, 320, 3)).astype(np.uint8) for _ in range(2))
    one[100:160], other[100:160] = 200, 30
    marks = tuple((100 + x * 100, 100 + y * 100) for x, y in FACE_MARKS)
    face = Face(Box(100, 100, 100, 100), 0.9, (marks[0], marks[1]), marks=marks)
    first, again, second = (prints.print_of(Picture(each), face) for each in (one, one, other))
    assert first.shape == (128,) == (prints.size,)
    assert float(np.linalg.norm(first)) == pytest.approx(1.0, abs=1e-4)
    assert float(first @ again) > 0.9999 > float(first @ second)
    with pytest.raises(Unsupported, match="YuNet"):
        prints.print_of(Picture(one), Face(Box(100, 100, 100, 100), 0.9))


async def test_all_of_it_works_in_the_worker_process(store: Store) -> None:
    settings = Settings(vision=Seeing(objects="mine", recognise="sface"))
    vision = Vision(settings, store)
    try:
        async with vision.open(encoded(_image(wall(320, 320, (160, 160, 40, 40))))) as sight:
            (face,) = await sight.faces()
            assert (face.box, face.open) == (Box(160, 160, 32, 32), None)
            assert (await sight.face_print(face)).shape == (128,)
            assert {each.name for each in await sight.objects()} == {"cup"}
            assert (await sight.quality()).clipped_dark == 0
            assert (await sight.fingerprint()).ratio == 1
    finally:
        await vision.stop()


async def test_nobody_is_recognised_unless_a_model_is_set(store: Store) -> None:
    look = Eyes(str(store.root)).open(encoded(_image(wall(320, 320, (160, 160, 40, 40)))), Limits())
    with pytest.raises(MissingEngine, match="recognise"):
        look.face_print(look.faces()[0])


def _image(picture: Picture) -> object:
    from PIL import Image

    return Image.fromarray(picture.pixels)
