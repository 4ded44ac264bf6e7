"""Durable writes: Parley's records beside the bare loops, on SQLite and on a real PostgreSQL, in one run.

Run with ``.venv/bin/python benchmarks/writes.py``. Every write is one record of some 60 bytes, and on disk
before its writer goes on. 128 writers wait at the same time; the bare loops do nothing but one upsert each:

- SQLite, bare: a queue, one thread, one ``executemany`` and one commit for whatever waits.
- PostgreSQL, bare: asyncpg, each of 16 or 64 connections upserting, one commit each.

``Database.apply`` does that same upsert through Parley's group commit. ``Records.put`` does what a record
needs besides: check it, read and decrypt what was there, merge field by field, encrypt, number the change.
"""

from __future__ import annotations

import asyncio
import json
import queue
import secrets
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import uvloop
from sqlalchemy import Connection, insert

from fakes.postgres import PostgresServer, missing  # pyright: ignore[reportMissingImports]
from parley.clock import SystemClock
from parley.home.database.database import Database
from parley.home.database.opening import open_database
from parley.home.database.schema import accounts
from parley.home.records import Records
from parley.home.vault import Vault

WRITERS = 128
ACCOUNTS = 16
SECONDS = 2.5
ROUNDS = 3
"""Bare and ours take turns, so that a disk that is slow for a while is slow for both; the median counts."""

Write = Callable[[str, str, dict[str, Any]], Awaitable[object]]
"""Account, id and document."""


def document(turn: int) -> dict[str, Any]:
    return {"list": "shopping", "text": "燕麦奶 2 盒", "done": bool(turn % 2)}


class BareLoop:
    """The plainest group commit: asyncio to a thread to sqlite3 and back."""

    def __init__(self, path: Path) -> None:
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, args=(path,))
        self._thread.start()

    async def write(self, account: str, id: str, document: dict[str, Any]) -> None:
        done = self._loop.create_future()
        self._queue.put(((account, "items", id, json.dumps(document)), done))
        await done

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _run(self, path: Path) -> None:
        connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(TABLE)
        while (job := self._queue.get()) is not None:
            jobs = [job]
            while len(jobs) < 500 and not self._queue.empty():
                if (job := self._queue.get()) is None:
                    break
                jobs.append(job)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(UPSERT.format("?", "?", "?", "?"), [row for row, _ in jobs])
            connection.execute("COMMIT")
            for _, done in jobs:
                self._loop.call_soon_threadsafe(done.set_result, None)
        connection.close()


TABLE = (
    "CREATE TABLE records (account TEXT, collection TEXT, id TEXT, document TEXT,"
    " PRIMARY KEY (account, collection, id))"
)
UPSERT = (
    "INSERT INTO records VALUES ({}, {}, {}, {})"
    " ON CONFLICT (account, collection, id) DO UPDATE SET document = excluded.document"
)


