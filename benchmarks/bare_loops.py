"""What writes.py measures Parley beside: group commits on SQLite, written out plainly."""

from __future__ import annotations

import asyncio
import json
import os
import queue
import sqlite3
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TABLE = (
    "CREATE TABLE records (account TEXT, collection TEXT, id TEXT, document TEXT,"
    " PRIMARY KEY (account, collection, id))"
)
UPSERT = (
    "INSERT INTO records VALUES ({}, {}, {}, {})"
    " ON CONFLICT (account, collection, id) DO UPDATE SET document = excluded.document"
)
TOGETHER = 500
"""Writes in one commit, as Parley has it."""


def opened(path: Path, *statements: str) -> sqlite3.Connection:
    """A database with these tables, whose commits are on disk and whose old rows are overwritten."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    for statement in statements:
        connection.execute(statement)
    return connection


def waiting(jobs: queue.SimpleQueue[Any]) -> list[Any]:
    """The next job and those behind it; none when it is over."""
    found: list[Any] = []
    while not found or (len(found) < TOGETHER and not jobs.empty()):
        if (job := jobs.get()) is None:
            break
        found.append(job)
    return found


class BareLoop:
    """The plainest group commit: asyncio to a thread to sqlite3 and back, one upsert each."""

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
        connection = opened(path, TABLE)
        while jobs := waiting(self._queue):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(UPSERT.format("?", "?", "?", "?"), [row for row, _ in jobs])
            connection.execute("COMMIT")
            for _, done in jobs:
                self._loop.call_soon_threadsafe(done.set_result, None)
        connection.close()


class RecordLoop:
    """The plainest group commit of what a synced, encrypted record cannot do without.

    What is there is read and opened, the document is laid over it field by field as their clocks say, and the
    result is sealed and written with the account's next number. Nothing is checked or refused, deleted,
    announced or recovered from, and one process has the file.
    """

    def __init__(self, path: Path, people: Sequence[str]) -> None:
        self._queue: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._last = 0
        self._ciphers = {account: AESGCM(AESGCM.generate_key(256)) for account in people}
        self._thread = threading.Thread(target=self._run, args=(path,))
        self._thread.start()

    async def write(self, account: str, id: str, document: dict[str, Any]) -> None:
        done = self._loop.create_future()
        self._last = max(self._last + 1, time.time_ns() // 1000)
        self._queue.put(((account, "items", id), document, f"{self._last:014x}-home", done))
        await done

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _run(self, path: Path) -> None:
        connection = opened(
            path,
            "CREATE TABLE accounts (id TEXT PRIMARY KEY, seq INTEGER NOT NULL)",
            "CREATE TABLE records (account TEXT, collection TEXT, id TEXT, seq INTEGER NOT NULL,"
            " sealed BLOB NOT NULL, PRIMARY KEY (account, collection, id))",
            "CREATE UNIQUE INDEX records_by_seq ON records (account, seq)",  # what devices read by
        )
        connection.executemany(
            "INSERT INTO accounts VALUES (?, 0)", [(account,) for account in self._ciphers]
        )
        while jobs := waiting(self._queue):
            connection.execute("BEGIN IMMEDIATE")
            self._write(connection, jobs)
            connection.execute("COMMIT")
            self._loop.call_soon_threadsafe(_tell, [job[-1] for job in jobs])
        connection.close()

    def _write(self, connection: sqlite3.Connection, jobs: Sequence[Any]) -> None:
        known: dict[Any, Any] = {}
        seqs: dict[str, int] = {}
        for name, document, stamp, _ in jobs:
            if name not in known:
                known[name] = self._read(connection, name)
            fields, stamps, _ = known[name]
            for field, value in document.items():
                if stamp > stamps.get(field, ""):
                    fields[field], stamps[field] = value, stamp
            account = name[0]
            if account not in seqs:
                found = connection.execute("SELECT seq FROM accounts WHERE id = ?", (account,))
                seqs[account] = found.fetchone()[0]
            seqs[account] += 1
            known[name] = fields, stamps, seqs[account]
        rows: list[Any] = []
        for name, (fields, stamps, seq) in known.items():
            nonce, plain = os.urandom(12), msgspec.json.encode((fields, stamps))
            rows.append((*name, seq, nonce + self._ciphers[name[0]].encrypt(nonce, plain, _about(name))))
        connection.executemany(
            "INSERT INTO records VALUES (?, ?, ?, ?, ?) ON CONFLICT (account, collection, id)"
            " DO UPDATE SET seq = excluded.seq, sealed = excluded.sealed",
            rows,
        )
        changed = [(seq, account) for account, seq in seqs.items()]
        connection.executemany("UPDATE accounts SET seq = ? WHERE id = ?", changed)

    def _read(self, connection: sqlite3.Connection, name: tuple[str, str, str]) -> Any:
        wanted = "SELECT sealed FROM records WHERE account = ? AND collection = ? AND id = ?"
        found = connection.execute(wanted, name).fetchone()
        if found is None:
            return {}, {}, 0
        sealed = found[0]
        plain = self._ciphers[name[0]].decrypt(sealed[:12], sealed[12:], _about(name))
        return (*msgspec.json.decode(plain), 0)


def _about(name: tuple[str, str, str]) -> bytes:
    return ":".join(name).encode()


def _tell(waiting: Sequence[asyncio.Future[None]]) -> None:
    for done in waiting:
        done.set_result(None)
