"""An internet radio station without an internet: for httpx, in virtual time."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import numpy as np
import soundfile

RATE = 44_100
_BLOCK = 4_096


def broadcast(seconds: float = 8.0) -> bytes:
    """Something on the air, as MP3 of a constant rate."""
    at = np.arange(round(seconds * RATE)) / RATE
    buffer = io.BytesIO()
    tone = (0.4 * np.sin(2 * np.pi * 440 * at)).astype(np.float32)
    soundfile.write(buffer, tone, RATE, format="MP3", subtype="MPEG_LAYER_III", bitrate_mode="CONSTANT")
    return buffer.getvalue()


def with_titles(sound: bytes, interval: int, *titles: str) -> bytes:
    """The same with a title after every ``interval`` bytes, as Icecast puts them in."""
    parts: list[bytes] = []
    for number, begin in enumerate(range(0, len(sound), interval)):
        piece = sound[begin : begin + interval]
        parts.append(piece)
        if len(piece) == interval:
            told = f"StreamTitle='{titles[min(number, len(titles) - 1)]}';".encode()
            told += bytes(-len(told) % 16)
            parts.append(bytes([len(told) // 16]) + told)
    return b"".join(parts)


@dataclass
class Stations:
    """Addresses and what is sent there; ``calls`` counts who tuned in."""

    sends: dict[str, tuple[str, bytes]] = field(default_factory=dict[str, tuple[str, bytes]])
    """Path → content type and bytes; an MP3 goes on for ever unless it is among ``cut``."""
    cut: set[str] = field(default_factory=set[str])
    titles: int = 0
    """Bytes between two titles, where there are any."""
    calls: list[str] = field(default_factory=list[str])
    closed: int = 0

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer), follow_redirects=True)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.calls.append(path)
        if path not in self.sends:
            return httpx.Response(404)
        kind, body = self.sends[path]
        headers = {"content-type": kind}
        if self.titles and kind == "audio/mpeg":
            headers["icy-metaint"] = str(self.titles)
        return httpx.Response(200, headers=headers, content=self._stream(path, body, kind))

    async def _stream(self, path: str, body: bytes, kind: str) -> AsyncIterator[bytes]:
        try:
            while True:
                for begin in range(0, len(body), _BLOCK):
                    yield body[begin : begin + _BLOCK]
                    await asyncio.sleep(0.05)
                if path in self.cut or kind != "audio/mpeg":
                    return
        finally:
            self.closed += 1
