"""What fresh utterances showed to be missing, class by class. It is Saturday, 21 November 2026, 9:30."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fakes.home import Home
from fakes.skills import understanding_skills

SKILLS = understanding_skills()
TWENTY = timedelta(minutes=20)


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("never mind the egg timer", "timer.cancel", {"name": "egg"}),
        ("cancel the twenty minute one", "timer.cancel", {"length": TWENTY}),
        ("那个二十分钟的不要了", "timer.cancel", {"length": TWENTY}),
        ("把那个二十分钟的取消", "timer.cancel", {"length": TWENTY}),
        ("cancel 那个 20 minutes 的", "timer.cancel", {"length": TWENTY}),
        ("take the onions back off the list", "list.remove", {"items": "the onions"}),
        ("牛奶喝完了，帮我加上", "list.add", {"items": "牛奶", "list": "shopping"}),
        ("家里没酱油了，加一下", "list.add", {"items": "酱油", "list": "shopping"}),
        ("去超市要买啥来着", "list.read", {"list": "shopping"}),
    ],
)
def test_what_people_say_is_understood(text: str, intent: str, slots: dict[str, object]) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert understanding.intent == intent
    assert {name: understanding.slots.get(name) for name in slots} == slots


@pytest.mark.parametrize(
    ("text", "title", "day", "time"),
    [
        (
            "put dinner with the Millers in for friday at 8 pm",
            "dinner with the Millers",
            "2026-11-27",
            "20:00",
        ),
        ("pencil in lunch with Anna for monday at noon", "lunch with Anna", "2026-11-23", "12:00"),
        ("周五晚上七点跟老王吃饭，给我记日历上", "跟老王吃饭", "2026-11-27", "19:00"),
    ],
)
async def test_what_is_put_in_the_calendar_is_kept_once_and_whole(
    home: Home, text: str, title: str, day: str, time: str
) -> None:
    await home.say(text)
    (event,) = await home.home.records.all("anna", "events")
    assert [event.document[each] for each in ("title", "day", "time")] == [title, day, time]
    assert home.home.kept("notes") == 0


@pytest.mark.parametrize(
    ("set_", "ask"),
    [
        ("set an alarm for 7 am tomorrow", "is there an alarm on for tomorrow"),
        ("明早七点叫我", "do I have an alarm set for tomorrow"),
        ("明天早上七点再叫我", "明早有闹钟吗"),
    ],
)
async def test_whether_there_is_an_alarm_then(home: Home, set_: str, ask: str) -> None:
    await home.say(set_)
    reply = await home.say(ask)
    assert home.understood is not None and home.understood.intent == "alarm.list"
    assert "7:00" in reply.text
