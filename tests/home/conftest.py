"""A home's database, of each kind that Parley knows, and what most tests of a home need beside it."""

from __future__ import annotations

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from fakes.postgres import PostgresServer, missing
from fakes.sooner import migrated
from fakes.wall_clock import WallClock
from parley.home.database import sqlite
from parley.home.database.database import Database
from parley.home.database.opening import open_database
from parley.home.database.schema import accounts
from parley.home.vault import Vault

MakeAccount = Callable[..., Awaitable[str]]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL, started when the first test asks for it."""
    if reason := missing():
        pytest.skip(reason)
    with PostgresServer(durable=False) as server:
        server.sql("CREATE DATABASE home")
        yield server


@pytest.fixture
def empty_postgres(postgres: PostgresServer) -> str:
    """The URL of a PostgreSQL database in which nobody has any data."""
    postgres.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = 'home' AND pid <> pg_backend_pid()",
        "DO $$ BEGIN IF to_regclass('accounts') IS NOT NULL THEN"
        " DELETE FROM accounts; DELETE FROM house; DELETE FROM pairings; END IF; END $$",
        database="home",
    )
    return postgres.url("home")


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all the tables and nothing in them, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "home.db"

    async def make() -> None:
        await (await open_database(str(path))).close()

    asyncio.run(make())
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where an empty database is, for tests that open it themselves."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('empty_sqlite'), tmp_path / 'home.db')}"
    return request.getfixturevalue("empty_postgres")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty home, once in SQLite and once in PostgreSQL."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def vault() -> Vault:
    """A server's key."""
    return Vault(bytes(range(32)))


@pytest.fixture
def clock() -> WallClock:
    """A Saturday morning in Shanghai."""
    return WallClock()


@pytest.fixture
def make_account(database: Database, vault: Vault, clock: WallClock) -> MakeAccount:
    """``await make_account(role="family")`` makes an account's row and gives its id."""

    async def make(role: str = "family") -> str:
        id = secrets.token_hex(8)
        key = vault.wrap(id)
        row = {
            "id": id,
            "role": role,
            "sealed": vault.unwrap(id, key).seal(b"{}", f"accounts:{id}".encode()),
            "key": key,
            "created": clock.now().timestamp(),
        }
        await database.write(lambda connection: connection.execute(insert(accounts).values(row)))
        return id

    return make


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where a database without any tables is, which are made as a house makes them."""
    monkeypatch.setattr(sqlite, "_open", migrated)
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'home.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"fresh_{secrets.token_hex(4)}"
    server.sql(f"CREATE DATABASE {name}")
    return server.url(name)
