"""This computer's sound card: what is said without one, and what it plays and records."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from parley.audio.pcm import Pcm, Samples
from parley.audio.soundcard import SoundCard
from parley.errors import MissingEngine

RATE = 24_000


class Stream:
    """Half of a sound card; the test calls its callback as PortAudio's thread would."""

    def __init__(self, **how: Any) -> None:
        self.how = how
        self.callback: Callable[[Any, int, object, object], None] = how["callback"]
        self.state = "made"

    def start(self) -> None:
        self.state = "running"

    def close(self) -> None:
        self.state = "closed"


class FakeDevice(ModuleType):
    """What is needed of the ``sounddevice`` library."""

    class PortAudioError(Exception):
        pass

    def __init__(self, *, broken: bool = False) -> None:
        super().__init__("sounddevice")
        self.broken = broken
        self.streams: dict[str, Stream] = {}

    def RawInputStream(self, **how: Any) -> Stream:  # noqa: N802 - the library's name
        return self._open("input", how)

    def RawOutputStream(self, **how: Any) -> Stream:  # noqa: N802 - the library's name
        return self._open("output", how)

    def _open(self, name: str, how: dict[str, Any]) -> Stream:
        if self.broken:
            raise self.PortAudioError("Error querying device -1")
        self.streams[name] = Stream(**how)
        return self.streams[name]

    def sounds(self, frames: int) -> Samples:
        """What the loudspeaker gives next."""
        data = bytearray(frames * 2)
        self.streams["output"].callback(data, frames, None, None)
        assert len(data) == frames * 2
        return np.frombuffer(bytes(data), np.int16)

    def hears(self, samples: Samples) -> None:
        """Somebody speaks into the microphone."""
        self.streams["input"].callback(samples.tobytes(), len(samples), None, None)


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> FakeDevice:
    fake = FakeDevice()
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    return fake


def ramp(first: int, count: int) -> Pcm:
    """Samples that say where they come from."""
    return Pcm(np.arange(first, first + count, dtype=np.int16), RATE)


async def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(MissingEngine) as missing:
        SoundCard(RATE)
    assert missing.value.remedy == "pip install 'parley[talk]'"


async def test_without_portaudio_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> ModuleType:
        raise OSError("PortAudio library not found")

    monkeypatch.setattr("parley.audio.soundcard.import_module", load)
    with pytest.raises(MissingEngine) as missing:
        SoundCard(RATE)
    assert missing.value.remedy == "apt install libportaudio2"


async def test_a_machine_without_sound_is_sent_to_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakeDevice(broken=True))
    with pytest.raises(MissingEngine, match="browser"):
        SoundCard(RATE)


async def test_packets_are_played_in_order_whatever_the_card_asks_for(device: FakeDevice) -> None:
    with SoundCard(RATE) as sound:
        sound.play(ramp(1, 960))
        sound.play(ramp(961, 960))
        heard = np.concatenate([device.sounds(frames) for frames in (100, 1_000, 7, 813)])
    assert np.array_equal(heard, np.arange(1, 1_921))


async def test_when_there_is_nothing_to_play_there_is_silence(device: FakeDevice) -> None:
    with SoundCard(RATE) as sound:
        assert not device.sounds(480).any()
        sound.play(ramp(1, 100))
        heard = device.sounds(480)
    assert np.array_equal(heard[:100], np.arange(1, 101)) and not heard[100:].any()


async def test_hush_throws_away_what_waits_and_what_is_half_played(device: FakeDevice) -> None:
    with SoundCard(RATE) as sound:
        sound.play(ramp(1, 960))
        sound.play(ramp(961, 960))
        device.sounds(100)
        sound.hush()
        assert not device.sounds(960).any()
        sound.play(ramp(5_000, 10))
        assert device.sounds(10)[0] == 5_000


def loud(seconds: float) -> Pcm:
    return Pcm(np.full(int(RATE * seconds), 20_000, np.int16), RATE)


async def test_it_plays_as_loudly_as_asked_within_a_moment_and_without_a_click(device: FakeDevice) -> None:
    with SoundCard(RATE) as sound:
        sound.play(loud(0.5))
        sound.amplify(0.25)
        down = np.concatenate([device.sounds(480) for _ in range(10)])
        sound.amplify(0.75)
        up = np.concatenate([device.sounds(480) for _ in range(10)])
    assert (down[-1], up[-1]) == (5_000, 15_000)
    moments = np.concatenate([[20_000], down, up]).astype(int)
    assert np.abs(np.diff(moments)).max() < 20  # a thousandth of full scale from sample to sample


async def test_the_loudness_is_reached_before_the_next_sentence_though_nothing_plays(
    device: FakeDevice,
) -> None:
    with SoundCard(RATE) as sound:
        sound.amplify(0.0)
        device.sounds(RATE // 10)
        sound.play(loud(0.1))
        assert not device.sounds(RATE // 10).any()
        sound.amplify(1.0)
        device.sounds(RATE // 10)
        sound.play(ramp(1, 960))
        assert np.array_equal(device.sounds(960), np.arange(1, 961))


async def test_no_gain_distorts_what_is_played(device: FakeDevice) -> None:
    extremes = Pcm(np.array([-32_768, 32_767] * 1_200, np.int16), RATE)
    with SoundCard(RATE) as sound:
        for gain in (7.0, -1.0):
            sound.amplify(gain)
            device.sounds(RATE // 10)
            sound.play(extremes)
            heard = device.sounds(len(extremes.samples))
            assert np.array_equal(heard, extremes.samples) if gain > 1 else not heard.any()


async def test_the_microphone_is_heard_in_order_from_another_thread(device: FakeDevice) -> None:
    with SoundCard(RATE) as sound:
        blocks = [ramp(begin, 320).samples for begin in (0, 320, 640)]
        for block in blocks:
            await asyncio.to_thread(device.hears, block)
        microphone = sound.microphone()
        async with asyncio.timeout(30):
            heard = [await anext(microphone) for _ in blocks]
    assert np.array_equal(np.concatenate(heard), np.arange(960))


async def test_a_listener_that_sleeps_for_long_misses_the_oldest_and_no_memory_is_lost(
    device: FakeDevice,
) -> None:
    with SoundCard(RATE) as sound:
        for number in range(600):
            device.hears(np.full(320, number, np.int16))
        await asyncio.sleep(0)
        async with asyncio.timeout(30):
            first = await anext(sound.microphone())
    assert first[0] == 100  # 500 blocks of 20 ms are kept


async def test_it_records_at_the_rate_of_speech_and_closes_both_halves(device: FakeDevice) -> None:
    with SoundCard(RATE):
        assert {stream.state for stream in device.streams.values()} == {"running"}
    assert {stream.state for stream in device.streams.values()} == {"closed"}
    recording, playing = device.streams["input"].how, device.streams["output"].how
    assert (recording["samplerate"], recording["blocksize"]) == (16_000, 320)
    assert playing["samplerate"] == RATE
    assert recording["dtype"] == playing["dtype"] == "int16"
    assert recording["channels"] == playing["channels"] == 1
