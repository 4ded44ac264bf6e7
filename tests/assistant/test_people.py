"""Whose conversation it is: what is kept of it, for whom, and who may go on with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from fakes.house import open_assistant
from fakes.records import MemoryHome
from fakes.synthesiser import HummingSynthesiser
from parley.assistant.assistant import Assistant
from parley.assistant.conversation import Conversation
from parley.assistant.events import Said
from parley.home.accounts.devices import NewDevice
from parley.home.history import DAY, MOST_WAITING, History
from parley.home.history import Said as Turn
from parley.home.schedule.schedule import Schedule


@pytest.fixture
def home() -> MemoryHome:
    home = MemoryHome(people=("owner", "anna", "bob", "guest"))
    # Years pass faster when nobody looks every few seconds whether something is due.
    home.schedule = Schedule(home.database, home.records, home.clock, look=DAY)
    return home


@pytest.fixture
async def assistant(tmp_path: Path, home: MemoryHome) -> AsyncIterator[Assistant]:
    async with open_assistant(tmp_path, home=home) as opened:
        yield opened


async def ask(conversation: Conversation, *texts: str) -> str:
    """The last answer."""
    said = ""
    for text in texts:
        said = " ".join([event.text async for event in conversation.ask(text) if isinstance(event, Said)])
    await asyncio.sleep(0.1)
    return said


async def history(home: MemoryHome, account: str = "anna") -> list[dict[str, Any]]:
    return [each.document for each in await home.records.all(account, "history")]


async def test_nobody_goes_on_with_another_s_conversation_by_naming_it(assistant: Assistant) -> None:
    async with assistant.open("tablet", "talk", person="anna") as annas:
        await ask(annas, "set a timer")
        async with assistant.open("tablet", "talk", person="bob") as bobs:
            assert bobs.context.pending is None and bobs.context.person == "bob"
    async with assistant.open("tablet", "talk", person="bob") as bobs:
        assert bobs.context.pending is None and bobs.context.person == "bob"
    async with assistant.open("tablet", "talk", person="anna") as annas:
        assert annas.context.pending is not None


async def test_a_timer_is_its_person_s_on_every_device_of_theirs(
    assistant: Assistant, home: MemoryHome
) -> None:
    async with (
        assistant.open("tablet", person="anna") as tablet,
        assistant.open("phone", person="anna") as phone,
        assistant.open("tablet", person="bob") as bobs,
    ):
        await ask(tablet, "set a timer for five minutes")
        assert (await ask(phone, "how long is left")).startswith("4 minutes 5")
        assert await ask(bobs, "how long is left") == "No timer is running."
        assert await bobs.going_on() == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (
            "set a timer for five minutes",
            "I don't keep timers for guests. Someone who lives here can set one.",
        ),
        ("定一个五分钟的定时器", "客人用不了定时器，请让家里人来定吧。"),
    ],
)
async def test_a_guest_is_told_that_nothing_is_kept(
    assistant: Assistant, home: MemoryHome, text: str, answer: str
) -> None:
    async with assistant.open("phone", person="guest", guest=True) as conversation:
        assert await ask(conversation, text) == answer
        assert await ask(conversation, "how long is left") == "No timer is running."
        assert "AM" in await ask(conversation, "what time is it")
        assert await conversation.going_on() == []
    assert home.kept("timers") == 0 and home.kept("history") == 0


async def test_it_is_known_which_devices_are_connected(assistant: Assistant) -> None:
    assert not assistant.connected("tablet")
    async with assistant.open("tablet", person="anna"):
        assert assistant.connected("tablet") and not assistant.connected("phone")
        async with assistant.open("tablet", "another", person="anna"):
            pass
        assert assistant.connected("tablet")
    assert not assistant.connected("tablet")


async def test_what_was_said_is_kept_for_its_person(assistant: Assistant, home: MemoryHome) -> None:
    async with assistant.open("tablet", person="anna") as conversation:
        await ask(conversation, "现在几点了？", "fly me to the moon")
    first, second = await history(home)
    assert (first["heard"], first["language"], first["intent"]) == ("现在几点了？", "zh", "clock.time")
    assert first["answered"] and first["device"] == "tablet"
    assert first["at"] == pytest.approx(home.clock.now().timestamp(), abs=60)
    assert (second["heard"], second["intent"]) == ("fly me to the moon", "")
    assert await history(home, "bob") == []


@pytest.mark.parametrize("after", [0.0, 0.5], ids=["at once", "in the middle of the answer"])
async def test_what_was_done_is_kept_also_when_the_person_goes_on_before_it_was_all_said(
    assistant: Assistant, home: MemoryHome, after: float
) -> None:
    async with assistant.open("tablet", person="anna") as conversation:
        async for event in conversation.ask("set a timer for five minutes"):
            if isinstance(event, Said):
                await asyncio.sleep(after)
                conversation.interrupt()
        await ask(conversation, "what time is it")
    assert [each["intent"] for each in await history(home)] == ["timer.start", "clock.time"]


async def test_who_does_not_want_it_kept_has_nothing_kept(assistant: Assistant, home: MemoryHome) -> None:
    await home.records.put("anna", "settings", "history", {"value": False})
    await home.records.put("bob", "settings", "history", {"value": True})
    for person in ("anna", "bob"):
        async with assistant.open("tablet", person=person) as conversation:
            await ask(conversation, "what time is it")
    assert await history(home) == [] and len(await history(home, "bob")) == 1


async def test_a_full_disk_costs_the_history_and_not_the_talk(assistant: Assistant, home: MemoryHome) -> None:
    async with assistant.open("tablet", person="anna") as conversation:
        home.full = True
        assert await ask(conversation, "what time is it")
        home.full = False
        assert await ask(conversation, "what time is it")
    assert len(await history(home)) == 1


async def test_what_is_old_is_forgotten(home: MemoryHome) -> None:
    turn = Turn("heard", "answered", "en", "", "tablet")
    async with History(home.database, home.records, home.clock, days=30) as kept:
        for day in range(40):
            kept.keep("anna" if day % 2 else "bob", turn)
            await asyncio.sleep(DAY)
        assert home.kept("history") in (30, 31)
        await asyncio.sleep(31 * DAY)
        assert home.kept("history") == 0


async def test_where_no_history_is_wanted_none_is_kept(home: MemoryHome) -> None:
    async with History(home.database, home.records, home.clock, days=0) as kept:
        kept.keep("anna", Turn("heard", "answered", "en", "", "tablet"))
        await asyncio.sleep(1)
    assert home.kept("history") == 0


async def test_a_slow_disk_holds_up_a_bounded_number_of_turns(
    home: MemoryHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home.records, "get", lambda *_: asyncio.sleep(100))
    async with History(home.database, home.records, home.clock, days=30) as kept:
        for _ in range(MOST_WAITING + 50):
            kept.keep("anna", Turn("heard", "answered", "en", "", "tablet"))
        await asyncio.sleep(101)
        assert home.kept("history") == MOST_WAITING


async def test_everybody_is_spoken_to_as_they_wish(tmp_path: Path, home: MemoryHome) -> None:
    settings = {"language": "zh", "voice.zh": "hum", "rate": 1.5}
    for name, value in settings.items():
        await home.records.put("anna", "settings", name, {"value": value})
    voice = HummingSynthesiser()
    async with open_assistant(tmp_path, home=home, synthesiser=voice) as assistant:
        for person, language in (("anna", "zh"), ("bob", "en")):
            async with assistant.open("tablet", person=person) as conversation:
                conversation.expect(None, "en")
                assert conversation.context.language == language
                voice.spoken.clear()
                await ask(conversation, "现在几点了")
                manners = {(each.voice, each.rate) for each in voice.spoken if each.language == "zh"}
                assert manners == {("hum", 1.5) if person == "anna" else (None, 1.0)}


@pytest.mark.parametrize(
    ("name", "value"), [("language", 5), ("rate", "fast"), ("rate", 100), ("rate", True)]
)
async def test_settings_that_make_no_sense_are_passed_over(
    assistant: Assistant, home: MemoryHome, name: str, value: object
) -> None:
    await home.records.put("anna", "settings", name, {"value": value})
    async with assistant.open("tablet", person="anna") as conversation:
        assert await ask(conversation, "what time is it")


async def test_of_a_person_who_is_gone_nothing_is_gone_on_with(
    assistant: Assistant, home: MemoryHome
) -> None:
    async with assistant.open("tablet", "talk", person="anna") as conversation:
        await ask(conversation, "set a timer")
    async with assistant.open("tablet", "another", person="anna"):
        pass  # the first one is over, and remembered
    for tell in home.accounts.on_gone:
        tell("anna")
    async with assistant.open("tablet", "talk", person="anna") as conversation:
        assert conversation.context.pending is None


async def test_the_room_of_a_conversation_is_where_its_device_is_now(
    assistant: Assistant, home: MemoryHome
) -> None:
    speaker = await home.devices.add("anna", NewDevice(name="Speaker", room="厨房"))
    async with assistant.open(speaker.id, "talk", person="anna") as talk:
        assert "kitchen" in await ask(talk, "turn on the light")
        await home.devices.change(speaker.id, room="Study")
        assert "study" in await ask(talk, "turn on the light")
        assert talk.context.room == "Study"
