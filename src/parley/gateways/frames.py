"""WebSockets for talks: small whole messages are read and written here, and all else by the library."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, cast

from starlette.websockets import WebSocket
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import (
    Frame,
    Opcode,
    apply_mask,  # pyright: ignore[reportPrivateImportUsage] - the compiled one, where there is one
)
from websockets.http11 import Request
from websockets.protocol import OPEN

_WHOLE_TEXT, _WHOLE_BINARY = 0x80 | Opcode.TEXT, 0x80 | Opcode.BINARY
"""First bytes of messages in one frame (RFC 6455, 5.2), without an extension."""
_USUAL = frozenset((0, 1, 2, 0x80, _WHOLE_TEXT, _WHOLE_BINARY, 0x88, 0x89, 0x8A))
"""First bytes of all frames that there are."""
_MASKED = 0x80
_EXTENSION = "parley.frames"
_INCOMPLETE, _ODD = -1, -2

Take = Callable[[bytes], bool]
"""Takes a binary message at once, or says by False that it is to be received. It must not raise."""


class Frames(WebSocketsSansIOProtocol):
    """A connection as uvicorn's, that spends a third on messages which come whole, as every packet does.

    An application may go on with ASGI alone, or ask for ``frames_of`` its WebSocket.
    """

    _held: bytearray | None = None
    """The beginning of a frame; None as long as the library reads everything itself."""
    _needed = 0
    """Bytes that must be held before it is worth looking again."""
    _asked = _early = False
    """The request has come; something else came before it was answered, which is for the library alone."""
    _take: Take | None = None
    _waits = False
    """The application has done with everything that came, and waits for more."""
    _leaving: list[bytes] | None = None
    """Messages that go out in one write when this step of the loop is over."""

    # What comes in.

    def data_received(self, data: bytes) -> None:
        held = self._held
        if held is None:
            if self._asked and self.handshake_complete and self.conn.state is OPEN and not self._early:
                self._held = held = bytearray()
            else:
                self._early, self._asked = self._asked, True
                super().data_received(data)
                return
        if held:
            held += data
            if len(held) < self._needed:
                return
            data, self._held = bytes(held), bytearray()
        elif self._take is not None and self._waits and self._took(self._take, data):
            return
        self._read(data)

    def _took(self, take: Take, data: bytes) -> bool:
        """Have a packet taken that came alone and whole, as nearly all do."""
        if len(data) < 8 or data[0] != _WHOLE_BINARY:
            return False
        body, length = 6, data[1] - _MASKED
        if length == 126:
            body, length = 8, data[2] << 8 | data[3]
        elif length > 125:
            return False  # no packet is as long
        if body + length != len(data) or length > self.config.ws_max_size:
            return False
        conn = self.conn
        if conn.current_size is not None or conn.state is not OPEN or not self.queue.empty():
            return False
        payload = apply_mask(data[body:], data[body - 4 : body])
        if not take(payload):
            self.handle_bytes(Frame(Opcode.BINARY, payload))
        return True

    def _read(self, data: bytes) -> None:
        at, end = 0, len(data)
        while at < end:
            body, size = self._measured(data, at, end)
            if size == _ODD or self.conn.state is not OPEN:
                self._held, self._early = None, True  # for good: the library ends it, and says why
                if not self.transport.is_closing():
                    super().data_received(data[at:])
                return
            if size == _INCOMPLETE or at + size > end:
                self._held = bytearray(data[at:])
                self._needed = size if size > 0 else end - at + 1
                return
            self._message(data, at, body, at + size)
            at += size

    def _measured(self, data: bytes, at: int, end: int) -> tuple[int, int]:
        """Where the payload of a frame begins, and how many bytes all of it has."""
        if end - at < 2:
            return 0, _INCOMPLETE
        if data[at] not in _USUAL or not data[at + 1] & _MASKED:
            return 0, _ODD
        length, head = data[at + 1] & 0x7F, 2
        if length > 125:
            head = 4 if length == 126 else 10
            if end - at < head:
                return 0, _INCOMPLETE
            length = int.from_bytes(data[at + 2 : at + head])
        if length > self.config.ws_max_size:
            return 0, _ODD
        return at + head + 4, head + 4 + length

    def _message(self, data: bytes, at: int, body: int, end: int) -> None:
        kind = data[at]
        if kind not in (_WHOLE_BINARY, _WHOLE_TEXT) or self.conn.current_size is not None:
            super().data_received(data[at:end])
            return
        payload = apply_mask(data[body:end], data[body - 4 : body])
        if kind == _WHOLE_TEXT:
            self.handle_text(Frame(Opcode.TEXT, payload))
            return
        # In order: nothing is taken before what came before it has been received and dealt with.
        in_turn = self._take is not None and self._waits and self.queue.empty()
        if not (in_turn and self._take is not None and self._take(payload)):
            self.handle_bytes(Frame(Opcode.BINARY, payload))

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.handshake_initiated and not self.handshake_complete:
            cast("dict[str, Any]", self.scope.get("extensions"))[_EXTENSION] = self

    async def receive(self) -> Any:
        self._waits = True
        try:
            return await super().receive()
        finally:
            self._waits = False

    @contextmanager
    def taking(self, take: Take) -> Generator[None]:
        """Offer every binary message to ``take`` as it comes, while the application waits to receive one."""
        self._take = take
        try:
            yield
        finally:
            self._take = None

    # What goes out.

    async def send_whole(self, message: str | bytes) -> None:
        """Send a message in one frame: with others of this step of the loop in one write when it is over, or
        by ``flush``. Raises ``ClientDisconnected`` when nobody is there any more."""
        if not self.writable.is_set():
            await self.writable.wait()
        if self.disconnected or self.close_sent or self.conn.state is not OPEN:
            raise ClientDisconnected
        kind, body = (_WHOLE_TEXT, message.encode()) if isinstance(message, str) else (_WHOLE_BINARY, message)
        size = len(body)
        if size < 126:
            head = bytes((kind, size))
        elif size < 65_536:
            head = bytes((kind, 126)) + size.to_bytes(2)
        else:
            head = bytes((kind, 127)) + size.to_bytes(8)
        if self._leaving is None:
            self._leaving = []
            self.loop.call_soon(self.flush)
        self._leaving.append(head + body)

    def flush(self) -> None:
        """Write what was sent."""
        leaving, self._leaving = self._leaving, None
        if leaving and not self.disconnected and not self.close_sent and self.conn.state is OPEN:
            self.transport.write(leaving[0] if len(leaving) == 1 else b"".join(leaving))

    async def send(self, message: Any) -> None:
        self.flush()  # nothing overtakes, least of all the end
        await super().send(message)


def frames_of(websocket: WebSocket) -> Frames | None:
    """The connection below a WebSocket, if it is one of these."""
    return websocket.scope.get("extensions", {}).get(_EXTENSION)
