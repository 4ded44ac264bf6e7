"""What is for one device alone, and a conversation that goes on at another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.house import Diary, open_assistant
from fakes.records import MemoryHome
from parley.assistant.assistant import Assistant
from parley.assistant.conversation import Conversation
from parley.assistant.events import Did, Said, TurnEnded
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.home.schedule.occurrence import NobodyThere
from parley.skills.types import Action, Announcement, Reply


class Page:
    """A device on which somebody talks, and which confirms what rings."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.diary = Diary(conversation)
        self._task = asyncio.create_task(self._live())

    async def _live(self) -> None:
        async for event in self.conversation.events():
            self.diary.events.append((0.0, event))
            if isinstance(event, Did) and (occurrence := event.action.data.get("occurrence")):
                self.conversation.confirm(str(occurrence))

    @property
    def said(self) -> str:
        return " ".join(event.text for event in self.diary.of(Said) if isinstance(event, Said))

    @property
    def did(self) -> list[str]:
        return [event.action.kind for event in self.diary.of(Did) if isinstance(event, Did)]

    async def ask(self, text: str) -> str:
        before, turns = len(self.diary.of(Said)), len(self.diary.of(TurnEnded))
        await self.conversation.read(text)
        await self.diary.until(lambda _: len(self.diary.of(TurnEnded)) > turns)
        return " ".join(event.text for event in self.diary.of(Said)[before:] if isinstance(event, Said))


class House:
    def __init__(self, home: MemoryHome, assistant: Assistant) -> None:
        self.home, self.assistant = home, assistant

    async def connect(
        self,
        name: str,
        room: str = "",
        person: str = "anna",
        *,
        kind: DeviceKind = DeviceKind.SPEAKER,
        guest: bool = False,
    ) -> Page:
        device = await self.home.devices.add(person, NewDevice(kind, name, room))
        conversation = self.assistant.open(device.id, person=person, guest=guest, rang=[])
        return Page(await conversation.__aenter__())


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    home = MemoryHome(people=("owner", "anna", "bob", "guest1"))
    assistant = open_assistant(tmp_path, home=home)
    await assistant.__aenter__()
    yield House(home, assistant)
    await assistant.__aexit__()


async def test_what_is_for_one_device_is_said_by_no_other(house: House) -> None:
    kitchen, study = await house.connect("A", "Kitchen"), await house.connect("B", "Kitchen")
    reply = Reply("Psst.", "en", actions=(Action("find", {"occurrence": "o1"}),))
    wanted = kitchen.conversation.device
    await house.assistant.announce(Announcement(wanted, "anna", reply, "find", "o1", exact=True))
    await asyncio.sleep(3)
    assert kitchen.said == "Psst." and study.said == ""
    await kitchen.conversation.__aexit__(None, None, None)
    with pytest.raises(NobodyThere):
        await house.assistant.announce(Announcement(wanted, "anna", reply, "find", "o2", exact=True))
    assert study.said == ""


async def test_it_is_never_said_to_anybody_else_on_that_device(house: House) -> None:
    bobs = await house.connect("Speaker", person="bob")
    reply = Reply("Secret.", "en")
    with pytest.raises(NobodyThere):
        await house.assistant.announce(
            Announcement(bobs.conversation.device, "anna", reply, "find", "o1", exact=True)
        )
    assert bobs.said == ""


async def test_an_announcement_reaches_the_whole_house_but_not_its_guests(house: House) -> None:
    kitchen, study = await house.connect("A", "Kitchen"), await house.connect("B", "Study")
    bobs = await house.connect("Phone", person="bob", kind=DeviceKind.PHONE)
    guests = await house.connect("Phone", person="guest1", kind=DeviceKind.PHONE, guest=True)
    assert await kitchen.ask("announce that dinner is ready") == "Announced on 2 devices."
    await asyncio.sleep(5)
    assert study.said == bobs.said == "Announcement: dinner is ready."
    assert study.did == ["announced"] and guests.said == "" and "Announcement" not in kitchen.said
    assert "people of the house" in await guests.ask("announce that dinner is ready")


async def test_one_that_is_being_spoken_to_hears_it_afterwards(house: House) -> None:
    kitchen, study = await house.connect("A", "Kitchen"), await house.connect("B", "Study")
    await study.conversation.read("what can you do")
    assert "Announced" in await kitchen.ask("tell the study that dinner is ready")
    await asyncio.sleep(40)
    assert study.said.endswith("dinner is ready.")
    reasons = [event.reason.value for event in study.diary.of(TurnEnded) if isinstance(event, TurnEnded)]
    assert reasons == ["answered", "answered"]


async def test_a_lost_phone_rings_and_is_stopped(house: House) -> None:
    speaker = await house.connect("A", "Kitchen")
    phone = await house.connect("Pixel", kind=DeviceKind.PHONE)
    assert "phone" in await speaker.ask("find my phone")
    await asyncio.sleep(2)
    assert phone.did == ["find"]
    await speaker.ask("found it")
    await asyncio.sleep(2)
    assert phone.did == ["find", "stop"]


async def test_a_question_that_moved_is_answered_at_the_other_device(house: House) -> None:
    speaker = await house.connect("A", "Kitchen")
    phone = await house.connect("Pixel", kind=DeviceKind.PHONE)
    question = await speaker.ask("set a timer")
    assert "Pixel" in await speaker.ask("continue on my phone")
    await asyncio.sleep(10)
    assert phone.said == question
    last = phone.diary.of(TurnEnded)[-1]
    assert isinstance(last, TurnEnded) and last.follow_up, "it listens for the answer"
    assert "10 minutes" in await phone.ask("ten minutes")


async def test_a_conversation_never_moves_to_somebody_else(house: House) -> None:
    speaker = await house.connect("A", "Kitchen")
    bobs = await house.connect("Pixel", person="bob", kind=DeviceKind.PHONE)
    await speaker.ask("tell me a joke")
    assert "know no device" in await speaker.ask("continue on my phone")
    await asyncio.sleep(10)
    assert bobs.said == ""


async def test_a_phrase_of_one_s_own_is_known_at_once_on_every_device(house: House) -> None:
    kitchen, study = await house.connect("A", "Kitchen"), await house.connect("B", "Study")
    bobs = await house.connect("C", person="bob")
    await kitchen.ask("when I say good night, tell me the time and tell me a joke")
    assert "It" in await study.ask("good night") or study.said
    last = study.diary.of(TurnEnded)[-1]
    assert isinstance(last, TurnEnded) and last.intent == "routine.run"
    assert await bobs.ask("good night") == "Bye."
