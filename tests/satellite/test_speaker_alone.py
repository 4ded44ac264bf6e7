"""Without a server a speaker does what it can do alone, and the server hears of it later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fakes.recogniser import FakeRecogniser, Line
from fakes.satellite import silence
from parley.home.sync.replica import Replica
from parley.pool.host import Inline
from parley.satellite.alone import Embedded
from parley.settings import Settings
from parley.skills.service import Skills
from parley.speech.hearing import Ear, HearingService

NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC).timestamp()


class Alone:
    """A speaker that hears these sentences one after the other."""

    def __init__(self, folder: Path) -> None:
        self.replica = Replica(folder / "records.db", lambda: NOW)
        self.engine = Embedded(Settings(data=str(folder)), self.replica, "me", "auto", lambda: NOW)

    async def says(self, text: str, language: str = "en") -> str | None:
        ears = FakeRecogniser(Line(text, language))
        ear = Ear("fake", frozenset({"en", "zh"}), Inline("fake", lambda: ears), False)
        skills = self.engine._skills or Skills.load(self.engine._clock, self.engine._home)  # type: ignore
        self.engine._skills, self.engine._hearing = skills, HearingService([ear])  # type: ignore
        answered = await self.engine.answer(silence(1.0))
        return None if answered is None else answered.text


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Alone]:
    made = Alone(tmp_path)
    yield made
    await made.engine.close()
    made.replica.close()


async def test_a_timer_is_set_in_its_copy_of_the_records(alone: Alone) -> None:
    answer = await alone.says("set a timer for five minutes")
    assert answer is not None and "5 minutes" in answer
    (timer,) = alone.replica.all("timers")
    assert timer.document["ends"] == NOW + 300 and timer.document["device"] == "me"
    assert alone.replica.waiting(10, 10_000) is not None  # for the server


async def test_in_chinese_too(alone: Alone) -> None:
    answer = await alone.says("定一个五分钟的定时器", "zh")
    assert answer is not None and "5分钟" in answer
    (timer,) = alone.replica.all("timers")
    assert timer.document["language"] == "zh"
    answer = await alone.says("现在几点了", "zh")
    assert answer is not None and ":30" in answer


async def test_it_goes_on_with_what_was_said_before(alone: Alone) -> None:
    await alone.says("set a timer for five minutes")
    left = await alone.says("how much time is left")
    assert left is not None and "5 minutes" in left
    assert await alone.says("cancel the timer") is not None
    assert alone.replica.all("timers") == []


async def test_a_timer_can_be_paused_without_the_server(alone: Alone) -> None:
    await alone.says("set a timer for five minutes")
    paused = await alone.says("pause the timer")
    assert paused is not None and "5 minutes left" in paused
    (timer,) = alone.replica.all("timers")
    assert timer.document["left"] == 300
    assert await alone.says("继续计时", "zh") == "继续计时，还剩5分钟。"
    (timer,) = alone.replica.all("timers")
    assert (timer.document["left"], timer.document["ends"]) == (0, NOW + 300)


async def test_alarms_and_lists_too(alone: Alone) -> None:
    assert await alone.says("wake me up at seven") is not None
    assert [each.document["time"] for each in alone.replica.all("alarms")] == ["07:00"]
    assert await alone.says("add milk to the shopping list") is not None
    assert [each.document["text"] for each in alone.replica.all("items")] == ["milk"]


@pytest.mark.parametrize(
    "text", ["what's the weather tomorrow", "turn on the light", "tell the kitchen dinner is ready"]
)
async def test_what_needs_the_server_is_left_to_it(alone: Alone, text: str) -> None:
    assert await alone.says(text) is None


async def test_what_nobody_understands_is_kept_for_the_server(alone: Alone) -> None:
    assert await alone.says("colourless green ideas sleep furiously") is None
