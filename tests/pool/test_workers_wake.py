"""Workers that start some time after the server: in virtual time."""

from __future__ import annotations

import asyncio
from typing import cast

from fakes.virtual_time import VirtualTimeLoop
from parley.errors import Busy
from parley.pool.host import EngineHost
from parley.pool.waking import Waking


def pytest_asyncio_loop_factories() -> dict[str, type[VirtualTimeLoop]]:
    return {"virtual": VirtualTimeLoop}


class Host:
    """Counts what is asked of it; one that is ``full`` cannot start."""

    def __init__(self, full: bool = False) -> None:
        self.name, self._full = "host", full
        self.started = self.stopped = 0

    async def start(self) -> None:
        self.started += 1
        if self._full:
            raise Busy("No room.")

    async def stop(self) -> None:
        self.stopped += 1


def waking(*hosts: Host) -> Waking:
    return Waking([cast(EngineHost, each) for each in hosts], 5.0)


async def test_they_start_once_after_the_pause_and_one_that_cannot_does_not_keep_the_others() -> None:
    full, other = Host(full=True), Host()
    both = waking(full, other)
    both.begin()
    both.begin()
    await asyncio.sleep(4.9)
    assert (full.started, other.started) == (0, 0)
    await asyncio.sleep(0.2)
    assert (full.started, other.started) == (1, 1)
    await both.stop()
    assert (full.stopped, other.stopped) == (1, 1)


async def test_who_is_stopped_before_wakes_nothing() -> None:
    host = Host()
    one = waking(host)
    one.begin()
    await one.stop()
    await asyncio.sleep(10)
    assert (host.started, host.stopped) == (0, 1)
