"""A client of the Realtime API without a network: every event is checked by the types of OpenAI's own SDK."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from pydantic import TypeAdapter

from fakes.recogniser import FakeRecogniser, Line
from fakes.synthesiser import HummingSynthesiser
from fakes.voice_activity import LoudnessVoiceActivity
from parley.audio.endpoint import EndpointSettings
from parley.audio.pcm import Samples
from parley.gateways.openai.realtime.answering import Use
from parley.gateways.openai.realtime.brains import Piece, Question, Words
from parley.gateways.openai.realtime.dialects import BadEvent, Dialect, Ga
from parley.gateways.openai.realtime.events import Event
from parley.gateways.openai.realtime.link import Player
from parley.gateways.openai.realtime.parts import Parts
from parley.gateways.openai.realtime.session import Session
from parley.gateways.openai.realtime.settings import SessionSettings, defaults, merged
from parley.gateways.openai.realtime.speaking import Speaking
from parley.gateways.openai.realtime.utterance import IsCommand
from parley.pool.host import Inline
from parley.speech.hearing import Ear, HearingService
from parley.speech.saying import Mouth, Saying
from parley.speech.voice_names import VoiceNames

if TYPE_CHECKING:
    from openai.types.realtime import RealtimeServerEvent

Json = dict[str, Any]


@cache
def known() -> TypeAdapter[RealtimeServerEvent]:
    """The types of all events. A second's work for whoever talks, and not for every process with tests."""
    from openai.types.realtime import RealtimeServerEvent

    return TypeAdapter(RealtimeServerEvent)


class ScriptedBrain:
    """Answers as the test says; without a script, with what was asked."""

    model = "scripted"

    def __init__(self, *scripts: Sequence[Piece | float | Exception], instructed: bool = True) -> None:
        """A number in a script is a pause, in seconds."""
        self.instructed = instructed
        self.asked: list[Question] = []
        self.closed = False
        self.stopped = 0
        """Answers that were not asked for to their end."""
        self._scripts = list(scripts)

    async def answer(self, question: Question) -> AsyncGenerator[Piece]:
        self.asked.append(question)
        script = self._scripts.pop(0) if self._scripts else [Words(f"You said {heard(question)}.")]
        complete = False
        try:
            for piece in script:
                if isinstance(piece, Exception):
                    raise piece
                if isinstance(piece, float | int):
                    await asyncio.sleep(piece)
                else:
                    yield piece
            complete = True
        finally:
            self.stopped += not complete

    async def close(self) -> None:
        self.closed = True


def heard(question: Question) -> str:
    """The last words of the person."""
    return [words for each in question.items if (words := getattr(each, "words", ""))][-1]


class Client:
    """A session and what came of it."""

    def __init__(
        self,
        *lines: Line | str,
        brain: ScriptedBrain | None = None,
        dialect: Dialect | None = None,
        player: Player | None = None,
        mouth: HummingSynthesiser | None = None,
        **given: Any,
    ) -> None:
        """``lines`` are heard one after another; ``given`` are settings of the session."""
        self.ear = FakeRecogniser(*lines)
        self.mouth = mouth or HummingSynthesiser()
        self.brain = brain
        self.used: list[Use] = []
        self.events: list[Json] = []
        self._seen = 0
        self._dialect = dialect or Ga()
        self._checked = dialect is None
        settings = msgspec.convert(given, SessionSettings)
        kind = settings.type or "realtime"
        self.slow_ear = 0.0
        """Seconds until it is decided what was heard."""
        parts = parts_of(self.ear, self.mouth, self.used, lambda: self.slow_ear)
        self.session = Session(
            parts,
            merged(defaults(kind, "scripted"), settings),
            None if kind == "transcription" else brain or ScriptedBrain(),
            self,
            player,
            expires=1_900_000_000,
        )

    # As a Link.

    def send(self, event: Event) -> None:
        for message in self._dialect.write(event):
            made = json.loads(message)
            if self._checked:
                known().validate_python(made, strict=False)
            self.events.append(made)

    async def room(self) -> None:
        await asyncio.sleep(0)

    # As a client.

    async def ask(self, type: str, **fields: Any) -> None:
        """Send an event."""
        try:
            event = self._dialect.read(json.dumps({"type": type, **fields}))
        except BadEvent as error:
            self.session.fail(error, error.event_id)
        else:
            await self.session.take(event)

    async def say(self, seconds: float = 1.0, silence: float = 1.0, piece: float = 0.1) -> None:
        """Speak for a while and be silent for a while (24 kHz)."""
        sound = np.concatenate((voice(seconds), np.zeros(int(silence * 24_000), np.int16)))
        size = int(piece * 24_000)
        for at in range(0, len(sound), size):
            await self.ask("input_audio_buffer.append", audio=packed(sound[at : at + size]))
            await asyncio.sleep(0)

    async def until(self, type: str, times: int = 1) -> Json:
        """Wait for an event that was not waited for before."""
        async with asyncio.timeout(120):
            while True:
                for at in range(self._seen, len(self.events)):
                    if self.events[at]["type"] == type:
                        self._seen = at + 1
                        return self.events[at]
                await asyncio.sleep(0.01)

    def types(self, *left_out: str) -> list[str]:
        """The types of all events, of several alike in a row one."""
        found: list[str] = []
        for event in self.events:
            if event["type"] not in left_out and (not found or found[-1] != event["type"]):
                found.append(event["type"])
        return found

    def all(self, type: str) -> list[Json]:
        """Every event of a type."""
        return [event for event in self.events if event["type"] == type]


def parts_of(
    ear: FakeRecogniser,
    mouth: HummingSynthesiser,
    used: list[Use],
    slow: Callable[[], float] = lambda: 0.0,
) -> Parts:
    """What a session is made of, with these engines; what was heard is decided ``slow`` seconds late."""

    async def command() -> IsCommand:
        await asyncio.sleep(slow())
        return lambda _: False

    hosts = Inline("fake", lambda: ear), Inline("humming", lambda: mouth)
    saying = Saying({"*": [Mouth("humming", frozenset(), hosts[1])]})
    return Parts(
        HearingService([Ear("fake", ear.languages, hosts[0], partials=True)]),
        Speaking(saying, VoiceNames(saying)),
        LoudnessVoiceActivity(),
        EndpointSettings(),
        command,
        used.append,
        "en",
    )


@asynccontextmanager
async def client(*lines: Line | str, **given: Any) -> AsyncIterator[Client]:
    """A session that is open for the block, and leaves nothing behind."""
    before = asyncio.all_tasks()
    made = Client(*lines, **given)
    made.session.begin()
    try:
        yield made
    finally:
        await made.session.close()
        await asyncio.sleep(0)
        left = asyncio.all_tasks() - before
        assert not left, left
        assert all(hearing.closed for hearing in made.ear.hearings)


def voice(seconds: float) -> Samples:
    """Something loud (24 kHz)."""
    at = np.arange(int(seconds * 24_000)) / 24_000
    return (8_000 * np.sin(2 * np.pi * 300 * at)).astype(np.int16)


def packed(samples: Samples) -> str:
    """As Base64."""
    return base64.b64encode(samples.astype("<i2").tobytes()).decode()
