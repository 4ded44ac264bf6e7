"""One turn of a person: its sound is recognised while it comes, piece of speech by piece of speech."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import ParleyError
from parley.gateways.openai.realtime.items import fresh
from parley.speech.certain import Certain
from parley.speech.hearing import HearingService, UtteranceHearing, not_understood_language
from parley.speech.judge import Outcome
from parley.speech.types import Hints, Hypothesis
from parley.telemetry import log

_WAITING = 30 * SPEECH_RATE
"""Samples that may wait for the recognisers before the client is held up."""

IsCommand = Callable[[Hypothesis], bool]


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody said."""

    text: str
    """Empty when there were no words."""
    language: str
    """Of the words (BCP 47 primary tag); empty with them."""


class _Mark(Enum):
    CUT = "cut"
    END = "end"


class Utterance:
    """What is said between two commits of the input buffer. One item of the conversation."""

    def __init__(
        self,
        hearing: HearingService,
        hints: Hints,
        command: Callable[[], Awaitable[IsCommand]],
        told: Callable[[Utterance, str], None],
        id: str | None = None,
    ) -> None:
        """``command`` finds out what tells commands from other words; ``told`` is told of words that are
        certain while the person still speaks."""
        self.id = id or fresh("item")
        self.seconds = 0.0
        """Of speech so far."""
        self._hearing, self._hints, self._command, self._told = hearing, hints, command, told
        self._queue: asyncio.Queue[Samples | _Mark] = asyncio.Queue()
        self._waiting = 0
        self._room = asyncio.Event()
        self._room.set()
        self._over = False
        self._certain = Certain()
        self._texts: list[str] = []
        self._language = ""
        self.heard = asyncio.create_task(self._listen(), name="realtime hearing")
        """Ends when all of it is recognised; raises ``ParleyError``."""

    def feed(self, samples: Samples) -> None:
        """More of a piece of speech (int16 mono, 16 kHz)."""
        self.seconds += len(samples) / SPEECH_RATE
        self._waiting += len(samples)
        if self._waiting > _WAITING:
            self._room.clear()
        self._queue.put_nowait(samples)

    def cut(self) -> None:
        """The piece of speech is over; another may follow."""
        self._queue.put_nowait(_Mark.CUT)

    def end(self) -> None:
        """Nothing more follows."""
        self._queue.put_nowait(_Mark.END)

    def drop(self) -> None:
        """Nobody wants to know any longer."""
        self.heard.cancel()
        self._room.set()

    async def room(self) -> None:
        """Wait while the recognisers are far behind."""
        if not self.heard.done():
            await self._room.wait()

    async def _listen(self) -> Heard:
        try:
            while not self._over:
                samples = await self._next()
                if samples is not None:
                    await self._piece(samples)
            text = " ".join(self._texts)
            self._tell(self._certain.rest(text))
            return Heard(text, self._language)
        finally:
            self._room.set()

    async def _piece(self, samples: Samples | None) -> None:
        hearing = await self._hearing.open(self._hints)
        try:
            while samples is not None:
                partial = await hearing.feed(samples)
                if partial is not None and partial.text:
                    self._tell(self._certain.more(self._with(partial.text)))
                samples = await self._next()
            await self._decide(hearing)
        finally:
            hearing.close()

    async def _decide(self, hearing: UtteranceHearing) -> None:
        verdict = await hearing.decide(await self._command())
        if verdict.outcome is Outcome.OTHER_LANGUAGE:
            raise not_understood_language(self._hearing.ears)
        if verdict.winner is not None and verdict.winner.text:
            self._texts.append(verdict.winner.text)
            self._language = self._language or verdict.winner.language

    def _with(self, text: str) -> str:
        return " ".join((*self._texts, text))

    def _tell(self, more: str) -> None:
        if more:
            self._told(self, more)

    async def _next(self) -> Samples | None:
        """The next samples of a piece; None when it is over."""
        if self._over:
            return None
        next = await self._queue.get()
        if isinstance(next, _Mark):
            self._over = next is _Mark.END
            return None
        self._waiting -= len(next)
        if self._waiting <= _WAITING:
            self._room.set()
        return next


async def outcome(utterance: Utterance) -> Heard | ParleyError:
    """What was said, or why nobody knows."""
    try:
        return await asyncio.shield(utterance.heard)
    except ParleyError as error:
        return error
    except Exception as error:  # noqa: BLE001 - whatever an engine raises, the next turn must work
        log.error("realtime.unheard", kind=type(error).__name__)
        return ParleyError("Something unexpected went wrong.")
