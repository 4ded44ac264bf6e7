"""Silero and the endpointer on real recordings, and on sounds that are nobody's voice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
from parley.errors import BadAudio, MissingEngine

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


def test_without_any_detector_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.audio.voice_activity.find_spec", lambda _: None)
    silero_network.cache_clear()
    with pytest.raises(MissingEngine, match="pip install"):
        voice_activity()
