"""What the page must compute as the house does: written for the page's own tests.

``python tests/whole/calendar_cases.py`` writes them anew.
"""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from parley.home.collections import with_defaults
from parley.home.lunar import FIRST, LAST, Lunar, date_of, lunar_days, lunar_of
from parley.home.records import Record
from parley.home.repeating import read_rule, repeated
from parley.skills.calendar.event import happenings

WEB = Path(__file__).resolve().parents[2] / "web"
CASES = WEB / "test" / "calendarCases.json"
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
_BEGIN = date(2024, 1, 1)
_STRANGE = (
    "", "FREQ=HOURLY", "FREQ=DAILY;BYSETPOS=1", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=YEARLY;BYDAY=MO",
    "FREQ=DAILY;COUNT=-1", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1", "INTERVAL=2",
    "FREQ=DAILY;UNTIL=20260230", "FREQ=YEARLY;BYMONTH=13", "FREQ=MONTHLY;BYDAY=6MO", "FREQ=DAILY;INTERVAL=0",
    "FREQ=WEEKLY;BYDAY=XX",
)  # fmt: skip


def cases() -> dict[str, Any]:
    """All of them, the same every time."""
    chance = random.Random(4)
    return {
        "rules": [*(_ruled(chance) for _ in range(100)), *([text, "2026-01-31", None] for text in _STRANGE)],
        "lunar": [
            _lunar(FIRST + timedelta(days=number)) for number in range(0, (LAST - FIRST).days + 1, 397)
        ],
        "settings": [_setting(chance) for _ in range(40)],
        "events": [_event(chance) for _ in range(45)],
    }


def lunar_table() -> list[str]:
    """The years as ``web/src/home/lunar.ts`` has them."""
    return [_year(year) for year in range(FIRST.year, LAST.year)]


def _ruled(chance: random.Random) -> list[Any]:
    rule, start = _rule(chance), _BEGIN + timedelta(days=chance.randrange(1_000))
    read = read_rule(rule)
    assert read is not None, rule
    return [rule, start.isoformat(), [f"{day:%Y%m%d}" for day in islice(repeated(read, start), 12)]]


def _rule(chance: random.Random) -> str:
    every = chance.choice(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
    parts = [f"FREQ={every}"]
    some = chance.sample(("MO", "TU", "WE", "TH", "FR", "SA", "SU"), chance.randint(1, 3))
    which = chance.random()
    if every == "YEARLY" and which < 0.6:
        months = sorted(chance.sample(range(1, 13), chance.randint(1, 3)))
        parts.append(f"BYMONTH={','.join(map(str, months))}")
    if every in ("DAILY", "WEEKLY") and which < 0.6:
        parts.append(f"BYDAY={','.join(some)}")
    elif every in ("MONTHLY", "YEARLY") and which < 0.3:
        nth = [f"{chance.choice(('', '1', '2', '+3', '4', '5', '-1', '-2'))}{day}" for day in some]
        parts.append(f"BYDAY={','.join(nth)}")
    elif every in ("MONTHLY", "YEARLY") and which < 0.55:
        days = chance.sample([*range(1, 32), -1, -2, -31], chance.randint(1, 3))
        parts.append(f"BYMONTHDAY={','.join(map(str, days))}")
    if chance.random() < 0.4:
        parts.append(f"INTERVAL={chance.choice((1, 2, 3, 5, 14))}")
    if chance.random() < 0.3:
        parts.append(f"COUNT={chance.randint(1, 9)}")
    elif chance.random() < 0.3:
        parts.append(f"UNTIL={_BEGIN + timedelta(days=chance.randrange(3_000)):%Y%m%d}T235959Z")
    return ";".join(parts)


def _lunar(day: date) -> list[Any]:
    lunar = lunar_of(day)
    assert lunar is not None
    return [day.isoformat(), lunar.year, lunar.month, lunar.day, lunar.leap]


def _setting(chance: random.Random) -> list[Any]:
    month = f"{chance.randint(1, 12):02d}-" if chance.random() < 0.7 else ""
    setting = f"{month}{chance.choice((1, 8, 15, 29, 30)):02d}"
    since = date(2020, 1, 1) + timedelta(days=chance.randrange(12_000))
    return [setting, since.isoformat(), [day.isoformat() for day in islice(lunar_days(setting, since), 5)]]


def _event(chance: random.Random) -> dict[str, Any]:
    """An event, who looks at it, and when they see it begin and end."""
    near = [date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 25), date(2026, 11, 1)]
    start = chance.choice([*near, _BEGIN + timedelta(days=chance.randrange(900))])
    timed = chance.random() < 0.75
    document = {
        "title": "x",
        "day": start.isoformat(),
        # Also in the hours that spring skips and autumn has twice.
        "time": f"{chance.choice((0, 1, 2, 9, 14, 23)):02d}:{chance.choice((0, 15, 30, 59)):02d}"
        if timed
        else "",
        "minutes": chance.choice((0, 30, 60, 180, 1_500, 4_000)) if timed else 1_440 * chance.randint(1, 4),
        "zone": chance.choice(ZONES),
        "repeat": _rule(chance) if chance.random() < 0.6 else "",
        "lunar": chance.choice(("08-15", "15")) if chance.random() < 0.15 else "",
    }
    if chance.random() < 0.3:
        document["skipped"] = [(start + timedelta(days=7 * number)).isoformat() for number in range(3)]
    zone = chance.choice(ZONES)
    first, last = start - timedelta(days=3), start + timedelta(days=100)
    begin = datetime.combine(first, time(), ZoneInfo(zone))
    end = datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone))
    record = Record("e", "", with_defaults("events", document), 0.0)
    seen = [[_seen(one.begins), _seen(one.ends)] for one in happenings(record, ZoneInfo(zone), begin, end)]
    if not timed:
        shown = happenings(record, ZoneInfo(zone), begin, end)
        seen = [[one.begins.date().isoformat(), one.ends.date().isoformat()] for one in shown]
    return {
        "event": document,
        "zone": zone,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "seen": seen,
    }


def _seen(moment: datetime) -> int:
    return round(moment.astimezone(UTC).timestamp())


def _year(year: int) -> str:
    code = leap_month = 0
    for month in range(1, 13):
        code |= _long(Lunar(year, month, 1)) << (16 - month)
        if date_of(Lunar(year, month, 1, leap=True)) is not None:
            leap_month = month
            code |= _long(Lunar(year, month, 1, leap=True)) << 16
    return f"{code | leap_month:05x}"


def _long(month: Lunar) -> int:
    """Whether a month has thirty days."""
    first = date_of(month)
    assert first is not None
    after = lunar_of(first + timedelta(days=29))
    return int(after is not None and after.day == 30)


if __name__ == "__main__":
    CASES.write_text(json.dumps(cases(), separators=(",", ":")).replace('],["', '],\n["') + "\n")
