"""How people talk at home, by what is done then. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.language.understanding.when import When
from parley.skills.asides import unexplained
from parley.skills.smarthome.home_assistant.entities import thing_of
from parley.skills.smarthome.things import Ability, Kind
from parley.skills.types import plain

SKILLS = understanding_skills()


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("魑魅魍魉怎么写", "spelling.spell", {"word": "魑魅魍魉"}),
        ("尴尬这俩字怎么写", "spelling.spell", {"word": "尴尬"}),
        ("把热水器打开", "home.on", {"kind": "water_heater"}),
        ("turn on the water heater", "home.on", {"kind": "water_heater"}),
        ("where's my speaker", "find.phone", {"device": "speaker"}),
        ("stop the music everywhere", "music.pause", {"everywhere": True}),
        ("把所有房间的音乐都停了", "music.pause", {"everywhere": True}),
        ("转到客厅", "handover.move", {"room": "living room"}),
        ("五分钟，不对，十分钟的计时器", "timer.start", {"duration": 600.0}),
        ("five minutes, no, a ten minute timer", "timer.start", {"duration": 600.0}),
        ("新建一个场景叫晚安", "routine.make", {"name": "晚安"}),
        ("put the hoover on", "home.start", {"kind": "vacuum"}),
        ("crank it up a bit", "talk.louder", {}),
        (
            "来一首 Taylor Swift 的 Love Story",
            "music.play",
            {"artist": "taylor swift", "title": "love story"},
        ),
        ("house can you turn the lights off", "home.off", {"kind": "light"}),
        ("it's too dark in here turn up the lights", "home.brighter", {"kind": "light"}),
        ("the living room is too dark make it brighter", "home.brighter", {"room": "living room"}),
        ("turn off the tv i'm trying to sleep", "home.off", {"kind": "tv"}),
        ("除了台灯其他灯都关掉", "home.off", {"kind": "light", "but": [{"name": "台灯"}]}),
        ("客厅暖和一点", "home.warmer", {"room": "living room"}),
        ("卧室再凉快点", "home.cooler", {"room": "bedroom"}),
        ("到电脑上接着放", "handover.move", {"device": "laptop"}),
        ("蛋煮七分钟，到点喊我", "timer.start", {"name": "蛋", "duration": 420.0}),
        ("面膜二十分钟，敷完提醒我", "timer.start", {"name": "面膜", "duration": 1200.0}),
        ("鸡蛋还得煮多久", "timer.left", {"name": "鸡蛋"}),
        ("刚定的那个定时器不要了", "timer.cancel", {}),
    ],
)
def test_what_people_say_is_understood(text: str, intent: str, slots: dict[str, object]) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert (understanding.intent, plain(understanding.slots)) == (intent, slots)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("明天早上我要赶飞机，四点钟叫我", {"days": 1, "hour": 4}),
        ("后天我有面试，早上七点叫醒我", {"days": 2, "hour": 7}),
        ("I have a flight tomorrow morning, wake me at four", {"days": 1}),
        ("明天我要赶飞机，后天四点叫我", {"days": 2, "hour": 4}),
        ("我要赶飞机，四点叫我", {"hour": 4}),
    ],
)
def test_the_day_of_a_reason_is_the_day_of_the_command(text: str, day: dict[str, object]) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None and understanding.intent == "alarm.set"
    when = understanding.slots["when"]
    assert isinstance(when, When)
    assert {name: getattr(when.clues, name) for name in day} == day
    assert when.clues.days == day.get("days")


@pytest.mark.parametrize(
    "text",
    ["作文怎么写", "这份简历该怎么写", "昨天跟王经理开会", "上次花呗没还", "it's raining what a pity"],
)
def test_what_only_sounds_alike_is_left(text: str) -> None:
    assert SKILLS.understand(text) is None


def test_a_reason_ends_where_the_command_begins() -> None:
    assert list(unexplained("it's dark in here turn up the light")) == [
        "it's dark in here, turn up the light"
    ]
    assert list(unexplained("raise the light i can't see")) == ["raise the light, i can't see"]
    assert list(unexplained("he said it's dark turn up the light")) == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("两杯水是多少毫升", "473"),
        ("一亩地多少平方米", "666"),
        ("国庆节放几天假", "7天"),
        ("how many days off do we get for national day", "there were 7"),
        ("元旦放几天", "天"),
    ],
)
async def test_what_is_asked_is_answered(home: Home, text: str, answer: str) -> None:
    assert answer in (await home.say(text)).text


@pytest.mark.parametrize(
    ("text", "title", "minutes"),
    [
        ("明天下午三点到四点安排牙医", "牙医", 60),
        ("add dentist to my calendar tomorrow from three to half past four", "dentist", 90),
        ("明天下午跟王经理开会，不对，明天下午三点跟王经理开会", "跟王经理开会", None),
    ],
)
async def test_an_appointment_lasts_as_long_as_was_said(
    home: Home, text: str, title: str, minutes: int | None
) -> None:
    await home.say(text)
    (event,) = await home.home.records.all("anna", "events")
    assert (event.document["title"], event.document["day"], event.document["time"]) == (
        title,
        "2026-11-22",
        "15:00",
    )
    assert minutes is None or event.document["minutes"] == minutes


async def test_a_dinner_is_called_off_by_its_day(home: Home) -> None:
    await home.say("周五晚上七点安排聚餐")
    await home.say("取消周五的聚餐")
    assert await home.home.records.all("anna", "events") == []


async def test_a_routine_may_run_at_a_time(home: Home) -> None:
    reply = await home.say("每天早上七点执行早安")
    assert "07:00" in reply.text or "7:00" in reply.text


def test_home_assistant_s_water_heaters_are_some() -> None:
    entity = {"entity_id": "water_heater.bath", "state": "eco", "attributes": {"supported_features": 9}}
    thing = thing_of("ha", entity, "", (), fahrenheit=False)
    assert thing is not None
    assert thing.kind is Kind.WATER_HEATER
    assert thing.abilities == {Ability.SWITCH, Ability.TEMPERATURE}
    assert thing.state.on
