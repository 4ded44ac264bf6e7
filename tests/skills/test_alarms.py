"""Alarms as a person meets them. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from fakes.wall_clock import WallClock
from parley.assistant.ringing import Ringing
from parley.errors import ParleyError
from parley.skills.alarms.alarm import Alarms

SAID: dict[str, dict[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("alarms.yaml").read_text("utf-8")
)
COMMANDS = [
    (text.partition(" = ")[0], intent)
    for intent, by_language in SAID.items()
    for texts in by_language.values()
    for text in texts
    if intent != "none"
]
KEPT = [tuple(text.split(" = ")) for texts in SAID["alarm.set"].values() for text in texts if " = " in text]
SKILLS = understanding_skills()


@pytest.fixture
async def ringing(home: Home) -> Home:
    """A home whose alarms ring."""
    Ringing(home.home.schedule, home.announce).start()
    return home


async def alarms(home: Home) -> Alarms:
    return await Alarms.of(home.skills.known.installed[0].skill.house, home.context)  # pyright: ignore[reportPrivateUsage]


async def kept(home: Home) -> list[str]:
    """What is on, as the lists of utterances have it."""
    found = await alarms(home)
    return [
        " ".join(filter(None, (f"{each.due:%m-%d %H:%M}", "".join(map(str, each.days)), each.label)))
        for each in found.on
    ]


@pytest.mark.parametrize(("text", "intent"), COMMANDS)
def test_what_people_say_is_understood(text: str, intent: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert understanding.intent == intent


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_not_about_alarms_is_left(text: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is None or not understanding.intent.startswith("alarm")


@pytest.mark.parametrize(("text", "alarm"), KEPT)
async def test_the_alarm_is_the_one_that_was_meant(home: Home, text: str, alarm: str) -> None:
    await home.say(text)
    assert await kept(home) == [alarm]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("set an alarm for 7:30 tomorrow morning", "tomorrow, Sunday, at 7:30 AM"),
        ("set an alarm for seven", "today at 7:00 PM"),
        ("wake me up every weekday at 6:30 am", "6:30 AM on weekdays"),
        ("set an alarm every monday and friday at 8 am", "8:00 AM every Monday and Friday"),
        ("set an alarm for december 24th at noon", "Thursday, December 24, at 12:00 PM"),
        ("定一个明天早上七点半的闹钟", "明天星期日早上7:30"),
        ("每个工作日早上七点叫我起床", "工作日早上7:00"),
        ("每周一三五早上六点半的闹钟", "每周一、周三、周五早上6:30"),
        ("大后天凌晨四点叫我", "11月24日星期二凌晨4:00"),
    ],
)
async def test_the_answer_says_what_was_understood(home: Home, text: str, answer: str) -> None:
    assert answer in (await home.say(text)).text


async def test_in_the_evening_seven_is_in_the_morning(home: Home) -> None:
    home.clock.jump(timedelta(hours=11, minutes=30))
    assert "tomorrow, Sunday, at 7:00 AM" in (await home.say("set an alarm for seven")).text


async def test_nobody_means_three_at_night(home: Home) -> None:
    await home.say("定一个明天三点的闹钟")
    assert await kept(home) == ["11-22 15:00"]


async def test_who_gives_no_time_is_asked(home: Home) -> None:
    assert (await home.say("明天早上叫我起床")).question
    assert "明天星期日早上7:00" in (await home.say("七点")).text
    assert (await home.say("set an alarm")).question
    assert "7:15 PM" in (await home.say("at quarter past seven")).text


@pytest.mark.parametrize(
    ("first", "then", "alarm"),
    [
        ("set an alarm for 7 am", "make it 7:15", "11-22 07:15"),
        ("set an alarm for seven", "no, seven in the morning", "11-22 07:00"),
        ("set an alarm for tomorrow at 7", "sorry, I meant monday", "11-23 07:00"),
        ("定一个明天早上七点的闹钟", "不对，八点", "11-22 08:00"),
        ("定一个七点的闹钟", "早上七点", "11-22 07:00"),
        ("set 一个七点的alarm", "改成 8 pm", "11-21 20:00"),
    ],
)
async def test_a_correction_changes_the_alarm_that_was_just_set(
    home: Home, first: str, then: str, alarm: str
) -> None:
    await home.say(first)
    await home.say(then)
    assert await kept(home) == [alarm]


async def test_a_correction_can_be_corrected(home: Home) -> None:
    await home.say("set an alarm for 7 am")
    await home.say("make it eight")
    await home.say("no, half past eight")
    assert await kept(home) == ["11-22 08:30"]


async def test_it_rings_once_at_its_time_where_it_was_set(ringing: Home) -> None:
    await ringing.say("set an alarm for ten am called dentist")
    await asyncio.sleep(29 * 60)
    assert not ringing.rang
    await asyncio.sleep(61)
    (ring,) = ringing.rang
    assert (ring.device, ring.person, ring.kind) == ("speaker of anna", "anna", "alarm")
    assert ring.reply.text == "It's 10:00 AM. dentist."
    await asyncio.sleep(3600)
    assert len(ringing.rang) == 1
    assert (await ringing.say("what alarms do I have")).text == "You have one alarm, and it is off."


async def test_on_weekdays_it_rings_on_weekdays() -> None:
    friday = datetime(2026, 11, 20, 6, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
    home = Home(WallClock(friday))
    await home.start()
    Ringing(home.home.schedule, home.announce).start()
    await home.say("每个工作日早上七点叫我起床")
    await asyncio.sleep(3600)
    (ring,) = home.rang
    assert ring.reply.text == "现在早上7:00了。"
    assert await kept(home) == ["11-23 07:00 12345"]
    await home.stop()


async def test_an_alarm_for_a_later_day_waits_for_it(ringing: Home) -> None:
    await ringing.say("set an alarm for monday at 10 am")
    await asyncio.sleep(3600)
    assert not ringing.rang
    assert await kept(ringing) == ["11-23 10:00"]


async def test_it_is_on_disk_before_the_person_hears_so(home: Home) -> None:
    await home.say("set an alarm for seven")
    assert home.home.kept("alarms") == 1


async def test_nobody_hears_done_when_the_disk_is_full(home: Home) -> None:
    home.home.full = True
    with pytest.raises(ParleyError) as failure:
        await home.say("set an alarm for seven")
    assert failure.value.code == "database_failed"
    home.home.full = False
    assert (await home.say("list my alarms")).text == "You have no alarms."


async def test_after_a_restart_it_rings_late_once_and_says_so(home: Home) -> None:
    await home.say("set an alarm for ten am")
    await home.stop()
    await asyncio.sleep(7200)
    await home.restart()
    Ringing(home.home.schedule, home.announce).start()
    await asyncio.sleep(60)
    await home.restart()
    Ringing(home.home.schedule, home.announce).start()
    await asyncio.sleep(60)
    (ring,) = home.rang
    assert "Your alarm for 10:00 AM should have rung" in ring.reply.text


@pytest.mark.parametrize(
    ("text", "minutes"), [("snooze", 10), ("five more minutes", 5), ("再睡五分钟", 5), ("再睡一会儿", 10)]
)
async def test_snooze(ringing: Home, text: str, minutes: int) -> None:
    await ringing.say("set an alarm for ten am")
    await asyncio.sleep(31 * 60)
    reply = await ringing.say(text)
    assert [action.kind for action in reply.actions] == ["stop"]
    await asyncio.sleep(minutes * 60 - 5)
    assert len(ringing.rang) == 1
    await asyncio.sleep(10)
    assert len(ringing.rang) == 2
    await asyncio.sleep(3600)
    assert len(ringing.rang) == 2


@pytest.mark.parametrize(
    "text", ["stop the alarm", "turn off my alarm", "关掉闹钟", "我起来了", "把alarm关了"]
)
async def test_what_rings_is_stopped_and_rings_again_on_its_next_day(ringing: Home, text: str) -> None:
    await ringing.say("wake me up every day at 10 am")
    await asyncio.sleep(31 * 60)
    reply = await ringing.say(text)
    assert [action.kind for action in reply.actions] == ["stop"]
    assert await kept(ringing) == ["11-22 10:00 1234567"]


async def test_stop_ends_a_snooze(ringing: Home) -> None:
    await ringing.say("set an alarm for ten am")
    await asyncio.sleep(31 * 60)
    await ringing.say("snooze")
    await ringing.say("turn off the alarm")
    await asyncio.sleep(3600)
    assert len(ringing.rang) == 1


async def test_nothing_to_snooze(home: Home) -> None:
    assert (await home.say("snooze")).text == "Nothing has rung just now."
    assert (await home.say("再睡五分钟")).text == "刚才没有闹钟响。"


async def test_list_and_next(home: Home) -> None:
    assert (await home.say("我有哪些闹钟")).text == "你没有闹钟。"
    await home.say("wake me up every weekday at 7 am")
    await home.say("set an alarm for 9 pm called medicine")
    assert (
        await home.say("what alarms do I have")
    ).text == "You have 2 alarms: today at 9:00 PM (medicine) and 7:00 AM on weekdays."
    assert (await home.say("when is my next alarm")).text == "Your next alarm is today at 9:00 PM (medicine)."
    assert (await home.say("which alarms are set for tomorrow")).text == "There is no alarm for then."
    assert (await home.say("下一个闹钟是几点")).text == "下一个闹钟是今天晚上9:00（medicine）。"


async def test_cancel_asks_which_of_several(home: Home) -> None:
    await home.say("set an alarm for 7 am")
    await home.say("set an alarm for 8 am")
    question = await home.say("cancel my alarm")
    assert question.question
    assert "7:00 AM" in question.text
    assert "8:00 AM" in question.text
    await home.say("the seven o'clock one")
    assert await kept(home) == ["11-22 08:00"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("cancel the 7 am alarm", ["11-21 20:00", "11-23 07:00 12345"]),
        ("取消明天早上的闹钟", ["11-21 20:00", "11-23 07:00 12345"]),
        ("delete the weekday alarm", ["11-21 20:00", "11-22 07:00"]),
        ("把工作日的闹钟删了", ["11-21 20:00", "11-22 07:00"]),
        ("cancel 晚上八点的 alarm", ["11-22 07:00", "11-23 07:00 12345"]),
        ("取消所有闹钟", []),
    ],
)
async def test_the_one_that_was_named_is_cancelled(home: Home, text: str, left: list[str]) -> None:
    await home.say("set an alarm for 7 am")
    await home.say("set an alarm for 8 pm")
    await home.say("set an alarm for weekdays at 7 am")
    reply = await home.say(text)
    if reply.question:
        await home.say("明天的" if reply.language == "zh" else "tomorrow's")
    assert sorted(await kept(home)) == left


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("change my alarm to 8", "11-22 08:00"),
        ("move my 7 am alarm to 7:30", "11-22 07:30"),
        ("make my alarm half an hour later", "11-22 07:30"),
        ("把闹钟提前十五分钟", "11-22 06:45"),
        ("把闹钟改到后天", "11-23 07:00"),
        ("把alarm改到 8 pm", "11-22 20:00"),
        ("把明天的闹钟改成每天七点半", "11-22 07:30 1234567"),
    ],
)
async def test_an_alarm_is_moved(home: Home, text: str, alarm: str) -> None:
    await home.say("set an alarm for 7 am")
    await home.say("what time is it")
    await home.say(text)
    assert await kept(home) == [alarm]


async def test_a_moved_alarm_keeps_its_days(home: Home) -> None:
    await home.say("每个工作日早上七点叫我起床")
    assert "工作日早上6:30" in (await home.say("把闹钟改到六点半")).text
    assert await kept(home) == ["11-23 06:30 12345"]


async def test_off_and_on(ringing: Home) -> None:
    await ringing.say("set an alarm for ten am every day")
    assert (await ringing.say("turn off my alarm")).text == "Switched off: 10:00 AM every day."
    await asyncio.sleep(3600)
    assert not ringing.rang
    assert (await ringing.say("把闹钟打开")).text == "每天上午10:00的闹钟打开了。"
    assert await kept(ringing) == ["11-22 10:00 1234567"]


async def test_skip_leaves_out_one_time(ringing: Home) -> None:
    await ringing.say("wake me up every day at 10 am")
    assert "tomorrow, Sunday, at 10:00 AM" in (await ringing.say("skip my next alarm")).text
    await asyncio.sleep(3600)
    assert not ringing.rang
    assert await kept(ringing) == ["11-22 10:00 1234567"]


async def test_the_same_alarm_again_is_the_same_record(ringing: Home) -> None:
    for hour in ("ten", "ten"):
        await ringing.say(f"set an alarm for {hour} am")
        await asyncio.sleep(3600)
    assert len(ringing.rang) == 1
    assert ringing.home.kept("alarms") == 1


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("set an alarm for today at 8 am", "That time has already passed."),
        ("定一个今天早上八点的闹钟", "这个时间已经过了。"),
        ("set an alarm every month on the 5th at 8", "Alarms can repeat on days of the week."),
        ("set an alarm for february 30th at 8", "There is no such day."),
        ("snooze for 20 hours", "up to 12 hours"),
    ],
)
async def test_what_cannot_be_is_said(home: Home, text: str, answer: str) -> None:
    assert answer in (await home.say(text)).text
    assert home.home.kept("alarms") == 0


async def test_guests_have_none(home: Home) -> None:
    home.somebody_else("guest1", guest=True)
    assert "guests" in (await home.say("set an alarm for seven")).text


async def test_one_person_s_alarms_are_not_another_s(home: Home) -> None:
    await home.say("set an alarm for seven")
    home.somebody_else("bob")
    assert (await home.say("what alarms do I have")).text == "You have no alarms."
    assert (await home.say("delete all alarms")).text == "You have no alarms."


async def test_without_an_alarm_the_timer_is_meant(home: Home) -> None:
    await home.say("定一个五分钟的闹钟")
    assert (await home.say("取消闹钟")).text == "没有闹钟，我把定时器取消了。"
    assert home.home.kept("timers") == 0


async def test_summer_time_keeps_the_time_of_the_clock() -> None:
    clock = WallClock(datetime(2027, 3, 27, 12, tzinfo=UTC), "Europe/Berlin")
    home = Home(clock)
    await home.start()
    await home.say("wake me up every day at 7 am")
    found = await alarms(home)
    due = found.on[0].due
    assert due is not None and due == datetime(2027, 3, 28, 5, tzinfo=UTC)
    assert home.clock.now() < due < home.clock.now() + timedelta(hours=24)
    await home.stop()


async def test_an_alarm_by_the_moon_is_called_so_and_stays_on(home: Home) -> None:
    reply = await home.say("每年农历正月初一早上八点叫我")
    assert "每年农历正月初一" in reply.text
    (record,) = await home.home.records.all("anna", "alarms")
    assert (record.document["lunar"], record.document["time"]) == ("01-01", "08:00")
    await home.say("改到九点")
    (record,) = await home.home.records.all("anna", "alarms")
    assert (record.document["lunar"], record.document["time"]) == ("01-01", "09:00")
    assert "每年农历正月初一" in (await home.say("我有哪些闹钟")).text
