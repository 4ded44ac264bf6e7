"""Server-sent events: the ``data`` of each, from bytes in any pieces, within bounds."""

from __future__ import annotations

from collections.abc import Iterator

from parley.errors import EngineFailed

MOST = 4 * 1024 * 1024
"""Bytes of one event; a tool call with a large argument comes in pieces much smaller."""


class Events:
    """Reads a stream of server-sent events (WHATWG HTML, 9.2.6); only the data counts."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._rest = bytearray()
        self._data: list[bytes] = []
        self._size = 0

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The data of the events that are complete with this piece.

        Raises ``EngineFailed`` when one grows beyond its bound.
        """
        self._rest += piece
        while (at := self._rest.find(b"\n")) >= 0:
            line = bytes(self._rest[:at]).removesuffix(b"\r")
            del self._rest[: at + 1]
            if line:
                self._take(line)
            elif self._data:
                yield self._whole()
        if len(self._rest) + self._size > self._most:
            raise EngineFailed(f"The upstream sent an event of more than {self._most} bytes.")

    def finish(self) -> Iterator[bytes]:
        """What is left when the stream ends without an empty line."""
        if self._rest:
            self._take(bytes(self._rest).removesuffix(b"\r"))
            self._rest.clear()
        if self._data:
            yield self._whole()

    def _take(self, line: bytes) -> None:
        if line.startswith(b"data:"):
            data = line[5:].removeprefix(b" ")
            self._data.append(data)
            self._size += len(data) + 1
            if self._size > self._most:
                raise EngineFailed(f"The upstream sent an event of more than {self._most} bytes.")

    def _whole(self) -> bytes:
        whole = b"\n".join(self._data)
        self._data, self._size = [], 0
        return whole
