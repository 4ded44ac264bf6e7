"""This computer's microphone and loudspeaker, through PortAudio."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator
from importlib import import_module
from typing import Any

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Pcm, Samples
from parley.errors import MissingEngine

_BLOCK = SPEECH_RATE // 50
"""Samples per microphone block: 20 ms."""

_GLIDE = 0.05
"""Seconds from silence to full loudness: short to the ear, and long enough not to click."""

_MOST_BLOCKS = 500
"""Blocks kept for a listener that is late: 10 s; then the oldest are lost."""


class SoundCard:
    """Microphone at 16 kHz and loudspeaker at ``rate``, both mono int16. Use as a context manager."""

    def __init__(self, rate: int) -> None:
        """``rate``: samples per second of what will be played. Raises ``MissingEngine``."""
        try:
            library: Any = import_module("sounddevice")
        except ImportError as error:
            raise MissingEngine("sounddevice", "pip install 'parley[talk]'") from error
        except OSError as error:
            raise MissingEngine("PortAudio", "apt install libportaudio2") from error
        self._loop = asyncio.get_running_loop()
        self._heard: asyncio.Queue[Samples] = asyncio.Queue(_MOST_BLOCKS)
        self._playing: deque[Samples] = deque()
        self._lock = threading.Lock()
        self._gain = self._wanted_gain = 1.0
        self._glide = 1 / (_GLIDE * rate)
        try:
            self._input = library.RawInputStream(
                samplerate=SPEECH_RATE, blocksize=_BLOCK, channels=1, dtype="int16", callback=self._record
            )
            self._output = library.RawOutputStream(
                samplerate=rate, channels=1, dtype="int16", callback=self._fill
            )
        except library.PortAudioError as error:
            raise MissingEngine(
                "a microphone and a loudspeaker", "parley serve (and talk in the browser)"
            ) from error

    def __enter__(self) -> SoundCard:
        self._input.start()
        self._output.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._input.close()
        self._output.close()

    async def microphone(self) -> AsyncIterator[Samples]:
        """What the microphone hears, in blocks of 20 ms, without end."""
        while True:
            yield await self._heard.get()

    def play(self, pcm: Pcm) -> None:
        """Play after what is waiting to be played."""
        with self._lock:
            self._playing.append(pcm.samples)

    def hush(self) -> None:
        """Throw away what has not been played."""
        with self._lock:
            self._playing.clear()

    def amplify(self, gain: float) -> None:
        """Multiply what is played by ``gain``, in [0, 1], beginning now and without a click."""
        self._wanted_gain = max(0.0, min(1.0, gain))

    def _record(self, data: Any, _frames: int, _time: Any, _status: Any) -> None:
        block = np.frombuffer(bytes(data), np.int16)
        self._loop.call_soon_threadsafe(self._keep, block)

    def _keep(self, block: Samples) -> None:
        if self._heard.full():
            self._heard.get_nowait()
        self._heard.put_nowait(block)

    def _fill(self, data: Any, frames: int, _time: Any, _status: Any) -> None:
        wanted = np.zeros(frames, np.int16)
        filled = 0
        with self._lock:
            while filled < frames and self._playing:
                piece = self._playing.popleft()
                part = piece[: frames - filled]
                wanted[filled : filled + len(part)] = part
                filled += len(part)
                if len(part) < len(piece):
                    self._playing.appendleft(piece[len(part) :])
        data[:] = self._amplified(wanted).tobytes()

    def _amplified(self, samples: Samples) -> Samples:
        before, wanted = self._gain, self._wanted_gain
        if before == wanted == 1.0 or len(samples) == 0:
            return samples
        way = self._glide * np.arange(1, len(samples) + 1)
        gains = np.minimum(before + way, wanted) if before < wanted else np.maximum(before - way, wanted)
        self._gain = float(gains[-1])
        return np.rint(samples * gains).astype(np.int16)
