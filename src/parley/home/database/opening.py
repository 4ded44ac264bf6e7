"""Opens the database that a URL names, with today's tables."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from parley.errors import BadSettings
from parley.home.database.database import Database


async def open_database(url: str) -> Database:
    """A plain path, ``sqlite:///path``, or ``postgresql://…`` as libpq knows it.

    Makes the tables, or brings them up to date; several processes may do so at once. Raises
    ``DatabaseFailed``, ``MissingEngine`` for PostgreSQL without its extra, and ``BadSettings``.
    """
    scheme = urlsplit(url).scheme if "://" in url else ""
    if scheme in ("postgresql", "postgres"):
        from parley.home.database.postgres import PostgresDatabase

        return await PostgresDatabase.open(url)
    if scheme not in ("", "sqlite"):
        raise BadSettings(f"home.database may be sqlite:///… or postgresql://…, but not {scheme}://…")
    from parley.home.database.sqlite import SQLiteDatabase

    path = unquote(url.removeprefix("sqlite:///")) if scheme else url
    return await SQLiteDatabase.open(Path(path))
