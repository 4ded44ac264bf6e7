"""What is hostile is opened in a process of its own, whose memory and time are bounded, and others go on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes import bombs
from fakes.cameras import LATITUDE, photo, scene
from fakes.pictures import encoded
from parley.errors import EngineFailed, EngineTimeout, ParleyError
from parley.pool.host import EnginePool
from parley.pool.wire import Load
from parley.vision.decoding import open_picture
from parley.vision.eyes import About, Eyes, Look
from parley.vision.formats.kinds import kind_of
from parley.vision.types import PHOTO, Kind, Limits, WrongSize

MEMORY = 512
"""Megabytes that the worker may have."""


class FragileEyes(Eyes):
    """As libraries are that somebody found a hole in: by the name of a colour they hang, or are gone."""

    def open(self, data: bytes, limits: Limits) -> Look:
        if data == b"hang":
            while True:
                pass
        if data == b"crash":
            import ctypes

            ctypes.string_at(0)
        return super().open(data, limits)


def eyes(*, seconds: float = 30.0) -> EnginePool:
    here = f"{Path(__file__).stem}:FragileEyes"
    return EnginePool("eyes", Load(here, {}), call_timeout=seconds, memory_mb=MEMORY)


@pytest.fixture(scope="module", autouse=True)
def _found() -> None:
    """The worker imports this very file."""
    if str(Path(__file__).parent) not in sys.path:
        sys.path.append(str(Path(__file__).parent))


@pytest.fixture
async def pool() -> AsyncIterator[EnginePool]:
    made = eyes()
    yield made
    await made.stop()


async def about(pool: EnginePool, data: bytes) -> About:
    kept = await pool.keep("open", data, PHOTO)
    try:
        return await kept.call("about")
    finally:
        kept.close()


def peak(pid: int) -> int:
    """Megabytes that a process had at most."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith("VmHWM")) // 1024


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds what a process takes for its data")
async def test_one_worker_lives_through_everything_and_stays_small(pool: EnginePool) -> None:
    await pool.start()
    (pid,) = pool.pids
    for data in (bombs.too_large() | bombs.broken()).values():
        with pytest.raises(ParleyError) as caught:
            await about(pool, data)
        assert not isinstance(caught.value, EngineFailed)
    for data in (*bombs.polyglots().values(), bombs.gif_of_frames(10_000), bombs.pdf_of_pixels(10_000)):
        assert (await about(pool, data)).count == 1
    assert pool.pids == [pid]
    assert peak(pid) < MEMORY


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds what a process takes for its data")
async def test_an_honest_picture_that_needs_more_than_there_is_is_refused_with_a_sentence(
    pool: EnginePool,
) -> None:
    large = bombs.png(10_900, 10_900, megabytes=114)  # 119 million grey pixels in 115 kB
    with pytest.raises(WrongSize, match="memory"):
        await about(pool, large)
    assert (await about(pool, photo())).kind is Kind.JPEG
    assert len(pool.pids) == 1


async def test_a_crash_costs_those_who_are_looking_one_error_and_then_all_goes_on(pool: EnginePool) -> None:
    other = await pool.keep("open", photo(), PHOTO)
    with pytest.raises(EngineFailed, match="crashed"):
        await pool.keep("open", b"crash", PHOTO)
    with pytest.raises(EngineFailed, match="restarted"):
        await other.call("about")
    other.close()
    assert (await about(pool, photo())).count == 1


async def test_what_never_ends_is_ended_and_all_goes_on() -> None:
    pool = eyes(seconds=3.0)
    await about(pool, photo())
    other = await pool.keep("open", photo(), PHOTO)
    hanging = asyncio.create_task(pool.keep("open", b"hang", PHOTO))
    with pytest.raises(EngineTimeout):
        await hanging
    with pytest.raises(EngineFailed):
        await other.call("about")
    other.close()
    assert (await about(pool, photo())).count == 1
    await pool.stop()


async def test_a_photo_is_asked_for_its_shot_its_preview_and_a_copy_to_share(pool: EnginePool) -> None:
    kept = await pool.keep("open", encoded(scene(1_200, 800), "JPEG"), PHOTO)
    assert (await kept.call("about", False)).sizes[0].width == 1_200
    for square, size in ((False, (320, 213)), (True, (320, 320))):
        tile = open_picture(await kept.call("preview", 320, square), PHOTO).sizes[0]
        assert (tile.width, tile.height) == size
    kept.close()
    kept = await pool.keep("open", photo(6), PHOTO)
    assert (await kept.call("shot")).latitude == LATITUDE
    assert kind_of(await kept.call("stripped", False)) is Kind.JPEG
    kept.close()
