"""After something was deleted: the database's own log forgets it too."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import closing

from sqlalchemy import Connection, text

from parley.home.database.database import Database

PATIENCE = 5.0
"""Seconds to wait for others that read."""
_PAUSE = 0.05


async def scrub(database: Database, patience: float = PATIENCE) -> bool:
    """Have SQLite's write-ahead log emptied, where earlier versions of what was deleted still stand.

    In the file itself they are overwritten as they are deleted. False when somebody read all the time; then
    the next checkpoint does it. PostgreSQL gives its log up when it pleases: what stands there is sealed with
    a key that is gone from the tables.
    """
    if database.dialect != "sqlite":
        return True
    path = await database.read(_path)
    return not path or await asyncio.to_thread(_emptied, path, patience)


def _path(connection: Connection) -> str:
    rows = connection.execute(text("PRAGMA database_list")).all()
    return next((str(row[2]) for row in rows if row[1] == "main"), "")


def _emptied(path: str, patience: float) -> bool:
    giving_up = time.monotonic() + patience
    with closing(sqlite3.connect(path, timeout=patience, isolation_level=None)) as connection:
        while True:
            try:
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.OperationalError:  # somebody holds a lock, or the disk is full
                busy = True
            if not busy:
                return True
            if time.monotonic() > giving_up:
                return False
            time.sleep(_PAUSE)
