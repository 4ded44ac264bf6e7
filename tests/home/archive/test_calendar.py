"""The calendar of an archive, read back by a library that other people's calendars use."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Component

from parley.home.archive.calendar import calendar
from parley.home.archive.kept import Kept
from parley.home.archive.zones import known, vtimezone
from parley.home.collections import checked

BERLIN, SHANGHAI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Shanghai")


def at(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, zone: ZoneInfo | None = None
) -> float:
    return datetime(year, month, day, hour, minute, tzinfo=zone or UTC).timestamp()


def written(*entries: tuple[str, dict[str, Any]]) -> str:
    kept = [
        (name, Kept(id=f"r{n}", created=at(2026, 3, 1), document=document))
        for n, (name, document) in enumerate(entries)
    ]
    for name, document in entries:
        checked(name, document)  # what is shown here can exist
    return "".join(calendar(lambda: kept))


def read(*entries: tuple[str, dict[str, Any]]) -> list[Any]:
    """What a calendar shows of the entries."""
    whole: Any = Calendar.from_ical(written(*entries))
    return [each for each in whole.walk() if each.name in ("VEVENT", "VTODO")]


def occurrences(entry: Any, count: int) -> list[datetime]:
    rule, start = entry["RRULE"], entry["DTSTART"].dt
    found = rrulestr(rule.to_ical().decode(), dtstart=start.replace(tzinfo=None))
    return [moment.replace(tzinfo=start.tzinfo) for _, moment in zip(range(count), found, strict=False)]


def test_an_alarm_of_working_days_rings_on_the_next_of_them_and_then_every_week() -> None:
    saturday = at(2026, 3, 7, 12, zone=BERLIN)
    (alarm,) = read(
        (
            "alarms",
            {"time": "06:45", "days": [1, 3], "zone": "Europe/Berlin", "label": "上班", "since": saturday},
        )
    )
    assert alarm["SUMMARY"] == "上班"
    assert alarm["DTSTART"].dt == datetime(2026, 3, 9, 6, 45, tzinfo=BERLIN)
    assert occurrences(alarm, 3) == [datetime(2026, 3, day, 6, 45, tzinfo=BERLIN) for day in (9, 11, 16)]
    assert [each.name for each in alarm.subcomponents] == ["VALARM"]


def test_an_alarm_for_once_rings_at_the_next_such_time() -> None:
    evening = at(2026, 3, 7, 22, zone=SHANGHAI)
    (alarm,) = read(
        ("alarms", {"time": "07:00", "zone": "Asia/Shanghai", "since": evening, "language": "zh"})
    )
    assert alarm["DTSTART"].dt == datetime(2026, 3, 8, 7, tzinfo=SHANGHAI)
    assert "RRULE" not in alarm
    assert alarm["SUMMARY"] == "闹钟"


def test_an_alarm_that_is_off_is_shown_as_cancelled_and_rings_nowhere() -> None:
    (alarm,) = read(("alarms", {"time": "07:00", "enabled": False}))
    assert alarm["STATUS"] == "CANCELLED"
    assert alarm.subcomponents == []


def test_a_timer_stands_where_it_ends() -> None:
    (timer,) = read(("timers", {"name": "tea", "seconds": 300, "ends": at(2026, 3, 7, 12, 5)}))
    assert (timer["SUMMARY"], timer["DTSTART"].dt) == ("tea", datetime(2026, 3, 7, 12, 5, tzinfo=UTC))


def test_a_timer_that_is_paused_stands_nowhere() -> None:
    assert list(read(("timers", {"seconds": 300, "ends": at(2026, 3, 7, 12, 5), "left": 60}))) == []


def test_a_reminder_without_a_time_is_a_to_do_without_one() -> None:
    (reminder,) = read(("reminders", {"text": "call grandma"}))
    assert (reminder.name, reminder["SUMMARY"], reminder["STATUS"]) == (
        "VTODO",
        "call grandma",
        "NEEDS-ACTION",
    )
    assert "DUE" not in reminder and "DTSTART" not in reminder


def test_a_reminder_that_is_done_is_completed() -> None:
    (reminder,) = read(
        (
            "reminders",
            {"text": "吃药", "due": at(2026, 3, 7, 9, zone=SHANGHAI), "zone": "Asia/Shanghai", "done": True},
        )
    )
    assert reminder["STATUS"] == "COMPLETED"
    assert reminder["DUE"].dt == datetime(2026, 3, 7, 9, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("repeat", "day", "expected"),
    [
        ("daily", (2026, 3, 28), [(3, 28), (3, 29), (3, 30)]),
        ("weekdays", (2026, 3, 27), [(3, 27), (3, 30), (3, 31)]),
        ("weekly", (2026, 3, 28), [(3, 28), (4, 4), (4, 11)]),
        ("monthly", (2026, 1, 31), [(1, 31), (2, 28), (3, 31), (4, 30)]),
        ("monthly", (2026, 1, 15), [(1, 15), (2, 15), (3, 15)]),
        ("yearly", (2024, 2, 29), [(2, 29), (2, 28), (2, 28), (2, 28), (2, 29)]),
    ],
)
def test_a_reminder_repeats_as_parley_does(
    repeat: str, day: tuple[int, int, int], expected: list[tuple[int, int]]
) -> None:
    (reminder,) = read(
        (
            "reminders",
            {"text": "x", "due": at(*day, 9, zone=BERLIN), "repeat": repeat, "zone": "Europe/Berlin"},
        )
    )
    found = occurrences(reminder, len(expected))
    assert [(moment.month, moment.day) for moment in found] == expected
    assert {moment.hour for moment in found} == {9}


def test_an_event_repeats_by_its_rule_with_its_alert() -> None:
    (event,) = read(
        (
            "events",
            {
                "title": "书法课",
                "day": "2026-03-10",
                "time": "15:00",
                "minutes": 90,
                "zone": "Asia/Shanghai",
                "place": "少年宫",
                "repeat": "FREQ=WEEKLY;BYDAY=TU",
                "skipped": ["2026-03-17"],
                "alerts": [10],
            },
        )
    )
    assert (event.name, event["SUMMARY"], event["LOCATION"]) == ("VEVENT", "书法课", "少年宫")
    assert event["DTSTART"].dt == datetime(2026, 3, 10, 15, tzinfo=SHANGHAI)
    assert event["DTEND"].dt == datetime(2026, 3, 10, 16, 30, tzinfo=SHANGHAI)
    assert [moment.day for moment in occurrences(event, 2)] == [10, 17]
    assert event["EXDATE"].dts[0].dt == datetime(2026, 3, 17, 15, tzinfo=SHANGHAI)
    (alarm,) = event.subcomponents
    assert alarm["TRIGGER"].dt == timedelta(minutes=-10)


def test_an_event_of_a_whole_day_has_no_time_and_one_by_the_moon_lists_its_days() -> None:
    (event,) = read(("events", {"title": "中秋", "day": "2026-09-25", "minutes": 1440, "lunar": "08-15"}))
    assert (event["DTSTART"].dt.isoformat(), event["DTEND"].dt.isoformat()) == ("2026-09-25", "2026-09-26")
    assert [each.dts[0].dt.isoformat() for each in event["RDATE"]][:2] == ["2027-09-15", "2028-10-03"]


def test_what_was_removed_and_waits_for_the_server_is_not_shown() -> None:
    assert read(("events", {"title": "x", "day": "2026-09-25", "gone": True})) == []


def test_a_lunar_birthday_is_listed_day_by_day() -> None:
    (reminder,) = read(
        (
            "reminders",
            {"text": "x", "due": at(2026, 9, 13, 9), "repeat": "yearly", "lunar": "08-03"},
        )
    )
    assert [each.dts[0].dt.day for each in reminder["RDATE"]][:2] == [3, 21]


def test_no_line_is_longer_than_75_bytes_and_none_tears_a_character() -> None:
    text = written(("reminders", {"text": "记得带伞，" * 60 + "and an umbrella; " * 40}))
    for line in text.split("\r\n"):
        assert len(line.encode()) <= 75
    assert all(line.endswith("\r") for line in text.split("\n")[:-1])


@given(st.text(max_size=300))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    """But for control characters, which have no place in a calendar."""
    (reminder,) = read(("reminders", {"text": "first line\n" + text + "."}))
    kept = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]", "", re.sub("\r\n?", "\n", text))
    assert str(reminder["DESCRIPTION"]) == f"first line\n{kept}."


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Berlin",
        "America/New_York",
        "Asia/Shanghai",
        "Australia/Sydney",
        "Africa/Casablanca",
        "Asia/Kathmandu",
    ],
)
def test_a_zone_is_described_as_it_is(name: str) -> None:
    """Given nothing but the description, when clocks are asked, then they show what the zone's own do."""
    zone = known(name)
    assert zone is not None
    component: Any = Component.from_ical("".join(vtimezone(zone, 2024)))
    built = component.to_tz(lookup_tzid=False)
    moment = datetime(2024, 1, 2, tzinfo=UTC)
    while moment.year < 2031:
        local = moment.astimezone(zone).replace(tzinfo=None)
        assert local.replace(tzinfo=built).utcoffset() == moment.astimezone(zone).utcoffset(), moment
        moment += timedelta(days=5, hours=3)


def test_what_is_no_zone_is_told_in_utc() -> None:
    (reminder,) = read(("reminders", {"text": "x", "due": at(2026, 3, 7, 9), "zone": "../../etc/passwd"}))
    assert reminder["DUE"].dt == datetime(2026, 3, 7, 9, tzinfo=UTC)


def test_a_rule_without_an_end_is_one_rule() -> None:
    assert "".join(vtimezone(BERLIN, 2026)).count("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU") == 1
    assert "RRULE" not in "".join(vtimezone(SHANGHAI, 2026))
