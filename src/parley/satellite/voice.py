"""The voice of the device itself, for what it has to say without a server."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

from parley.errors import ParleyError
from parley.models.store import Store
from parley.satellite.playing import Playback
from parley.settings import Settings
from parley.speech.engines import mouths
from parley.speech.saying import Saying
from parley.telemetry import log

_KEPT = 60.0
"""Seconds after which an engine that nobody needs is ended: it takes memory, and is seldom wanted."""


class Voice:
    """Starts an engine when something is to be said. Without any the device only chimes."""

    def __init__(self, settings: Settings, playback: Playback) -> None:
        self._settings, self._playback = settings, playback
        self._saying: Saying | None = None
        self._one_at_a_time = asyncio.Lock()
        self._ending: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def say(self, text: str, language: str) -> None:
        """Say it; returns when all of it waits to be played. What cannot be said is logged and left."""
        async with self._one_at_a_time:
            if self._ending is not None:
                self._ending.cancel()
            try:
                saying = self._saying = self._saying or await self._made()
                async with aclosing(saying.say(text, language)) as packets:
                    async for packet in packets:
                        self._playback.say(packet)
            except ParleyError as error:
                log.warning("speaker.cannot_say", code=error.code)
            self._ending = asyncio.get_running_loop().call_later(_KEPT, self._let_go)

    async def close(self) -> None:
        """End the engines."""
        if self._ending is not None:
            self._ending.cancel()
        saying, self._saying = self._saying, None
        if saying is not None:
            for mouth in saying.mouths:
                await mouth.host.stop()

    async def _made(self) -> Saying:
        made = mouths(self._settings, Store(self._settings.data_dir / "models"))
        return Saying(made, rate=self._settings.mouth.rate)

    def _let_go(self) -> None:
        task = asyncio.ensure_future(self.close())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
