"""What the loudspeaker plays is not heard by the microphone beside it; whoever speaks meanwhile is."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from data import TEST_DATA, needs_data
from fakes.satellite import voice
from parley.audio.pcm import SPEECH_RATE, Pcm, Samples
from parley.audio.resample import resample
from parley.errors import MissingEngine
from parley.satellite.echo import BLOCK, PLAYED_BLOCK, Duplex, NoEcho, WebRtcCanceller, canceller
from parley.satellite.playing import PLAYED_RATE, Playback
from parley.speech.wake.micro import MicroWakeEngine

installed = pytest.mark.usefixtures("a_canceller")


@pytest.fixture(scope="module")
def a_canceller() -> None:
    """Only asked for where it is tested: it begins threads."""
    if canceller() is None:
        pytest.skip("livekit is not installed")


def decibels(sound: NDArray[Any]) -> float:
    return float(10 * np.log10(np.mean(np.square(sound.astype(np.float64))) + 1e-9))


def speech(seconds: float, seed: int = 1) -> Samples:
    """Noise that comes and goes like syllables, at 24 kHz: made here, so that the test needs no recording."""
    random = np.random.default_rng(seed)
    count = round(seconds * PLAYED_RATE)
    noise = np.convolve(random.standard_normal(count), np.ones(6) / 6, "same")
    swell = np.clip(np.sin(np.arange(count) / PLAYED_RATE * 2 * np.pi * 2.1 + seed), 0, None)
    pauses = np.repeat(random.random(count // 6_000 + 1) > 0.2, 6_000)[:count]
    return np.rint(noise * swell * pauses * 9_000).clip(-32_768, 32_767).astype(np.int16)


def in_the_room(played: Samples, delay: float = 0.06) -> NDArray[np.float64]:
    """What a microphone 0.5 m away hears of it: late, softer, and with the room's answer."""
    random = np.random.default_rng(7)
    room = np.zeros(round((delay + 0.2) * SPEECH_RATE))
    at = round(delay * SPEECH_RATE)
    room[at] = 0.5
    tail = len(room) - at - 40
    room[at + 40 :] += random.standard_normal(tail) * np.exp(-np.arange(tail) / 500) * 0.04
    return np.convolve(resample(played, PLAYED_RATE, SPEECH_RATE).astype(np.float64), room)


