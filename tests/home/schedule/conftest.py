"""Schedules over a home in memory, in virtual time; those over real databases run in real time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from fakes.ringing import House
from fakes.virtual_time import VirtualTimeLoop


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    if item.path.name == "test_real_databases.py":
        return {"real": asyncio.new_event_loop}
    return {"virtual": VirtualTimeLoop}


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A home in which anna, bob and the owner live, and processes that may ring what is due there."""
    opened = House()
    yield opened
    await opened.close()


@pytest.fixture
def days(house: House) -> House:
    """The same for stories of many days: its processes look more seldom, and so the days pass faster."""
    house.look = 1_800.0
    return house
