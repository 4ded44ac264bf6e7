"""Engines in worker processes: what a crash, a hang and a crowd cost."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.engines import Engine
from parley.errors import Busy, EngineFailed, EngineTimeout, Unsupported
from parley.pool.host import EnginePool, Inline
from parley.pool.wanted import still_wanted
from parley.pool.wire import Load


@pytest.fixture
async def pool() -> AsyncIterator[EnginePool]:
    made = EnginePool("test", Load("fakes.engines:Engine", {"greeting": "你好"}), max_kept=2, call_timeout=5)
    yield made
    await made.stop()


async def test_an_engine_answers_from_another_process(pool: EnginePool) -> None:
    assert await pool.call("greet", "Parley") == "你好 Parley"
    assert await pool.call("process_id") in pool.pids


async def test_what_a_library_prints_does_not_reach_the_pipe(pool: EnginePool) -> None:
    assert await pool.call("print_noise") == "still fine"
    assert await pool.call("greet", "again") == "你好 again"


async def test_kept_objects_live_with_the_engine_and_are_counted(pool: EnginePool) -> None:
    first, second = await pool.keep("counter"), await pool.keep("counter")
    assert await first.call("add", 2) == 2
    assert await second.call("add", 5) == 5
    assert await first.call("add", 1) == 3
    with pytest.raises(Busy):
        await pool.keep("counter")
    first.close()
    first.close()
    third = await pool.keep("counter")
    assert await third.call("add", 1) == 1


async def test_a_stream_arrives_item_by_item_and_can_be_cut(pool: EnginePool) -> None:
    assert [item async for item in pool.stream("count", 4)] == [0, 1, 2, 3]
    endless = pool.stream("count", 1_000_000, 0.001)
    async for item in endless:
        if item == 3:
            break
    await endless.aclose()
    # The worker is free at once: it stopped making what nobody wants.
    async with asyncio.timeout(20):
        assert await pool.call("greet", "next") == "你好 next"


async def test_parleys_own_errors_come_through_and_foreign_ones_lose_their_text(pool: EnginePool) -> None:
    with pytest.raises(Unsupported, match="does not do that"):
        await pool.call("refuse")
    with pytest.raises(EngineFailed) as caught:
        await pool.call("fail")
    assert "secret" not in str(caught.value)
    assert "RuntimeError" in str(caught.value)


async def test_a_crash_costs_one_call_and_the_next_one_works(pool: EnginePool) -> None:
    counter = await pool.keep("counter")
    with pytest.raises(EngineFailed):
        await pool.call("crash")
    with pytest.raises(EngineFailed):
        await counter.call("add", 1)
    assert await pool.call("greet", "after") == "你好 after"


async def test_after_a_crash_nobody_is_given_what_is_somebody_elses(pool: EnginePool) -> None:
    mine = await pool.keep("counter")
    assert await mine.call("add", 1) == 1
    with pytest.raises(EngineFailed):
        await pool.call("crash")
    # The new process counts from the beginning: the same number is now another's.
    theirs = asyncio.create_task(pool.keep("counter"))
    await asyncio.sleep(0)
    with pytest.raises(EngineFailed, match="restarted"):
        await mine.call("add", 100)
    assert await (await theirs).call("add", 1) == 1


async def test_a_hang_is_killed_and_the_next_call_works() -> None:
    pool = EnginePool("hanging", Load("fakes.engines:Engine", {}), call_timeout=0.5)
    await pool.start()
    with pytest.raises(EngineTimeout):
        await pool.call("hang")
    assert await pool.call("greet", "after") == "hello after"
    await pool.stop()


async def test_an_engine_that_cannot_be_made_says_so_and_is_not_tried_for_ever() -> None:
    pool = EnginePool("broken", Load("fakes.engines:Unloadable", {}))
    for _ in range(6):
        with pytest.raises(EngineFailed, match="ValueError"):
            await pool.call("greet", "x")
    with pytest.raises(EngineFailed, match="keeps crashing"):
        await pool.call("greet", "x")
    await pool.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds what a process takes for its data")
async def test_a_worker_gets_no_more_memory_than_it_may_have_and_lives_on() -> None:
    pool = EnginePool("small", Load("fakes.engines:Engine", {}), memory_mb=200)
    pid = await pool.call("process_id")
    with pytest.raises(EngineFailed, match="MemoryError"):
        await pool.call("hoard", 400)
    assert await pool.call("hoard", 50) == 50 * 1024 * 1024
    assert await pool.call("process_id") == pid
    await pool.stop()


async def test_a_worker_in_the_background_gives_way() -> None:
    usual, background = (
        EnginePool("usual", Load("fakes.engines:Engine", {})),
        EnginePool("background", Load("fakes.engines:Engine", {}), nice=7),
    )
    assert await background.call("niceness") == min(19, await usual.call("niceness") + 7)
    await usual.stop()
    await background.stop()


async def test_work_spreads_over_the_copies() -> None:
    pool = EnginePool("two", Load("fakes.engines:Engine", {}), copies=2, max_kept=4)
    await pool.start()
    first, second = await pool.keep("counter"), await pool.keep("counter")
    assert len(pool.pids) == 2
    slow, quick = asyncio.create_task(first.call("add", 1)), asyncio.create_task(second.call("add", 1))
    assert await slow == await quick == 1
    pids = {await pool.call("process_id") for _ in range(4)}
    assert pids <= set(pool.pids)
    await pool.stop()


async def test_an_inline_engine_behaves_the_same() -> None:
    host = Inline("inline", Engine)
    assert await host.call("greet", "Parley") == "hello Parley"
    assert [item async for item in host.stream("count", 3)] == [0, 1, 2]
    kept = await host.keep("counter")
    assert await kept.call("add", 2) == 2
    kept.close()
    with pytest.raises(EngineFailed):
        await kept.call("add", 2)
    with pytest.raises(EngineFailed, match="RuntimeError"):
        await host.call("fail")


async def test_work_that_nobody_waits_for_any_more_stops(pool: EnginePool, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    work = asyncio.create_task(pool.call("labour", str(begun)))
    await asyncio.to_thread(_appears, begun)
    work.cancel()
    before = pool.pids
    # It would go on for 30 s, and the pool waits for 5: the next caller is served by the same process.
    assert await pool.call("greet", "Parley") == "你好 Parley"
    assert pool.pids == before
    with pytest.raises(asyncio.CancelledError):
        await work


def _appears(file: Path) -> None:
    while not file.exists():
        time.sleep(0.005)


async def test_work_in_this_process_is_always_wanted(tmp_path: Path) -> None:
    still_wanted()
    assert await Inline("test", Engine).call("greet", "Parley") == "hello Parley"
