"""Talking to the other devices of the house."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.home.accounts.devices import Device, DeviceKind, NewDevice
from parley.skills.reach import Present
from parley.skills.types import Announcement

SAID: dict[str, dict[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("announcements.yaml").read_text("utf-8")
)
COMMANDS = [
    (*text.partition(" = ")[::2], intent)
    for intent, by_language in SAID.items()
    if intent != "none"
    for texts in by_language.values()
    for text in texts
]
SKILLS = understanding_skills()


@pytest.mark.parametrize(("text", "slots", "intent"), COMMANDS)
def test_what_people_say_is_understood(text: str, slots: str, intent: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert understanding.intent == intent
    said = " ".join(f"{name}={understanding.slots[name]}" for name in sorted(understanding.slots))
    assert sorted(said.split()) == sorted(slots.split())


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_for_no_other_device_is_left(text: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is None or not understanding.intent.startswith(("announce", "find", "handover"))


async def device(
    home: Home,
    name: str,
    room: str = "",
    person: str = "anna",
    *,
    kind: DeviceKind = DeviceKind.SPEAKER,
    connected: bool = True,
) -> Device:
    """Another device of the house."""
    made = await home.home.devices.add(person, NewDevice(kind, name, room))
    if connected:
        home.reach.there.append(Present(made.id, person))
    return made


async def test_an_announcement_is_said_on_all_other_devices_of_the_house(home: Home) -> None:
    kitchen = await device(home, "Kitchen speaker", "Kitchen")
    bobs = await device(home, "Phone", person="bob", kind=DeviceKind.PHONE)
    await device(home, "Old tablet", connected=False)
    home.reach.there.append(Present(home.context.device, "anna"))
    reply = await home.say("announce that Dinner is ready")
    assert reply.text == "Announced on 2 devices."
    assert {(each.device, each.person) for each in home.rang} == {(kitchen.id, "anna"), (bobs.id, "bob")}
    assert all(each.exact and each.occurrence for each in home.rang)
    assert {each.reply.text for each in home.rang} == {"Announcement: Dinner is ready."}
    assert home.rang[0].reply.actions[0].kind == "announced"


async def test_who_says_it_is_named(home: Home) -> None:
    await home.home.accounts.change("anna", name="安娜")
    await device(home, "音箱", "客厅")
    assert (await home.say("告诉大家吃饭了")).text == "已经在1个设备上广播了。"
    assert home.rang[0].reply.text == "安娜说：吃饭了。"
    await home.say("告诉大家 dinner is ready")
    assert home.rang[1].reply.text == "安娜 says: dinner is ready."


async def test_one_room_in_either_language(home: Home) -> None:
    kitchen = await device(home, "A", "厨房")
    await device(home, "B", "Study")
    await home.say("tell the kitchen that I'm coming")
    assert [each.device for each in home.rang] == [kitchen.id]
    assert "Announced: kitchen" in (await home.say("tell the kitchen I'm coming")).text
    assert "书房" in (await home.say("告诉书房的人吃饭了")).text


async def test_where_nobody_would_hear_it_that_is_said(home: Home) -> None:
    assert "nobody would hear" in (await home.say("announce dinner is ready")).text
    await device(home, "A", "Garden", connected=False)
    assert "Nothing there is connected" in (await home.say("tell the garden dinner is ready")).text
    assert "no device" in (await home.say("tell the attic dinner is ready")).text
    assert not home.rang


async def test_a_device_that_does_not_take_it_is_not_counted(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    await device(home, "A", "Kitchen")
    home.reachable = False
    assert "nobody would hear" in (await home.say("announce dinner is ready")).text


async def test_nobody_waits_for_a_device_that_is_in_the_middle_of_something(home: Home) -> None:
    await device(home, "A", "Kitchen")
    told: list[str] = []

    async def slowly(announcement: Announcement) -> None:
        await asyncio.sleep(30)
        told.append(announcement.device)

    for each in home.skills.known.installed:
        if each.name == "announcements":
            object.__setattr__(each.skill.house, "announce", slowly)
    began = asyncio.get_running_loop().time()
    await home.say("announce dinner is ready")
    assert asyncio.get_running_loop().time() - began < 3
    await asyncio.sleep(30)
    assert told


async def test_who_does_not_say_what_is_asked_and_any_words_are_the_answer(home: Home) -> None:
    await device(home, "A", "Kitchen")
    assert (await home.say("make an announcement")).question
    await home.say("turn off the lights, we are leaving")
    assert "turn off the lights, we are leaving" in home.rang[0].reply.text
    assert (await home.say("发个广播")).question
    await home.say("算了")
    assert len(home.rang) == 1


async def test_guests_may_not_and_hear_nothing(home: Home) -> None:
    await device(home, "A", "Kitchen")
    home.somebody_else("guest1", guest=True)
    assert "people of the house" in (await home.say("announce dinner is ready")).text
    assert "people of the house" in (await home.say("find my phone")).text
    assert "people of the house" in (await home.say("continue on my laptop")).text
    assert not home.rang


async def test_a_lost_phone_rings_until_it_is_found(home: Home) -> None:
    phone = await device(home, "Pixel", kind=DeviceKind.PHONE)
    await device(home, "Phone", person="bob", kind=DeviceKind.PHONE)
    assert "ringing" in (await home.say("where is my phone")).text
    (ring,) = home.rang
    assert (ring.device, ring.kind, ring.exact) == (phone.id, "find", True)
    assert ring.reply.actions[0].kind == "find"
    await home.say("found it")
    assert [each.kind for each in home.rang[-1].reply.actions] == ["stop"]


async def test_a_browser_is_known_by_its_name(home: Home) -> None:
    phone = await device(home, "Safari (iPhone)", kind=DeviceKind.BROWSER)
    laptop = await device(home, "Firefox (Windows)", kind=DeviceKind.BROWSER)
    await home.say("我的手机在哪")
    await home.say("找一下我的电脑")
    assert [each.device for each in home.rang] == [phone.id, laptop.id]


async def test_a_phone_that_is_not_connected_was_seen_last(home: Home) -> None:
    assert "no phone of yours" in (await home.say("find my phone")).text
    await device(home, "Pixel", kind=DeviceKind.PHONE, connected=False)
    assert "isn't connected now. I last saw it today" in (await home.say("find my phone")).text
    assert "现在没连着" in (await home.say("我的手机呢")).text


async def test_a_conversation_goes_on_at_another_device(home: Home) -> None:
    laptop = await device(home, "Chrome (Windows)", kind=DeviceKind.BROWSER)
    await home.say("tell me a joke")
    last = home.context.last_reply
    reply = await home.say("continue on my laptop")
    assert "Chrome (Windows)" in reply.text
    ((where, context, said),) = home.reach.moved
    assert where == laptop.id and last is not None and said.text == last.text
    assert context.last is not None and context.last.intent == "jokes.tell"


async def test_a_question_moves_with_the_conversation(home: Home) -> None:
    await device(home, "手机", kind=DeviceKind.PHONE)
    await home.say("新建一个例程")
    await home.say("算了")
    await home.say("set a timer")
    assert home.context.pending is not None
    await home.say("continue on my phone")
    _, context, said = home.reach.moved[0]
    assert context.pending is not None and said.question


async def test_it_stays_where_the_other_device_is_not_there(home: Home) -> None:
    await device(home, "Chrome (Windows)", kind=DeviceKind.BROWSER, connected=False)
    assert "isn't connected" in (await home.say("continue on my laptop")).text
    await device(home, "Phone", person="bob", kind=DeviceKind.PHONE)
    assert "know no device" in (await home.say("move this to my phone")).text
    assert not home.reach.moved
