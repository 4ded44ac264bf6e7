"""Reminders as a person meets them. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.assistant.ringing import Ringing
from parley.errors import ParleyError
from parley.home.schedule.schedule import Schedule
from parley.language.english.listener import to_listener
from parley.skills.frame import House
from parley.skills.reminders.reminder import Reminders
from parley.skills.service import Skills

SAID: dict[str, dict[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("reminders.yaml").read_text("utf-8")
)
COMMANDS = [
    (text.partition(" = ")[0], intent)
    for intent, by_language in SAID.items()
    for texts in by_language.values()
    for text in texts
    if intent != "none"
]
KEPT = [
    tuple(text.split(" = ")) for texts in SAID["reminder.set"].values() for text in texts if " = " in text
]
SKILLS = understanding_skills()


@pytest.fixture
async def ringing(home: Home) -> Home:
    """A home whose reminders are said."""
    Ringing(home.home.schedule, home.announce).start()
    return home


async def kept(home: Home) -> list[str]:
    """What is open, as the lists of utterances have it."""
    house = House(home.clock, home.home, home.announce, {}, lambda _: ())
    found = await Reminders.of(house, home.context)
    return [
        " ".join(filter(None, (f"{each.due:%m-%d %H:%M}" if each.due else "", each.repeat, f"| {each.text}")))
        for each in found.open
    ]


@pytest.mark.parametrize(("text", "intent"), COMMANDS)
def test_what_people_say_is_understood(text: str, intent: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert understanding.intent == intent


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_not_about_reminders_is_left(text: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is None or not understanding.intent.startswith("reminder")


@pytest.mark.parametrize(("text", "reminder"), KEPT)
async def test_the_reminder_is_the_one_that_was_meant(home: Home, text: str, reminder: str) -> None:
    await home.say(text)
    assert await kept(home) == [reminder]


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("remind me to call my mum tomorrow at 6", ["Tomorrow, Sunday, at 6:00 PM", "call your mum"]),
        ("remind me every monday at nine to water the plants", ["9:00 AM every Monday", "water the plants"]),
        ("提醒我明天下午三点开会", ["明天星期日下午3:00", "提醒你开会"]),
        ("每个月五号提醒我交房租", ["每月5号上午9:00", "交房租"]),
    ],
)
async def test_the_answer_says_what_was_understood(home: Home, text: str, answers: list[str]) -> None:
    reply = await home.say(text)
    for answer in answers:
        assert answer.casefold() in reply.text.casefold()


async def test_who_gives_no_time_is_asked(home: Home) -> None:
    question = await home.say("Remind me to call Dr. Smith.")
    assert question.question
    assert "call Dr. Smith" in question.text
    await home.say("tomorrow at noon")
    assert await kept(home) == ["11-22 12:00 | call Dr. Smith"]
    assert (await home.say("提醒我给妈妈打电话")).question
    await home.say("半小时后")
    assert (await kept(home))[0] == "11-21 10:00 | 给妈妈打电话"


async def test_who_does_not_say_of_what_is_asked(home: Home) -> None:
    assert (await home.say("set a reminder for six")).question
    await home.say("Feed Tom")
    assert await kept(home) == ["11-21 18:00 | Feed Tom"]


async def test_neither_time_nor_text(home: Home) -> None:
    assert (await home.say("添加一个提醒")).question
    assert (await home.say("买牛奶")).question
    await home.say("明天早上八点")
    assert await kept(home) == ["11-22 08:00 | 买牛奶"]


@pytest.mark.parametrize(
    ("first", "then", "reminder"),
    [
        ("remind me to call mum at six", "no, seven", "11-21 19:00 | call mum"),
        ("remind me to call mum at six", "make it tomorrow", "11-22 18:00 | call mum"),
        ("提醒我明天下午三点开会", "不对，四点", "11-22 16:00 | 开会"),
        ("明天 3 pm 提醒我开会", "改成 4 pm", "11-22 16:00 | 开会"),
    ],
)
async def test_a_correction_moves_the_reminder_that_was_just_set(
    home: Home, first: str, then: str, reminder: str
) -> None:
    await home.say(first)
    await home.say(then)
    assert await kept(home) == [reminder]


async def test_it_is_said_once_where_it_was_set_in_the_second_person(ringing: Home) -> None:
    await ringing.say("remind me in half an hour to call my mum")
    await asyncio.sleep(1799)
    assert not ringing.rang
    await asyncio.sleep(2)
    (ring,) = ringing.rang
    assert (ring.device, ring.person, ring.kind) == ("speaker of anna", "anna", "reminder")
    assert ring.reply.text == "Reminder: call your mum."
    await asyncio.sleep(3600)
    assert len(ringing.rang) == 1


async def test_it_is_on_disk_before_the_person_hears_so(home: Home) -> None:
    home.home.full = True
    with pytest.raises(ParleyError):
        await home.say("remind me to call mum at six")
    home.home.full = False
    assert home.home.kept("reminders") == 0
    await home.say("remind me to call mum at six")
    assert home.home.kept("reminders") == 1


async def test_after_a_restart_it_is_said_late_once_with_the_reason(home: Home) -> None:
    await home.say("半小时后提醒我关火")
    await home.stop()
    await asyncio.sleep(7200)
    for _ in range(2):
        await home.restart()
        Ringing(home.home.schedule, home.announce).start()
        await asyncio.sleep(60)
    (ring,) = home.rang
    assert "提醒你：关火。这本该" in ring.reply.text


@pytest.mark.parametrize(
    ("text", "minutes"), [("remind me again in ten minutes", 10), ("过一会儿再提醒我", 10), ("snooze", 10)]
)
async def test_it_is_said_again(ringing: Home, text: str, minutes: int) -> None:
    await ringing.say("remind me in one hour to call mum")
    await asyncio.sleep(3660)
    await ringing.say(text)
    await asyncio.sleep(minutes * 60 - 5)
    assert len(ringing.rang) == 1
    await asyncio.sleep(10)
    assert len(ringing.rang) == 2


@pytest.mark.parametrize(
    "text",
    [
        "I've done it",
        "mark the call my mum reminder as done",
        "已经做完了",
        "把 call my mum 的提醒标记为完成",
    ],
)
async def test_done(ringing: Home, text: str) -> None:
    await ringing.say("remind me in half an hour to call my mum")
    await asyncio.sleep(1860)
    assert "call your mum" in (await ringing.say(text)).text
    assert await kept(ringing) == []
    assert ringing.home.kept("reminders") == 1


async def test_what_repeats_is_done_for_this_time(ringing: Home) -> None:
    await ringing.say("remind me every day at ten to take my pills")
    await asyncio.sleep(1860)
    await ringing.say("I've done it")
    assert await kept(ringing) == ["11-22 10:00 daily | take my pills"]


async def test_list_and_next(home: Home) -> None:
    assert (await home.say("我有哪些提醒")).text == "你没有提醒。"
    await home.say("remind me to call my mum at six")
    await home.say("提醒我明天下午三点开会")
    assert (
        await home.say("what are my reminders")
    ).text == "You have 2 reminders: call your mum, today at 6:00 PM; 开会, tomorrow, Sunday, at 3:00 PM."
    assert (await home.say("what are my reminders today")).text == (
        "You have one reminder: call your mum, today at 6:00 PM."
    )
    assert (await home.say("明天有什么提醒")).text == "你有1个提醒：明天星期日下午3:00开会。"
    assert "call your mum" in (await home.say("what's my next reminder")).text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("cancel the reminder to call mum", ["| 开会"]),
        ("cancel my call mum reminder", ["| 开会"]),
        ("don't remind me to call my mum any more", ["| 开会"]),
        ("remove the six o'clock reminder", ["| 开会"]),
        ("取消开会的提醒", ["| call my mum"]),
        ("把明天的提醒删掉", ["| call my mum"]),
        ("delete all my reminders", []),
        ("删除所有提醒", []),
    ],
)
async def test_the_one_that_was_named_is_cancelled(home: Home, text: str, left: list[str]) -> None:
    await home.say("remind me to call my mum at six")
    await home.say("提醒我明天下午三点开会")
    await home.say("what time is it")
    await home.say(text)
    assert [each[each.index("|") :] for each in await kept(home)] == left


async def test_cancel_asks_which_of_several(home: Home) -> None:
    await home.say("remind me to call mum at six")
    await home.say("remind me to buy milk tomorrow")
    await home.say("what time is it")
    assert (await home.say("cancel my reminder")).question
    await home.say("the milk one")
    assert await kept(home) == ["11-21 18:00 | call mum"]


@pytest.mark.parametrize(
    ("text", "reminder"),
    [
        ("move the reminder to call mum to seven", "11-21 19:00 | call mum"),
        ("change my call mum reminder to tomorrow at 10", "11-22 10:00 | call mum"),
        ("把提醒改到晚上八点", "11-21 20:00 | call mum"),
        ("把 call mum 的 reminder 改到明天", "11-22 18:00 | call mum"),
    ],
)
async def test_a_reminder_is_moved(home: Home, text: str, reminder: str) -> None:
    await home.say("remind me to call mum at six")
    await home.say("what time is it")
    await home.say(text)
    assert await kept(home) == [reminder]


async def test_two_days_of_the_week_are_two_records_and_one_reminder(home: Home) -> None:
    reply = await home.say("remind me every monday and thursday at 9 am to water the plants")
    assert "9:00 AM every Monday and Thursday" in reply.text
    assert home.home.kept("reminders") == 2
    await home.say("what time is it")
    await home.say("cancel the reminder to water the plants")
    assert home.home.kept("reminders") == 0


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("remind me today at 8 am to call mum", "That time has already passed."),
        ("今天早上八点提醒我吃药", "这个时间已经过了。"),
        ("remind me every two hours to drink water", "but not like that"),
        ("remind me on february 30th to dance", "There is no such day."),
    ],
)
async def test_what_cannot_be_is_said(home: Home, text: str, answer: str) -> None:
    assert answer in (await home.say(text)).text
    assert home.home.kept("reminders") == 0


async def test_today_alone_asks_for_the_time(home: Home) -> None:
    assert (await home.say("remind me today to call mum")).question
    await home.say("at five")
    assert await kept(home) == ["11-21 17:00 | call mum"]


async def test_guests_have_none_and_one_person_s_are_not_another_s(home: Home) -> None:
    await home.say("remind me to call mum at six")
    home.somebody_else("bob")
    assert (await home.say("what are my reminders")).text == "You have no reminders."
    home.somebody_else("guest1", guest=True)
    assert "guests" in (await home.say("remind me to call mum at six")).text


def test_words_are_turned_to_their_person() -> None:
    assert to_listener("call my mum, I'm late") == "call your mum, you're late"
    assert (
        to_listener("My dog and me; tell army mine is amy's") == "Your dog and you; tell army yours is amy's"
    )


async def test_a_reminder_at_a_place_is_told_when_its_person_says_they_are_there(home: Home) -> None:
    reply = await home.say("remind me to buy milk when I get to the supermarket")
    assert "can't see where you are" in reply.text
    assert "supermarket" in (await home.say("what are my reminders")).text
    assert "no reminders for there" in (await home.say("I'm at the office")).text
    assert "buy milk" in (await home.say("I'm at the supermarket")).text
    await home.say("I've done it")
    assert "no reminders for there" in (await home.say("I'm at the supermarket")).text
    assert "我到公司了" in (await home.say("到公司提醒我打卡")).text
    assert (await home.say("我到公司了")).text == "提醒你：打卡。"
    await home.say("提醒我到家了关窗户")
    assert (await home.say("我回来了")).text == "提醒你：关窗户。"


async def test_a_lunar_birthday_is_kept_by_the_moon_and_moved_by_the_clock(home: Home) -> None:
    reply = await home.say("农历八月初三提醒我给妈妈过生日")
    assert reply.text.startswith(("好的，每年农历八月初三，下一次是2027年9月3日", "好，每年农历八月初三"))
    await home.say("不对，早上八点")
    assert await kept(home) == ["09-03 08:00 yearly | 给妈妈过生日"]
    (record,) = await home.home.records.all("anna", "reminders")
    assert (record.document["lunar"], record.document["repeat"]) == ("08-03", "yearly")


async def test_a_lunar_reminder_is_said_every_lunar_month() -> None:
    home = Home()
    # Few looks: at every five seconds, a month would be half a million.
    home.home.schedule = Schedule(home.home.database, home.home.records, home.clock, look=43_200)
    home.skills = Skills.load(home.clock, home.home, home.announce)
    await home.start()
    Ringing(home.home.schedule, home.announce).start()
    await home.say("每个月农历十五早上八点提醒我吃素")
    days: list[str] = []
    for _ in range(33):
        before = len(home.rang)
        await asyncio.sleep(86_400)
        if len(home.rang) > before:
            days.append(f"{home.clock.now().astimezone(home.clock.zone()):%m-%d}")
    assert days == ["11-23", "12-23"]
    assert {each.reply.text for each in home.rang} == {"提醒你：吃素。"}
    assert await kept(home) == ["01-22 08:00 monthly | 吃素"]
    await home.stop()
