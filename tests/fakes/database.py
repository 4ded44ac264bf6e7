"""A home's database that does everything at once on the caller's thread, for tests in virtual time."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import StaticPool

from parley.home.database.database import Batch, Database, DatabaseFailed, I, R, T, Work
from parley.home.database.group import Fault, Job, commit
from parley.home.database.schema import metadata


class InlineDatabase(Database):
    """SQLite in memory. Behaves as the real ones do, but for durability and for groups of more than one."""

    dialect = "sqlite"

    def __init__(self) -> None:
        self._engine = create_engine(
            "sqlite://",
            poolclass=StaticPool,
            connect_args={"isolation_level": None, "check_same_thread": False},
        )
        event.listen(self._engine, "connect", _connected)
        event.listen(self._engine, "begin", _begun)
        metadata.create_all(self._engine)
        with self._engine.begin() as connection:
            connection.exec_driver_sql("CREATE VIRTUAL TABLE search_words USING fts5(title, body, marks)")
        self._closed = False
        self.failing = False
        """Set it, and every call raises ``DatabaseFailed``: the disk is full."""

    async def apply(self, batch: Batch[I, R], item: I) -> R:
        return cast(R, await self._do(batch, item))

    async def write(self, work: Work[T]) -> T:
        return cast(T, await self._do(None, work))

    async def read(self, work: Work[T]) -> T:
        await self._turn()
        with self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")
            try:
                return work(connection)
            finally:
                connection.exec_driver_sql("PRAGMA query_only=OFF")

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


def _connected(connection: Any, _: object) -> None:
    connection.execute("PRAGMA foreign_keys=ON")


def _begun(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
