"""Records of two people, in either kind of database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from fakes.sync import SetClock
from fakes.wall_clock import MORNING
from parley.home.database.database import Database
from parley.home.records import Records
from parley.home.vault import Vault

MakeAccount = Callable[..., Awaitable[str]]


@pytest.fixture
def clock() -> SetClock:
    """Stands still at a Saturday morning in Shanghai until it is set."""
    return SetClock(MORNING.timestamp())


@pytest.fixture
async def records(database: Database, vault: Vault, clock: SetClock) -> AsyncIterator[Records]:
    opened = Records(database, vault, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def anna(make_account: MakeAccount) -> str:
    return await make_account()


@pytest.fixture
async def bo(make_account: MakeAccount) -> str:
    return await make_account()
