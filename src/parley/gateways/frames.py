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
_LONG = 8
"""Bytes before the payload of a packet of 126 to 65,535."""

Take = Callable[[bytes], bool]
"""Takes a binary message at once, or says by False that it is to be received. It must not raise."""
Spare = tuple[int, float]
"""Bytes of packets that nobody needs yet, and until when (the loop's time)."""
NONE_TO_SPARE: Spare = (0, 0.0)


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
    _settle: Callable[[], Spare] | None = None
    _kept: list[bytes]
    """Packets that came alone and whole, as they came, until there are enough of them: a look at each of them
    when it comes costs several times what a look at all of them together does."""
    _room, _until = NONE_TO_SPARE
    """How many bytes more may be kept, and until when."""
    _alike, _head = 0, b""
    """Length of the packets that may be kept, and how they begin. What differs may be the end."""
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
        elif self._take is not None and self._waits:
            if len(data) == self._alike and len(data) <= self._room and self._is_early(data):
                self._kept.append(data)
                self._room -= len(data)
                return
            if self._took(self._take, data):
                return
        self._read(data)
        self._settled(b"")

    def _is_early(self, data: bytes) -> bool:
        return data.startswith(self._head) and self.loop.time() < self._until

    def _took(self, take: Take, data: bytes) -> bool:
        """Have a packet taken that came alone and whole, as nearly all do."""
        if self._kept:
            self._hand_on()
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
        if take(payload):
            self._settled(data if body == _LONG else b"")
        else:
            self.handle_bytes(Frame(Opcode.BINARY, payload))
        return True

    def _settled(self, like: bytes) -> None:
        """Everything that came is handed on: ask what may be kept of what comes, if it is ``like`` this."""
        if self._settle is not None and self._waits:
            self._room, self._until = self._settle()
            self._alike, self._head = len(like), like[:4]

    def _hand_on(self) -> None:
        """Offer what was kept."""
        kept, self._kept = self._kept, []
        if self.conn.state is OPEN:
            for data in kept:
                self._offer(apply_mask(data[_LONG:], data[_LONG - 4 : _LONG]))

    def _offer(self, payload: bytes) -> None:
        # In order: nothing is taken before what came before it has been received and dealt with.
        in_turn = self._take is not None and self._waits and self.queue.empty()
        if not (in_turn and self._take is not None and self._take(payload)):
            self.handle_bytes(Frame(Opcode.BINARY, payload))

    def _read(self, data: bytes) -> None:
        if self._kept:
            self._hand_on()
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
        else:
            self._offer(payload)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if self.handshake_initiated and not self.handshake_complete:
            cast("dict[str, Any]", self.scope.get("extensions"))[_EXTENSION] = self
            self._kept = []

    async def receive(self) -> Any:
        self._waits = True
        try:
            return await super().receive()
        finally:
            self._waits = False

    @contextmanager
    def taking(self, take: Take, settle: Callable[[], Spare] | None = None) -> Generator[None]:
        """Offer every binary message to ``take`` as it comes, while the application waits to receive one.

        ``settle`` is called when all that came was offered. As much as it then says is kept back until there
        is more, of packets as long as the one before: what differs is offered at once, after what was kept.
        """
        self._take, self._settle = take, settle
        try:
            yield
        finally:
            self._take = self._settle = None
            self._alike = 0
            if self._kept and not self.transport.is_closing():
                self._hand_on()

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
