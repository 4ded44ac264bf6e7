"""Internet radio: one station, heard by one device.

A task reads and decodes some seconds ahead while somebody listens; a cut line is tried again, and when nobody
listens for a while the line is let go of.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from concurrent.futures import Executor
from contextlib import aclosing
from typing import ClassVar

import httpx

from parley.audio.pcm import Pcm, Samples
from parley.errors import ParleyError, Unsupported
from parley.skills.music.icy import Icy
from parley.skills.music.song_sound import Even
from parley.skills.music.tuning import Line, decoder, tuned
from parley.skills.types import Action
from parley.speech.saying import SPEAKING_RATE
from parley.telemetry import log

_PATIENCE = 5.0
"""Seconds in which a station must begin to send."""
_AHEAD = 250
"""Packets of 40 ms that may wait: 10 s."""
_AGAIN = (0.5, 2.0, 5.0, 10.0)
"""Seconds to wait before each new attempt; it begins anew when sound has come."""


class StationSilent(ParleyError):
    """A radio station cannot be reached, or sends nothing."""

    code: ClassVar[str] = "station_silent"


class RadioSound:
    """Plays a station. See ``skills.types.Sound``."""

    def __init__(self, client: httpx.AsyncClient, name: str, address: str, executor: Executor) -> None:
        self.name = name
        """As people call it."""
        self.title = ""
        """What the station says it plays."""
        self._client = client
        self._address = address
        self._executor = executor
        self._waiting: asyncio.Queue[Pcm | Action | ParleyError] = asyncio.Queue(_AHEAD)
        self._feeding: asyncio.Task[None] | None = None
        self._closed = False
        self._answered = asyncio.Event()
        """It sends sound, or never will."""
        self._trouble: ParleyError | None = None

    @property
    def closed(self) -> bool:
        """Whether nothing more comes of it."""
        return self._closed

    async def ready(self) -> None:
        """Wait until it sends. Raises ``StationSilent``, or ``Unsupported`` for what cannot be decoded."""
        self._begin()
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._answered.wait()
        except TimeoutError as error:
            self.close()
            raise StationSilent("The radio station sends nothing.") from error
        if self._trouble is not None:
            self.close()
            raise self._trouble

    async def next(self) -> Pcm | Action | None:
        if self._closed:
            return None
        self._begin()
        piece = await self._waiting.get()
        if isinstance(piece, ParleyError):
            if self._closed:
                return None
            self.close()
            raise piece
        return piece

    def pause(self) -> None:
        """Let go of the line. Who comes back hears what is sent then."""
        if self._feeding is not None:
            self._feeding.cancel()
            self._feeding = None
        while not self._waiting.empty():
            self._waiting.get_nowait()

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self.pause()
            self._waiting.put_nowait(StationSilent("It was turned off."))

    def shown(self) -> Mapping[str, object]:
        """What a device shows of it."""
        title = {"title": self.title} if self.title else {}
        return {"state": "playing", "station": self.name, **title}

    def _begin(self) -> None:
        if self._feeding is None:
            self._feeding = asyncio.create_task(self._feed(), name="radio")

    async def _feed(self) -> None:
        attempt, even = 0, Even()
        begun = False
        while True:
            try:
                async with tuned(self._client, self._address) as line:
                    if not begun:
                        await self._waiting.put(Action("music", self.shown()))
                    async for samples in self._decoded(line):
                        attempt, begun = 0, True
                        self._answered.set()
                        for packet in even.feed(samples):
                            await self._waiting.put(packet)
                trouble = "ended"
            except httpx.HTTPError as error:
                trouble = type(error).__name__
            except Unsupported as error:
                await self._give_up(error)
                return
            if attempt == len(_AGAIN) or not begun:
                await self._give_up(StationSilent("The radio station does not answer."))
                return
            log.info("radio.again", attempt=attempt, kind=trouble)
            await asyncio.sleep(_AGAIN[attempt])
            attempt += 1

    async def _give_up(self, error: ParleyError) -> None:
        self._trouble = error
        self._answered.set()
        await self._waiting.put(error)

    async def _decoded(self, line: Line) -> AsyncGenerator[Samples]:
        icy = Icy(line.interval)
        decode = decoder(line.kind, SPEAKING_RATE)
        loop = asyncio.get_running_loop()
        async with aclosing(line.blocks()) as blocks:
            async for block in blocks:
                sound = icy.feed(block)
                if icy.title != self.title:
                    self.title = icy.title
                    await self._waiting.put(Action("music", self.shown()))
                samples: Samples = await loop.run_in_executor(self._executor, decode, sound)
                if len(samples):
                    yield samples
