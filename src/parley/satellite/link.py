"""The WebSocket to the server: opened again whenever it breaks, with every queue bounded."""

from __future__ import annotations

import asyncio
import random
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Protocol, TypeVar, cast

from parley.audio.pcm import Pcm, Samples
from parley.errors import NotAllowed
from parley.satellite import messages as m
from parley.telemetry import log

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
"""Seconds until a server that is away is asked again: twice as long each time."""
_WAITING = 1_000
"""Frames that wait for a slow network: 10 s of sound. Beyond, the connection counts as broken."""
_ALIVE = 8.0
"""Seconds between two looks whether the other side is there, and those it has to answer."""
_PING = 30.0
"""Seconds between two pings of the talk protocol, which keep the server from taking the device for gone."""
_NOT_ALLOWED = 4401


class Heedful(Protocol):
    """Who hears what the server says."""

    def hello(self) -> m.Hello:
        """What to begin a connection with."""
        ...

    def connected(self, there: bool) -> None:
        """The connection is ready, or gone."""
        ...

    def take(self, message: m.FromServer) -> None: ...
    def take_speech(self, turn: int, pcm: Pcm) -> None: ...


class Wire(Protocol):
    """What a talk needs of the connection."""

    @property
    def ready(self) -> bool:
        """Whether the server takes what is sent."""
        ...

    def send(self, message: m.ToServer) -> bool: ...
    def send_sound(self, samples: Samples) -> bool: ...


class Link:
    """One talk with one server. Ends only by being cancelled, or by ``NotAllowed``."""

    def __init__(
        self, address: str, token: Callable[[], str], heedful: Heedful, tls: ssl.SSLContext | None
    ) -> None:
        """``address`` as in ``https://parley.local:8420``; ``token`` gives the one that is good now."""
        self._url = f"ws{address.rstrip('/').removeprefix('http')}/api/talk"
        self._token, self._heedful, self._tls = token, heedful, tls
        self._socket: Any = None
        self._waiting: asyncio.Queue[str | bytes] = asyncio.Queue(_WAITING)
        self._ready = False
        self._answered = asyncio.Event()

    @property
    def ready(self) -> bool:
        return self._ready

    def send(self, message: m.ToServer) -> bool:
        """Send a message; False when there is no connection."""
        return self._put(m.encode(message))

    def send_sound(self, samples: Samples) -> bool:
        """Send sound of the microphone; False when there is no connection."""
        return self._put(m.pack_sound(samples))

    async def answers(self, within: float) -> bool:
        """Whether the server is still there, which a dead network does not tell by itself."""
        if not self._ready:
            return False
        self._answered.clear()
        self.send(m.Ping())
        try:
            async with asyncio.timeout(within):
                await self._answered.wait()
        except TimeoutError:
            await self._break_off()
            return False
        return True

    async def run(self) -> None:
        """Stay connected."""
        pause = FIRST_PAUSE
        while True:
            try:
                if await self._once():
                    pause = FIRST_PAUSE
            finally:
                self._lost()
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _once(self) -> bool:
        """One connection; whether it was ever ready."""
        from websockets.asyncio.client import connect
        from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

        was_ready = False
        try:
            async with connect(
                self._url,
                ssl=self._tls,
                additional_headers={"Authorization": f"Bearer {self._token()}"},
                max_size=m.LARGEST_MESSAGE,
                ping_interval=_ALIVE,
                ping_timeout=_ALIVE,
                open_timeout=_ALIVE,
                close_timeout=1.0,
                compression=None,
            ) as socket:
                self._socket, self._waiting = socket, asyncio.Queue(_WAITING)
                self._waiting.put_nowait(m.encode(self._heedful.hello()))
                async with asyncio.TaskGroup() as together:
                    writing = together.create_task(self._write(socket))
                    pinging = together.create_task(self._ping())
                    try:
                        was_ready = await self._read(socket)
                    finally:
                        writing.cancel()
                        pinging.cancel()
        except* InvalidStatus as group:
            status = max(_found(group, InvalidStatus), key=lambda each: each.response.status_code)
            log.info("link.refused", status=status.response.status_code)
            if status.response.status_code in (401, 403):
                raise NotAllowed(_ENDED) from group
        except* ConnectionClosed as group:
            codes = [each.rcvd.code for each in _found(group, ConnectionClosed) if each.rcvd is not None]
            log.info("link.closed", codes=codes)
            if _NOT_ALLOWED in codes:
                raise NotAllowed(_ENDED) from group
        except* (WebSocketException, OSError, TimeoutError) as group:
            log.info("link.away", reason=type(group.exceptions[0]).__name__)
        return was_ready or self._ready

    async def _read(self, socket: Any) -> bool:
        async for frame in socket:
            if isinstance(frame, str):
                message = m.decode(frame)
                if isinstance(message, m.Ready):
                    self._ready = True
                    self._heedful.connected(True)
                if isinstance(message, m.Pong):
                    self._answered.set()
                elif message is not None:
                    self._heedful.take(message)
            elif (speech := m.unpack_speech(frame)) is not None:
                self._heedful.take_speech(*speech)
        return self._ready

    async def _write(self, socket: Any) -> None:
        while True:
            await socket.send(await self._waiting.get())

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(_PING)
            self.send(m.Ping())

    def _put(self, frame: str | bytes) -> bool:
        if not self._ready:
            return False
        try:
            self._waiting.put_nowait(frame)
        except asyncio.QueueFull:
            # What was said long ago is not worth hearing: begin anew.
            self._lost()
            self._closing = asyncio.ensure_future(self._break_off())
            return False
        return True

    async def _break_off(self) -> None:
        socket, self._socket = self._socket, None
        self._lost()
        if socket is not None:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(2.0):
                    await socket.close()

    def _lost(self) -> None:
        if self._ready:
            self._ready = False
            self._heedful.connected(False)


T = TypeVar("T", bound=BaseException)
_ENDED = "The server does not know this speaker any more. Pair it again: parley speaker pair"


def _found(group: BaseExceptionGroup[Any], kind: type[T]) -> list[T]:
    """The exceptions of a kind in a group, and in the groups in it."""
    found: list[T] = []
    for each in cast("tuple[BaseException, ...]", group.exceptions):
        if isinstance(each, BaseExceptionGroup):
            found += _found(cast("BaseExceptionGroup[Any]", each), kind)
        elif isinstance(each, kind):
            found.append(each)
    return found
