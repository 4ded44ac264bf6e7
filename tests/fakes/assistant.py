"""An assistant that plays scripted turns: every event of the real one, with tones for a voice.

It is for gateways: it understands nothing. What it is told comes back as its answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from parley.assistant.events import (
    Did,
    EndReason,
    Event,
    Heard,
    Listening,
    Said,
    Speech,
    Thinking,
    TurnEnded,
)
from parley.assistant.live import NO_FACTS, Facts
from parley.assistant.waking import Bid
from parley.audio.pcm import SPEECH_RATE, Pcm, Samples
from parley.errors import DeviceFailed
from parley.skills.speaker.device import CAMERA
from parley.skills.types import Action, DeviceTools

RATE = 22_050
"""Rate of the voice, unlike the microphone's on purpose."""


@dataclass(frozen=True, slots=True)
class Script:
    """How the fake answers."""

    heard: str = "what time is it"
    """Words found in any sound."""
    seconds: float = 0.4
    """Length of a spoken answer."""
    pace: float = 0.0
    """Seconds between two packets of 0.1 s; 0.1 is real time."""
    actions: tuple[Action, ...] = ()
    going_on: tuple[Action, ...] = ()


@dataclass
class FakeConversation:
    """One scripted conversation; ``calls`` is what the gateway did to it."""

    script: Script
    calls: list[str] = field(default_factory=list[str])
    samples: int = 0
    """Samples at 16 kHz that arrived."""
    closed: bool = False
    tools: DeviceTools | None = None
    """``look`` is answered with what its camera tells."""
    pictures: list[str] = field(default_factory=list[str])
    """Those that came with words."""

    def __post_init__(self) -> None:
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._turn = 0
        self._listening = False
        self._answer: asyncio.Task[None] | None = None

    async def __aenter__(self) -> FakeConversation:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.closed = True
        if self._answer is not None:
            self._answer.cancel()

    async def going_on(self) -> tuple[Action, ...]:
        return self.script.going_on

    def confirm(self, occurrence: str) -> None:
        self.calls.append(f"rang {occurrence}")

    def expect(self, language: str | None, default: str | None = None) -> None:
        self.calls.append(f"expect {language} {default}")

    def listen(self, mode: object, *, woke: Bid | None = None) -> None:
        self.calls.append(f"listen {mode} {woke.word}" if woke else f"listen {mode}")
        self.interrupt()
        self._turn += 1
        self._listening = True
        self._put(Listening(self._turn))

    def push(self, samples: Samples) -> None:
        if not self._listening:
            return
        before = self.samples // SPEECH_RATE
        self.samples += len(samples)
        if self.samples // SPEECH_RATE > before:  # a partial result every second
            words = self.script.heard.split()
            so_far = " ".join(words[: self.samples // SPEECH_RATE])
            self._put(Heard(self._turn, so_far, "en", False, "fake"))

    async def release(self) -> None:
        self.calls.append("release")
        if self._listening:
            self._listening = False
            self._start(self.script.heard)

    def deaf(self) -> None:
        self.calls.append("deaf")
        self._listening = False

    async def read(self, text: str, *, picture: str = "") -> None:
        self.calls.append("read")
        self.pictures.append(picture)
        self.interrupt()
        self._turn += 1
        self._start(text)

    def interrupt(self) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.cancel()
            self._put(TurnEnded(self._turn, EndReason.INTERRUPTED))
        self._answer = None

    def unasked(self, text: str, *actions: Action, language: str = "en", intent: str = "") -> None:
        """Something happens that nobody asked for, and is said."""
        self._turn += 1
        for action in actions:
            self._put(Did(self._turn, action))
        if text:
            self._put(Said(self._turn, text, language))
            for packet in tone(0.1):
                self._put(Speech(self._turn, packet))
        self._put(TurnEnded(self._turn, EndReason.ANSWERED, False, intent))

    def sounds(self, seconds: float) -> None:
        """Something sounds that nobody asked for, without words."""
        self._turn += 1
        for packet in tone(seconds):
            self._put(Speech(self._turn, packet))
        self._put(TurnEnded(self._turn, EndReason.ANSWERED))

    async def events(self) -> AsyncIterator[Event]:
        while True:
            yield await self._events.get()

    def _put(self, event: Event) -> None:
        self._events.put_nowait(event)

    def _start(self, text: str) -> None:
        self._answer = asyncio.ensure_future(self._answer_to(self._turn, text))

    async def _answer_to(self, turn: int, text: str) -> None:
        language = "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"
        answer = f"你说的是:{text}" if language == "zh" else f"You said: {text}"
        self._put(Heard(turn, text, language, True, "fake", ((text, language),)))
        self._put(Thinking(turn))
        if text == "look" and self.tools is not None:
            try:
                answer = await self.tools.call(CAMERA, {})
            except DeviceFailed as error:
                answer = error.code
        for action in self.script.actions:
            self._put(Did(turn, action))
        self._put(Said(turn, answer, language, "happy"))
        for packet in tone(self.script.seconds):
            self._put(Speech(turn, packet))
            await asyncio.sleep(self.script.pace)
        timings = {"endpoint": 0.3, "recognise": 0.12, "understand": 0.01, "first_audio": 0.2, "total": 0.63}
        self._put(TurnEnded(turn, EndReason.ANSWERED, False, "fake.echo", {"text": text}, timings))


class FakeAssistant:
    """Opens scripted conversations and keeps them for the test to look at."""

    def __init__(self, script: Script | None = None) -> None:
        self.script = script or Script()
        self.opened: list[tuple[str, str | None]] = []
        self.people: list[tuple[str, bool]] = []
        """Whose conversations were opened, and whether they are guests."""
        self.rang: list[Sequence[str] | None] = []
        self.able: list[Set[str]] = []
        self.facts: list[Facts] = []
        self.tools: list[DeviceTools | None] = []
        self.conversations: list[FakeConversation] = []

    def open(
        self,
        device: str,
        conversation_id: str | None = None,
        *,
        person: str,
        guest: bool = False,
        written: bool = False,
        rang: Sequence[str] | None = None,
        able: Set[str] = frozenset(),
        facts: Facts = NO_FACTS,
        tools: DeviceTools | None = None,
        room: str | None = None,
    ) -> FakeConversation:
        self.opened.append((device, conversation_id))
        self.people.append((person, guest))
        self.rang.append(rang)
        self.able.append(able)
        self.facts.append(facts)
        self.tools.append(tools)
        self.conversations.append(FakeConversation(self.script, tools=tools))
        return self.conversations[-1]


def tone(seconds: float, rate: int = RATE) -> list[Pcm]:
    """A 330 Hz tone that swells and fades like speech, in packets of 0.1 s."""
    at = np.arange(round(seconds * rate)) / rate
    wave = 0.25 * np.sin(2 * np.pi * 330 * at) * (0.55 + 0.45 * np.sin(2 * np.pi * 2.5 * at))
    samples = (wave * 32767).astype(np.int16)
    return [Pcm(piece, rate) for piece in np.array_split(samples, max(1, round(seconds * 10)))]
