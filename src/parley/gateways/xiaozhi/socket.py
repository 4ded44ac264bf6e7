"""``WebSocket /xiaozhi/v1/``: one board, one talk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

from starlette.types import Message
from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.errors import ParleyError
from parley.gateways.conversing import Assistant
from parley.gateways.frames import frames_of
from parley.gateways.together import until_one_ends
from parley.gateways.xiaozhi import messages as m
from parley.gateways.xiaozhi.abilities import MakeTools
from parley.gateways.xiaozhi.boards import Board
from parley.gateways.xiaozhi.framing import MOST_BYTES, VERSIONS, BadFrame, pack, unpack
from parley.gateways.xiaozhi.listening import TooFast
from parley.gateways.xiaozhi.session import Session
from parley.home.accounts.callers import Caller
from parley.settings.speakers import XiaoZhi
from parley.telemetry import log

DONE, GOING_AWAY, TRY_LATER = 1000, 1001, 1013
BAD_HELLO, NOT_ALLOWED, IDLE, TOO_FAST = 4400, 4401, 4408, 4429
"""Close codes: 4000 and the HTTP status that means the same. The protocol itself has no word for an error."""

HELLO_WITHIN = 10.0
"""Seconds until the board must have said hello; it gives us as long for ours."""

FULL = {
    "en": ("Busy", "Too many devices talk to Parley right now. Please try again in a moment."),
    "zh": ("忙", "现在连接的设备太多了，请稍后再试。"),
}
"""What a board shows when there is no room for it."""


@dataclass(frozen=True, slots=True)
class Close(Exception):
    """Close the connection with a code."""

    code: int


class SocketLink:
    """A board's WebSocket. What is sent to one that is gone is lost; whoever receives from it finds out."""

    transport = "websocket"

    def __init__(self, websocket: WebSocket, version: int) -> None:
        """``version`` of the binary frames."""
        self._socket, self.version = websocket, version
        self._frames = frames_of(websocket)

    async def send_text(self, text: str) -> None:
        # A board that does not read holds this up until the server's own pings give it up, after 40 s.
        await self._send_whole(text)

    async def send_packet(self, packet: bytes, timestamp: int = 0) -> None:
        await self._send_whole(pack(self.version, packet, timestamp))

    def flush(self) -> None:
        if self._frames is not None:
            self._frames.flush()

    async def close(self, code: int = DONE) -> None:
        await self._send({"type": "websocket.close", "code": code, "reason": ""})

    async def _send_whole(self, message: str | bytes) -> None:
        if self._frames is None:
            kind = "text" if isinstance(message, str) else "bytes"
            await self._send({"type": "websocket.send", kind: message})
            return
        try:
            await self._frames.send_whole(message)
        except OSError:
            log.debug("xiaozhi.gone")

    async def _send(self, message: Message) -> None:
        try:
            await self._socket.send(message)
        except (WebSocketDisconnect, RuntimeError):
            log.debug("xiaozhi.gone")


