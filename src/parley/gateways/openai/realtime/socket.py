"""A session over a WebSocket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol, TypeVar

from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.errors import ParleyError
from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime.carrying import Carrying
from parley.gateways.openai.realtime.dialects import BadEvent
from parley.gateways.outbox import TooSlow
from parley.gateways.together import until_one_ends
from parley.settings.services import Realtime
from parley.telemetry import log

T = TypeVar("T")
Given = TypeVar("Given", contravariant=True)
Read = TypeVar("Read", covariant=True)

SEND_WITHIN = 20.0
"""Seconds the network may take for one message."""
BURST, PER_SECOND, LEAST = 8_000_000, 1_300_000, 2_000
"""Bytes that may come at once and in a second, and what the smallest event counts for: two minutes of sound,
and twenty times as fast as it is spoken."""
NORMAL, GOING_AWAY, TRY_LATER = 1000, 1001, 1013
_SUBPROTOCOL = "realtime"


class Expired(BadParameter):
    """A session lasted as long as it may, or nothing came for too long."""


class Reading(Protocol[Read]):
    """Reads events. Raises ``BadEvent``."""

    def read(self, message: str | bytes) -> Read: ...


class Held(Protocol[Given]):
    """A session, as a socket sees it."""

    def begin(self) -> None: ...
    async def take(self, event: Given) -> None: ...
    def fail(self, error: ParleyError, event_id: str | None = None) -> None: ...
    @property
    def over(self) -> bool: ...


async def hold(
    websocket: WebSocket, session: Held[T], link: Carrying, reading: Reading[T], limits: Realtime
) -> None:
    """Hold a session until either side leaves or its time is over."""
    offered = websocket.headers.get("sec-websocket-protocol", "")
    named = _SUBPROTOCOL in [each.strip() for each in offered.split(",")]
    await websocket.accept(_SUBPROTOCOL if named else None)
    session.begin()
    try:
        await until_one_ends(
            partial(_take, websocket, session, reading, limits.idle_minutes * 60),
            partial(_send, websocket, link),
            partial(_expire, limits.minutes),
            ends=(WebSocketDisconnect, TooSlow, Expired),
        )
        await _close(websocket, NORMAL, link)
    except WebSocketDisconnect:
        return
    except TooSlow:
        await _close(websocket, TRY_LATER)
    except Expired as error:
        session.fail(error)
        await _close(websocket, GOING_AWAY, link)


class Pace:
    """How fast a client is read: whoever sends faster waits, and is refused nothing."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now, self._left, self._at = now, float(BURST), now()

    async def take(self, size: int) -> None:
        """A message of so many bytes has come."""
        now = self._now()
        self._left = min(BURST, self._left + (now - self._at) * PER_SECOND) - max(size, LEAST)
        self._at = now
        if self._left < 0:
            await asyncio.sleep(-self._left / PER_SECOND)


async def _take(websocket: WebSocket, session: Held[T], reading: Reading[T], idle: float) -> None:
    pace = Pace(asyncio.get_running_loop().time)
    while not session.over:
        try:
            async with asyncio.timeout(idle):
                message = await websocket.receive()
        except TimeoutError as error:
            raise Expired("", f"Nothing came for {idle / 60:.0f} minutes.", "session_idle") from error
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        body: str | bytes = message.get("text") or message.get("bytes") or b""
        await pace.take(len(body))
        try:
            event = reading.read(body)
        except BadEvent as error:
            session.fail(error, error.event_id)
        else:
            await session.take(event)


async def _send(websocket: WebSocket, link: Carrying) -> None:
    while True:
        await _transmit(websocket, await link.next())


async def _transmit(websocket: WebSocket, message: bytes) -> None:
    try:
        async with asyncio.timeout(SEND_WITHIN):
            await websocket.send_text(message.decode())
    except TimeoutError as error:
        raise TooSlow("The network took too long for one message.") from error


async def _expire(minutes: float) -> None:
    await asyncio.sleep(minutes * 60)
    raise Expired("", f"A session lasts {minutes:.0f} minutes at most.", "session_expired")


async def _close(websocket: WebSocket, code: int, link: Carrying | None = None) -> None:
    try:
        async with asyncio.timeout(2):
            while link is not None and link.waiting:
                await websocket.send_text((await link.next()).decode())
            await websocket.close(code)
    except (TimeoutError, WebSocketDisconnect, RuntimeError):
        log.debug("realtime.gone_before_close", close_code=code)
