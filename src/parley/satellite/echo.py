"""Takes out of the microphone's sound what the loudspeaker of the same device plays."""

from __future__ import annotations

import threading
from collections import deque
from importlib import import_module
from typing import Any, Protocol

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import MissingEngine
from parley.satellite.playing import PLAYED_RATE, Playback

BLOCK = SPEECH_RATE // 100
"""Samples of the microphone at a time: 10 ms, as the canceller takes them."""
PLAYED_BLOCK = PLAYED_RATE // 100
_TAIL = 0.3
"""Seconds that a room sounds after the loudspeaker fell silent."""
_MOST_PLAYED = 100
"""Blocks of played sound that wait for the microphone: 1 s, if it stands still."""


class Canceller(Protocol):
    """Knows what was played, and finds it again in what is heard."""

    def played(self, block: Samples) -> None:
        """The next ``PLAYED_BLOCK`` samples that the loudspeaker plays (24 kHz)."""
        ...

    def heard(self, block: Samples) -> Samples:
        """``BLOCK`` samples of the microphone (16 kHz) without the echo of what was played."""
        ...


class WebRtcCanceller:
    """The canceller of WebRTC, as ``livekit`` brings it (Apache-2.0): 8 ms of a core per second of sound."""

    def __init__(self, delay: float = 0.06) -> None:
        """``delay``: seconds from playing to hearing, roughly: it finds the rest. Raises
        ``MissingEngine``."""
        try:
            self._library: Any = import_module("livekit.rtc")
        except ImportError as error:
            raise MissingEngine("echo cancellation", "pip install 'parley[speaker]'") from error
        self._module: Any = self._library.AudioProcessingModule(echo_cancellation=True, high_pass_filter=True)
        self._delay = round(delay * 1000)

    def played(self, block: Samples) -> None:
        self._module.process_reverse_stream(self._frame(block, PLAYED_RATE))

    def heard(self, block: Samples) -> Samples:
        frame = self._frame(block, SPEECH_RATE)
        self._module.set_stream_delay_ms(self._delay)
        self._module.process_stream(frame)
        return np.frombuffer(bytes(frame.data), np.int16)

    def _frame(self, block: Samples, rate: int) -> Any:
        return self._library.AudioFrame(bytearray(block.tobytes()), rate, 1, len(block))


class NoEcho:
    """For sound cards that take out their own echo, as conference speakers do."""

    def played(self, block: Samples) -> None:
        pass

    def heard(self, block: Samples) -> Samples:
        return block


class Duplex:
    """Both directions of one sound card. Without a canceller it hears nothing while it plays."""

    def __init__(self, playback: Playback, canceller: Canceller | None) -> None:
        self._playback, self._canceller = playback, canceller
        self._played: deque[Samples] = deque(maxlen=_MOST_PLAYED)
        self._lock = threading.Lock()
        self._rest = np.zeros(0, np.int16)

    @property
    def full(self) -> bool:
        """Whether it can hear while it plays."""
        return self._canceller is not None

    def render(self, count: int) -> Samples:
        """The next samples to play, any number; called from the sound card's thread."""
        samples = self._playback.render(count)
        if self._canceller is not None:
            whole = np.concatenate((self._rest, samples))
            end = len(whole) - len(whole) % PLAYED_BLOCK
            with self._lock:
                self._played.extend(whole[at : at + PLAYED_BLOCK] for at in range(0, end, PLAYED_BLOCK))
            self._rest = whole[end:]
        return samples

    def hear(self, block: Samples) -> Samples:
        """A block of the microphone as a person alone would have sounded."""
        if self._canceller is None:
            return block if self._playback.quiet_for > _TAIL else np.zeros_like(block)
        with self._lock:
            played = list(self._played)
            self._played.clear()
        for each in played:
            self._canceller.played(each)
        return self._canceller.heard(block)


def canceller() -> Canceller | None:
    """The canceller where one is installed."""
    try:
        return WebRtcCanceller()
    except MissingEngine:
        return None
