"""A home's database that does everything at once on the caller's thread, for tests in virtual time."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from parley.home.database.database import Batch, Database, DatabaseFailed, I, R, T, Work
from parley.home.database.group import Fault, Job, commit
from parley.home.database.schema import metadata


class InlineDatabase(Database):
    """SQLite in memory. Behaves as the real ones do, but for durability and for groups of more than one."""

    dialect = "sqlite"

    def __init__(self) -> None:
        self._engine = _in_memory()
        self._own = _of(self._engine)
        _of(_empty()).backup(self._own)
        self._closed = False
        self.failing = False
        """Set it, and every call raises ``DatabaseFailed``: the disk is full."""

    async def apply(self, batch: Batch[I, R], item: I) -> R:
        return cast(R, await self._do(batch, item))

    async def write(self, work: Work[T]) -> T:
        return cast(T, await self._do(None, work))

    async def read(self, work: Work[T]) -> T:
        await self._turn()
        # Told to the driver itself: SQLAlchemy takes longer for these two than for what is read.
        self._own.execute("PRAGMA query_only=ON")
        try:
            with self._engine.connect() as connection:
                return work(connection)
        finally:
            self._own.execute("PRAGMA query_only=OFF")

    async def close(self) -> None:
        self._closed = True
        self._engine.dispose()

    async def _do(self, batch: Batch[Any, Any] | None, item: Any) -> Any:
        await self._turn()
        job = Job(batch, item, asyncio.get_running_loop().create_future())
        with self._engine.connect() as connection:
            (result,) = commit(connection, [job], lambda _: False)
        if isinstance(result, Fault):
            raise result.error
        return result

    async def _turn(self) -> None:
        # As with the real ones, others have their turn meanwhile.
        await asyncio.sleep(0)
        if self._closed or self.failing:
            raise DatabaseFailed("The database is closed." if self._closed else "The disk is full.")


def _in_memory() -> Engine:
    engine = create_engine(
        "sqlite://",
        poolclass=StaticPool,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)
    return engine


@cache
def _empty() -> Engine:
    """All tables and nothing in them, to be copied: hundreds of tests have a home of their own."""
    engine = _in_memory()
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE VIRTUAL TABLE search_words USING fts5(title, body, marks)")
    return engine


def _of(engine: Engine) -> Any:
    """The one connection of an engine, as SQLite's own module has it."""
    return engine.raw_connection().driver_connection


def _connected(connection: Any, _: object) -> None:
    connection.execute("PRAGMA foreign_keys=ON")


def _begun(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
