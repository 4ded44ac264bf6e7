"""A house with all skills, a wall clock and records in memory, in virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from fakes.home import Home
from fakes.virtual_time import VirtualTimeLoop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], VirtualTimeLoop]]:
    return {"virtual": VirtualTimeLoop}


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    house = Home()
    await house.start()
    yield house
    await house.stop()
