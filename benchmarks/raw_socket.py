"""WebSocket clients for measuring: one that keeps no rules, and one of which hundreds cost little."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from collections.abc import Callable, Mapping
from typing import Self
from urllib.parse import urlsplit

OPCODE_TEXT, OPCODE_BINARY = 1, 2


class RawSocket:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self._writer = reader, writer

    @classmethod
    async def open(cls, host: str, port: int, path: str, headers: Mapping[str, str]) -> Self:
        """Connect and shake hands. Raises ``ConnectionError`` when the server does not take it."""
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(handshake(host, port, path, headers))
        async with asyncio.timeout(10):
            answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 101"):
            writer.close()
            raise ConnectionError(answer.split(b"\r\n", 1)[0].decode())
        return cls(reader, writer)

    def send(self, body: bytes, opcode: int, *, share: float = 1.0) -> None:
        """Send a frame, or only the first ``share`` of its bytes."""
        frame = framed(body, opcode)
        self._writer.write(frame[: max(1, int(len(frame) * share))])

    async def drain(self) -> None:
        """Wait until the system has taken what was sent."""
        await self._writer.drain()

    async def receive(self) -> tuple[int, bytes]:
        """The next frame: opcode and body."""
        head = await self.reader.readexactly(2)
        length = head[1] & 127
        if length == 126:
            (length,) = struct.unpack(">H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", await self.reader.readexactly(8))
        return head[0] & 15, await self.reader.readexactly(length)

    def vanish(self) -> None:
        """Be gone without a word, as when the power goes."""
        self._writer.transport.abort()


class Client(asyncio.Protocol):
    """A well-behaved connection that costs next to nothing, for hundreds of them in one process."""

    def __init__(self, came: Callable[[int, bytes], None], gone: Callable[[], None]) -> None:
        self._came, self._gone = came, gone
        self._held = bytearray()
        self._transport: asyncio.Transport | None = None
        self._open: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(
        cls,
        url: str,
        headers: Mapping[str, str],
        came: Callable[[int, bytes], None],
        gone: Callable[[], None],
    ) -> Client:
        """Connect and shake hands; ``came`` is told of every frame, ``gone`` of the end of the connection.

        Raises ``ConnectionError`` when the server does not take it.
        """
        parts = urlsplit(url)
        host, port = parts.hostname or "localhost", parts.port or 80
        loop = asyncio.get_running_loop()
        _, client = await loop.create_connection(lambda: cls(came, gone), host, port)
        client.write(handshake(host, port, parts.path, headers))
        await client._open
        return client

    def write(self, frame: bytes) -> None:
        """Send a frame that is ready."""
        if self._transport is not None:
            self._transport.write(frame)

    def close(self) -> None:
        """Say goodbye and leave."""
        self._gone = lambda: None
        self.write(framed(b"\x03\xe8", 8))
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if not self._open.done():
            self._open.set_exception(ConnectionError("the connection broke off"))
        self._gone()

    def data_received(self, data: bytes) -> None:
        self._held += data
        if not self._open.done():
            head, ends, rest = self._held.partition(b"\r\n\r\n")
            if not ends:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._open.set_exception(ConnectionError(head.split(b"\r\n", 1)[0].decode()))
                self.close()
                return
            self._open.set_result(None)
            self._held = rest
        self._cut()

    def _cut(self) -> None:
        held, at = self._held, 0
        while len(held) - at >= 2:
            length, begins = held[at + 1] & 127, at + 2
            if length >= 126:
                size = 2 if length == 126 else 8
                begins += size
                if len(held) < begins:
                    break
                length = int.from_bytes(held[begins - size : begins], "big")
            if len(held) < begins + length:
                break
            opcode = held[at] & 15
            if opcode == 9:
                self.write(framed(bytes(held[begins : begins + length]), 10))
            else:
                self._came(opcode, bytes(held[begins : begins + length]))
            at = begins + length
        del held[:at]


def handshake(host: str, port: int, path: str, headers: Mapping[str, str]) -> bytes:
    """The request with which a WebSocket begins."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def framed(body: bytes, opcode: int) -> bytes:
    """A client's frame, masked."""
    mask = os.urandom(4)
    if len(body) < 126:
        head = struct.pack(">BB", 0x80 | opcode, 0x80 | len(body))
    elif len(body) < 65_536:
        head = struct.pack(">BBH", 0x80 | opcode, 0x80 | 126, len(body))
    else:
        head = struct.pack(">BBQ", 0x80 | opcode, 0x80 | 127, len(body))
    repeated = (mask * (len(body) // 4 + 1))[: len(body)]
    masked = int.from_bytes(body, "big") ^ int.from_bytes(repeated, "big")
    return head + mask + masked.to_bytes(len(body), "big")
