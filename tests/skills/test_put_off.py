"""What is done to the home later, whatever is done: 十点把灯调暗. It is Saturday, 21 November 2026, 9:30."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from fakes.wall_clock import MORNING
from parley.language.understanding.when import When
from parley.skills.smarthome.handlers import SmartHome
from parley.skills.smarthome.things import State

SKILLS = understanding_skills()


def desk_lamp(house: Home) -> State:
    """How it is."""
    (home,) = [each.skill for each in house.skills.known.installed if isinstance(each.skill, SmartHome)]
    return home.dwelling.thing("virtual:desk_lamp").state


@pytest.mark.parametrize(
    ("text", "intent", "slots", "then"),
    [
        ("dim the lights at ten", "home.dimmer", {"kind": "light"}, "10:00"),
        ("turn on the lights at ten", "home.on", {"kind": "light"}, "10:00"),
        ("十点钟把客厅灯调暗", "home.dimmer", {"room": "living room"}, "10:00"),
        ("把灯十点调暗", "home.dimmer", {"kind": "light"}, "10:00"),
        ("set the bedroom lights to blue at nine pm", "home.color", {"color": "blue"}, "21:00"),
        ("晚上九点把卧室灯调成蓝色", "home.color", {"color": "blue", "room": "bedroom"}, "21:00"),
        ("9 pm 把卧室灯调成 blue", "home.color", {"color": "blue", "room": "bedroom"}, "21:00"),
        ("set the ac to 24 at ten pm", "home.temperature", {"degrees": 24}, "22:00"),
        ("晚上十点空调调到二十六度", "home.temperature", {"degrees": 26}, "22:00"),
        ("晚上八点半锁门", "home.lock", {}, "20:30"),
        ("扫地机三点开始打扫", "home.start", {"kind": "vacuum"}, "15:00"),
        ("明天早上七点把窗帘拉开一半", "home.position", {"level": 50}, "07:00"),
    ],
)
def test_a_time_beside_a_command_is_when_it_is_done(
    text: str, intent: str, slots: dict[str, object], then: str
) -> None:
    (command,) = SKILLS.read(text).commands
    assert command.intent == intent
    assert {name: command.slots.get(name) for name in slots} == slots
    when = command.slots["when"]
    assert isinstance(when, When)
    moment = when.moment(MORNING.astimezone(ZoneInfo("Asia/Shanghai")))
    assert moment is not None and moment.strftime("%H:%M") == then


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("set the lamp to twenty percent in an hour", 3600),
        ("dim the lights in ten minutes", 600),
        ("半小时后把灯调暗", 1800),
        ("过一个小时把空调调到二十六度", 3600),
    ],
)
def test_a_while_beside_a_command_is_how_long_it_waits(text: str, seconds: int) -> None:
    (command,) = SKILLS.read(text).commands
    assert command.slots["after"] == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "level"),
    [("dim the lights to ten", 10), ("set the lights at thirty", 30), ("turn on the lights at 5 percent", 5)],
)
def test_a_level_is_no_hour(text: str, level: int) -> None:
    (command,) = SKILLS.read(text).commands
    assert (command.intent, command.slots["level"]) == ("home.brightness", level)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        (
            "set the desk lamp to twenty percent in ten minutes",
            "Okay, the desk lamp: 20 percent in 10 minutes.",
        ),
        ("make the desk lamp blue in ten minutes", "Okay, the desk lamp: blue in 10 minutes."),
        ("十分钟后把台灯调到百分之二十", "好的，10分钟后把台灯调到20%。"),
        ("十分钟后把台灯调成蓝色", "好的，10分钟后把台灯换成蓝色。"),
    ],
)
async def test_it_is_told_and_then_done(house: Home, text: str, reply: str) -> None:
    assert (await house.say(text)).text == reply
    before = desk_lamp(house)
    assert not before.on
    await asyncio.sleep(605)
    after = desk_lamp(house)
    assert (after.brightness, after.color and after.color.name) != (
        before.brightness,
        before.color and before.color.name,
    )


async def test_it_is_brighter_than_it_then_is(house: Home) -> None:
    await house.say("set the desk lamp to 40 percent")
    assert (
        await house.say("dim the desk lamp in ten minutes")
    ).text == "Okay, the desk lamp: dimmer in 10 minutes."
    await house.say("set the desk lamp to 80 percent")
    await asyncio.sleep(605)
    assert desk_lamp(house).brightness == 60


async def test_what_repeats_or_has_no_hour_is_not_put_off() -> None:
    for text in ("dim the lights every day at ten", "明天把灯调暗"):
        found = [each for each in SKILLS.read(text).commands if each.intent.startswith("home.")]
        assert not any({"when", "after"} & each.slots.keys() for each in found)
