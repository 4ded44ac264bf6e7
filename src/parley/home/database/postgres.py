"""A home in PostgreSQL, through asyncpg: a few connections commit what many callers asked for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from parley.errors import Busy, MissingEngine
from parley.home.database.aside import Aside
from parley.home.database.database import DatabaseFailed, T, Work
from parley.home.database.group import (
    TOGETHER,
    WAITING,
    CommitUnknown,
    Fault,
    GroupedDatabase,
    Job,
    commit,
    reason,
)
from parley.home.database.migrating import LATEST, migrate, version

COMMITTERS = 2
"""Connections that write at the same time."""
READERS = 8
"""Connections that read."""
PATIENCE = 10.0
"""Seconds to try again while the server restarts, before callers are told."""
_CONNECTING = 10
"""Seconds."""
_ANSWERING = 60
"""Seconds after which a statement counts as lost."""
_PAUSES = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between tries; the last one again and again."""
_MIGRATING = 0x7061726C
"""The lock that processes which make tables agree on: "parl"."""
_AGAIN = ("40", "08", "57", "53300")
"""SQLSTATEs that pass: deadlock, connection, restart, too many connections."""
_SERVER = (*_AGAIN, "53", "58", "XX")
"""SQLSTATEs that are no statement's fault; further resources, system error, internal error."""
_STARTING = "57P03"


class Unreachable(Exception):
    """No connection can be made; the cause is the driver's."""


class PostgresDatabase(GroupedDatabase):
    """Made by ``open``."""

    dialect = "postgresql"

    def __init__(self, name: str, engine: AsyncEngine, aside: Aside) -> None:
        super().__init__(name)
        self._engine = engine
        self._reads = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._reading = 0
        self._ending: asyncio.Task[None] | None = None
        # Everything below belongs to the other thread.
        self._aside = aside
        self._places = asyncio.Semaphore(READERS)
        self._something = asyncio.Event()
        self._taken: deque[Job] = deque()
        self._last = False
        self._committers: list[asyncio.Task[None]] = []
        aside.soon(self._begin)

    @classmethod
    async def open(cls, url: str) -> PostgresDatabase:
        """The database at this URL. Raises ``DatabaseFailed``, ``MissingEngine``."""
        name, engine = _name(url), _engine(url)
        aside = Aside("parley-database")
        try:
            await aside.do(_prepare(engine))
            return cls(name, engine, aside)
        except BaseException as error:  # raised again, once the thread and its connections are gone
            await aside.do(engine.dispose())
            await aside.stop()
            if isinstance(error, Unreachable | DBAPIError):
                raise DatabaseFailed(
                    f"{name} cannot be opened ({reason(error)}). Check home.database and the server."
                ) from error
            raise

    async def read(self, work: Work[T]) -> T:
        if self._closed:
            raise self._failed("is closed")
        if self._reading >= WAITING:
            raise Busy("The database does not keep up with what is to be read.")
        self._reading += 1
        try:
            return await self._aside.do(self._read(work))
        finally:
            self._reading -= 1

    async def close(self) -> None:
        if self._ending is None:
            self._closed = True
            self._flush()
            self._ending = asyncio.create_task(self._let_go())
        await asyncio.shield(self._ending)

    def _flush(self) -> None:
        if self._pending:
            self._aside.soon(self._take, list(self._pending))
            self._pending.clear()

    async def _let_go(self) -> None:
        await self._aside.do(self._end())
        await self._aside.stop()

    # From here on, in the other thread: merging and sealing hundreds of records takes longer than who speaks
    # may be kept waiting.

    def _begin(self) -> None:
        self._committers = [asyncio.create_task(self._run()) for _ in range(COMMITTERS)]

    def _take(self, jobs: Sequence[Job]) -> None:
        self._taken += jobs
        self._something.set()

    async def _end(self) -> None:
        self._last = True
        self._something.set()
        await asyncio.gather(*self._committers)
        for _ in range(READERS):  # whoever still reads
            await self._places.acquire()
        await self._engine.dispose()

    async def _run(self) -> None:
        """One committer: takes what waits, commits it, tells."""
        while self._taken or not self._last:
            if not self._taken:
                self._something.clear()
                await self._something.wait()
                continue
            jobs = [self._taken.popleft() for _ in range(min(TOGETHER, len(self._taken)))]
            results = await self._commit(jobs)
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self._loop.call_soon_threadsafe(self._settle, jobs, results)

    async def _commit(self, jobs: Sequence[Job]) -> Sequence[Any]:
        try:
            return await self._persistently(lambda: self._write(jobs), "written")
        except Exception as error:  # noqa: BLE001 - goes to every caller
            return [Fault(error)] * len(jobs)

    async def _write(self, jobs: Sequence[Job]) -> Sequence[Any]:
        async with self._engine.connect() as connection:
            return await connection.run_sync(commit, jobs, _is_fatal)

    async def _read(self, work: Work[T]) -> T:
        async def attempt() -> T:
            async with self._reads.connect() as connection:
                return await connection.run_sync(work)

        async with self._places:
            return await self._persistently(attempt, "read")

    async def _persistently(self, attempt: Callable[[], Awaitable[T]], what: str) -> T:
        """Try again when the server went away before anything was committed, or chose another transaction."""
        time = asyncio.get_running_loop().time
        giving_up = time() + PATIENCE
        tries = 0
        while True:
            try:
                return await attempt()
            except CommitUnknown as error:
                raise self._failed(
                    f"broke off ({reason(error)}); what was being written may or may not be there"
                ) from error
            except Exception as error:  # raised again unless the server is at fault, and that may pass
                if not _is_fatal(error):
                    raise
                if not _passes(error) or time() >= giving_up:
                    raise self._failed(f"cannot be {what} ({reason(error)})") from error
            await asyncio.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
            tries += 1


