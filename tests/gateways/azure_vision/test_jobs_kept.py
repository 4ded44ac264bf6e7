"""Work that outlasts its request: bounded in number and bytes, its owner's alone, forgotten in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest

from fakes.wall_clock import WallClock
from parley.errors import Busy, TooLong
from parley.gateways.access import NotFound
from parley.gateways.azure.jobs import KEPT, Jobs, State
from parley.home.accounts.callers import Caller, Kind, Role

ANNA, BEN = (Caller(name, Role.OWNER, Kind.KEY, frozenset(), name) for name in ("anna", "ben"))


@pytest.fixture
def clock() -> WallClock:
    return WallClock()


@pytest.fixture
async def jobs(clock: WallClock) -> AsyncGenerator[Jobs[bytes]]:
    jobs: Jobs[bytes] = Jobs(clock, at_once=1, of_one=3, of_all=4, most_bytes=1000)
    yield jobs
    await jobs.stop()


async def done() -> bytes:
    return b"result"


async def never() -> bytes:
    await asyncio.Event().wait()
    return b""


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_job_goes_from_waiting_to_its_result(jobs: Jobs[bytes]) -> None:
    job = jobs.begin(ANNA, done, about="read")
    assert (job.state, job.result) == (State.NOT_STARTED, None)
    await turns()
    found = jobs.find(ANNA, job.id.upper(), "read")
    assert (found.state, found.result, found.error) == (State.SUCCEEDED, b"result", None)


async def test_it_is_its_owners_alone_and_of_one_kind(jobs: Jobs[bytes]) -> None:
    job = jobs.begin(ANNA, done, about="read")
    for caller, id, about in ((BEN, job.id, None), (ANNA, "other", None), (ANNA, job.id, "document")):
        with pytest.raises(NotFound):
            jobs.find(caller, id, about)


async def test_what_goes_wrong_is_kept_and_nothing_of_it_but_its_kind_if_nobody_foresaw_it(
    jobs: Jobs[bytes],
) -> None:
    async def too_long() -> bytes:
        raise TooLong("Too long.")

    async def strange() -> bytes:
        raise ZeroDivisionError("what somebody said")

    first, second = jobs.begin(ANNA, too_long), jobs.begin(ANNA, strange)
    await turns()
    assert (first.state, first.error and first.error.code) == (State.FAILED, "too_long")
    assert (second.state, second.error and second.error.code) == (State.FAILED, "engine_failed")
    assert "somebody" not in str(second.error)


async def test_only_so_many_run_at_once_and_the_next_follows(jobs: Jobs[bytes]) -> None:
    first, second = jobs.begin(ANNA, never), jobs.begin(ANNA, done)
    await turns()
    assert (first.state, second.state) == (State.RUNNING, State.NOT_STARTED)
    jobs.cancel(first)
    await turns()
    assert (first.state, second.state) == (State.CANCELLED, State.SUCCEEDED)


async def test_what_is_done_makes_room_and_what_is_not_does_not(jobs: Jobs[bytes]) -> None:
    old = jobs.begin(ANNA, done)
    await turns()
    for _ in range(3):
        jobs.begin(ANNA, never)
    with pytest.raises(NotFound):
        jobs.find(ANNA, old.id)
    with pytest.raises(Busy):
        jobs.begin(ANNA, done)
    jobs.begin(BEN, never)
    with pytest.raises(Busy):
        jobs.begin(BEN, done)


async def test_what_they_weigh_is_bounded(jobs: Jobs[bytes]) -> None:
    jobs.begin(ANNA, never, weight=900)
    with pytest.raises(Busy):
        jobs.begin(BEN, done, weight=200)
    light = jobs.begin(BEN, done, weight=50)
    assert light.weight == 50


async def test_results_are_forgotten_after_their_time(jobs: Jobs[bytes], clock: WallClock) -> None:
    job = jobs.begin(ANNA, done)
    await turns()
    clock.jump(KEPT - timedelta(seconds=1))
    assert jobs.find(ANNA, job.id) is job
    clock.jump(timedelta(seconds=2))
    with pytest.raises(NotFound):
        jobs.find(ANNA, job.id)
    assert len(jobs) == 0


async def test_stopping_ends_what_is_under_way(jobs: Jobs[bytes]) -> None:
    job = jobs.begin(ANNA, never)
    await turns()
    await jobs.stop()
    assert job.task is not None and job.task.done() and len(jobs) == 0
