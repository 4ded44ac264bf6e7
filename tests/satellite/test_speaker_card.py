"""A speaker's sound card: blocks of 10 ms, sound from another thread, and what is said when there is none."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

from parley.audio.pcm import Samples
from parley.errors import MissingEngine
from parley.satellite import starting
from parley.satellite.card import Card, listed
from parley.satellite.kept import SpeakerFailed
from parley.satellite.starting import try_out


class Stream:
    """Half of a card; the test calls its callback as PortAudio's thread would."""

    latency = 0.03

    def __init__(self, **how: Any) -> None:
        self.how, self.running = how, False

    def start(self) -> None:
        self.running = True

    def close(self) -> None:
        self.running = False


class FakeLibrary(ModuleType):
    """What is needed of ``sounddevice``."""

    class PortAudioError(Exception):
        pass

    def __init__(self) -> None:
        super().__init__("sounddevice")
        self.streams: list[Stream] = []
        self.default = SimpleNamespace(device=(0, 1))
        self.broken = False

    def query_devices(self) -> list[dict[str, object]]:
        return [
            {"name": "USB microphone", "max_input_channels": 1, "max_output_channels": 0},
            {"name": "HDMI", "max_input_channels": 0, "max_output_channels": 2},
        ]

    def RawInputStream(self, **how: Any) -> Stream:  # noqa: N802 - the library's name
        return self._opened(how)

    def RawOutputStream(self, **how: Any) -> Stream:  # noqa: N802 - the library's name
        return self._opened(how)

    def _opened(self, how: dict[str, Any]) -> Stream:
        if self.broken:
            raise self.PortAudioError("Invalid sample rate")
        self.streams.append(Stream(**how))
        return self.streams[-1]

    def hears(self, samples: Samples) -> None:
        self.streams[0].how["callback"](samples.tobytes(), len(samples), None, None)

    def plays(self, count: int) -> Samples:
        data = bytearray(2 * count)
        self.streams[1].how["callback"](data, count, None, None)
        return np.frombuffer(bytes(data), np.int16)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> FakeLibrary:
    fake = FakeLibrary()
    monkeypatch.setitem(sys.modules, "sounddevice", fake)
    return fake


def ramp(count: int) -> Samples:
    return np.arange(count, dtype=np.int16)


async def test_it_hears_in_order_and_plays_what_is_rendered(library: FakeLibrary) -> None:
    with Card(ramp) as card:
        for number in range(3):
            await asyncio.to_thread(library.hears, np.full(160, number, np.int16))
        microphone = card.microphone()
        heard = [int((await anext(microphone))[0]) for _ in range(3)]
        assert heard == [0, 1, 2]
        assert np.array_equal(library.plays(240), ramp(240))
        assert card.delay == pytest.approx(0.06)
        assert [stream.running for stream in library.streams] == [True, True]
    assert [stream.running for stream in library.streams] == [False, False]
    recording, playing = (stream.how for stream in library.streams)
    assert (recording["samplerate"], recording["blocksize"]) == (16_000, 160)
    assert (playing["samplerate"], playing["blocksize"]) == (24_000, 240)


async def test_sound_that_nobody_takes_does_not_pile_up(library: FakeLibrary) -> None:
    with Card(ramp) as card:
        for number in range(500):
            library.hears(np.full(160, number, np.int16))
        await asyncio.sleep(0)
        assert int((await anext(card.microphone()))[0]) == 300  # the last 2 s


@pytest.mark.parametrize(("named", "device"), [(None, None), ("2", 2), ("USB", "USB")])
async def test_a_device_is_chosen_by_number_or_name(
    library: FakeLibrary, named: str | None, device: object
) -> None:
    Card(ramp, named, named)
    assert [stream.how["device"] for stream in library.streams] == [device, device]


async def test_a_card_that_cannot_be_used_says_where_to_look(library: FakeLibrary) -> None:
    library.broken = True
    with pytest.raises(SpeakerFailed, match="list-sound"):
        Card(ramp)


def test_devices_are_listed_with_the_system_s_choice(library: FakeLibrary) -> None:
    assert listed() == ["  0  USB microphone  (microphone) *", "  1  HDMI  (loudspeaker) *"]


async def test_without_the_library_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(MissingEngine, match=r"parley\[speaker\]"):
        Card(ramp)

    def without_portaudio(name: str) -> ModuleType:
        raise OSError("PortAudio library not found")

    monkeypatch.setattr("parley.satellite.card.import_module", without_portaudio)
    with pytest.raises(MissingEngine, match="libportaudio2"):
        listed()


async def test_trying_it_out_plays_a_scale_and_shows_the_level(
    library: FakeLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    played: list[Samples] = []

    class Room(Card):
        async def microphone(self) -> AsyncIterator[Samples]:
            while True:
                played.append(library.plays(240))
                yield (np.sin(np.arange(160)) * 3_276).astype(np.int16)

    monkeypatch.setattr(starting, "Card", Room)
    await try_out(None, None, shown.append)
    assert len(shown) == 6 and "-23 dB" in shown[0] and "▮" in shown[0]
    assert np.abs(np.concatenate(played)).max() > 1_000
