"""Several conversations of one household: tabs that come and go, and what is said unasked."""

from __future__ import annotations

import asyncio
import gc
import weakref
from pathlib import Path

import pytest

from fakes.house import Diary, open_assistant
from parley.assistant.conversation import Conversation
from parley.assistant.events import Did, TurnEnded
from parley.home.schedule.occurrence import NobodyThere
from parley.skills.types import Action, Announcement, Reply

RING = Announcement("tablet", "owner", Reply("时间到了。", "zh", actions=(Action("timer_rang"),)), "timer")


class Tab:
    """A conversation that somebody watches."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.diary = Diary(conversation)
        self._keeping = asyncio.create_task(self.diary.keep())

    async def ask(self, text: str) -> TurnEnded:
        turns = len(self.diary.of(TurnEnded))
        await self.conversation.read(text)
        await self.diary.until(lambda _: len(self.diary.of(TurnEnded)) > turns)
        end = self.diary.of(TurnEnded)[-1]
        assert isinstance(end, TurnEnded)
        return end

    @property
    def rang(self) -> int:
        return len(self.diary.of(Did))


async def test_a_timer_rings_in_the_tab_that_was_used_last(tmp_path: Path) -> None:
    house = open_assistant(tmp_path)
    async with (
        house,
        house.open("tablet", "first", person="owner") as first,
        house.open("tablet", "second", person="owner") as second,
    ):
        one, two = Tab(first), Tab(second)
        await two.ask("what time is it")
        await asyncio.sleep(1)
        await one.ask("what time is it")

        await house.announce(RING)
        await asyncio.sleep(1)

        assert (one.rang, two.rang) == (1, 0)


async def test_closing_the_newest_tab_leaves_the_first_one_the_device(tmp_path: Path) -> None:
    house = open_assistant(tmp_path)
    async with (
        house,
        house.open("tablet", "first", person="owner") as first,
        house.open("kitchen", person="owner") as speaker,
    ):
        tab, other = Tab(first), Tab(speaker)
        async with house.open("tablet", "second", person="owner") as second:
            await Tab(second).ask("what time is it")

        await house.announce(RING)
        await asyncio.sleep(1)

        assert (tab.rang, other.rang) == (1, 0)


async def test_where_the_device_is_gone_another_one_says_it_and_without_any_it_waits(tmp_path: Path) -> None:
    house = open_assistant(tmp_path)
    async with house:
        async with house.open("tablet", person="owner"):
            pass
        with pytest.raises(NobodyThere):
            await house.announce(RING)
        async with house.open("kitchen", person="owner") as speaker:
            other = Tab(speaker)
            await house.announce(RING)
            await asyncio.sleep(1)
            assert other.rang == 1


@pytest.mark.parametrize("between", [0, 3])
async def test_a_browser_that_comes_back_goes_on_where_it_was(tmp_path: Path, between: int) -> None:
    """Parley asked how long; the connection broke; the answer comes over a new one."""
    house = open_assistant(tmp_path)
    async with house:
        async with house.open("tablet", "first", person="owner") as before:
            assert (await Tab(before).ask("set a timer")).follow_up
        for number in range(between):
            async with house.open("tablet", f"other{number}", person="owner"):
                pass
        async with house.open("tablet", "first", person="owner") as after:
            end = await Tab(after).ask("five minutes")
    assert end.intent == "timer.start" and end.slots["duration"] == 300


async def test_another_device_cannot_go_on_with_a_conversation_by_its_name(tmp_path: Path) -> None:
    house = open_assistant(tmp_path)
    async with house, house.open("tablet", "first", person="owner") as first:
        await Tab(first).ask("set a timer")
        async with house.open("kitchen", "first", person="owner") as second:
            assert second.context.pending is None and second.context.device == "kitchen"


async def test_conversations_that_are_over_are_let_go_of(tmp_path: Path) -> None:
    house = open_assistant(tmp_path)
    async with house:

        async def talk(name: str) -> weakref.ref[Conversation]:
            async with house.open("tablet", name, person="owner") as conversation:
                return weakref.ref(conversation)

        over = [await talk(f"talk{number}") for number in range(300)]
        async with house.open("tablet", "talk0", person="owner") as again:
            gc.collect()
            assert [each for each in over if each() is not None] == []
            assert again.id == "talk0"


async def test_a_device_that_connects_is_told_of_its_own_running_timers(tmp_path: Path) -> None:
    house = open_assistant(tmp_path)
    async with house:
        async with house.open("tablet", person="owner") as tablet:
            await Tab(tablet).ask("set a pasta timer for ten minutes")
        async with (
            house.open("tablet", person="owner") as again,
            house.open("kitchen", person="owner") as speaker,
        ):
            (running,) = await again.going_on()
            assert (running.kind, running.data["name"], running.data["duration"]) == (
                "timer_started",
                "pasta",
                600,
            )
            assert await speaker.going_on() == []
            await Tab(again).ask("cancel the timer")
            assert await again.going_on() == []