async def rate(write: Write, people: list[str], writers: int = WRITERS) -> tuple[float, list[float]]:
    """Writes per second, and how long each took in seconds."""
    took: list[float] = []
    began = time.perf_counter()
    ending = began + SECONDS

    async def writing(n: int) -> None:
        account, turn, now = people[n % len(people)], 0, time.perf_counter()
        while now < ending:
            await write(account, f"item-{n}-{turn % 10}", document(turn // 10))
            turn, then = turn + 1, now
            now = time.perf_counter()
            took.append(now - then)

    await asyncio.gather(*(writing(n) for n in range(writers)))
    return len(took) / (time.perf_counter() - began), took


def upsert(connection: Connection, rows: Sequence[tuple[str, ...]]) -> Sequence[None]:
    """The bare loop's statement, as a batch of Parley's."""
    connection.exec_driver_sql(UPSERT.format("?", "?", "?", "?"), list(rows))
    return [None] * len(rows)


async def same_upsert(path: Path) -> tuple[Write, Callable[[], Awaitable[None]]]:
    """Parley's group commit with nothing of Parley's in it."""
    database = await open_database(str(path))
    await database.write(lambda connection: bool(connection.exec_driver_sql("DROP TABLE records")))
    await database.write(lambda connection: bool(connection.exec_driver_sql(TABLE)))

    async def write(account: str, id: str, document: dict[str, Any]) -> None:
        await database.apply(upsert, (account, "items", id, json.dumps(document)))

    return write, database.close


async def home(database: Database) -> tuple[Write, list[str], Callable[[], Awaitable[None]]]:
    """Parley's way to write, on a database with people in it."""
    vault = Vault(secrets.token_bytes(32))
    people = [secrets.token_hex(8) for _ in range(ACCOUNTS)]
    rows = [
        {"id": id, "role": "family", "sealed": b"", "key": vault.wrap(id), "created": 0.0} for id in people
    ]
    await database.write(lambda connection: bool(connection.execute(insert(accounts), rows)))
    records = Records(database, vault, SystemClock())

    async def write(account: str, id: str, document: dict[str, Any]) -> None:
        await records.put(account, "items", id, document)

    async def close() -> None:
        await records.close()
        await database.close()

    return write, people, close


def show(name: str, found: list[tuple[float, list[float]]]) -> float:
    """Prints a line; gives the median rate."""
    took = sorted(second for _, each in found for second in each)
    median = statistics.median(rate for rate, _ in found)
    p50, p99 = (1000 * took[int(len(took) * part)] for part in (0.5, 0.99))
    print(f"  {name:34} {median:9,.0f} /s   p50 {p50:6.2f} ms   p99 {p99:6.2f} ms", flush=True)
    return median


async def sqlite(folder: Path) -> None:
    bare = BareLoop(folder / "bare.db")
    same, close_same = await same_upsert(folder / "same.db")
    write, people, close = await home(await open_database(str(folder / "home.db")))
    ways = [(bare.write, WRITERS), (same, WRITERS), (write, WRITERS), (bare.write, 1), (write, 1)]
    found = [[await rate(way, people, writers) for way, writers in ways] for _ in range(ROUNDS)]
    each = [list(column) for column in zip(*found, strict=True)]
    print(f"SQLite, {WRITERS} writers")
    plain = show("bare group commit", each[0])
    machinery = show("Database.apply, the same upsert", each[1])
    ours = show("Records.put", each[2])
    show("bare, one writer alone", each[3])
    show("Records.put, one writer alone", each[4])
    print(f"  ratio {machinery / plain:.2f} of the same upsert, {ours / plain:.2f} of whole records")
    bare.close()
    await close_same()
    await close()


async def postgresql(server: PostgresServer) -> None:
    import asyncpg

    for name in ("bare", "home"):
        server.sql(f"CREATE DATABASE {name}")
    write, people, close = await home(await open_database(server.url("home")))
    pool = await asyncpg.create_pool(server.url("bare"), min_size=64, max_size=64)
    await pool.execute(TABLE)
    statement = UPSERT.format("$1", "$2", "$3", "$4")

    async def plain(account: str, id: str, document: dict[str, Any]) -> None:
        async with pool.acquire() as connection:
            await connection.execute(statement, account, "items", id, json.dumps(document))

    ways = [(plain, 16), (plain, 64), (write, WRITERS), (plain, 1), (write, 1)]
    found = [[await rate(way, people, writers) for way, writers in ways] for _ in range(ROUNDS)]
    each = [list(column) for column in zip(*found, strict=True)]
    print("PostgreSQL")
    best = max(show("asyncpg, 16 connections", each[0]), show("asyncpg, 64 connections", each[1]))
    ours = show(f"Records.put, {WRITERS} writers", each[2])
    show("asyncpg, one writer alone", each[3])
    show("Records.put, one writer alone", each[4])
    print(f"  ratio {ours / best:.2f} of whole records")
    await pool.close()
    await close()


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        await sqlite(Path(folder))
    if reason := missing():
        print(f"PostgreSQL: not measured, {reason}")
        return
    with PostgresServer() as server:
        await postgresql(server)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # as the server does
        runner.run(main())
