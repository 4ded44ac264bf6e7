"""A person's calendar by voice. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.assistant.ringing import Ringing
from parley.errors import ParleyError

SAID: dict[str, dict[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("calendar.yaml").read_text("utf-8")
)
COMMANDS = [
    (text.partition(" = ")[0], intent)
    for intent, by_language in SAID.items()
    for texts in by_language.values()
    for text in texts
    if intent != "none"
]
KEPT = [
    tuple(text.split(" = ")) for texts in SAID["calendar.add"].values() for text in texts if " = " in text
]
SKILLS = understanding_skills()


async def kept(home: Home) -> list[str]:
    """What is in the calendar, as the list of utterances has it."""
    found = [each.document for each in await home.home.records.all("anna", "events")]
    return sorted(
        " ".join(filter(None, (d["day"], d["time"] or "all day", d["repeat"], d["lunar"], f"| {d['title']}")))
        for d in found
    )


@pytest.mark.parametrize(("text", "intent"), COMMANDS)
def test_what_people_say_is_understood(text: str, intent: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert understanding.intent == intent


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_not_about_a_calendar_is_left(text: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is None or not understanding.intent.startswith("calendar")


@pytest.mark.parametrize(("text", "event"), KEPT)
async def test_the_event_is_the_one_that_was_meant(home: Home, text: str, event: str) -> None:
    await home.say(text)
    assert await kept(home) == [event]


async def test_who_says_too_little_is_asked(home: Home) -> None:
    assert (await home.say("create a calendar event")).question
    assert (await home.say("Dentist")).question
    await home.say("tuesday at 3 pm")
    assert await kept(home) == ["2026-11-24 15:00 | Dentist"]
    assert (await home.say("添加一个日程")).question
    assert (await home.say("体检")).question
    await home.say("周五下午两点")
    assert (await kept(home))[1] == "2026-11-27 14:00 | 体检"


@pytest.mark.parametrize(
    ("first", "then", "event"),
    [
        (
            "add a dentist appointment on tuesday at 3 pm",
            "no, at four",
            "2026-11-24 16:00 | dentist appointment",
        ),
        (
            "add a dentist appointment on tuesday at 3 pm",
            "make it wednesday",
            "2026-11-25 15:00 | dentist appointment",
        ),
        ("在日历上加一个周五下午两点的体检", "不对，三点", "2026-11-27 15:00 | 体检"),
    ],
)
async def test_a_correction_moves_what_was_just_added(home: Home, first: str, then: str, event: str) -> None:
    await home.say(first)
    await home.say(then)
    assert await kept(home) == [event]


async def test_a_day_and_a_week_are_read_in_order(home: Home) -> None:
    assert "nothing" in (await home.say("what's on my calendar tomorrow")).text
    await home.say("add a dentist appointment on tuesday at 3 pm")
    await home.say("put lunch with Anna in my calendar for tomorrow at noon")
    await home.say("add yoga to my calendar every tuesday at 9 am")
    tuesday = (await home.say("what do I have on tuesday")).text
    assert tuesday == "2 events: yoga, 9:00 AM; dentist appointment, 3:00 PM."
    assert (await home.say("and tomorrow")).text == "One event: lunch with Anna, 12:00 PM."
    assert "Anna" in (await home.say("what events do i have this week")).text
    assert (await home.say("下周有什么日程")).text.count("；") == 1
    assert (
        await home.say("我周二有什么安排")
    ).text == "有2个安排：上午9:00yoga；下午3:00dentist appointment。"
    assert "lunch with Anna" in (await home.say("what's my next event")).text


async def test_free_and_busy(home: Home) -> None:
    await home.say("add a dentist appointment on tuesday at 3 pm")
    assert "you're free" in (await home.say("am I free on monday")).text
    assert "dentist" in (await home.say("am I free on tuesday at 3:30 pm")).text
    assert "有空" in (await home.say("我周二上午有空吗")).text
    assert "dentist" in (await home.say("我周二下午有空吗")).text


async def test_find_move_and_remove(home: Home) -> None:
    await home.say("add a dentist appointment on tuesday at 3 pm")
    await home.say("在日历上加一个周五下午两点的体检")
    assert "Tuesday, November 24, at 3:00 PM" in (await home.say("when is my dentist appointment")).text
    assert "11月27日星期五下午2:00" in (await home.say("体检日程是几点")).text
    await home.say("move my dentist appointment to thursday")
    assert (await kept(home))[0] == "2026-11-26 15:00 | dentist appointment"
    await home.say("把体检日程改到下周一")
    assert (await kept(home))[0] == "2026-11-23 14:00 | 体检"
    await home.say("cancel my dentist appointment")
    assert len(await kept(home)) == 1
    await home.say("把体检从日历里删掉")
    assert await kept(home) == []


async def test_one_day_of_a_repetition_is_left_out(home: Home) -> None:
    await home.say("add yoga to my calendar every tuesday at 3 pm")
    await home.say("what time is it")
    await home.say("clear my calendar for tuesday")
    assert "nothing" in (await home.say("what do i have on tuesday")).text
    assert "December 1" in (await home.say("when do i have yoga")).text


async def test_it_is_on_disk_before_the_person_hears_so(home: Home) -> None:
    home.home.full = True
    with pytest.raises(ParleyError):
        await home.say("add a dentist appointment on tuesday at 3 pm")
    home.home.full = False
    assert home.home.kept("events") == 0


async def test_an_alert_rings_before_the_event(home: Home) -> None:
    Ringing(home.home.schedule, home.announce).start()
    await home.home.records.put(
        "anna",
        "events",
        "e",
        {"title": "dentist", "day": "2026-11-21", "time": "11:00", "zone": "Asia/Shanghai", "alerts": [10],
         "since": home.clock.now().timestamp()},
    )  # fmt: skip
    await asyncio.sleep(80 * 60 - 2)
    assert not home.rang
    await asyncio.sleep(5)
    (ring,) = home.rang
    assert ring.reply.text == "In 10 minutes: dentist."


@pytest.mark.parametrize(
    ("first", "then", "minutes", "answer"),
    [
        ("add a dentist appointment today at 11 am", "remind me 10 minutes before", 10, "10 minutes"),
        (
            "add a dentist appointment today at 11 am",
            "and remind me half an hour before",
            30,
            "30 minutes",
        ),
        ("add a dentist appointment today at 11 am", "remind me when it starts", 0, "when it starts"),
        ("在日历上加一个今天上午十一点的体检", "提前二十分钟提醒我", 20, "提前20分钟提醒你体检"),
        ("在日历上加一个今天上午十一点的体检", "到时候提醒我", 0, "开始的时候提醒你"),
    ],
)
async def test_who_just_added_an_event_may_want_to_be_reminded(
    home: Home, first: str, then: str, minutes: int, answer: str
) -> None:
    Ringing(home.home.schedule, home.announce).start()
    await home.say(first)
    assert answer in (await home.say(then)).text
    assert len(await kept(home)) == 1
    await asyncio.sleep((90 - minutes) * 60 - 2)
    assert not home.rang
    await asyncio.sleep(5)
    assert len(home.rang) == 1


async def test_it_may_be_too_late_to_be_reminded(home: Home) -> None:
    await home.say("add a dentist appointment today at 10 am")
    assert "too late" in (await home.say("remind me two hours before")).text


async def test_guests_have_none_and_one_person_s_is_not_another_s(home: Home) -> None:
    await home.say("add a dentist appointment on tuesday at 3 pm")
    home.somebody_else("bob")
    assert "nothing" in (await home.say("what do i have on tuesday")).text
    home.somebody_else("guest1", guest=True)
    assert "guests" in (await home.say("add a dentist appointment on tuesday at 3 pm")).text
