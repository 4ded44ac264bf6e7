"""The computer's sound card, through PortAudio: a microphone in blocks of 10 ms, and a loudspeaker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from importlib import import_module
from typing import Any, Protocol

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import MissingEngine
from parley.satellite.echo import BLOCK, PLAYED_BLOCK
from parley.satellite.kept import SpeakerFailed
from parley.satellite.playing import PLAYED_RATE

_MOST_BLOCKS = 200
"""Blocks kept while the program is busy: 2 s; then the oldest are lost."""


class Sound(Protocol):
    """Where sound comes from. What it plays it asks for where it was made."""

    def microphone(self) -> AsyncIterator[Samples]:
        """What the microphone hears, in blocks of 10 ms (16 kHz), echo and all."""
        ...


class Card:
    """One microphone and one loudspeaker. Use as a context manager."""

    def __init__(
        self,
        render: Callable[[int], Samples],
        microphone: str | None = None,
        loudspeaker: str | None = None,
    ) -> None:
        """``render`` gives the next samples to play (24 kHz), in another thread.

        The devices are named as ``list-sound`` names them, by number or a part of the name; None for the
        system's own choice. Raises ``MissingEngine``, ``SpeakerFailed``.
        """
        library = sounddevice()
        self._loop = asyncio.get_running_loop()
        self._heard: asyncio.Queue[Samples] = asyncio.Queue(_MOST_BLOCKS)
        self._render = render
        try:
            self._input = library.RawInputStream(
                samplerate=SPEECH_RATE,
                blocksize=BLOCK,
                channels=1,
                dtype="int16",
                device=_device(microphone),
                callback=self._record,
            )
            self._output = library.RawOutputStream(
                samplerate=PLAYED_RATE,
                blocksize=PLAYED_BLOCK,
                channels=1,
                dtype="int16",
                device=_device(loudspeaker),
                callback=self._play,
            )
        except (library.PortAudioError, ValueError) as error:
            raise SpeakerFailed(
                f"The sound card cannot be used: {error}. What there is shows: parley speaker list-sound"
            ) from error

    def __enter__(self) -> Card:
        try:
            self._input.start()
            self._output.start()
        except sounddevice().PortAudioError as error:
            raise SpeakerFailed(f"The sound card cannot be used: {error}.") from error
        return self

    def __exit__(self, *_: object) -> None:
        self._input.close()
        self._output.close()

    @property
    def delay(self) -> float:
        """Seconds from playing something to hearing it, as far as the card knows."""
        return float(self._input.latency) + float(self._output.latency)

    async def microphone(self) -> AsyncIterator[Samples]:
        while True:
            yield await self._heard.get()

    def _record(self, data: Any, _frames: int, _time: Any, _status: Any) -> None:
        block = np.frombuffer(bytes(data), np.int16)
        self._loop.call_soon_threadsafe(self._keep, block)

    def _keep(self, block: Samples) -> None:
        if self._heard.full():
            self._heard.get_nowait()
        self._heard.put_nowait(block)

    def _play(self, data: Any, frames: int, _time: Any, _status: Any) -> None:
        data[:] = self._render(frames).astype("<i2", copy=False).tobytes()


def sounddevice() -> Any:
    """PortAudio's library. Raises ``MissingEngine``."""
    try:
        return import_module("sounddevice")
    except ImportError as error:
        raise MissingEngine("sounddevice", "pip install 'parley[speaker]'") from error
    except OSError as error:
        raise MissingEngine("PortAudio", "apt install libportaudio2") from error


def listed() -> list[str]:
    """A line for each sound device: number, name, and what it can do. Raises ``MissingEngine``."""
    library = sounddevice()
    usual = list(library.default.device)
    lines: list[str] = []
    for number, each in enumerate(library.query_devices()):
        ins, outs = int(each["max_input_channels"]), int(each["max_output_channels"])
        can = [*(["microphone"] if ins else []), *(["loudspeaker"] if outs else [])]
        mark = " *" if number in usual else ""
        lines.append(f"{number:3}  {each['name']}  ({', '.join(can)}){mark}")
    return lines


def _device(named: str | None) -> int | str | None:
    return int(named) if named is not None and named.isdigit() else named
