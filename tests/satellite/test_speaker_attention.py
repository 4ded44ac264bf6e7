"""A speaker wakes at its word, and keeps the first syllable of what follows."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from data import TEST_DATA, needs_data
from fakes.satellite import silence
from fakes.wake import FakeWakeEngine
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.satellite.attention import Attention, Called, after_the_word, loudness
from parley.satellite.echo import BLOCK
from parley.speech.wake.micro import MicroWakeEngine


def fed(attention: Attention, sound: Samples) -> list[tuple[float, Called]]:
    """Seconds into the sound, and what was called."""
    found: list[tuple[float, Called]] = []
    for at in range(0, len(sound) - BLOCK + 1, BLOCK):
        if (called := attention.feed(sound[at : at + BLOCK])) is not None:
            found.append(((at + BLOCK) / SPEECH_RATE, called))
    return found


def tone(seconds: float, height: int) -> Samples:
    return (np.sin(np.arange(round(seconds * SPEECH_RATE)) / 5) * height).astype(np.int16)


def test_it_says_which_word_how_sure_and_how_loud() -> None:
    word = tone(1.0, 10_000)
    word[-1] = 30_000
    ((_, called),) = fed(Attention(FakeWakeEngine().open(["okay_nabu"])), word)
    assert called.woke.word == "okay_nabu" and called.woke.score == 1.0
    assert type(called.woke.loudness) is float and type(called.woke.score) is float  # JSON knows no others
    assert called.woke.loudness == pytest.approx(-13.3, abs=0.5)


def test_what_follows_the_pause_after_the_word_is_kept_whole() -> None:
    word, pause, command = tone(1.0, 9_000), silence(0.06), tone(0.2, 9_000)
    since = after_the_word(np.concatenate([word, pause, command]))
    assert len(command) <= len(since) <= len(command) + len(pause) + 640


def test_who_speaks_without_a_pause_loses_little() -> None:
    since = after_the_word(tone(1.5, 9_000))
    assert 0 < len(since) <= 0.36 * SPEECH_RATE


def test_silence_has_a_level_too() -> None:
    assert loudness(silence(0.0)) == -96.0 and loudness(silence(1.0)) == -96.0


def trimmed(path: str, quiet: float = 0.08) -> Samples:
    """A recording from its first to its last sound."""
    sound, rate = soundfile.read(TEST_DATA / "speech" / path, dtype="int16", always_2d=True)
    assert rate == SPEECH_RATE
    clip = sound[:, 0].astype(np.int16)
    loud = np.flatnonzero(np.abs(clip.astype(int)) > quiet * np.abs(clip.astype(int)).max())
    return clip[loud[0] : loud[-1] + 1]


@needs_data
@pytest.mark.engine
@pytest.mark.parametrize("clip", ["alexa__3", "hey_jarvis__3", "hey_mycroft__3", "okay_nabu__1"])
def test_the_first_syllable_after_a_real_wake_word_is_kept(clip: str) -> None:
    """A command that begins 80 ms after the word has ended, before any engine is sure of the word."""
    word, command = trimmed(f"wake/pymicro/{clip}.wav"), trimmed("en/oww_office_lights_1.wav", 0.02)
    sound = np.concatenate([silence(1.5), word, silence(0.08), command])
    begins = (len(sound) - len(command)) / SPEECH_RATE

    ((at, called),) = fed(Attention(MicroWakeEngine().open([clip.split("__")[0]])), sound)

    sent_from = at - len(called.since) / SPEECH_RATE
    assert sent_from <= begins + 0.02, "the beginning of the command is lost"
    assert at - sent_from <= 0.37, "the wake word would be taken for the command"
