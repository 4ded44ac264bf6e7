"""A house with all skills, a wall clock and records in memory, in virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest

from fakes.home import Home
from fakes.virtual_time import VirtualTimeLoop
from parley.settings import Settings


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], VirtualTimeLoop]]:
    return {"virtual": VirtualTimeLoop}


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    house = Home()
    await house.start()
    yield house
    await house.stop()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Home]:
    """A house with the virtual home, kept in a folder of its own."""
    there = Home(settings=Settings(data=str(tmp_path)))
    await there.start()
    yield there
    await there.stop()
