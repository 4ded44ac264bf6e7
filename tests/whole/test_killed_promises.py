"""A timer, an alarm and a reminder set by voice: killed right after the confirmation, rung late, once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fakes.nursery import Nursery, nursery
from parley.assistant.ringing import Ringing
from parley.clock import SystemClock
from parley.home.home import Home
from parley.settings import Settings
from parley.skills.service import Skills
from parley.skills.timers import handlers as timers
from parley.skills.types import Announcement, Context

LATE = timedelta(minutes=40)


class Later(SystemClock):
    """Shows a time some minutes ahead."""

    def now(self) -> datetime:
        return super().now() + LATE


@pytest.fixture(scope="module")
def born() -> Iterator[Nursery]:
    with nursery() as found:
        yield found


def promised(born: Nursery, data: Path, *texts: str) -> list[str]:
    """What was confirmed before the process was killed with SIGKILL."""
    process = born.bear("fakes.promising:promising", str(data), *texts)
    said = [process.said.readline().strip() for _ in range(len(texts) + 1)]
    process.kill()
    return said[1:]


async def rung(data: Path, clock: SystemClock) -> list[Announcement]:
    """What a home rings that is started with this clock."""
    found: list[Announcement] = []

    async def announce(announcement: Announcement) -> None:
        found.append(announcement)

    async with await Home.open(Settings(data=str(data)), clock) as home:
        skills = Skills.load(clock, home, announce)
        Ringing(home.schedule, announce).start()
        await skills.start()
        await home.schedule.start()
        for _ in range(60):
            await asyncio.sleep(0.05)
            if len(found) >= 1:
                break
        await asyncio.sleep(0.3)
        await home.schedule.stop()
        await skills.stop()
    return found


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("timer", "set a timer for one second"),
        ("alarm", "set an alarm in ten minutes"),
        ("reminder", "remind me in ten minutes to call mum"),
        ("timer", "定一个一秒钟的定时器"),
        ("alarm", "十分钟后叫我起床"),
        ("reminder", "十分钟后提醒我关火"),
    ],
)
async def test_what_was_confirmed_rings_once_and_says_that_it_is_late(
    born: Nursery, tmp_path: Path, kind: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (said,) = promised(born, tmp_path, text)
    assert said
    clock = Later()
    if kind == "timer":
        # A timer counts time that passes, whatever the clock is set to: this one is late by some seconds.
        clock = SystemClock()
        monkeypatch.setattr(timers, "LATE", timedelta(seconds=0.5))
        await asyncio.sleep(2)
    (ring,) = await rung(tmp_path, clock)
    assert ring.kind == kind
    assert "ago" in ring.reply.text or "前" in ring.reply.text
    assert await rung(tmp_path, clock) == []


@pytest.mark.parametrize(
    ("begin", "pause", "go_on"),
    [
        ("set a timer for five seconds", "pause the timer", "resume the timer"),
        ("定一个五秒钟的定时器", "暂停计时", "继续计时"),
    ],
)
async def test_a_pause_that_was_confirmed_outlives_the_process(
    born: Nursery, tmp_path: Path, begin: str, pause: str, go_on: str
) -> None:
    said = promised(born, tmp_path, begin, pause)
    assert all(said)
    await asyncio.sleep(6)
    assert await rung(tmp_path, SystemClock()) == []
    async with await Home.open(Settings(data=str(tmp_path))) as home:
        (timer,) = await home.records.everyone("timers")
        assert 0 < timer.document["left"] <= 5
        skills = Skills.load(SystemClock(), home)
        context = Context(device="speaker", person=timer.account)
        understanding = skills.understand(go_on, None, context)
        assert understanding is not None
        await skills.act(understanding, context)
    await asyncio.sleep(5.5)
    (ring,) = await rung(tmp_path, SystemClock())
    assert ring.kind == "timer"
