"""The clock that tests set shows the same whatever machine they run on."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from fakes.wall_clock import MORNING, WallClock


class _LongUp(asyncio.SelectorEventLoop):
    """A loop on a machine that has been up for eleven hours."""

    def time(self) -> float:
        return super().time() + 40_000


async def _twice(clock: WallClock) -> timedelta:
    before = clock.now()
    await asyncio.sleep(0.01)
    return clock.now() - before


def test_a_clock_made_before_its_loop_begins_when_it_is_first_read() -> None:
    clock = WallClock()
    with asyncio.Runner(loop_factory=_LongUp) as runner:
        assert timedelta() < runner.run(_twice(clock)) < timedelta(minutes=1)
    assert MORNING < clock.now() < MORNING + timedelta(minutes=1)


def test_a_clock_goes_on_in_another_loop_from_where_it_stood() -> None:
    clock = WallClock()
    with asyncio.Runner() as runner:
        runner.run(_twice(clock))
    stood = clock.now()
    with asyncio.Runner(loop_factory=_LongUp) as runner:
        runner.run(_twice(clock))
    assert stood < clock.now() < stood + timedelta(minutes=1)


def test_a_clock_that_is_set_jumps() -> None:
    clock = WallClock()
    clock.jump(timedelta(hours=5))
    assert clock.now() == MORNING + timedelta(hours=5)
