"""What a speaker does for people while it has no server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from parley.audio.pcm import Samples
from parley.errors import ParleyError
from parley.satellite import chimes
from parley.satellite.deeds import Bells
from parley.satellite.playing import Playback
from parley.satellite.talk import Talk
from parley.satellite.unheard import Recording, Return, Unheard
from parley.satellite.words import words
from parley.skills.types import Action
from parley.telemetry import log


@dataclass(frozen=True, slots=True)
class Answered:
    """What was done, and what is to be said of it."""

    text: str
    language: str
    actions: tuple[Action, ...] = ()


class Alone(Protocol):
    """Answers what it can without a server."""

    async def answer(self, recording: Samples) -> Answered | None:
        """Do what was said; None when it was not understood, or needs the server."""
        ...


class Meanwhile:
    """Hears who calls, does what it can alone, and keeps the rest for two minutes."""

    def __init__(
        self,
        unheard: Unheard,
        talk: Talk,
        playback: Playback,
        bells: Bells,
        say: Callable[[str, str], Awaitable[None]],
        language: str,
        time: Callable[[], float],
        alone: Alone | None = None,
    ) -> None:
        self._unheard, self._talk, self._playback, self._bells = unheard, talk, playback, bells
        self._spoken, self._words, self._alone = say, words(language), alone
        self._back = Return(unheard, talk, playback, say, language, time)
        self._told = False
        """It has been said that there is no server."""
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def listening(self) -> bool:
        """Whether somebody is listened to."""
        return self._unheard.recording

    def call(self, since: Samples | None = None) -> None:
        """Somebody called: listen to what they want."""
        self._playback.hush()
        self._playback.chime(chimes.woken() if self._alone is not None else chimes.away())
        if self._unheard.full and self._alone is None:
            self._say("away_full")
            return
        try:
            self._unheard.begin(np.zeros(0, np.int16) if since is None else since)
        except ParleyError as error:
            log.warning("speaker.cannot_keep", code=error.code)
            self._say("away")

    def feed(self, block: Samples) -> None:
        """The next sound of the microphone."""
        kept = self._unheard.feed(block)
        if kept and self._alone is not None:
            self._start(self._try(self._alone, self._unheard.last()))
        elif kept:
            self._keep()
        elif kept is False:
            self._playback.chime(chimes.done())

    def stop(self) -> None:
        """Nobody is listened to any more."""
        self._unheard.stop()

    def over(self) -> None:
        """The server is there again."""
        self._told = False
        self._unheard.stop()
        self._start(self._back.run())

    def close(self) -> None:
        """Leave what is under way."""
        for task in self._tasks:
            task.cancel()

    async def _try(self, alone: Alone, recording: Recording) -> None:
        answered = await alone.answer(recording.samples)
        if answered is None:
            self._keep()
        elif self._unheard.forget(recording):  # else the server has done it meanwhile
            await self._do(answered)

    async def _do(self, answered: Answered) -> None:
        for action in answered.actions:
            if action.kind == "volume":
                self._talk.deeds.change_volume(action.data)
            elif action.kind == "stop":
                self._bells.stop()
        if answered.text:
            await self._spoken(answered.text, answered.language)

    def _keep(self) -> None:
        if self._told:
            self._playback.chime(chimes.done())
        else:
            self._told = True
            self._say("away_kept")

    def _say(self, name: str) -> None:
        self._start(self._saying(self._words.say(name)))

    async def _saying(self, text: str) -> None:
        await self._spoken(text, self._words.language)

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