def _asyncpg() -> Any:
    try:
        return import_module("asyncpg")
    except ImportError as error:
        raise MissingEngine("postgres", "pip install 'parley[postgres]'") from error


def _engine(url: str) -> AsyncEngine:
    asyncpg = _asyncpg()

    async def connect() -> Any:
        # asyncpg itself reads the URL: it knows what libpq does of TLS, sockets and several hosts.
        try:
            return await asyncpg.connect(
                url,
                timeout=_CONNECTING,
                command_timeout=_ANSWERING,
                server_settings={"application_name": "parley", "synchronous_commit": "on"},
            )
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise Unreachable from error

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=COMMITTERS + READERS,
        max_overflow=0,
        hide_parameters=True,
    )


async def _prepare(engine: AsyncEngine) -> None:
    time = asyncio.get_running_loop().time
    giving_up = time() + PATIENCE
    while True:
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(_bring_up_to_date)
        except Unreachable as error:
            if _state(error) != _STARTING or time() > giving_up:
                raise
        await asyncio.sleep(_PAUSES[1])


def _bring_up_to_date(connection: Connection) -> None:
    if version(connection) != LATEST:
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
        migrate(connection)


def _name(url: str) -> str:
    parts = urlsplit(url)
    return f"The database {parts.path.lstrip('/') or 'of the user'} at {parts.hostname or 'this machine'}"


def _state(error: BaseException) -> str:
    """SQLSTATE; empty when the server did not say one."""
    cause = error.__cause__ if isinstance(error, Unreachable) else getattr(error, "orig", None)
    return getattr(cause, "sqlstate", None) or ""


def _is_fatal(error: Exception) -> bool:
    """Whether the server, or its choice of transactions, is at fault, and not a statement."""
    if isinstance(error, Unreachable | OSError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or _state(error).startswith(_SERVER)


def _passes(error: Exception) -> bool:
    """Whether another try may do better, soon."""
    if isinstance(error, Unreachable):
        return isinstance(error.__cause__, OSError) or _state(error).startswith(_AGAIN)
    return isinstance(error, DBAPIError) and (
        error.connection_invalidated or _state(error).startswith(_AGAIN)
    )
