"""A WebSocket client that keeps no rules: it may stop within a frame, or send what no library would."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from collections.abc import Mapping
from typing import Self

OPCODE_TEXT, OPCODE_BINARY = 1, 2


class RawSocket:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self._writer = reader, writer

    @classmethod
    async def open(cls, host: str, port: int, path: str, headers: Mapping[str, str]) -> Self:
        """Connect and shake hands. Raises ``ConnectionError`` when the server does not take it."""
        reader, writer = await asyncio.open_connection(host, port)
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
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
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
