"""Where a backup goes: an empty data folder and database, or, when asked for, in place of what is there."""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import sqlite3
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import select

from parley.home.archive.errors import CannotRead, NotEmpty
from parley.home.archive.manifest import Manifest
from parley.home.archive.restoring import Checked, checked, restored
from parley.home.archive.unpacking import Told
from parley.home.archive.writing import writable
from parley.home.database.database import Database
from parley.home.database.opening import open_database
from parley.home.database.schema import accounts
from parley.home.files.objects import Objects
from parley.settings import Settings


def key_path(settings: Settings) -> Path:
    """Where the server's key lies."""
    return settings.data_dir / "keys" / "server.key"


def read_key(path: Path) -> bytes:
    """The server's key. Raises ``CannotRead``."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotRead(f"The server's key {path} cannot be read: {error.strerror}.") from error


async def check(
    settings: Settings, path: Path, passphrase: str | None, key_file: Path | None, told: Told
) -> Checked:
    """Read a backup to its end. Raises what is wrong with it; see ``restoring.checked``."""
    given = key_file or (key_path(settings) if passphrase is None else None)
    key = read_key(given) if given is not None and (key_file or given.exists()) else None
    return await checked(path, passphrase, key, told)


async def place(
    settings: Settings, path: Path, backup: Checked, told: Told, *, force: bool = False
) -> Manifest:
    """Make the backup the home that the settings describe.

    The order is such that a crash leaves either what was there, or a place to which the same command with
    ``force`` restores. Raises ``NotEmpty``, ``DatabaseFailed``, ``FilesFailed``, ``CannotWrite``.
    """
    data, key = settings.data_dir, key_path(settings)
    if not force and key.exists() and read_key(key) != backup.key:
        raise NotEmpty(f"There is a home with a key of its own in {data} already. {_REMEDY}")
    url = settings.home.database or str(data / "home.db")
    if url.startswith(("postgres://", "postgresql://")):
        await _not_connected_elsewhere(url)
    else:
        await asyncio.to_thread(_not_open_elsewhere, Path(unquote(url.removeprefix("sqlite:///"))))
    database = await open_database(url)
    try:
        here = await _people(database)
        if here and not force:
            raise NotEmpty(f"There are {len(here)} accounts in the database already. {_REMEDY}")
        objects = Objects.at(settings.home.files, data / "files")
        for account in here:
            await objects.delete_all(account)
        await asyncio.to_thread(shutil.rmtree, data / "uploads", ignore_errors=True)
        fresh = await asyncio.to_thread(_write_key, key, backup.key)
        try:
            await restored(path, backup, database, objects, told)
            with writable(key):
                await asyncio.to_thread(_take_the_name, fresh, key)
        finally:
            fresh.unlink(missing_ok=True)
    finally:
        await database.close()
    return backup.manifest


_REMEDY = "Give an empty data folder with --data, or replace what is there with --force."


async def _people(database: Database) -> list[str]:
    query = select(accounts.c.id)
    return list(await database.read(lambda connection: connection.execute(query).scalars().all()))


def _not_open_elsewhere(path: Path) -> None:
    """Raises ``NotEmpty`` when another process has the SQLite file open."""
    if not path.exists():
        return
    with closing(sqlite3.connect(path, timeout=1.0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            raise NotEmpty("A server runs on this data folder. Stop it first.") from error
        except sqlite3.DatabaseError:
            return  # damaged: opening it says so


async def _not_connected_elsewhere(url: str) -> None:
    """Raises ``NotEmpty`` when another Parley is connected to the PostgreSQL database."""
    try:
        asyncpg: Any = import_module("asyncpg")
    except ImportError:
        return  # opening it says so
    query = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE application_name = 'parley' AND datname = current_database()"
    )
    try:
        connection = await asyncpg.connect(url, timeout=10)
        others = await connection.fetchval(query)
        await connection.close()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return  # opening it says so
    if others:
        raise NotEmpty("A server runs on this database. Stop it first.")


def _write_key(path: Path, key: bytes) -> Path:
    """The key under another name, on disk: it takes its own only when the tables that need it are there."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with writable(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in path.parent.glob(f".{path.name}.*"):  # by a restore that was killed
            left.unlink()
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
    return fresh


def _take_the_name(fresh: Path, path: Path) -> None:
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
