"""People with their ways in, over a real database of each kind."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete

from fakes.people import QUICK, SignIn
from fakes.postgres import PostgresServer
from fakes.wall_clock import WallClock
from parley.home.accounts.accounts import Account, Accounts
from parley.home.accounts.audit import Audit
from parley.home.accounts.callers import Caller, Role
from parley.home.accounts.devices import Devices, NewDevice
from parley.home.accounts.pairing import Pairing
from parley.home.accounts.passkeys import Passkeys
from parley.home.accounts.tokens import Tokens
from parley.home.database import schema
from parley.home.database.database import Database
from parley.home.database.opening import open_database
from parley.home.vault import Vault


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables and no rows."""
    path = tmp_path_factory.mktemp("accounts") / "home.db"

    async def make() -> None:
        await (await open_database(f"sqlite:///{path}")).close()

    asyncio.run(make())
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a database is, without waiting for tables to be made: there are many of these tests."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("empty_sqlite"), tmp_path / "home.db")
        return f"sqlite:///{tmp_path / 'home.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url("home")


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty home, once in SQLite and once in PostgreSQL."""
    opened = await open_database(database_url)
    if opened.dialect == "postgresql":
        await opened.write(_empty)
    yield opened
    await opened.close()


def _empty(connection: Connection) -> None:
    for table in (schema.accounts, schema.house, schema.pairings):  # the others hang on accounts
        connection.execute(delete(table))


@pytest.fixture
async def accounts(database: Database, vault: Vault, clock: WallClock) -> AsyncIterator[Accounts]:
    made = Accounts(database, vault, clock, QUICK)
    yield made
    await made.close()


@pytest.fixture
def tokens(database: Database, vault: Vault, clock: WallClock) -> Tokens:
    return Tokens(database, vault, clock)


@pytest.fixture
def devices(database: Database, vault: Vault, clock: WallClock) -> Devices:
    return Devices(database, vault, clock)


@pytest.fixture
def pairing(database: Database, vault: Vault, clock: WallClock) -> Pairing:
    return Pairing(database, vault, clock)


@pytest.fixture
def passkeys(database: Database, vault: Vault, clock: WallClock) -> Passkeys:
    return Passkeys(database, vault, clock)


@pytest.fixture
def audit(database: Database, vault: Vault, clock: WallClock) -> Audit:
    return Audit(database, vault, clock)


@pytest.fixture
async def owner(accounts: Accounts) -> Account:
    return await accounts.owner()


@pytest.fixture
async def anna(accounts: Accounts, owner: Account) -> Account:
    """A member of the family."""
    return await accounts.create(Role.FAMILY, "Anna")


@pytest.fixture
def sign_in(tokens: Tokens) -> SignIn:
    """``await sign_in(anna)`` signs her in with a browser."""

    async def signed_in(account: Account) -> Caller:
        return (await tokens.sign_in(account.id, NewDevice(name="Firefox"), "password")).caller

    return signed_in