def cancelled(played: Samples, heard: NDArray[np.float64]) -> tuple[Samples, Samples]:
    """What the microphone heard, and what of it is left."""
    playback = Playback()
    duplex = Duplex(playback, WebRtcCanceller())
    microphone = np.rint(heard).clip(-32_768, 32_767).astype(np.int16)
    blocks = min(len(microphone) // BLOCK, len(played) // PLAYED_BLOCK)
    left: list[Samples] = []
    for number in range(blocks):
        if number % 50 == 0:  # half a second at a time, as the network brings it
            part = played[number * PLAYED_BLOCK : (number + 50) * PLAYED_BLOCK]
            playback.play(1, Pcm(part, PLAYED_RATE))
        duplex.render(PLAYED_BLOCK)
        left.append(duplex.hear(microphone[number * BLOCK : (number + 1) * BLOCK]))
    return microphone[: blocks * BLOCK], np.concatenate(left)


@pytest.mark.engine
@installed
@pytest.mark.parametrize("delay", [0.02, 0.06, 0.15])
def test_the_echo_of_what_is_played_is_20_decibels_softer(delay: float) -> None:
    played = speech(12.0)
    heard, left = cancelled(played, in_the_room(played, delay))
    late = slice(4 * SPEECH_RATE, None)
    assert decibels(heard[late]) - decibels(left[late]) >= 20


@needs_data
@pytest.mark.engine
@installed
@pytest.mark.parametrize("louder", [0.0, 10.0])
def test_whoever_speaks_meanwhile_is_still_heard(louder: float) -> None:
    """Somebody speaks as loudly as the answer sounds at the microphone, or 10 dB louder."""
    played = resample(recording("en/moonshine_two_cities_16k.wav"), SPEECH_RATE, PLAYED_RATE)[
        : 16 * PLAYED_RATE
    ]
    echo = in_the_room(played)[: 16 * SPEECH_RATE]
    person = recording("en/jfk.wav")[: 6 * SPEECH_RATE].astype(np.float64)
    talking = slice(9 * SPEECH_RATE, 15 * SPEECH_RATE)
    person *= 10 ** ((decibels(echo[talking]) - decibels(person) + louder) / 20)
    both = echo.copy()
    both[talking] += person
    heard, left = cancelled(played, both)
    assert abs(decibels(left[talking]) - decibels(person)) < 3
    assert aligned(left[talking], person) > 0.7
    if not louder:
        assert aligned(left[talking], person) > aligned(heard[talking], person)


def recording(path: str) -> Samples:
    sound, rate = soundfile.read(TEST_DATA / "speech" / path, dtype="int16", always_2d=True)
    return resample(sound[:, 0].astype(np.int16), rate, SPEECH_RATE)


def aligned(one: NDArray[Any], other: NDArray[Any]) -> float:
    """How alike two sounds are, whatever some milliseconds of delay between them."""
    best = 0.0
    for shift in range(400):
        best = max(best, float(np.corrcoef(one[shift:], other[: len(other) - shift])[0, 1]))
    return best


@needs_data
@pytest.mark.engine
@installed
def test_the_wake_word_is_heard_through_the_answer() -> None:
    played = resample(recording("en/moonshine_two_cities_16k.wav"), SPEECH_RATE, PLAYED_RATE) // 2
    word = recording("wake/pymicro/hey_jarvis__2.wav")
    heard = in_the_room(played)[: 12 * SPEECH_RATE]
    heard[8 * SPEECH_RATE : 8 * SPEECH_RATE + len(word)] += word * 0.5
    raw, left = cancelled(played, heard)

    def found(sound: Samples) -> list[str]:
        listener = MicroWakeEngine().open(["hey_jarvis"])
        return [
            wake.word for at in range(0, len(sound), BLOCK) for wake in listener.feed(sound[at : at + BLOCK])
        ]

    assert found(left) == ["hey_jarvis"]
    assert decibels(raw[: 8 * SPEECH_RATE]) > decibels(left[: 8 * SPEECH_RATE]) + 15


def test_without_a_canceller_it_hears_nothing_while_it_plays_and_a_moment_after() -> None:
    playback = Playback()
    duplex = Duplex(playback, None)
    loud = np.full(BLOCK, 9_000, np.int16)
    assert not duplex.full and duplex.hear(loud).any()
    playback.play(1, voice(0.5))
    for _ in range(50):
        duplex.render(PLAYED_BLOCK)
        assert not duplex.hear(loud).any()
    deaf = 0
    while not duplex.hear(loud).any():
        duplex.render(PLAYED_BLOCK)
        deaf += 1
    assert 25 <= deaf <= 35


def test_a_card_that_cancels_by_itself_hears_while_it_plays() -> None:
    playback = Playback()
    duplex = Duplex(playback, NoEcho())
    playback.play(1, voice(0.5))
    duplex.render(PLAYED_BLOCK)
    assert duplex.full and duplex.hear(np.full(BLOCK, 9_000, np.int16)).any()


def test_cards_may_ask_for_any_number_of_samples() -> None:
    played: list[int] = []

    class Counting(NoEcho):
        def played(self, block: Samples) -> None:
            played.append(len(block))

    duplex = Duplex(Playback(), Counting())
    for count in (100, 500, 7, 353, 960):
        duplex.render(count)
    duplex.hear(np.zeros(BLOCK, np.int16))
    assert played == [PLAYED_BLOCK] * 8


def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> ModuleType:
        raise ImportError(name)

    monkeypatch.setattr("parley.satellite.echo.import_module", missing)
    with pytest.raises(MissingEngine, match=r"parley\[speaker\]"):
        WebRtcCanceller()
    assert canceller() is None
