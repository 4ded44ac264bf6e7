"""When alarms, reminders and routines are due: by the calendar, in their zone, whatever clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.home.due import next_due

NEW_YORK, SHANGHAI = "America/New_York", "Asia/Shanghai"


def at(text: str, zone: str = NEW_YORK) -> float:
    """The moment at which a zone's clock shows this (the first, where there are two)."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp()


def alarm(**fields: Any) -> dict[str, Any]:
    return {"time": "07:00", "zone": NEW_YORK, "since": at("2026-11-21 12:00"), **fields}


def reminder(**fields: Any) -> dict[str, Any]:
    return {"text": "x", "zone": NEW_YORK, **fields}


def test_a_timer_that_is_paused_is_not_due() -> None:
    assert next_due("timers", {"seconds": 60, "ends": 1_000.5, "left": 12.5}) is None
    assert next_due("timers", {"seconds": 60, "ends": 1_000.5, "left": 0}) == 1_000.5
    assert next_due("timers", {"seconds": 60, "ends": 1_000.5, "left": -1}) is None, "no timer at all"


def test_a_timer_is_due_at_its_end() -> None:
    assert next_due("timers", {"seconds": 60, "ends": 1_000.5}) == 1_000.5


@pytest.mark.parametrize("collection", ["notes", "lists", "history", "nonsense"])
def test_what_has_no_time_is_never_due(collection: str) -> None:
    assert next_due(collection, {"text": "x", "ends": 5}) is None


@pytest.mark.parametrize("document", [{}, {"time": "25:00"}, {"time": "07:00", "days": "all"}, {"x": 1}])
def test_a_document_that_is_none_is_never_due(document: dict[str, Any]) -> None:
    assert next_due("alarms", document) is None


def test_an_alarm_for_once_rings_when_the_clock_next_shows_its_time() -> None:
    assert next_due("alarms", alarm()) == at("2026-11-22 07:00")
    assert next_due("alarms", alarm(time="12:30")) == at("2026-11-21 12:30")


def test_an_alarm_rings_on_its_days() -> None:
    """The 21st of November 2026 is a Saturday."""
    assert next_due("alarms", alarm(days=[1, 2])) == at("2026-11-23 07:00")
    assert next_due("alarms", alarm(days=[6])) == at("2026-11-28 07:00")
    assert next_due("alarms", alarm(days=[6], time="13:00")) == at("2026-11-21 13:00")
    rang = at("2026-11-23 07:00")
    assert next_due("alarms", alarm(days=[1], rang=rang)) == at("2026-11-30 07:00")


def test_an_alarm_that_slept_through_days_goes_on_from_when_it_rang() -> None:
    late = at("2026-11-26 15:00")
    assert next_due("alarms", alarm(days=[1, 2, 3, 4, 5, 6, 7], rang=late)) == at("2026-11-27 07:00")


def test_an_alarm_that_is_off_rings_only_if_it_was_snoozed() -> None:
    assert next_due("alarms", alarm(enabled=False)) is None
    rang = at("2026-11-22 07:00")
    snoozed = alarm(enabled=False, rang=rang, snoozed=rang + 540)
    assert next_due("alarms", snoozed) == rang + 540
    assert next_due("alarms", {**snoozed, "rang": rang + 540}) is None


def test_a_snooze_does_not_swallow_the_next_ring() -> None:
    rang = at("2026-11-23 07:00")
    weekly = alarm(days=[1, 2], rang=rang, snoozed=rang + 540)
    assert next_due("alarms", weekly) == rang + 540
    assert next_due("alarms", {**weekly, "rang": rang + 540}) == at("2026-11-24 07:00")


def test_in_spring_a_skipped_time_comes_as_much_later() -> None:
    before = alarm(time="02:30", since=at("2027-03-13 12:00"))
    assert next_due("alarms", before) == datetime(2027, 3, 14, 7, 30, tzinfo=UTC).timestamp()
    assert datetime.fromtimestamp(next_due("alarms", before) or 0, ZoneInfo(NEW_YORK)).hour == 3


