"""Wake words are heard once each, whatever the packets, and speech that is not one wakes nobody."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from data import TEST_DATA, needs_data
from parley.audio.pcm import Samples
from parley.errors import Unsupported
from parley.speech.types import Wake
from parley.speech.wake.micro import MicroWakeEngine

SPEECH = Path(TEST_DATA) / "speech"
pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def engine() -> MicroWakeEngine:
    return MicroWakeEngine()


def recording(path: Path) -> Samples:
    return soundfile.read(path, dtype="int16", always_2d=True)[0][:, 0].astype(np.int16)


def wakes(engine: MicroWakeEngine, samples: Samples, packet: int = 960) -> list[Wake]:
    listener = engine.open(engine.words())
    # Silence before and after, as in a room: the detectors look at a second and more.
    room = np.zeros(16_000, np.int16)
    sound = np.concatenate([room, samples, room])
    return [wake for at in range(0, len(sound), packet) for wake in listener.feed(sound[at : at + packet])]


@needs_data
@pytest.mark.parametrize("word", ["alexa", "hey_jarvis", "hey_mycroft", "okay_nabu"])
def test_each_persons_wake_word_is_heard_and_taken_for_no_other(engine: MicroWakeEngine, word: str) -> None:
    paths = sorted(SPEECH.glob(f"wake/pymicro/{word}__*.wav"))
    assert len(paths) == 3
    for path in paths:
        assert {wake.word for wake in wakes(engine, recording(path))} == {word}


@needs_data
def test_one_saying_wakes_once(engine: MicroWakeEngine) -> None:
    heard = wakes(engine, recording(SPEECH / "wake/pymicro/alexa__1.wav"))
    assert len(heard) == 1
    assert 1.0 < heard[0].at < 4.1
    assert 0.5 < heard[0].score <= 1.0


@needs_data
def test_the_size_of_packets_does_not_matter(engine: MicroWakeEngine) -> None:
    sound = recording(SPEECH / "wake/pymicro/hey_jarvis__1.wav")
    found = [[wake.word for wake in wakes(engine, sound, packet)] for packet in (1, 333, 960, 100_000)]
    assert found == [["hey_jarvis"]] * 4


@needs_data
@pytest.mark.parametrize(
    "path", ["wake/hey_jane.wav", "wake/pymicro/computer__computer.wav", "zh/wenet_mid.wav"]
)
def test_other_words_wake_nobody(engine: MicroWakeEngine, path: str) -> None:
    assert wakes(engine, recording(SPEECH / path)) == []


@needs_data
def test_only_the_words_asked_for_are_listened_to(engine: MicroWakeEngine) -> None:
    listener = engine.open(["okay_nabu"])
    sound = np.concatenate([recording(SPEECH / "wake/pymicro/alexa__1.wav"), np.zeros(16_000, np.int16)])
    assert listener.feed(sound) == []


def test_an_unknown_wake_word_is_refused_by_name(engine: MicroWakeEngine) -> None:
    with pytest.raises(Unsupported, match="小盼"):
        engine.open(["小盼"])
    with pytest.raises(Unsupported):
        engine.open([])
