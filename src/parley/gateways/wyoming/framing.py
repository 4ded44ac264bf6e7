"""Wyoming's frames: a line of JSON, then the data and the payload whose lengths it tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from parley.errors import ParleyError

VERSION = "1.10.2"
"""Version of the protocol; every frame carries it."""

MOST_HEADER = 64 * 1024
"""Bytes of a header line, which may hold the data itself; the reference library takes no longer one."""
MOST_DATA = 1024 * 1024
"""Bytes of the second block. An ``info`` of a hundred voices has 30 KB."""
MOST_PAYLOAD = 1024 * 1024
"""Bytes of sound in one event; 11 s at 48 kHz. Satellites send 2 KB."""

_Length = Annotated[int, Meta(ge=0, le=MOST_DATA)] | None


class BadEvent(ParleyError):
    """What came is no event: no JSON, no type, a wrong length, or more than the bounds allow."""

    code = "bad_event"


class Event(Struct, frozen=True):
    """What happened or is asked for."""

    type: str
    data: Mapping[str, object] = {}
    payload: bytes = b""
    """Sound."""


class _Header(Struct, frozen=True):
    type: Annotated[str, Meta(min_length=1, max_length=64)]
    data: dict[str, object] | None = None
    data_length: _Length = None
    payload_length: Annotated[int, Meta(ge=0, le=MOST_PAYLOAD)] | None = None


_header = msgspec.json.Decoder(_Header)
_data = msgspec.json.Decoder(dict[str, object])


class Frames:
    """Events from bytes that come in pieces; where those were cut makes no difference."""

    def __init__(self) -> None:
        self._held = bytearray()
        """The beginning of a frame."""
        self._needed = 0
        """Bytes of it before it can be complete; 0 while its header is not."""
        self._searched = 0
        """Bytes of it known to hold no newline."""

    @property
    def held(self) -> int:
        """Bytes of a frame that is not complete."""
        return len(self._held)

    def feed(self, piece: bytes) -> Iterator[Event]:
        """Take what came; give the events now complete. Raises ``BadEvent``; nothing follows that."""
        buffer: bytes | bytearray = piece
        if self._held:
            self._held += piece
            if len(self._held) < self._needed:
                return
            buffer = self._held
        at, searched = 0, self._searched
        while at < len(buffer):
            end = buffer.find(b"\n", at + searched)
            if (end if end >= 0 else len(buffer)) - at > MOST_HEADER:
                raise BadEvent(f"A header has at most {MOST_HEADER} bytes.")
            if end < 0:
                self._hold(buffer, at, needed=0, searched=len(buffer) - at)
                return
            header = _decoded(buffer[at:end])
            middle = end + 1 + (header.data_length or 0)
            stop = middle + (header.payload_length or 0)
            if stop > len(buffer):
                self._hold(buffer, at, needed=stop - at, searched=end - at)
                return
            yield _event(header, buffer, end + 1, middle, stop)
            at, searched = stop, 0
        self._hold(buffer, at, needed=0, searched=0)

    def _hold(self, buffer: bytes | bytearray, at: int, *, needed: int, searched: int) -> None:
        if at == len(buffer):
            if self._held:
                self._held = bytearray()
        elif at or buffer is not self._held:
            self._held = bytearray(memoryview(buffer)[at:])
        self._needed, self._searched = needed, searched


def encode(type: str, data: Struct | Mapping[str, object] | None = None, payload: bytes = b"") -> bytes:
    """A frame. ``type`` is one of the protocol's."""
    block = msgspec.json.encode(data) if data is not None else b""
    if len(block) <= 2:  # {}
        block = b""
    sizes = f',"data_length":{len(block)}' if block else ""
    if payload:
        sizes += f',"payload_length":{len(payload)}'
    return b"".join((f'{{"type":"{type}","version":"{VERSION}"{sizes}}}\n'.encode(), block, payload))


def _decoded(line: bytes | bytearray) -> _Header:
    try:
        return _header.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadEvent("A header is a line of JSON with a type and lengths within bounds.") from error


def _event(header: _Header, buffer: bytes | bytearray, start: int, middle: int, stop: int) -> Event:
    data = header.data or {}
    if middle > start:
        try:
            block = _data.decode(buffer[start:middle])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadEvent("The data of an event is a JSON object.") from error
        data = {**data, **block} if data else block
    return Event(header.type, data, bytes(buffer[middle:stop]))
