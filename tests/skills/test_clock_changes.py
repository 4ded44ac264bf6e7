"""When the clocks are put forward and back. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.skills.clock.changes import next_change

SKILLS = understanding_skills()
NOW = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "forward", "at", "minutes"),
    [
        ("Europe/London", None, "2027-03-28 01:00", 60),
        ("Europe/London", False, "2027-10-31 02:00", -60),
        ("America/New_York", None, "2027-03-14 02:00", 60),
        ("America/New_York", False, "2027-11-07 02:00", -60),
        ("Australia/Sydney", None, "2027-04-04 03:00", -60),
        ("Australia/Sydney", True, "2027-10-03 02:00", 60),
        ("Australia/Lord_Howe", True, "2027-10-03 02:00", 30),
    ],
)
def test_the_next_change_by_the_clock_that_is_changed(
    zone: str, forward: bool | None, at: str, minutes: int
) -> None:
    found = next_change(NOW, ZoneInfo(zone), forward=forward)
    assert found is not None
    assert (f"{found.at:%Y-%m-%d %H:%M}", found.by) == (at, timedelta(minutes=minutes))


def test_a_change_of_this_very_day_is_the_next_and_one_that_was_is_not() -> None:
    berlin, change = ZoneInfo("Europe/Berlin"), datetime(2027, 3, 28, 1, tzinfo=UTC)
    before = next_change(change - timedelta(seconds=2), berlin)
    assert before is not None and before.at.timestamp() == change.timestamp()
    after = next_change(change, berlin)
    assert after is not None and after.by < timedelta()


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/Phoenix", "Asia/Kolkata"])
def test_where_there_is_none_there_is_none(zone: str) -> None:
    assert next_change(NOW, ZoneInfo(zone)) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("when do the clocks go back", "The clocks here are not changed: there is no summer time."),
        ("when do the clocks go forward in London", "in London go forward by 1 hour on"),
        ("when does daylight saving time end in New York", "in New York go back by 1 hour on"),
        ("什么时候换夏令时", "这里不调时钟，没有夏令时。"),
        ("伦敦什么时候换夏令时", "伦敦的时钟在"),
        ("纽约的夏令时什么时候结束", "拨慢1小时"),
        ("London 什么时候换 summer time", "拨快1小时"),
    ],
)
async def test_it_is_answered_for_here_and_elsewhere(home: Home, text: str, answer: str) -> None:
    assert answer in (await home.say(text)).text


@pytest.mark.parametrize(
    ("text", "forward"),
    [
        ("when do the clocks change", None),
        ("when do we spring forward", True),
        ("when do we put the clocks back", False),
        ("when does summer time start", True),
        ("今年夏令时什么时候结束", False),
        ("什么时候换冬令时", False),
        ("什么时候调时钟", None),
        ("clock 什么时候 change", None),
        ("daylight saving 什么时候开始", True),
    ],
)
def test_what_people_ask_is_understood(text: str, forward: bool | None) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert (understanding.intent, understanding.slots.get("forward")) == ("clock.changes", forward)
