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
