"""A home that an older Parley wrote is opened with everything in it."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from parley.home.database.opening import open_database
from parley.home.database.schema import metadata


def _as_it_was_first(connection: Connection) -> None:
    """Tables of today taken back to version 1, with a device in them."""
    for statement in (
        "DROP TABLE search_words",
        "DROP TABLE search_documents",
        "DROP TABLE search_progress",
        "DROP TABLE photo_index",
        "DROP TABLE usage",
        "DROP INDEX devices_by_hardware",
        "ALTER TABLE devices DROP COLUMN hardware",
        "ALTER TABLE pairings DROP COLUMN hardware",
        "UPDATE alembic_version SET version_num = '0001'",
        "INSERT INTO accounts (id, role, sealed, key, seq, compacted, stored, created) "
        "VALUES ('anna', 'family', 'x', 'x', 0, 0, 0, 1)",
        "INSERT INTO devices (id, account, kind, sealed, paired, seen) "
        "VALUES ('speaker', 'anna', 'speaker', 'x', 1, 1)",
        "INSERT INTO tokens (hash, account, kind, scopes, created, used) "
        "VALUES ('annas', 'anna', 'session', 'account talk', 1, 1), "
        "('guests', 'anna', 'session', 'talk', 1, 1)",
    ):
        connection.execute(text(statement))


def _differences(connection: Connection) -> list[Any]:
    # What words are found by is another table in each kind of database: no schema says it.
    options = {"include_name": lambda name, *_: not str(name).startswith("search_words")}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


async def test_a_device_of_the_first_version_is_still_there(fresh_url: str) -> None:
    database = await open_database(fresh_url)
    await database.write(_as_it_was_first)
    await database.close()
    database = await open_database(fresh_url)
    assert await database.read(_differences) == []
    rows = await database.read(
        lambda connection: connection.execute(text("SELECT id, hardware FROM devices")).all()
    )
    assert [tuple(row) for row in rows] == [("speaker", None)]
    scopes = await database.read(
        lambda connection: connection.execute(text("SELECT scopes FROM tokens ORDER BY hash")).scalars().all()
    )
    assert scopes == ["account talk services", "talk"], "who was signed in may use the services; no guest may"
    await database.close()
