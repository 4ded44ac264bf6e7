"""Piper voices: what is missing is said before anything is loaded."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from parley.errors import BadModel, MissingEngine
from parley.speech.synthesisers.piper import PiperSynthesiser


def pair(place: Path, settings: str) -> Path:
    (place / "en_US-anna.onnx").write_bytes(b"no model")
    (place / "en_US-anna.onnx.json").write_text(settings, "utf-8")
    return place


def test_a_missing_half_of_the_pair_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=r"gone\.onnx"):
        PiperSynthesiser(tmp_path / "gone.onnx")
    (tmp_path / "half.onnx").write_bytes(b"no model")
    with pytest.raises(BadModel, match=r"half\.onnx\.json"):
        PiperSynthesiser(tmp_path / "half.onnx")


@pytest.mark.parametrize("settings", ["", "[]", "{", "{}", '{"language": {"code": 7}}'])
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, settings: str) -> None:
    with pytest.raises(BadModel):
        PiperSynthesiser(pair(tmp_path, settings))


@pytest.mark.extra
@pytest.mark.skipif(find_spec("piper") is not None, reason="Piper is installed")
def test_without_piper_it_says_how_to_get_it(tmp_path: Path) -> None:
    settings = json.dumps({"language": {"code": "en_US"}})
    with pytest.raises(MissingEngine, match=r"parley\[piper\]"):
        PiperSynthesiser(pair(tmp_path, settings))


@pytest.mark.extra
@pytest.mark.skipif(find_spec("piper") is None, reason="Piper is not installed")
def test_a_file_that_is_no_model_is_named(tmp_path: Path) -> None:
    settings = json.dumps({"language": {"code": "en_US"}})
    with pytest.raises(BadModel, match=r"en_US-anna\.onnx"):
        PiperSynthesiser(pair(tmp_path, settings))
