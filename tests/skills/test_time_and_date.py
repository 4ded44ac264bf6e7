"""Asking for the time. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

import asyncio

import pytest

from fakes.home import Home
from parley.skills.clock.places import find


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what time is it", "It's 9:30 AM."),
        ("what time is it in tokyo", "It's 10:30 AM in Tokyo."),
        ("what's the time in los angeles", "It's still 5:30 PM yesterday in Los Angeles."),
        ("what day is it", "It's Saturday."),
        ("what day is tomorrow", "Tomorrow is Sunday."),
        ("what's the date", "It's Saturday, November 21."),
        ("what's tomorrow's date", "Tomorrow is Sunday, November 22."),
        ("现在几点", "现在上午9:30。"),
        ("东京现在几点", "东京现在上午10:30。"),
        ("洛杉矶现在几点了", "洛杉矶那边还是昨天下午5:30。"),
        ("今天星期几", "今天星期六。"),
        ("今天几号", "今天是11月21日星期六。"),
        ("后天星期几", "后天星期一。"),
    ],
)
async def test_time_and_date(home: Home, question: str, answer: str) -> None:
    assert (await home.say(question)).text == answer


async def test_far_in_the_east_it_is_already_tomorrow(home: Home) -> None:
    await asyncio.sleep(12 * 3600)
    assert (await home.say("what time is it in auckland")).text == "It's 2:30 AM tomorrow in Auckland."
    assert (await home.say("奥克兰现在几点")).text == "奥克兰那边已经是明天凌晨2:30了。"


async def test_another_place_may_follow(home: Home) -> None:
    await home.say("what time is it in tokyo")
    assert (await home.say("and what about london?")).text == "It's 1:30 AM in London."
    await home.say("东京现在几点")
    assert (await home.say("那伦敦呢")).text == "伦敦现在凌晨1:30。"


def test_a_place_alone_asks_nothing(home: Home) -> None:
    assert home.skills.understand("那伦敦呢", context=home.context) is None


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("伦敦", "Europe/London"),
        ("纽约", "America/New_York"),
        ("旧金山", "America/Los_Angeles"),
        ("东京", "Asia/Tokyo"),
        ("乌鲁木齐", "Asia/Urumqi"),
        ("北京", "Asia/Shanghai"),
        ("beijing", "Asia/Shanghai"),
        ("new york", "America/New_York"),
        ("são paulo", "America/Sao_Paulo"),
        ("india", "Asia/Kolkata"),
        ("冰岛哪里", None),
        ("utc", "Etc/UTC"),
        ("the office", None),
    ],
)
def test_places(name: str, zone: str | None) -> None:
    place = find(name)
    assert (place.zone if place else None) == zone
