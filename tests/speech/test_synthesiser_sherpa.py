"""sherpa-onnx voices: telling models by their files, and speaking with one small enough to make here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parley.errors import BadModel, Unsupported
from parley.speech.synthesisers.sherpa import SherpaSynthesiser, find
from parley.speech.types import SpeechRequest


def folder(place: Path, *names: str) -> Path:
    for name in names:
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    return place


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            "kokoro",
            ["model.int8.onnx", "voices.bin", "tokens.txt", "espeak-ng-data/phontab", "lexicon-zh.txt"],
        ),
        ("matcha", ["model-steps-3.onnx", "vocos-22khz-univ.onnx", "tokens.txt", "lexicon.txt"]),
        ("vits", ["en_US-lessac-medium.onnx", "tokens.txt", "espeak-ng-data/phontab"]),
        ("vits", ["model.onnx", "tokens.txt", "lexicon.txt", "number.fst", "date.fst"]),
    ],
)
def test_a_model_is_told_by_its_files(tmp_path: Path, kind: str, names: list[str]) -> None:
    assert find(folder(tmp_path, *names)).kind == kind


def test_everything_beside_the_model_is_used(tmp_path: Path) -> None:
    names = [
        "m.onnx",
        "m.int8.onnx",
        "tokens.txt",
        "lexicon-en.txt",
        "lexicon-zh.txt",
        "date.fst",
        "number.fst",
    ]
    files = find(folder(tmp_path, *names))
    assert files.arguments["model"].endswith("m.int8.onnx")
    assert files.arguments["lexicon"].count(",") == 1
    assert files.rules.count(".fst") == 2


@pytest.mark.parametrize(
    ("names", "missing"),
    [
        ([], ".onnx"),
        (["model.onnx"], "tokens.txt"),
        (["model-steps-3.onnx", "tokens.txt"], "vocoder"),
        (["vocos-22khz-univ.onnx", "tokens.txt"], "its model"),
    ],
)
def test_a_missing_file_is_named(tmp_path: Path, names: list[str], missing: str) -> None:
    with pytest.raises(BadModel, match=missing):
        find(folder(tmp_path, *names))


def test_kokoro_without_its_voices_is_named(tmp_path: Path) -> None:
    place = folder(tmp_path / "kokoro-en", "model.onnx", "tokens.txt")
    with pytest.raises(BadModel, match=r"voices\.bin"):
        find(place)


@pytest.fixture(scope="module")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VITS model in form: each token of the text becomes 2,000 samples of a constant."""
    onnx: Any = pytest.importorskip("onnx")
    helper, kinds = onnx.helper, onnx.TensorProto
    place = tmp_path_factory.mktemp("vits-toy")
    nodes = [
        helper.make_node("Cast", ["x"], ["f"], to=kinds.FLOAT),
        helper.make_node("Mul", ["f", "tenth"], ["g"]),
        helper.make_node("Unsqueeze", ["g", "last"], ["h"]),
        helper.make_node("Tile", ["h", "times"], ["t"]),
        helper.make_node("Reshape", ["t", "shape"], ["y"]),
    ]
    scalars = ["noise_scale", "length_scale", "noise_scale_w"]
    graph = helper.make_graph(
        nodes,
        "toy",
        [
            helper.make_tensor_value_info("x", kinds.INT64, [1, "L"]),
            helper.make_tensor_value_info("x_length", kinds.INT64, [1]),
            *(helper.make_tensor_value_info(name, kinds.FLOAT, [1]) for name in scalars),
            helper.make_tensor_value_info("sid", kinds.INT64, [1]),
        ],
        [helper.make_tensor_value_info("y", kinds.FLOAT, [1, 1, "N"])],
        [
            helper.make_tensor("tenth", kinds.FLOAT, [1], [0.1]),
            helper.make_tensor("last", kinds.INT64, [1], [2]),
            helper.make_tensor("times", kinds.INT64, [3], [1, 1, 2_000]),
            helper.make_tensor("shape", kinds.INT64, [3], [1, 1, -1]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    about = {
        "sample_rate": "16000",
        "add_blank": "0",
        "n_speakers": "3",
        "language": "Chinese",
        "comment": "toy",
    }
    for key, value in about.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.save(model, str(place / "model.onnx"))
    (place / "tokens.txt").write_text("sil 0\na 1\nb 2\n, 3\n. 4\neos 5\n", "utf-8")
    (place / "lexicon.txt").write_text("你 a\n好 b\n", "utf-8")
    return place


@pytest.mark.engine
def test_a_real_model_is_loaded_and_speaks(toy: Path) -> None:
    engine = SherpaSynthesiser(toy, languages=["zh"], speakers={"anna": 1})
    assert [voice.name for voice in engine.voices()] == ["anna"]
    pieces = list(engine.speak(SpeechRequest("你好", "zh", "anna")))
    sound = np.concatenate([piece.samples for piece in pieces])
    assert pieces[0].rate == 16_000
    assert len(sound) >= 4_000
    # The tokens 1 and 2, a tenth of full scale each.
    assert {3_277, 6_553} <= set(np.unique(sound).tolist())


@pytest.mark.engine
def test_an_interruption_stops_it_and_the_next_answer_is_whole(toy: Path) -> None:
    engine = SherpaSynthesiser(toy, languages=["zh"])
    pieces = engine.speak(SpeechRequest("你好。" * 200, "zh"))
    next(pieces)
    pieces.close()  # type: ignore[attr-defined] - a generator
    assert sum(len(piece.samples) for piece in engine.speak(SpeechRequest("你好", "zh"))) >= 4_000


@pytest.mark.engine
def test_what_it_cannot_do_it_refuses(toy: Path) -> None:
    engine = SherpaSynthesiser(toy, languages=["zh"])
    for request in (
        SpeechRequest("hello", "en"),
        SpeechRequest("你好", "zh", "3"),
        SpeechRequest("你好", "zh", "x"),
    ):
        with pytest.raises(Unsupported):
            engine.speak(request)
    assert list(engine.speak(SpeechRequest("……", "zh"))) == []
