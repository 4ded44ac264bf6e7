"""From a station's address to the sound it sends: playlists on the way, and which kind of sound it is."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

from parley.audio.mp3 import Mp3Stream, header
from parley.audio.pcm import Samples
from parley.errors import Unsupported

_HOPS = 3
"""Playlists that may lead to one another."""
_LONGEST_LIST = 64 * 1024
"""Bytes of a playlist that are read."""
_SNIFFED = 4_096
"""Bytes that tell what it is."""
_MOST_INTERVAL = 1 << 20

Decode = Callable[[bytes], Samples]

TIMEOUT = httpx.Timeout(5.0, read=10.0)
"""A station sends all the time, if with pauses."""
HEADERS = {"Icy-MetaData": "1", "User-Agent": "Parley"}


@dataclass(frozen=True, slots=True)
class Line:
    """A station that sends."""

    kind: str
    """``mp3``."""
    interval: int
    """Bytes of sound between two titles; 0 for none."""
    _beginning: bytes
    _rest: AsyncIterator[bytes]

    async def blocks(self) -> AsyncGenerator[bytes]:
        """What is sent, from the first byte on."""
        yield self._beginning
        async for block in self._rest:
            yield block


@asynccontextmanager
async def tuned(client: httpx.AsyncClient, address: str) -> AsyncGenerator[Line]:
    """The line to a station. Raises ``httpx.HTTPError``, or ``Unsupported`` when it sends what cannot be
    decoded here."""
    for _ in range(_HOPS):
        async with client.stream("GET", address, headers=HEADERS, timeout=TIMEOUT) as response:
            response.raise_for_status()
            blocks = response.aiter_raw()
            beginning = b""
            async for block in blocks:
                beginning += block
                if len(beginning) >= _SNIFFED:
                    break
            kind = _kind(response.headers.get("content-type", ""), beginning)
            if kind != "playlist":
                yield Line(kind, _interval(response), beginning, blocks)
                return
            async for block in blocks:
                if len(beginning) > _LONGEST_LIST:
                    break
                beginning += block
            address = first_address(beginning[:_LONGEST_LIST], str(response.url))
    raise Unsupported("The station's playlists lead nowhere.")


def decoder(kind: str, rate: int) -> Decode:
    """What turns the bytes of a kind of sound into mono samples at a rate."""
    if kind == "mp3":
        return Mp3Stream(rate).feed
    raise Unsupported(f"Radio in {kind} cannot be decoded.")


def first_address(playlist: bytes, base: str) -> str:
    """The first address in an .m3u or .pls file. Raises ``Unsupported`` when there is none."""
    text = playlist.decode("utf-8-sig", "replace")
    if "#EXT-X-" in text:
        raise Unsupported("Radio in HLS pieces cannot be played.")
    for line in text.splitlines():
        found = re.match(r"(?:file\d+\s*=\s*)?(\S.*)", line.strip(), re.IGNORECASE)
        if found is None or line.lstrip().startswith(("#", "[", ";")):
            continue
        if re.match(r"(?!file)\w+\s*=", line, re.IGNORECASE):
            continue
        address = str(httpx.URL(base).join(found[1].strip()))
        if address.startswith(("http://", "https://")):
            return address
    raise Unsupported("There is no address in the station's playlist.")


_PLAYLISTS = ("mpegurl", "x-scpls", "pls+xml")
_OTHERS = {"aac": "AAC", "mp4": "AAC", "flac": "FLAC", "ogg": "Ogg", "opus": "Ogg", "html": "a web page"}


def _kind(type: str, beginning: bytes) -> str:
    head = beginning.lstrip()[:200].lower()
    if head.startswith((b"#extm3u", b"[playlist]", b"http://", b"https://")):
        return "playlist"
    if any(each in type for each in _PLAYLISTS):
        return "playlist"
    for part, name in _OTHERS.items():
        if part in type:
            raise Unsupported(f"Radio in {name} cannot be decoded.")
    if any(header(beginning, at) for at in range(len(beginning))):
        return "mp3"
    raise Unsupported("What the station sends is no sound that can be decoded.")


def _interval(response: httpx.Response) -> int:
    told = response.headers.get("icy-metaint", "")
    return min(int(told), _MOST_INTERVAL) if told.isdigit() else 0
