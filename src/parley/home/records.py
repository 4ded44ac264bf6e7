"""Records: small JSON documents in collections, on disk before the caller hears "done"."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from parley.errors import TooLong
from parley.home.writer import RecordsFailed, Write, Writer

__all__ = ["Record", "Records", "RecordsFailed"]

LONGEST_NAME = 200
LARGEST_DOCUMENT = 64 * 1024


@dataclass(frozen=True, slots=True)
class Record:
    """One document of a collection."""

    id: str
    person: str
    """Whose it is; empty when it belongs to nobody in particular."""
    document: dict[str, Any]
    """Plain JSON values."""


class Records:
    """The records of one machine, in one SQLite file.

    Writes of all callers go through one thread that commits many at once; each caller is told only after
    the commit that holds its write is on disk. Closing waits for what was accepted.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file. Raises ``RecordsFailed`` when it cannot be used."""
        self._writer = Writer(path)

    async def put(self, collection: str, id: str, document: Mapping[str, object], person: str = "") -> None:
        """Keep a document, in place of any of the same collection and id. On disk when it returns.

        Raises ``TooLong`` for a document over 64 KiB or a name over 200 characters.
        """
        data = msgspec.json.encode(document)
        if len(data) > LARGEST_DOCUMENT:
            raise TooLong(f"A record may have {LARGEST_DOCUMENT} bytes; this one has {len(data)}.")
        await self._write(Write(_name(collection), _name(id), _name(person), data))

    async def delete(self, collection: str, id: str) -> bool:
        """Forget a document; False when there was none. On disk when it returns."""
        return await self._write(Write(_name(collection), _name(id), "", None)) > 0

    async def all(self, collection: str) -> list[Record]:
        """Every document of a collection, oldest first, with all writes finished before the call."""
        rows = await asyncio.to_thread(self._writer.read, collection)
        return [Record(id, person, msgspec.json.decode(data)) for id, person, data in rows]

    async def close(self) -> None:
        """Finish the accepted writes and let go of the file. Safe to call twice."""
        await asyncio.to_thread(self._writer.close)

    async def _write(self, write: Write) -> int:
        done: Future[int] = self._writer.submit(write)
        # A caller that is cancelled must not cancel a write that others share a commit with.
        return await asyncio.shield(asyncio.wrap_future(done))


def _name(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise TooLong(f"The name of a record may have {LONGEST_NAME} characters.")
    return name
