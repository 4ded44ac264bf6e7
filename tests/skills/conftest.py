"""A house with all skills, a wall clock and records in memory, in virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from fakes.home import Home
from fakes.records import MemoryRecords
from fakes.virtual_time import VirtualTimeLoop
from fakes.wall_clock import WallClock
from parley.skills.service import Skills
from parley.skills.types import Announcement


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], VirtualTimeLoop]]:
    return {"virtual": VirtualTimeLoop}


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    clock, records = WallClock(), MemoryRecords()
    rooms: list[Home] = []

    async def announce(announcement: Announcement) -> None:
        await rooms[0].announce(announcement)

    house = Home(Skills.load(clock, records, announce), clock, records)
    rooms.append(house)
    house.somebody_else("anna")
    await house.skills.start()
    yield house
    await house.skills.stop()
