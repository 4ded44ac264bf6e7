"""A backup becomes a home again, in SQLite or PostgreSQL: all of it is checked before anything is written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path

from sqlalchemy import Connection, delete, func, select, update

from parley.home.archive.backup import KEY, fingerprint, signature
from parley.home.archive.errors import BadArchive, NewerArchive, WrongKey, WrongPassphrase
from parley.home.archive.manifest import HOME, Manifest
from parley.home.archive.rows import LEFT_OUT, TABLES, Row, as_row, go_on_counting, placed, write
from parley.home.archive.secret import unwrapped
from parley.home.archive.unpacking import Archive, Told, opened
from parley.home.database import schema
from parley.home.database.database import Database
from parley.home.database.migrating import LATEST
from parley.home.files.objects import Objects
from parley.home.vault import Unreadable, Vault

_FAR = 2**20
"""More changes than anybody makes between a backup and the loss of what came after it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that was read to its end and is whole."""

    manifest: Manifest
    key: bytes
    """The server's key."""
    objects: frozenset[str]
    """Names of the files' objects that its rows need."""


async def checked(
    path: Path, passphrase: str | None, key: bytes | None, told: Told = lambda done, of: None
) -> Checked:
    """Read a backup to its end. ``key`` is for one that was made without the key.

    Raises ``BadArchive``, ``NewerArchive``, ``CannotRead``, ``WrongPassphrase``, ``WrongKey``.
    """
    return await asyncio.to_thread(_checked, path, passphrase, key, told)


def needs_passphrase(path: Path) -> bool:
    """Whether the server's key is in the backup. Raises ``BadArchive``, ``NewerArchive``, ``CannotRead``."""
    with opened(path, HOME) as archive:
        return KEY in archive.manifest.members


def _checked(path: Path, passphrase: str | None, key: bytes | None, told: Told) -> Checked:
    with opened(path, HOME) as archive:
        tables = archive.manifest.notes.get("tables", "")
        if tables > LATEST:
            raise NewerArchive(
                f"A newer Parley made this backup (version {tables} of its tables; this one knows {LATEST}). "
                "Install that Parley first."
            )
        secret = _key(archive, passphrase, key)
        _signed(archive.manifest, secret)
        objects = _rows_checked(archive, Vault(secret))
        done = 0
        for name in archive.manifest.members:
            for piece in archive.pieces(name):
                done += len(piece)
                told(done, archive.size)
        return Checked(archive.manifest, secret, objects)


def _key(archive: Archive, passphrase: str | None, key: bytes | None) -> bytes:
    if KEY in archive.manifest.members:
        if passphrase is None:
            raise WrongPassphrase("This backup holds the server's key: its passphrase is needed.")
        key = unwrapped(b"".join(archive.pieces(KEY)), passphrase)
    if key is None:
        raise WrongKey(
            "This backup was made without the server's key. Give that key's file (keys/server.key of the old "
            "data folder) with --key."
        )
    if not compare_digest(fingerprint(key), archive.manifest.notes.get("key", "")):
        raise WrongKey("This is not the key of the server that the backup was made of.")
    return key


def _signed(manifest: Manifest, key: bytes) -> None:
    expected = signature(key, manifest.made, manifest.counts, manifest.members)
    if not compare_digest(expected, manifest.notes.get("signature", "")):
        raise BadArchive("The backup was changed after it was made.")


def _rows_checked(archive: Archive, vault: Vault) -> frozenset[str]:
    """Every row can be read; which objects the files need. Raises ``BadArchive``."""
    keys: dict[str, bytes] = {}
    objects: set[str] = set()
    for table in TABLES:
        count = 0
        for row in _rows(archive, table.name):
            count += 1
            if table is schema.accounts:
                keys[row["id"]] = row["key"]
            elif table is schema.files:
                objects.add(_object(vault, keys, row))
        if count != archive.manifest.counts.get(table.name):
            raise BadArchive(f"The backup does not have as many rows of {table.name} as it says.")
    if lost := [name for name in objects if f"objects/{name}" not in archive.manifest.members]:
        raise BadArchive(f"The backup lacks the bytes of {len(lost)} files.")
    return frozenset(objects)


def _object(vault: Vault, keys: dict[str, bytes], row: Row) -> str:
    try:
        key = vault.unwrap(row["account"], keys[row["account"]])
        return placed(key, row)
    except (KeyError, TypeError, Unreadable) as error:
        raise BadArchive("A file in the backup cannot be read with the key of its account.") from error


def _rows(archive: Archive, table: str) -> Iterator[Row]:
    name = f"tables/{table}.jsonl"
    if name not in archive.manifest.members:
        raise BadArchive(f"The backup lacks the table {table}.")
    return (as_row(schema.metadata.tables[table], line) for line in archive.lines(name))


async def empty(database: Database) -> bool:
    """Whether nobody has an account there."""
    query = select(func.count()).select_from(schema.accounts)
    return await database.read(lambda connection: connection.execute(query).scalar_one()) == 0


async def restored(
    path: Path, backup: Checked, database: Database, objects: Objects, told: Told = lambda done, of: None
) -> None:
    """Write a checked backup, in place of whatever is there. The tables come last, all by one commit.

    The key is for the caller to write. Raises ``BadArchive``, ``DatabaseFailed``, ``FilesFailed``.
    """
    with opened(path, HOME) as archive:
        sizes = [member.size for member in archive.manifest.members.values()]
        done, total = 0, sum(sizes)

        async def pieces(name: str) -> AsyncIterator[bytes]:
            nonlocal done
            whole = archive.pieces(name)
            while (piece := await asyncio.to_thread(next, whole, None)) is not None:
                yield piece
                done += len(piece)
                told(done, total)

        for name in sorted(backup.objects):
            member = archive.manifest.members[f"objects/{name}"]
            await objects.put(name, member.size, pieces(f"objects/{name}"))
        await database.write(lambda connection: _write(connection, archive))
        told(total, total)


def _write(connection: Connection, archive: Archive) -> None:
    for name in LEFT_OUT:
        connection.execute(delete(schema.metadata.tables[name]))
    for table in reversed(TABLES):
        connection.execute(delete(table))
    for table in TABLES:
        write(connection, table, _rows(archive, table.name))
    go_on_counting(connection)
    _consistent(connection)
    _begin_anew(connection)


def _consistent(connection: Connection) -> None:
    """What the tables' own rules do not say. Raises ``BadArchive``; then nothing was written."""
    stored = select(func.coalesce(func.sum(schema.files.c.size), 0))
    stored = stored.where(schema.files.c.account == schema.accounts.c.id).scalar_subquery()
    connection.execute(update(schema.accounts).values(stored=stored))
    latest = select(func.max(schema.records.c.seq)).where(schema.records.c.account == schema.accounts.c.id)
    behind = select(func.count()).select_from(schema.accounts)
    behind = behind.where(schema.accounts.c.seq < latest.scalar_subquery())
    if connection.execute(behind).scalar_one():
        raise BadArchive("The backup counts changes that are not in it: it is damaged.")


def _begin_anew(connection: Connection) -> None:
    """Every device's next pull begins from the first record.

    Devices may have read changes that were made after the backup, whose numbers this home is going to give to
    others: what they read must not pass for these. So all numbers up to a far one count as forgotten.
    """
    far = schema.accounts.c.seq + _FAR
    connection.execute(update(schema.accounts).values(seq=far, compacted=far))
