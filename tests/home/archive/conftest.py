"""Homes that are kept in SQLite, in PostgreSQL, or move from one to the other."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from fakes.postgres import PostgresServer
from fakes.wall_clock import WallClock
from parley.home.home import Home
from parley.settings import Home as HomeSettings
from parley.settings import Settings

Dialect = Literal["sqlite", "postgresql"]
MakeSettings = Callable[[str, Dialect], Settings]
OpenHome = Callable[..., Awaitable[Home]]


@pytest.fixture
def make_settings(request: pytest.FixtureRequest, tmp_path: Path) -> MakeSettings:
    """``make_settings("old", "sqlite")``: the settings of a home that is not there yet."""

    def make(name: str, dialect: Dialect) -> Settings:
        settings = Settings(data=str(tmp_path / name))
        if dialect == "sqlite":
            return settings
        server: PostgresServer = request.getfixturevalue("postgres")
        database = f"{name}_{secrets.token_hex(4)}"
        server.sql(f"CREATE DATABASE {database}")
        return msgspec.structs.replace(settings, home=HomeSettings(database=server.url(database)))

    return make


@pytest.fixture
async def open_home(make_settings: MakeSettings, clock: WallClock) -> AsyncIterator[OpenHome]:
    """``await open_home("old", "sqlite")``: an empty home, closed when the test ends."""
    async with AsyncExitStack() as stack:

        async def open_(name: str = "old", dialect: Dialect = "sqlite") -> Home:
            return await stack.enter_async_context(await Home.open(make_settings(name, dialect), clock))

        yield open_


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> Dialect:
    """Each kind of database."""
    return request.param