def test_in_autumn_a_doubled_time_rings_once_and_the_first_time() -> None:
    night = alarm(time="01:30", days=[7, 1], since=at("2027-11-06 12:00"))
    first = datetime(2027, 11, 7, 5, 30, tzinfo=UTC).timestamp()
    assert next_due("alarms", night) == first
    assert next_due("alarms", {**night, "rang": first}) == at("2027-11-08 01:30")


def test_who_sets_an_alarm_between_the_two_gets_the_second() -> None:
    between = datetime(2027, 11, 7, 5, 45, tzinfo=UTC).timestamp()
    second = datetime(2027, 11, 7, 6, 30, tzinfo=UTC).timestamp()
    assert next_due("alarms", alarm(time="01:30", since=between)) == second


def test_an_alarm_taken_to_another_zone_rings_by_that_ones_clock() -> None:
    assert next_due("alarms", alarm(zone=SHANGHAI)) == at("2026-11-22 07:00", SHANGHAI)


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "America", "x" * 60])
def test_an_unknown_zone_is_taken_for_utc(zone: str) -> None:
    assert next_due("alarms", alarm(zone=zone)) == at("2026-11-22 07:00", "UTC")


def test_a_routine_without_days_is_done_every_day() -> None:
    routine = {"name": "x", "time": "07:00", "zone": NEW_YORK, "since": at("2026-11-21 12:00")}
    assert next_due("routines", routine) == at("2026-11-22 07:00")
    assert next_due("routines", {**routine, "rang": at("2026-11-22 07:00")}) == at("2026-11-23 07:00")
    assert next_due("routines", {**routine, "time": ""}) is None
    assert next_due("routines", {**routine, "enabled": False}) is None


def test_a_reminder_is_due_once_until_it_is_done() -> None:
    due = at("2026-11-22 09:00")
    assert next_due("reminders", reminder(due=due)) == due
    assert next_due("reminders", reminder(due=due, rang=due + 1)) is None
    assert next_due("reminders", reminder(due=due, done=True)) is None
    assert next_due("reminders", reminder()) is None
    assert next_due("reminders", reminder(due=due, rang=due + 1, snoozed=due + 600)) == due + 600


@pytest.mark.parametrize(
    ("repeat", "due", "rang", "expected"),
    [
        ("daily", "2026-11-21 09:00", "2026-11-21 09:00", "2026-11-22 09:00"),
        ("daily", "2026-11-21 09:00", "2027-01-05 11:00", "2027-01-06 09:00"),
        ("daily", "2027-03-13 09:00", "2027-03-13 09:00", "2027-03-14 09:00"),
        ("weekdays", "2026-11-20 09:00", "2026-11-20 09:00", "2026-11-23 09:00"),
        ("weekdays", "2026-11-21 09:00", "2026-11-21 09:00", "2026-11-23 09:00"),
        ("weekly", "2026-11-21 09:00", "2026-11-21 09:00", "2026-11-28 09:00"),
        ("weekly", "2026-11-21 09:00", "2027-11-26 09:00", "2027-11-27 09:00"),
        ("monthly", "2026-11-21 09:00", "2026-11-21 09:01", "2026-12-21 09:00"),
        ("monthly", "2027-01-31 09:00", "2027-01-31 09:00", "2027-02-28 09:00"),
        ("monthly", "2027-01-31 09:00", "2027-02-28 09:00", "2027-03-31 09:00"),
        ("yearly", "2024-02-29 09:00", "2026-02-28 09:00", "2027-02-28 09:00"),
        ("yearly", "2024-02-29 09:00", "2027-02-28 09:00", "2028-02-29 09:00"),
        ("yearly", "2026-11-21 09:00", "2026-11-21 09:00", "2027-11-21 09:00"),
    ],
)
def test_a_reminder_comes_again(repeat: str, due: str, rang: str, expected: str) -> None:
    again = reminder(repeat=repeat, due=at(due), rang=at(rang))
    assert next_due("reminders", again) == at(expected)


