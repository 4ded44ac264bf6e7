"""The tables that migrations make are those of the schema."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from parley.home.database.database import Database, DatabaseFailed
from parley.home.database.migrating import LATEST, MIGRATIONS
from parley.home.database.opening import open_database
from parley.home.database.schema import metadata


def _differences(connection: Connection) -> list[Any]:
    # What words are found by is another table in each kind of database: no schema says it.
    options = {"include_name": lambda name, *_: not str(name).startswith("search_words")}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


async def test_migrations_make_the_tables_that_the_schema_has(database: Database) -> None:
    assert await database.read(_differences) == []


async def test_a_forgotten_migration_would_be_noticed(database: Database) -> None:
    await database.write(
        lambda connection: connection.execute(text("ALTER TABLE house ADD COLUMN spare TEXT"))
    )
    try:
        assert len(await database.read(_differences)) == 1
    finally:
        await database.write(
            lambda connection: connection.execute(text("ALTER TABLE house DROP COLUMN spare"))
        )


def test_the_latest_migration_is_the_one_that_opening_looks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [LATEST]


async def test_a_newer_parleys_database_is_refused_with_a_sentence(database_url: str) -> None:
    def version(number: str) -> Any:
        return lambda connection: connection.execute(
            text("UPDATE alembic_version SET version_num = :number"), {"number": number}
        )

    database = await open_database(database_url)
    await database.write(version("0999"))
    with pytest.raises(DatabaseFailed, match="newer Parley") as failure:
        await open_database(database_url)
    assert failure.value.code == "database_failed"
    await database.write(version(LATEST))
    await database.close()


async def test_several_open_a_fresh_database_at_once(fresh_url: str) -> None:
    opened = await asyncio.gather(*(open_database(fresh_url) for _ in range(4)))
    assert await opened[0].read(_differences) == []
    await asyncio.gather(*(each.close() for each in opened))
