"""A home in one SQLite file: one thread writes, many writes to a commit; others read meanwhile."""

from __future__ import annotations

import asyncio
import os
import queue
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from parley.errors import Busy
from parley.home.database.database import DatabaseFailed, T, Work
from parley.home.database.group import TOGETHER, WAITING, Fault, GroupedDatabase, Job, commit, reason
from parley.home.database.migrating import LATEST, migrate, version

READERS = 4
"""Threads that read."""
PATIENCE = 30.0
"""Seconds to wait for another process that writes to the same file."""
_DISK = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_READONLY,
    }
)
"""Errors of the file, not of a statement."""


class SQLiteDatabase(GroupedDatabase):
    """Made by ``open``."""

    dialect = "sqlite"

    def __init__(self, path: Path, writer: Engine, readers: Engine) -> None:
        super().__init__(f"The database {path}")
        self._path = path
        self._writer = writer
        self._writing: Connection | None = None
        """The writer thread's, from its first commit on."""
        self._readers = readers
        self._reading = 0
        self._threads = ThreadPoolExecutor(READERS, "parley-reads")
        self._queue: queue.SimpleQueue[list[Job] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="parley-writes", daemon=True)
        self._thread.start()

    @classmethod
    async def open(cls, path: Path) -> SQLiteDatabase:
        """The database in this file, which is made if need be. Raises ``DatabaseFailed``."""
        writer, readers = await asyncio.to_thread(_open, path)
        return cls(path, writer, readers)

    async def read(self, work: Work[T]) -> T:
        if self._closed:
            raise self._failed("is closed")
        if self._reading >= WAITING:
            raise Busy("The disk does not keep up with what is to be read.")
        self._reading += 1
        try:
            return await self._loop.run_in_executor(self._threads, self._read, work)
        finally:
            self._reading -= 1

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._flush()
            self._queue.put(None)
        await asyncio.to_thread(self._let_go)

    def _flush(self) -> None:
        if self._pending:
            self._queue.put(list(self._pending))
            self._pending.clear()

    def _let_go(self) -> None:
        self._thread.join()
        self._threads.shutdown()
        self._writer.dispose()
        self._readers.dispose()

    def _read(self, work: Work[T]) -> T:
        try:
            with self._readers.connect() as connection, connection.begin():
                return work(connection)
        except (SQLAlchemyError, sqlite3.Error) as error:
            if not _is_fatal(error):
                raise
            raise self._failed(f"cannot be read ({reason(error)})") from error

    def _run(self) -> None:
        """The writer thread."""
        try:
            self._write_all()
        finally:
            self._end_writing()

    def _write_all(self) -> None:
        while (jobs := self._queue.get()) is not None:
            last = False
            while len(jobs) < TOGETHER and not last:
                try:
                    more = self._queue.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    last = True
                else:
                    jobs += more
            for start in range(0, len(jobs), TOGETHER):
                self._commit(jobs[start : start + TOGETHER])
            if last:
                return

    def _commit(self, jobs: Sequence[Job]) -> None:
        try:
            if self._writing is None:
                self._writing = self._writer.connect()
            results = commit(self._writing, jobs, _is_fatal)
        except Exception as error:  # noqa: BLE001 - goes to every caller
            self._end_writing()  # whatever state it is in, the next begins anew
            failure = self._failed(f"cannot be written ({reason(error)})")
            failure.__cause__ = error
            results = [Fault(failure)] * len(jobs)
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._settle, jobs, results)

    def _end_writing(self) -> None:
        if self._writing is not None:
            writing, self._writing = self._writing, None
            with suppress(SQLAlchemyError, sqlite3.Error):  # what was wrong has been said already
                writing.close()


def _open(path: Path) -> tuple[Engine, Engine]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise DatabaseFailed(
            f"The database {path} cannot be created ({error.strerror}). Check the folder and its permissions."
        ) from error
    writer = _engine(path, 1, "BEGIN IMMEDIATE", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
    readers = _engine(path, READERS, "BEGIN", "query_only=ON")
    try:
        _bring_up_to_date(readers, writer)
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise DatabaseFailed(
            f"The database {path} cannot be opened ({reason(error)}). Check the file and the disk."
        ) from error
    return writer, readers


def _bring_up_to_date(readers: Engine, writer: Engine) -> None:
    with readers.connect() as connection:
        if version(connection) == LATEST:
            return
    with writer.begin() as connection:
        migrate(connection)


def _engine(path: Path, connections: int, begin: str, *pragmas: str) -> Engine:
    """Connections whose transactions begin as told; the driver itself begins none."""
    made = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"isolation_level": None, "timeout": PATIENCE, "check_same_thread": False},
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,
    )

    def connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        try:
            for pragma in ("foreign_keys=ON", *pragmas):
                cursor.execute(f"PRAGMA {pragma}")
        finally:
            cursor.close()

    def begun(connection: Connection) -> None:
        # Not through SQLAlchemy, which would take as long for it as for all the rest of a short transaction.
        cast(sqlite3.Connection, connection.connection.driver_connection).execute(begin)

    event.listen(made, "connect", connected)
    event.listen(made, "begin", begun)
    return made


def _is_fatal(error: Exception) -> bool:
    """Whether the file is at fault, and not a statement."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, sqlite3.Error):
        return False
    code: int | None = getattr(cause, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _DISK
