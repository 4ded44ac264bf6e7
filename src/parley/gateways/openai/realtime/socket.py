"""A session over a WebSocket."""

from __future__ import annotations

import asyncio
from functools import partial

from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime.carrying import Carrying
from parley.gateways.openai.realtime.dialects import BadEvent, Dialect
from parley.gateways.openai.realtime.opening import Opening, Wanted
from parley.gateways.openai.realtime.session import Session
from parley.gateways.outbox import TooSlow
from parley.gateways.together import until_one_ends
from parley.home.accounts.callers import Caller
from parley.telemetry import log

SEND_WITHIN = 20.0
"""Seconds the network may take for one message."""
GOING_AWAY, TRY_LATER = 1001, 1013
_SUBPROTOCOL = "realtime"


class Expired(BadParameter):
    """A session lasted as long as it may, or nothing came for too long."""


async def serve(
    websocket: WebSocket, caller: Caller, opening: Opening, wanted: Wanted, dialect: Dialect
) -> None:
    """Hold a session until either side leaves or its time is over. Raises ``Busy`` before it begins."""
    link = Carrying(dialect)
    async with opening.session(caller, wanted, link) as session:
        offered = websocket.headers.get("sec-websocket-protocol", "")
        named = _SUBPROTOCOL in [each.strip() for each in offered.split(",")]
        await websocket.accept(_SUBPROTOCOL if named else None)
        session.begin()
        limits = opening.limits
        try:
            await until_one_ends(
                partial(_take, websocket, session, dialect, limits.idle_minutes * 60),
                partial(_send, websocket, link),
                partial(_expire, limits.minutes),
                ends=(WebSocketDisconnect, TooSlow, Expired),
            )
        except WebSocketDisconnect:
            return
        except TooSlow:
            await _close(websocket, TRY_LATER)
        except Expired as error:
            session.fail(error)
            await _close(websocket, GOING_AWAY, link)


async def _take(websocket: WebSocket, session: Session, dialect: Dialect, idle: float) -> None:
    while True:
        try:
            async with asyncio.timeout(idle):
                message = await websocket.receive()
        except TimeoutError as error:
            raise Expired("", f"Nothing came for {idle / 60:.0f} minutes.", "session_idle") from error
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        body: str | bytes = message.get("text") or message.get("bytes") or b""
        try:
            event = dialect.read(body)
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
