"""What a speaker is made of, without a sound card, a server or waiting."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Pcm, Samples
from parley.satellite import messages as m
from parley.satellite.attention import Called
from parley.satellite.echo import BLOCK, PLAYED_BLOCK
from parley.satellite.kept import Kept
from parley.satellite.lights import Doing
from parley.satellite.playing import PLAYED_RATE, Playback
from parley.satellite.talk import Talk

TONE = (np.sin(np.arange(PLAYED_RATE) / 12) * 8_000).astype(np.int16)


def voice(seconds: float) -> Pcm:
    """Something Parley says."""
    return Pcm(np.resize(TONE, round(seconds * PLAYED_RATE)), PLAYED_RATE)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SPEECH_RATE), np.int16)


CALLED = Called(m.Woke("okay_nabu", 0.9, -30.0), np.arange(1_600, dtype=np.int16))


@dataclass
class FakeWire:
    """A connection; keeps what was sent."""

    ready: bool = True
    sent: list[m.ToServer] = field(default_factory=list[m.ToServer])
    sound: list[Samples] = field(default_factory=list[Samples])

    def send(self, message: m.ToServer) -> bool:
        if self.ready:
            self.sent.append(message)
        return self.ready

    def send_sound(self, samples: Samples) -> bool:
        if self.ready:
            self.sound.append(samples)
        return self.ready

    def taken(self) -> list[m.ToServer]:
        """What was sent since the last look."""
        sent, self.sent = self.sent, []
        return sent


@dataclass
class FakeBells:
    """Keeps what rang."""

    rang: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    stopped: int = 0

    def begin(self, kind: str, occurrence: str) -> None:
        self.rang.append((kind, occurrence))

    def stop(self) -> None:
        self.stopped += 1


@dataclass
class FakeLight:
    """Keeps what was shown."""

    shown: list[Doing] = field(default_factory=list[Doing])
    told: list[str] = field(default_factory=list[str])

    def show(self, doing: Doing) -> None:
        self.shown.append(doing)

    def tell(self, line: str) -> None:
        self.told.append(line)


class Table:
    """A talk on a table: the test says what is heard, what the server says, and how much time passes."""

    def __init__(self, folder: Path, *, barge_in: bool = True) -> None:
        self.kept = Kept(folder)
        self.playback, self.bells, self.wire = Playback(), FakeBells(), FakeWire()
        self.now = 1_000.0
        self.told: list[str] = []
        self.talk = Talk(
            self.kept,
            self.playback,
            self.bells,
            barge_in=barge_in,
            time=lambda: self.now,
            tell=self.told.append,
        )
        self.talk.join(self.wire)
        self.talk.begin()

    def call(self) -> None:
        """Somebody says the wake word, and this device is meant."""
        self.talk.call(CALLED)

    def hears(self, *messages: m.FromServer) -> None:
        for message in messages:
            self.talk.take(message)

    def says(self, turn: int, seconds: float) -> None:
        self.talk.take_speech(turn, voice(seconds))

    def passes(self, seconds: float) -> Samples:
        """Time passes at microphone and loudspeaker; what was played."""
        played: list[Samples] = []
        for _ in range(round(seconds * 100)):
            played.append(self.playback.render(PLAYED_BLOCK))
            self.now += 0.01
            self.talk.hear(np.zeros(BLOCK, np.int16))
        return np.concatenate(played) if played else np.zeros(0, np.int16)


class FakeSound:
    """A microphone that hears a recording in real time or faster, and a loudspeaker whose sound is kept."""

    def __init__(self, render: Callable[[int], Samples], pace: float = 0.0) -> None:
        self._render, self._pace = render, pace
        self._coming: asyncio.Queue[Samples] = asyncio.Queue()
        self.played: list[Samples] = []
        self.heard: list[Samples] = []
        """What the microphone heard in the same 10 ms."""
        self.pulled_out = False

    def hear(self, samples: Samples) -> None:
        """Somebody makes this sound, after what was made before."""
        for at in range(0, len(samples) - BLOCK + 1, BLOCK):
            self._coming.put_nowait(samples[at : at + BLOCK])

    async def microphone(self) -> AsyncIterator[Samples]:
        while not self.pulled_out:
            self.played.append(self._render(PLAYED_BLOCK))
            quiet = self._coming.empty()
            self.heard.append(np.zeros(BLOCK, np.int16) if quiet else self._coming.get_nowait())
            yield self.heard[-1]
            await asyncio.sleep(self._pace)
        await asyncio.Event().wait()

    def empty(self) -> bool:
        """Whether everything that was to be heard was heard."""
        return self._coming.empty()

    @property
    def sound(self) -> Samples:
        """Everything that was played."""
        return np.concatenate(self.played) if self.played else np.zeros(0, np.int16)


async def presses(keys: asyncio.Queue[str]) -> AsyncIterator[str]:
    """Somebody presses these."""
    while True:
        yield await keys.get()
