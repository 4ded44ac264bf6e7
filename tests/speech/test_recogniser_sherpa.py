"""A folder becomes a recogniser when all its files are there, and says which is missing when not.

The model that is really loaded is a toy made here: a zipformer-CTC graph of one layer that says "hello" to
loud sound and nothing to silence. It proves the path through sherpa-onnx, not the quality of any model.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from parley.audio.pcm import Samples
from parley.errors import BadModel, TooLong, Unsupported
from parley.speech.recognisers.sherpa import SherpaRecogniser, layout
from parley.speech.types import Hints, Hypothesis

LOUD = np.random.default_rng(0).normal(0, 9000, 16_000).clip(-32_000, 32_000).astype(np.int16)
QUIET = np.zeros(16_000, np.int16)


def folder(tmp_path: Path, name: str, *files: str) -> Path:
    made = tmp_path / name
    made.mkdir()
    for file in files:
        (made / file).write_bytes(b"")
    return made


@pytest.mark.parametrize(
    ("name", "files", "kind", "streaming"),
    [
        ("sherpa-onnx-sense-voice-zh-en", ["model.int8.onnx", "tokens.txt"], "sense_voice", False),
        ("sherpa-onnx-paraformer-zh", ["model.int8.onnx", "tokens.txt"], "paraformer", False),
        (
            "sherpa-onnx-streaming-paraformer-bilingual",
            ["encoder.onnx", "decoder.onnx", "tokens.txt"],
            "paraformer",
            True,
        ),
        (
            "sherpa-onnx-streaming-zipformer-bilingual",
            ["encoder-99.onnx", "decoder-99.onnx", "joiner-99.onnx", "tokens.txt"],
            "transducer",
            True,
        ),
        (
            "sherpa-onnx-zipformer-en",
            ["encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"],
            "transducer",
            False,
        ),
        ("sherpa-onnx-zipformer-ctc-zh", ["model.onnx", "tokens.txt"], "ctc", False),
        (
            "sherpa-onnx-whisper-tiny",
            ["tiny-encoder.onnx", "tiny-decoder.onnx", "tiny-tokens.txt"],
            "whisper",
            False,
        ),
    ],
)
def test_the_kind_of_model_is_told_from_its_files(
    tmp_path: Path, name: str, files: list[str], kind: str, streaming: bool
) -> None:
    found = layout(folder(tmp_path, name, *files))
    assert (found.kind, found.streaming) == (kind, streaming)


def test_the_quantised_file_is_taken_where_there_are_two(tmp_path: Path) -> None:
    made = folder(tmp_path, "paraformer", "model.onnx", "model.int8.onnx", "tokens.txt")
    assert layout(made).files["model"].name == "model.int8.onnx"


@pytest.mark.parametrize(
    ("name", "files", "missing"),
    [
        ("sense-voice", ["model.onnx"], "tokens.txt"),
        ("sense-voice", ["tokens.txt"], "model"),
        ("zipformer", ["encoder.onnx", "decoder.onnx", "tokens.txt"], "joiner"),
        ("zipformer", ["joiner.onnx", "tokens.txt"], "encoder.*decoder"),
        ("whisper", ["tiny-encoder.onnx", "tiny-tokens.txt"], "decoder"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, name: str, files: list[str], missing: str) -> None:
    with pytest.raises(BadModel, match=missing):
        layout(folder(tmp_path, name, *files))


def test_a_folder_that_is_not_there_is_a_bad_model(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="nowhere"):
        layout(tmp_path / "nowhere")


def toy(tmp_path: Path) -> Path:
    onnx = pytest.importorskip("onnx")
    helper, array, kind = onnx.helper, onnx.numpy_helper.from_array, onnx.TensorProto
    mean = np.zeros((80, 3), np.float32)
    mean[:, 1] = 1 / 80
    graph = helper.make_graph(
        [
            helper.make_node("MatMul", ["x", "mean"], ["loudness"]),
            helper.make_node("Add", ["loudness", "bias"], ["scores"]),
            helper.make_node("LogSoftmax", ["scores"], ["log_probs"], axis=-1),
            helper.make_node("Identity", ["x_lens"], ["log_probs_len"]),
        ],
        "toy",
        [
            helper.make_tensor_value_info("x", kind.FLOAT, ["N", "T", 80]),
            helper.make_tensor_value_info("x_lens", kind.INT64, ["N"]),
        ],
        [
            helper.make_tensor_value_info("log_probs", kind.FLOAT, ["N", "T", 3]),
            helper.make_tensor_value_info("log_probs_len", kind.INT64, ["N"]),
        ],
        [array(mean, "mean"), array(np.array([-6, 0, -40], np.float32), "bias")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    for key, value in {"model_type": "zipformer2_ctc", "version": "1"}.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    made = tmp_path / "zipformer-ctc-toy"
    made.mkdir()
    onnx.save(model, str(made / "model.onnx"))
    (made / "tokens.txt").write_text("<blk> 0\n▁hello 1\n<unk> 2\n", encoding="utf-8")
    return made


def hear(recogniser: SherpaRecogniser, samples: Samples) -> Hypothesis:
    hearing = recogniser.open(Hints())
    for at in range(0, len(samples), 960):
        assert hearing.feed(samples[at : at + 960]) is None
    return hearing.finish()


@pytest.mark.engine
def test_sherpa_really_loads_a_folder_and_decodes_with_it(tmp_path: Path) -> None:
    recogniser = SherpaRecogniser(toy(tmp_path), ["en"])
    assert hear(recogniser, LOUD) == Hypothesis("hello", "en", True, "zipformer-ctc-toy")
    assert hear(recogniser, QUIET).text == ""
    assert hear(recogniser, QUIET[:0]).text == ""


@pytest.mark.engine
def test_a_language_the_model_is_not_for_and_an_endless_utterance_are_refused(tmp_path: Path) -> None:
    recogniser = SherpaRecogniser(toy(tmp_path), ["zh", "en"])
    with pytest.raises(Unsupported):
        recogniser.open(Hints(language="de"))
    with pytest.raises(TooLong):
        recogniser.open(Hints()).feed(np.zeros(301 * 16_000, np.int16))


@pytest.mark.engine
def test_the_language_is_the_models_tag_else_what_is_written(tmp_path: Path) -> None:
    recogniser = SherpaRecogniser(toy(tmp_path), ["zh", "en"])
    assert recogniser.language("好", "<|yue|>", Hints()) == "yue"
    assert recogniser.language("打开 the light", "", Hints()) == "zh"
    assert recogniser.language("Stop", "", Hints()) == "en"
