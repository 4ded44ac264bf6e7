"""All tables of a home as they were at one moment, laid aside to be packed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from parley.home.archive.errors import CannotWrite
from parley.home.archive.rows import TABLES, as_line, read
from parley.home.database.database import Database
from parley.home.database.migrating import LATEST

_CLAIM = ("claimed_by", "claimed_until")
"""Columns of ``due`` that name a process."""


class Dump:
    """A temporary file without a name; what is personal in it is sealed. A context manager."""

    def __init__(self, folder: Path) -> None:
        """``folder`` has room for it. Raises ``CannotWrite``."""
        try:
            self._file = tempfile.TemporaryFile("w+b", dir=folder)  # noqa: SIM115 - closed by __exit__
        except OSError as error:
            raise CannotWrite(f"{folder} cannot be written: {error.strerror}.") from error
        self._places: dict[str, tuple[int, int]] = {}
        self.counts: dict[str, int] = {}
        """Rows of each table."""
        self.tables = LATEST
        """The version of the tables."""

    async def fill(self, database: Database) -> None:
        """Lay aside what is there now: all that was written before, and no half of anything."""
        await database.read(self._fill)

    def _fill(self, connection: Connection) -> None:
        self._file.seek(0)  # the work may run again
        self._file.truncate()
        for table in TABLES:
            begin, count = self._file.tell(), 0
            for row in read(connection, table):
                if table.name == "due":
                    row.update(dict.fromkeys(_CLAIM))
                self._file.write(as_line(row))
                count += 1
            self._places[table.name] = begin, self._file.tell()
            self.counts[table.name] = count

    @property
    def size(self) -> int:
        """Bytes of all tables."""
        return max((end for _, end in self._places.values()), default=0)

    def lines(self, table: str) -> Iterator[bytes]:
        """The rows of a table, each a line of JSON with its end."""
        position, end = self._places[table]
        while position < end:
            self._file.seek(position)
            line = self._file.readline()
            position = self._file.tell()
            yield line

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
