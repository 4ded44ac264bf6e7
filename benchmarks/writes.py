"""Durable writes: Parley's records beside the bare loops, on SQLite and on a real PostgreSQL, in one run.

Run with ``.venv/bin/python benchmarks/writes.py``. Every write is one record of some 60 bytes, and on disk
before its writer goes on. 128 writers wait at the same time, beside bare loops (``bare_loops.py``):

- SQLite, bare: a queue, one thread, one ``executemany`` of upserts and one commit for whatever waits.
- SQLite, by hand: the same with what a synced, encrypted record cannot do without: what is there is read and
  decrypted, merged by the fields' clocks, encrypted, and written with the account's next number.
- PostgreSQL, bare: asyncpg, each of 16 or 64 connections upserting, one commit each.

``Database.apply`` does the bare upsert through Parley's group commit. ``Records.put`` does what the loop by
hand does, checks it, and tells whoever watches. Beside each rate stands the processor's time for a write, of
all threads together: on a machine that is busy with other things it is steadier than the rate.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import uvloop
from bare_loops import TABLE, UPSERT, BareLoop, RecordLoop
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


class Found(NamedTuple):
    """What became of some seconds of writing."""

    rate: float
    """Writes per second."""
    took: list[float]
    """How long each took, in seconds."""
    cost: float
    """Of the processor, for a write; microseconds. Not that of a database's own process."""


async def rate(write: Write, people: list[str], writers: int = WRITERS) -> Found:
    """Let so many write at the same time."""
    took: list[float] = []
    began, busy = time.perf_counter(), time.process_time()
    ending = began + SECONDS

    async def writing(n: int) -> None:
        account, turn, now = people[n % len(people)], 0, time.perf_counter()
        while now < ending:
            await write(account, f"item-{n}-{turn % 10}", document(turn // 10))
            turn, then = turn + 1, now
            now = time.perf_counter()
            took.append(now - then)

    await asyncio.gather(*(writing(n) for n in range(writers)))
    cost = 1e6 * (time.process_time() - busy) / len(took)
    return Found(len(took) / (time.perf_counter() - began), took, cost)


def upsert(connection: Connection, rows: Sequence[tuple[str, ...]]) -> Sequence[None]:
    """The bare loop's statement, as a batch of Parley's."""
    connection.exec_driver_sql(UPSERT.format("?", "?", "?", "?"), list(rows))
    return [None] * len(rows)


async def same_upsert(path: Path) -> tuple[Write, Callable[[], Awaitable[None]]]:
    """Parley's group commit with nothing of Parley's in it."""
    database = await open_database(str(path))
    await database.write(lambda connection: bool(connection.exec_driver_sql("DROP TABLE records")))
    await database.write(lambda connection: bool(connection.exec_driver_sql(TABLE)))

    def write(account: str, id: str, document: dict[str, Any]) -> Awaitable[object]:
        return database.apply(upsert, (account, "items", id, json.dumps(document)))

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

    def write(account: str, id: str, document: dict[str, Any]) -> Awaitable[object]:
        # Awaited itself, as the loop by hand is: one more coroutine around it would count as ours.
        return records.put(account, "items", id, document)

    async def close() -> None:
        await records.close()
        await database.close()

    return write, people, close


def show(name: str, found: list[Found]) -> float:
    """Prints a line; gives the median rate."""
    took = sorted(second for each in found for second in each.took)
    median = statistics.median(each.rate for each in found)
    cost = min(each.cost for each in found)
    p50, p99 = (1000 * took[int(len(took) * part)] for part in (0.5, 0.99))
    print(
        f"  {name:34} {median:9,.0f} /s   p50 {p50:6.2f} ms   p99 {p99:6.2f} ms   {cost:4.0f} µs", flush=True
    )
    return median


async def sqlite(folder: Path) -> None:
    bare = BareLoop(folder / "bare.db")
    same, close_same = await same_upsert(folder / "same.db")
    write, people, close = await home(await open_database(str(folder / "home.db")))
    hand = RecordLoop(folder / "hand.db", people)
    many = [(way, WRITERS) for way in (bare.write, same, hand.write, write)]
    ways = [*many, (bare.write, 1), (hand.write, 1), (write, 1)]
    found = [[await rate(way, people, writers) for way, writers in ways] for _ in range(ROUNDS)]
    each = [list(column) for column in zip(*found, strict=True)]
    print(f"SQLite, {WRITERS} writers")
    plain = show("bare group commit", each[0])
    machinery = show("Database.apply, the same upsert", each[1])
    by_hand = show("whole records by hand", each[2])
    ours = show("Records.put", each[3])
    show("bare, one writer alone", each[4])
    show("by hand, one writer alone", each[5])
    show("Records.put, one writer alone", each[6])
    print(
        f"  ratio {machinery / plain:.2f} of the same upsert, {ours / by_hand:.2f} of whole records by hand,"
        f" {ours / plain:.2f} of the bare upsert for whole records"
    )
    bare.close()
    hand.close()
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
