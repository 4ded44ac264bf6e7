"""A home behind its door, with an owner, a member of the family and a guest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from fakes.home_server import HomeServer, home_server
from parley.gateways.access import Limits
from parley.home.accounts.callers import Role


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HomeServer]:
    async with home_server(tmp_path, Limits(recheck=0.1)) as serving:
        yield serving


@pytest.fixture
async def owner(house: HomeServer) -> httpx.AsyncClient:
    """The owner's browser."""
    return house.browser(await house.session(await house.person(Role.OWNER)))


@pytest.fixture
async def anna(house: HomeServer, owner: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser of somebody of the family."""
    return house.browser(await house.session(await house.person(Role.FAMILY, "Anna")))


@pytest.fixture
async def guest(house: HomeServer, owner: httpx.AsyncClient) -> httpx.AsyncClient:
    """A guest's browser."""
    return house.browser(await house.session(await house.person(Role.GUEST, "Bo")))
