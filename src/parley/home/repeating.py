"""On which days an event happens that repeats: the part of iCalendar's RRULE that people speak of.

``FREQ`` is ``DAILY``, ``WEEKLY``, ``MONTHLY`` or ``YEARLY``, with ``INTERVAL``, ``COUNT``, ``UNTIL``,
``BYDAY`` (of the week; also ``2TU`` and ``-1FR`` of a month), ``BYMONTHDAY`` and ``BYMONTH``. A month without
the day does not count, as in every calendar. What else a rule says is not known here, and ``read_rule`` gives
None.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

LONGEST_RULE = 200
"""Characters."""
MOST = 20_000
"""Days that are tried; a daily event of fifty years."""
_DAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"}
_LATEST = date(2200, 1, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """How an event repeats."""

    every: str
    """``DAILY``, ``WEEKLY``, ``MONTHLY`` or ``YEARLY``."""
    interval: int = 1
    times: int = 0
    """How often in all; 0 for ever."""
    until: date | None = None
    """The last day it may be on."""
    weekdays: tuple[tuple[int, int], ...] = ()
    """(which of the month, or 0; day of the week, 0 is Monday)."""
    days: tuple[int, ...] = ()
    """Days of the month; negative from its end."""
    months: tuple[int, ...] = ()


def read_rule(text: str) -> Rule | None:
    """A rule without its ``RRULE:``; None for one that is not known here."""
    if len(text) > LONGEST_RULE:
        return None
    try:
        parts = dict(part.split("=", 1) for part in text.upper().removeprefix("RRULE:").split(";") if part)
        rule = _rule(parts)
    except (ValueError, KeyError):
        return None  # not of this shape
    return rule if not parts.keys() - _KNOWN and _sound(rule) else None


def _rule(parts: dict[str, str]) -> Rule:
    until = parts.get("UNTIL", "")[:8]
    return Rule(
        parts["FREQ"],
        int(parts.get("INTERVAL", 1)),
        int(parts.get("COUNT", 0)),
        date(int(until[:4]), int(until[4:6]), int(until[6:8])) if until else None,
        tuple((int(each[:-2] or 0), _DAYS[each[-2:]]) for each in _listed(parts, "BYDAY")),
        tuple(int(each) for each in _listed(parts, "BYMONTHDAY")),
        tuple(int(each) for each in _listed(parts, "BYMONTH")),
    )


def _listed(parts: dict[str, str], name: str) -> list[str]:
    return [each for each in parts.get(name, "").split(",") if each]


def _sound(rule: Rule) -> bool:
    within = 1 <= rule.interval <= 1_000 and 0 <= rule.times <= 100_000
    if not within or any(not 1 <= abs(day) <= 31 for day in rule.days):
        return False
    if any(not 1 <= month <= 12 for month in rule.months) or any(abs(nth) > 5 for nth, _ in rule.weekdays):
        return False
    match rule.every:
        case "DAILY":
            return not rule.days and not rule.months and not any(nth for nth, _ in rule.weekdays)
        case "WEEKLY":
            return not rule.days and not rule.months and not any(nth for nth, _ in rule.weekdays)
        case "MONTHLY":
            return not rule.months and not (rule.days and rule.weekdays)
        case "YEARLY":
            return not rule.weekdays or bool(rule.months)
        case _:
            return False


def repeated(rule: Rule, start: date) -> Iterator[date]:
    """The days, in order; the first is the start, whether or not the rule has it."""
    found = 0
    last: date | None = None
    for day in _with_start(_candidates(rule, start), start):
        if (rule.until and day > rule.until) or (rule.times and found >= rule.times) or found >= MOST:
            return
        if day != last:
            found, last = found + 1, day
            yield day


def _with_start(days: Iterator[date], start: date) -> Iterator[date]:
    yield start
    yield from (day for day in days if day > start)


def _candidates(rule: Rule, start: date) -> Iterator[date]:
    for step in count(0, rule.interval):
        days = _within(rule, start, step)
        if days is None:
            return
        yield from sorted(days)


def _within(rule: Rule, start: date, step: int) -> list[date] | None:
    """The days of one day, week, month or year after the start; None after the end of time."""
    try:
        match rule.every:
            case "DAILY":
                day = start + timedelta(days=step)
                weekdays = {weekday for _, weekday in rule.weekdays}
                found = [day] if not weekdays or day.weekday() in weekdays else []
            case "WEEKLY":
                day = start + timedelta(days=7 * step - start.weekday())
                weekdays = {weekday for _, weekday in rule.weekdays} or {start.weekday()}
                found = [day + timedelta(days=weekday) for weekday in weekdays]
            case "MONTHLY":
                year, month = divmod(start.year * 12 + start.month - 1 + step, 12)
                day = date(year, month + 1, 1)
                found = _of_month(rule, start, year, month + 1)
            case _:
                day = date(start.year + step, 1, 1)
                found = [
                    each
                    for month in rule.months or (start.month,)
                    for each in _of_month(rule, start, day.year, month)
                ]
    except (ValueError, OverflowError):
        return None
    return None if day > _LATEST else found


def _of_month(rule: Rule, start: date, year: int, month: int) -> list[date]:
    length = calendar.monthrange(year, month)[1]
    if rule.weekdays:
        return [
            each for nth, weekday in rule.weekdays for each in _weekdays(year, month, length, nth, weekday)
        ]
    wanted = rule.days or (start.day,)
    days = [day if day > 0 else length + 1 + day for day in wanted]
    return [date(year, month, day) for day in days if 1 <= day <= length]


def _weekdays(year: int, month: int, length: int, nth: int, weekday: int) -> list[date]:
    all_days = [date(year, month, day) for day in range(1, length + 1)]
    fitting = [day for day in all_days if day.weekday() == weekday]
    if nth == 0:
        return fitting
    at = nth - 1 if nth > 0 else len(fitting) + nth
    return [fitting[at]] if 0 <= at < len(fitting) else []
