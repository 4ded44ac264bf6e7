"""The Speech SDK's side of a WebSocket, byte for byte as captured, without a network."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from starlette.types import Message as Event
from starlette.websockets import WebSocket

from parley.gateways.azure.speech.framing import Message, read_binary, read_text

REQUEST = "0fda68c86336449b8d6c7543e961bb37"
HOST = "/speech/recognition/{}/cognitiveservices/v1"
UNIVERSAL = "/stt/speech/universal/v2"


def riff(rate: int = 16_000, tag: int = 1, bits: int = 16, channels: int = 1) -> bytes:
    """A header as the SDK sends it: its sizes are 0."""
    block = channels * bits // 8
    return (
        b"RIFF\0\0\0\0WAVEfmt "
        + struct.pack("<IHHIIHH", 16, tag, channels, rate, rate * block, block, bits)
        + b"data\0\0\0\0"
    )


class _Offering:
    """What ``parley.gateways.frames.Frames`` does for an application that asks: offers it what comes."""

    def __init__(self) -> None:
        self.take: Callable[[bytes], bool] = lambda _: False
        self.taken = 0

    @contextmanager
    def taking(self, take: Callable[[bytes], bool], settle: Callable[[], object]) -> Generator[None]:
        self.take, self.settle = take, settle
        try:
            yield
        finally:
            self.take = lambda _: False


class FakeSpeechSdk:
    """One connection."""

    def __init__(self, path: str, query: Mapping[str, str] | None = None, offered: bool = False) -> None:
        """``offered``: messages are offered as they come while one is awaited, as by Parley's own server."""
        self._in: asyncio.Queue[Event] = asyncio.Queue()
        self._out: list[Event] = []
        self._read = 0
        self._changed = asyncio.Event()
        scope: dict[str, Any] = {
            "type": "websocket",
            "path": path,
            "query_string": urlencode(query or {}).encode(),
            "headers": [(b"host", b"parley")],
            "subprotocols": ["USP"],
        }
        self._offering = _Offering()
        if offered:
            scope["extensions"] = {"parley.frames": self._offering}
        self.websocket = WebSocket(scope, self._receive, self._take)
        self.subprotocol: str | None = None
        self.closed: tuple[int, str] | None = None
        """Code and reason."""
        self._in.put_nowait({"type": "websocket.connect"})

    @property
    def taken(self) -> int:
        """Messages that were taken as they were offered."""
        return self._offering.taken

    async def _receive(self) -> Event:
        while True:
            event = await self._in.get()
            data = event.get("bytes")
            if data is None or not self._offering.take(data):
                return event
            self._offering.taken += 1
            self._offering.settle()

    async def _take(self, event: Event) -> None:
        if event["type"] == "websocket.accept":
            self.subprotocol = event.get("subprotocol")
            return
        if event["type"] == "websocket.close":
            self.closed = (event["code"], event["reason"])
            self._in.put_nowait({"type": "websocket.disconnect", "code": event["code"]})
        else:
            self._out.append(event)
        self._changed.set()

    def text(self, path: str, body: object, request: str = REQUEST) -> None:
        head = f"X-Timestamp: 2026-11-20T23:19:19.939Z\r\nPath: {path}\r\nContent-Type: application/json\r\n"
        head += f"X-RequestId: {request}\r\n" if request else ""
        self._in.put_nowait({"type": "websocket.receive", "text": f"{head}\r\n{json.dumps(body)}"})

    def raw(self, data: str | bytes) -> None:
        self._in.put_nowait({"type": "websocket.receive", "text" if isinstance(data, str) else "bytes": data})

    def config(self) -> None:
        self.text("speech.config", {"context": {"system": {"version": "1.53.0", "name": "SpeechSDK"}}}, "")

    def context(self, context: Mapping[str, Any] | None = None, request: str = REQUEST) -> None:
        said = {"audio": {"streams": {"1": None}}} | dict(context or {})
        self.text("speech.context", said, request)

    def audio(
        self, data: bytes, request: str = REQUEST, first: bool = False, kind: str = "audio/x-wav"
    ) -> None:
        head = f"X-Timestamp: 2026-11-20T23:19:19.939Z\r\nPath: audio\r\nX-RequestId: {request}\r\n"
        head += f"Content-Type: {kind}\r\nX-StreamId: 1\r\n" if first else "X-StreamId: 1\r\n"
        self.raw(len(head).to_bytes(2, "big") + head.encode() + data)

    def begin(self, context: Mapping[str, Any] | None = None, request: str = REQUEST) -> None:
        """A turn, up to the header of its sound."""
        self.context(context, request)
        self.audio(riff(), request, first=True)

    def speak(self, seconds: float, request: str = REQUEST) -> None:
        """So much sound, 100 ms at a time."""
        for _ in range(round(seconds * 10)):
            self.audio(bytes(3_200), request)

    def stop(self, request: str = REQUEST) -> None:
        """The sound is over."""
        self.audio(b"", request)

    def vanish(self) -> None:
        """The connection breaks."""
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1006})

    @property
    def messages(self) -> list[Message]:
        """Everything that came."""
        return [
            read_text(each["text"]) if each.get("text") is not None else read_binary(each["bytes"])
            for each in self._out
        ]

    async def next(self) -> Message:
        """The next message."""
        while self._read >= len(self._out):
            self._changed.clear()
            await asyncio.wait_for(self._changed.wait(), 60)
        self._read += 1
        return self.messages[self._read - 1]

    async def until(self, path: str) -> list[str]:
        """Wait for a message of a path: what came up to it, a line each, without ids."""
        lines: list[str] = []
        while True:
            message = await self.next()
            lines.append(line(message))
            if message.path == path:
                return lines


def line(message: Message) -> str:
    """A message without what differs from run to run."""
    if isinstance(message.body, bytes):
        return f"{message.path} {len(message.body)} bytes"
    body = {name: value for name, value in json.loads(message.body).items() if name not in ("Id", "context")}
    return f"{message.path} {json.dumps(body, ensure_ascii=False)}"


Endpoint = Callable[[WebSocket], Awaitable[None]]