moments = st.floats(0, 4_000_000_000)
zones = st.sampled_from([NEW_YORK, SHANGHAI, "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])
clocks = st.times().map(lambda time: f"{time:%H:%M}")


@given(time=clocks, days=st.lists(st.integers(1, 7)), zone=zones, since=moments, rang=moments)
def test_an_alarm_rings_after_it_rang_within_nine_days_at_its_time(
    time: str, days: list[int], zone: str, since: float, rang: float
) -> None:
    due = next_due("alarms", {"time": time, "days": days, "zone": zone, "since": since, "rang": rang})
    assert due is not None
    last = max(since, rang)
    # Samoa once had no 30th of December.
    assert last < due <= last + timedelta(days=9).total_seconds()
    shown = datetime.fromtimestamp(due, ZoneInfo(zone))
    if f"{shown:%H:%M}" == time:
        assert not days or shown.isoweekday() in days
    else:  # it fell into a gap
        earlier = datetime.fromtimestamp(due - 86_400, ZoneInfo(zone))
        assert shown.utcoffset() != earlier.utcoffset()


@given(
    repeat=st.sampled_from(["daily", "weekdays", "weekly", "monthly", "yearly"]),
    zone=zones,
    due=st.floats(1, 4_000_000_000),
    rang=moments,
)
def test_a_repetition_never_ends_and_never_goes_back(repeat: str, zone: str, due: float, rang: float) -> None:
    following = next_due("reminders", reminder(repeat=repeat, zone=zone, due=due, rang=rang))
    assert following is not None
    assert following > rang or following == due > rang
    if rang >= due:
        days = {"daily": 2, "weekdays": 4, "weekly": 8, "monthly": 32, "yearly": 367}[repeat]
        assert following - rang <= (days + 1) * 86_400


@given(time=clocks, zone=zones, since=moments, other=zones)
def test_ringing_through_a_year_and_a_move_rings_every_day_once(
    time: str, zone: str, since: float, other: str
) -> None:
    document: dict[str, Any] = {"time": time, "days": [1, 2, 3, 4, 5, 6, 7], "zone": zone, "since": since}
    rings: list[float] = []
    for number in range(60):
        if number == 30:
            document["zone"] = other
        due = next_due("alarms", document)
        assert due is not None
        rings.append(due)
        document["rang"] = due
    gaps = [later - earlier for earlier, later in pairwise(rings)]
    assert min(gaps) > 0
    assert all(22 * 3600 <= gap <= 26 * 3600 for gap in gaps[:28] if zone != "Pacific/Apia")


def event(**fields: Any) -> dict[str, Any]:
    return {"title": "x", "day": "2026-11-24", "time": "15:00", "zone": NEW_YORK, "alerts": [10], **fields}


def test_an_event_is_told_of_so_long_before_it_begins() -> None:
    assert next_due("events", event()) == at("2026-11-24 14:50")
    assert next_due("events", event(rang=at("2026-11-24 14:50"))) is None
    assert next_due("events", event(alerts=[])) is None
    assert next_due("events", event(gone=True)) is None
    both = event(alerts=[10, 60])
    assert next_due("events", both) == at("2026-11-24 14:00")
    assert next_due("events", {**both, "rang": at("2026-11-24 14:00")}) == at("2026-11-24 14:50")
    assert next_due("events", event(since=at("2026-11-24 14:55"))) is None


@pytest.mark.parametrize(
    ("fields", "rang", "expected"),
    [
        ({"repeat": "FREQ=WEEKLY;BYDAY=TU,TH"}, "2026-11-24 14:50", "2026-11-26 14:50"),
        ({"repeat": "FREQ=WEEKLY", "skipped": ["2026-12-01"]}, "2026-11-24 14:50", "2026-12-08 14:50"),
        ({"repeat": "FREQ=DAILY"}, "2027-03-13 14:50", "2027-03-14 14:50"),
        ({"repeat": "FREQ=DAILY", "alerts": [2880]}, "2026-11-22 15:00", "2026-11-23 15:00"),
        ({"day": "2024-02-29", "repeat": "FREQ=YEARLY"}, "2024-02-29 14:50", "2028-02-29 14:50"),
        ({"lunar": "08-15", "day": "2026-09-25"}, "2026-09-25 14:50", "2027-09-15 14:50"),
        ({"time": "", "alerts": [900], "repeat": "FREQ=YEARLY"}, "2026-11-23 09:00", "2027-11-23 09:00"),
        ({"repeat": "FREQ=WEEKLY;COUNT=2"}, "2026-12-01 14:50", None),
        ({"day": "2026-02-31"}, "2026-01-01 00:00", None),
    ],
)
def test_an_event_comes_again(fields: dict[str, Any], rang: str, expected: str | None) -> None:
    due = next_due("events", event(**fields, rang=at(rang)))
    assert due == (None if expected is None else at(expected))


def test_an_event_in_the_gap_of_spring_is_told_of_as_much_later() -> None:
    due = next_due("events", event(day="2027-03-14", time="02:30", alerts=[0]))
    assert due == datetime(2027, 3, 14, 7, 30, tzinfo=UTC).timestamp()


def test_an_event_in_the_doubled_hour_of_autumn_is_told_of_once() -> None:
    night = event(day="2027-11-06", time="01:30", alerts=[0], repeat="FREQ=DAILY")
    first = datetime(2027, 11, 7, 5, 30, tzinfo=UTC).timestamp()
    assert next_due("events", {**night, "rang": at("2027-11-06 01:30")}) == first
    assert next_due("events", {**night, "rang": first}) == at("2027-11-08 01:30")


@pytest.mark.parametrize(
    ("lunar", "rang", "expected"),
    [
        ("01-01", 0, "2027-02-06 08:00"),
        ("12-30", 0, "2027-02-05 08:00"),
        ("12-30", "2027-02-05 08:00", "2028-01-25 08:00"),
        ("15", 0, "2026-11-23 08:00"),
        ("15", "2026-11-23 08:00", "2026-12-23 08:00"),
    ],
)
def test_an_alarm_rings_by_the_moon(lunar: str, rang: str | int, expected: str) -> None:
    rang_at = at(rang, SHANGHAI) if isinstance(rang, str) else 0
    document = alarm(time="08:00", lunar=lunar, zone=SHANGHAI, rang=rang_at)
    assert next_due("alarms", document) == at(expected, SHANGHAI)


def test_a_lunar_birthday_comes_every_lunar_year_and_not_in_its_leap_month() -> None:
    """The sixth month of 2025 came twice."""
    birthday = reminder(repeat="yearly", lunar="06-10", zone=SHANGHAI, due=at("2024-07-15 09:00", SHANGHAI))
    first = at("2025-07-04 09:00", SHANGHAI)
    assert next_due("reminders", {**birthday, "rang": at("2024-07-15 09:00", SHANGHAI)}) == first
    assert next_due("reminders", {**birthday, "rang": first}) == at("2026-07-23 09:00", SHANGHAI)


def test_a_reminder_taken_to_another_zone_keeps_its_moment_once_and_its_clock_when_it_repeats() -> None:
    due = at("2026-11-22 09:00")
    moved = reminder(due=due, repeat="daily", zone=SHANGHAI)
    assert next_due("reminders", moved) == due
    assert next_due("reminders", {**moved, "rang": due}) == due + 86_400


def test_a_reminder_in_the_gap_and_in_the_doubled_hour() -> None:
    spring = reminder(repeat="daily", due=at("2027-03-13 02:30"), rang=at("2027-03-13 02:30"))
    assert next_due("reminders", spring) == datetime(2027, 3, 14, 7, 30, tzinfo=UTC).timestamp()
    autumn = reminder(repeat="daily", due=at("2027-11-06 01:30"), rang=at("2027-11-06 01:30"))
    first = datetime(2027, 11, 7, 5, 30, tzinfo=UTC).timestamp()
    assert next_due("reminders", autumn) == first
    assert next_due("reminders", {**autumn, "rang": first}) == at("2027-11-08 01:30")


@given(
    lunar=st.sampled_from(["01-01", "08-15", "12-30", "1", "15", "30", "06-30"]),
    zone=zones,
    rang=st.floats(0, 4_000_000_000),
)
def test_what_comes_by_the_moon_never_goes_back(lunar: str, zone: str, rang: float) -> None:
    setting = lunar if "-" in lunar else lunar.zfill(2)
    due = next_due("alarms", {"time": "08:00", "lunar": setting, "zone": zone, "rang": rang})
    assert due is not None
    assert rang < due <= rang + (385 if "-" in setting else 62) * 86_400