class Talks:
    """The endpoint, and who talks."""

    def __init__(
        self,
        assistant: Assistant,
        settings: XiaoZhi,
        who: Callable[[WebSocket, Caller], Awaitable[Board]],
        tools: MakeTools | None = None,
    ) -> None:
        """``who`` tells which board a caller is."""
        self._assistant, self._settings = assistant, settings
        self._who, self._tools = who, tools
        self._open: dict[str, Session] = {}
        """Device → its talk."""
        self._count = 0

    async def serve(self, websocket: WebSocket, caller: Caller, allowed: Callable[[], bool]) -> None:
        """Hold a board's talk until either side leaves or it is no longer ``allowed``."""
        await websocket.accept()
        link = SocketLink(websocket, version_of(websocket))
        self._count += 1
        try:
            hello = await _greeting(websocket, link)
            board = await self._who(websocket, caller)
            if self._count > self._settings.sessions:
                await _no_room(link, board)
            await self._talk(websocket, link, board, hello)
            await link.close(DONE if allowed() else NOT_ALLOWED)
        except WebSocketDisconnect:
            pass
        except Close as close:
            await link.close(close.code)
        except ParleyError as error:
            log.warning("xiaozhi.talk_over", code=error.code)
            await link.close(TOO_FAST if isinstance(error, TooFast) else GOING_AWAY)
        finally:
            self._count -= 1

    async def _talk(self, websocket: WebSocket, link: SocketLink, board: Board, hello: m.Hello) -> None:
        session = Session(link, self._assistant, board, hello, self._settings, tools=self._tools)
        if older := self._open.get(board.device):
            older.end("came_again")  # a board has one connection; of the old one it knows nothing more
        self._open[board.device] = session
        try:
            async with session:
                await until_one_ends(
                    partial(_listen, websocket, link, session),
                    session.run,
                    ends=(WebSocketDisconnect, ParleyError, Close),
                )
        finally:
            if self._open.get(board.device) is session:
                del self._open[board.device]


async def _greeting(websocket: WebSocket, link: SocketLink) -> m.Hello:
    try:
        async with asyncio.timeout(HELLO_WITHIN):
            frame = await _receive(websocket)
    except TimeoutError as error:
        raise Close(IDLE) from error
    try:
        hello = m.decode(frame) if isinstance(frame, str) else None
    except m.BadMessage as error:
        raise Close(BAD_HELLO) from error
    if not isinstance(hello, m.Hello) or (hello.audio_params and hello.audio_params.format != "opus"):
        raise Close(BAD_HELLO)
    if "protocol-version" not in websocket.headers and hello.version in VERSIONS:
        link.version = hello.version
    return hello


async def _listen(websocket: WebSocket, link: SocketLink, session: Session) -> None:
    frames = frames_of(websocket)
    with frames.taking(partial(_taken, link, session)) if frames else nullcontext():
        await _receive_all(websocket, link, session)


def _taken(link: SocketLink, session: Session, frame: bytes) -> bool:
    """Take a packet of sound at once: most of what comes. Everything else is for ``_receive_all``."""
    try:
        if link.version == 1 and 0 < len(frame) <= MOST_BYTES:
            session.take_packet(frame)  # there is nothing around it
            return True
        unpacked = unpack(link.version, frame)
        if not unpacked.json:
            session.take_packet(unpacked.payload)
        return not unpacked.json
    except (BadFrame, TooFast):
        return False


async def _receive_all(websocket: WebSocket, link: SocketLink, session: Session) -> None:
    warned = False
    while True:
        frame = await _receive(websocket)
        if isinstance(frame, str):
            await session.take_text(frame)
            continue
        try:
            unpacked = unpack(link.version, frame)
        except BadFrame as error:
            if not warned:
                log.warning("xiaozhi.bad_frame", code=error.code, bytes=len(frame))
            warned = True
            continue
        if unpacked.json:
            await session.take_text(unpacked.payload)
        else:
            session.take_packet(unpacked.payload)


async def _receive(websocket: WebSocket) -> str | bytes:
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", DONE))
    text: str | None = message.get("text")
    return text if text is not None else message.get("bytes") or b""


async def _no_room(link: SocketLink, board: Board) -> None:
    """A board that hears no hello waits ten seconds for one; so it gets one, and is told why it is all."""
    log.warning("xiaozhi.full")
    title, text = FULL["zh" if board.language == "zh" else "en"]
    await link.send_text(m.encode(m.OurHello("", link.transport)))
    await link.send_text(m.encode(m.Alert("", title, text, "sad")))
    raise Close(TRY_LATER)


def version_of(websocket: WebSocket) -> int:
    """Of the binary frames, as the board's header has it."""
    said = websocket.headers.get("protocol-version", "1")
    return int(said) if said in ("1", "2", "3") else 1
