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

_PING = 200
"""Characters of a ping that are given back."""

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

    @property
    def length(self) -> int:
        """Bytes that follow the line."""
        return (self.data_length or 0) + (self.payload_length or 0)


_header = msgspec.json.Decoder(_Header)
_data = msgspec.json.Decoder(dict[str, object])


class Frames:
    """Events from bytes that come in pieces; where those were cut makes no difference.

    Only what a piece begins with and ends with is put together; whole frames are read where they lie.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        """The beginning of a frame."""
        self._header: _Header | None = None
        """Its header, once that is complete."""
        self._body = 0
        """Length of its header line."""

    @property
    def held(self) -> int:
        """Bytes of a frame that is not complete."""
        return len(self._held)

    def feed(self, piece: bytes) -> Iterator[Event]:
        """Take what came; give the events now complete. Raises ``BadEvent``; nothing follows that."""
        at = 0
        if self._held:
            at = self._go_on(piece)
            if self._header is None or len(self._held) < self._body + self._header.length:
                return
            yield _event(self._header, bytes(self._held), self._body)
            self._held, self._header = bytearray(), None
        while at < len(piece):
            end = piece.find(b"\n", at)
            _check(end - at if end >= 0 else len(piece) - at)
            header = _decoded(piece[at:end]) if end >= 0 else None
            if header is None or end + 1 + header.length > len(piece):
                self._held, self._header, self._body = bytearray(piece[at:]), header, end + 1 - at
                return
            yield _event(header, piece, end + 1)
            at = end + 1 + header.length

    def _go_on(self, piece: bytes) -> int:
        """Add to what is held what belongs to the same frame; where in the piece the next begins."""
        at = 0
        if self._header is None:
            end = piece.find(b"\n")
            at = end + 1 if end >= 0 else len(piece)
            _check(len(self._held) + at - (end >= 0))
            self._held += piece[:at]
            if end < 0:
                return at
            self._header, self._body = _decoded(self._held), len(self._held)
        missing = self._body + self._header.length - len(self._held)
        self._held += piece[at : at + missing]
        return at + missing


def encode(type: str, data: Struct | Mapping[str, object] | None = None, payload: bytes = b"") -> bytes:
    """A frame. ``type`` is one of the protocol's."""
    block = msgspec.json.encode(data) if data is not None else b""
    if len(block) <= 2:  # {}
        block = b""
    sizes = f',"data_length":{len(block)}' if block else ""
    if payload:
        sizes += f',"payload_length":{len(payload)}'
    return b"".join((f'{{"type":"{type}","version":"{VERSION}"{sizes}}}\n'.encode(), block, payload))


def pong(ping: Event) -> dict[str, str] | None:
    """The data that answers a ping: its own text, where that is one."""
    text = ping.data.get("text")
    return {"text": text} if isinstance(text, str) and len(text) <= _PING else None


def _decoded(line: bytes | bytearray) -> _Header:
    try:
        return _header.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadEvent("A header is a line of JSON with a type and lengths within bounds.") from error


def _check(length: int) -> None:
    if length > MOST_HEADER:
        raise BadEvent(f"A header has at most {MOST_HEADER} bytes.")


def _event(header: _Header, buffer: bytes, start: int) -> Event:
    """The event whose header is followed by ``buffer`` from ``start`` on."""
    data, middle = header.data or {}, start + (header.data_length or 0)
    if middle > start:
        try:
            block = _data.decode(buffer[start:middle])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadEvent("The data of an event is a JSON object.") from error
        data = {**data, **block} if data else block
    return Event(header.type, data, buffer[middle : start + header.length])
