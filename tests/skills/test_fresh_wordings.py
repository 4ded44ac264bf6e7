"""What fresh utterances of a later day showed to be missing. It is Saturday, 21 November 2026, 9:30."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from fakes.home import Home
from fakes.skills import understanding_skills

SKILLS = understanding_skills()
FIVE, TEN = timedelta(minutes=5), timedelta(minutes=10)


@pytest.mark.parametrize(
    "text",
    [
        "set two timers for five and ten minutes",
        "two timers, one for five minutes and one for ten minutes",
        "两个定时，一个五分钟一个十分钟",
        "设两个计时器，五分钟和十分钟",
        "给我两个timer，五分钟和十分钟",
    ],
)
def test_two_lengths_are_two_timers(text: str) -> None:
    commands = SKILLS.read(text).commands
    assert [each.intent for each in commands] == ["timer.start"] * 2
    assert [each.slots["duration"] for each in commands] == [FIVE, TEN]
    assert not any(each.slots.get("name") for each in commands)


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("how many hours until six pm", "clock.until", {}),
        ("how long until eight", "clock.until", {}),
        ("还有几个小时到晚上八点", "clock.until", {}),
        ("离8pm还有多久", "clock.until", {}),
        ("how long until christmas", "dates.until", {"event": "christmas"}),
        ("离过年还有几天呐", "dates.until", {}),
        ("reset the pasta timer", "timer.restart", {"name": "pasta"}),
        ("计时器重新开始", "timer.restart", {}),
        ("重启计时器", "timer.restart", {}),
        ("restart一下timer", "timer.restart", {}),
        ("cancel my three o'clock", "calendar.remove", {}),
        ("move my three o'clock to four", "calendar.move", {}),
        ("把我三点的取消", "calendar.remove", {}),
        ("I already took my pills", "reminder.done", {"text": "my pills"}),
        ("I've taken my medicine", "reminder.done", {"text": "medicine"}),
        ("药我吃过了", "reminder.done", {"text": "药"}),
        ("猫我喂过了", "reminder.done", {"text": "猫"}),
        ("快递已经取完啦", "reminder.done", {"text": "快递"}),
        ("no need for the alarm tomorrow", "alarm.skip", {}),
        ("工作日的闹钟先关着", "alarm.off", {}),
        ("窗帘别动了，停", "home.halt", {}),
        ("屏幕晃眼，暗一些", "speaker.dimmer", {}),
    ],
)
def test_what_people_say_is_understood(text: str, intent: str, slots: dict[str, object]) -> None:
    (command,) = SKILLS.read(text).commands
    assert command.intent == intent
    assert {name: command.slots.get(name) for name in slots} == slots


@pytest.mark.parametrize("text", ["我吃过了", "definitely not", "肯定不是", "I already know"])
def test_what_tells_nothing_that_was_to_be_done_is_left_alone(text: str) -> None:
    assert not SKILLS.read(text).commands


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("how many hours until six pm", "8 hours 30 minutes until 6:00 PM."),
        ("还有几个小时到晚上八点", "离晚上8:00还有10小时30分钟。"),
    ],
)
async def test_how_long_it_is_until_then(home: Home, text: str, reply: str) -> None:
    assert (await home.say(text)).text == reply


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("restart the timer", "From the beginning: 5 minutes, starting now."),
        ("重启计时器", "重新开始计时，5分钟。"),
    ],
)
async def test_a_timer_begins_anew(home: Home, text: str, reply: str) -> None:
    await home.say("set a timer for five minutes")
    await asyncio.sleep(200)
    assert (await home.say(text)).text == reply
    assert home.home.kept("timers") == 1
    await asyncio.sleep(200)
    assert not home.rang
    await asyncio.sleep(110)
    assert len(home.rang) == 1


@pytest.mark.parametrize("text", ["restart the timer", "重启计时器"])
async def test_what_begins_anew_is_never_gone(home: Home, text: str) -> None:
    """It is promised already: a crash between its end and its new beginning would lose it."""
    await home.say("set a timer for five minutes")
    (before,) = await home.home.records.all(home.context.person, "timers")
    await home.say("pause the timer")
    await home.say(text)
    (after,) = await home.home.records.all(home.context.person, "timers")
    assert after.id == before.id
    await asyncio.sleep(301)
    assert len(home.rang) == 1


async def test_without_a_timer_none_begins_anew(home: Home) -> None:
    assert (await home.say("restart the timer")).text == "No timer is running."
