"""What is said unasked: on the right device, to the right person, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from fakes.house import Diary, open_assistant
from fakes.records import MemoryHome
from parley.assistant.announcing import GRACE
from parley.assistant.assistant import Assistant
from parley.assistant.conversation import Conversation
from parley.assistant.events import Did, Heard, Said, TurnEnded
from parley.home.accounts.devices import NewDevice
from parley.home.schedule.schedule import Schedule


@dataclass
class Device:
    """A conversation that somebody watches; answers what it rings if it ``confirms``."""

    conversation: Conversation
    confirms: bool = True
    rang: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def __post_init__(self) -> None:
        self.diary = Diary(self.conversation)
        self._task = asyncio.create_task(self._live())

    async def _live(self) -> None:
        async for event in self.conversation.events():
            self.diary.events.append((0.0, event))
            if isinstance(event, Did) and (occurrence := event.action.data.get("occurrence")):
                self.rang.append({"kind": event.action.kind, **event.action.data})
                if self.confirms:
                    self.conversation.confirm(str(occurrence))

    @property
    def said(self) -> str:
        return " ".join(event.text for event in self.diary.of(Said) if isinstance(event, Said))

    async def ask(self, text: str) -> None:
        turns = len(self.diary.of(TurnEnded))
        await self.conversation.read(text)
        await self.diary.until(lambda _: len(self.diary.of(TurnEnded)) > turns)


@dataclass
class House:
    """An assistant and the devices that are connected to it."""

    home: MemoryHome
    assistant: Assistant

    async def connect(
        self, device: str, person: str = "anna", *, confirms: bool = True, rang: list[str] | None = None
    ) -> Device:
        counts = rang if rang is not None else []
        conversation = self.assistant.open(device, person=person, rang=counts)
        return Device(await conversation.__aenter__(), confirms)

    async def disconnect(self, device: Device) -> None:
        await device.conversation.__aexit__(None, None, None)

    @property
    def now(self) -> float:
        return self.home.clock.now().timestamp()

    async def timer(self, seconds: float, device: str = "kitchen", person: str = "anna") -> None:
        document = {"seconds": seconds, "ends": self.now + seconds, "device": device}
        await self.home.records.put(person, "timers", "t", document)

    async def restart(self) -> None:
        """The process is killed, and another begins."""
        await self.assistant.__aexit__()
        self.home.schedule = Schedule(self.home.database, self.home.records, self.home.clock)
        self.assistant = open_assistant(Path("unused"), home=self.home)
        await self.assistant.__aenter__()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    home = MemoryHome()
    opened = House(home, open_assistant(tmp_path, home=home))
    await opened.assistant.__aenter__()
    yield opened
    await opened.assistant.__aexit__()


async def test_it_rings_on_the_device_it_was_set_on(house: House) -> None:
    phone, kitchen = await house.connect("phone"), await house.connect("kitchen")
    await kitchen.ask("set a timer for five minutes")
    await phone.ask("what time is it")
    await asyncio.sleep(301)
    assert len(kitchen.rang) == 1 and not phone.rang
    assert kitchen.rang[0]["kind"] == "timer_rang"
    assert house.home.kept("timers") == 0


async def test_when_that_is_gone_it_rings_in_the_same_room_and_else_where_somebody_spoke_last(
    house: House,
) -> None:
    devices = house.home.devices
    asked = await devices.add("anna", NewDevice(name="Speaker", room="Kitchen"))
    near = await devices.add("anna", NewDevice(name="Tablet", room="Kitchen"))
    far = await devices.add("anna", NewDevice(name="Phone", room="Study"))
    tablet, phone = await house.connect(near.id), await house.connect(far.id)
    await asyncio.sleep(1)
    await phone.ask("what time is it")
    await house.timer(10, asked.id)
    await asyncio.sleep(10.5)
    assert not tablet.rang, "its own device may be about to come back"
    await asyncio.sleep(GRACE + 1)
    assert len(tablet.rang) == 1 and not phone.rang
    await house.disconnect(tablet)
    await house.timer(10, asked.id)
    await asyncio.sleep(12 + GRACE)
    assert len(phone.rang) == 1


async def test_with_no_device_it_waits_for_one_and_says_how_late_it_is(house: House) -> None:
    await house.timer(60)
    await asyncio.sleep(3_660)
    kitchen = await house.connect("kitchen")
    await asyncio.sleep(3)
    assert len(kitchen.rang) == 1
    assert "should have rung 1 hour ago" in kitchen.said


async def test_it_never_rings_for_anybody_else(house: House) -> None:
    bobs = await house.connect("kitchen", "bob")
    await house.timer(60, "kitchen", "anna")
    await asyncio.sleep(600)
    assert not bobs.rang and house.home.kept("timers") == 1
    annas = await house.connect("phone", "anna")
    await asyncio.sleep(10)
    assert len(annas.rang) == 1 and not bobs.rang


async def test_a_device_that_does_not_answer_is_passed_over(house: House) -> None:
    """Its connection is dead, which nobody has noticed yet."""
    kitchen = await house.connect("kitchen", confirms=False)
    phone = await house.connect("phone")
    await house.timer(60)
    await asyncio.sleep(60 + 11)
    assert len(kitchen.rang) == 1 and len(phone.rang) == 1
    assert house.home.kept("timers") == 0


async def test_a_device_that_keeps_no_count_need_not_answer(house: House) -> None:
    conversation = house.assistant.open("kitchen", person="anna")
    kitchen = Device(await conversation.__aenter__(), confirms=False)
    await house.timer(60)
    await asyncio.sleep(62)
    assert len(kitchen.rang) == 1 and house.home.kept("timers") == 0


async def test_what_a_device_rang_before_a_crash_it_does_not_ring_after_it(house: House) -> None:
    kitchen = await house.connect("kitchen")
    await house.timer(60)
    await asyncio.sleep(59.9)
    original = house.home.records.delete
    house.home.records.delete = lambda *_: asyncio.sleep(3_600)  # type: ignore[assignment]
    await asyncio.sleep(1)
    (rang,) = kitchen.rang
    house.home.records.delete = original
    await house.restart()
    again = await house.connect("kitchen", rang=[rang["occurrence"]])
    phone = await house.connect("phone")
    await asyncio.sleep(60)
    assert not again.rang and not phone.rang
    assert house.home.kept("timers") == 0


async def test_after_a_crash_it_waits_a_moment_for_the_device_that_may_have_rung(house: House) -> None:
    kitchen = await house.connect("kitchen")
    await house.timer(60)
    await asyncio.sleep(59.9)
    original = house.home.records.delete
    house.home.records.delete = lambda *_: asyncio.sleep(3_600)  # type: ignore[assignment]
    await asyncio.sleep(1)
    house.home.records.delete = original
    await house.restart()
    phone = await house.connect("phone")
    await asyncio.sleep(GRACE / 2)
    await house.connect("kitchen", rang=[kitchen.rang[0]["occurrence"]])
    await asyncio.sleep(60)
    assert not phone.rang and house.home.kept("timers") == 0


async def test_two_that_ring_together_are_both_heard_to_their_end(house: House) -> None:
    kitchen = await house.connect("kitchen")
    await house.timer(60)
    document = {"seconds": 30, "ends": house.now + 60, "device": "kitchen", "name": "tea"}
    await house.home.records.put("anna", "timers", "tea", document)
    await asyncio.sleep(80)
    assert len(kitchen.rang) == 2
    ends = [event.reason.value for event in kitchen.diary.of(TurnEnded) if isinstance(event, TurnEnded)]
    assert ends == ["answered", "answered"]


async def test_a_command_that_only_answers_is_told_nothing(house: House) -> None:
    conversation = house.assistant.open("ask", person="anna", reachable=False)
    ask = Device(await conversation.__aenter__())
    await house.timer(60)
    await asyncio.sleep(120)
    assert not ask.rang and house.home.kept("timers") == 1


@pytest.mark.parametrize(
    ("language", "label", "said", "late"),
    [
        ("en", "", "It's 10:00", "Your alarm for 7:30"),
        ("en", "Pills.", "It's 10:00 AM. Pills.", "alarm, Pills, should have rung 2 hours ago"),
        ("zh", "", "现在上午10:00了。", "闹钟2小时前就该响了"),
        ("zh", "吃药", "现在上午10:00了，吃药。", "闹钟（吃药）2小时前就该响了"),
    ],
)
async def test_alarms_are_spoken(house: House, language: str, label: str, said: str, late: str) -> None:
    """It is half past nine in Shanghai."""
    alarm = {"zone": "Asia/Shanghai", "since": house.now - 10_800, "label": label, "language": language}
    await house.home.records.put("anna", "alarms", "past", {**alarm, "time": "07:30"})
    await house.home.records.put("anna", "alarms", "next", {**alarm, "time": "10:00", "since": house.now})
    kitchen = await house.connect("kitchen")
    await asyncio.sleep(60)
    assert late in kitchen.said and said not in kitchen.said
    await asyncio.sleep(1_760)
    assert said in kitchen.said
    assert [(each["kind"], each["name"]) for each in kitchen.rang] == [("alarm_rang", label)] * 2


@pytest.mark.parametrize(
    ("language", "text", "said", "late"),
    [
        ("en", "call mum!", "Reminder: call mum.", "It was due 2 hours ago"),
        ("zh", "给妈妈打电话", "提醒你：给妈妈打电话。", "本该2小时前就说的"),
    ],
)
async def test_reminders_are_spoken(house: House, language: str, text: str, said: str, late: str) -> None:
    reminder = {"text": text, "language": language}
    await house.home.records.put("anna", "reminders", "past", {**reminder, "due": house.now - 7_200})
    await house.home.records.put("anna", "reminders", "next", {**reminder, "due": house.now + 120})
    kitchen = await house.connect("kitchen")
    await asyncio.sleep(60)
    assert said in kitchen.said and late in kitchen.said
    await asyncio.sleep(70)
    assert kitchen.said.endswith(said)
    assert [(each["kind"], each["name"]) for each in kitchen.rang] == [("reminder_rang", text)] * 2


ROUTINE = {"name": "Morning", "time": "10:00", "zone": "Asia/Shanghai", "days": [6, 7]}
STEPS = ["what time is it", "设置一个五分钟的定时器"]


async def test_a_routine_is_done_as_if_its_steps_had_been_said(house: House) -> None:
    routine = {**ROUTINE, "since": house.now, "steps": STEPS}
    await house.home.records.put("anna", "routines", "r", routine)
    kitchen = await house.connect("kitchen")
    await asyncio.sleep(1_830)
    heard = [event.text for event in kitchen.diary.of(Heard) if isinstance(event, Heard)]
    assert heard == STEPS
    assert house.home.kept("timers") == 1
    assert kitchen.rang[0]["kind"] == "routine_began"


async def test_who_speaks_during_a_routine_ends_it(house: House) -> None:
    routine = {**ROUTINE, "since": house.now, "steps": ["what can you do", *STEPS]}
    await house.home.records.put("anna", "routines", "r", routine)
    kitchen = await house.connect("kitchen")
    await asyncio.sleep(1_801)
    await kitchen.ask("stop")
    await asyncio.sleep(60)
    heard = [event.text for event in kitchen.diary.of(Heard) if isinstance(event, Heard)]
    assert heard == ["what can you do", "stop"]


async def test_the_mornings_routine_is_not_done_at_night(house: House) -> None:
    routine = {**ROUTINE, "time": "01:30", "since": house.now - 36_000, "steps": STEPS}
    await house.home.records.put("anna", "routines", "r", routine)
    kitchen = await house.connect("kitchen")
    await asyncio.sleep(60)
    assert not kitchen.diary.events
    (kept,) = await house.home.records.all("anna", "routines")
    assert kept.document["rang"] >= house.now - 60, "tomorrow it is done again"


async def test_a_device_that_leaves_without_confirming_is_not_waited_for(house: House) -> None:
    kitchen = await house.connect("kitchen", confirms=False)
    phone = await house.connect("phone")
    await house.timer(60)
    await asyncio.sleep(60.5)
    assert len(kitchen.rang) == 1 and not phone.rang
    await house.disconnect(kitchen)
    await asyncio.sleep(0.5)
    assert len(phone.rang) == 1


async def test_a_device_that_vanishes_while_it_connects_is_not_there(house: House) -> None:
    conversation = house.assistant.open("kitchen", person="anna")
    connecting = asyncio.create_task(conversation.__aenter__())
    await asyncio.sleep(0)
    connecting.cancel()
    await asyncio.gather(connecting, return_exceptions=True)
    assert not house.assistant.connected("kitchen")
    assert not house.assistant.live.now("kitchen").connected
