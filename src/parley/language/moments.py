"""From what a person said about a time to the moment they meant."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum


class DayPart(Enum):
    """Part of the day, and the hour that is meant when none is said."""

    NIGHT = 0
    MORNING = 9
    NOON = 12
    AFTERNOON = 15
    EVENING = 20


#: "One o'clock at night" is after midnight, five in the evening before it.
_SMALL_HOURS = 5
#: A time in the small hours that is as near as this is meant as it was said.
_SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Clues:
    """What was said about a moment; None where nothing was."""

    after: timedelta | None = None
    """Time from now, exact ("in 10 minutes")."""
    days: int | None = None
    """Calendar days from today (明天 is 1)."""
    weekday: int | None = None
    """Monday is 0."""
    weeks: int | None = None
    """Weeks from this one that the weekday is in; None for the next such day."""
    year: int | None = None
    years: int | None = None
    """Years from this one that the month and day are in."""
    month: int | None = None
    day: int | None = None
    """Day of the month."""
    months: int | None = None
    """Months from this one that the day is in; without a day, its first."""
    last: bool = False
    """The last day of that month."""
    hour: int | None = None
    minute: int = 0
    second: int = 0
    exact: bool = False
    """The hour is on the 24-hour clock: 19:45, 07:30."""
    part: DayPart | None = None

    @property
    def dated(self) -> bool:
        """Whether a day was named."""
        named = (self.days, self.weekday, self.day, self.months)
        return self.last or any(each is not None for each in named)

    def then(self, later: Clues) -> Clues:
        """This, completed or corrected by what was said later: "tomorrow evening", "at seven"."""
        if later.after is not None:
            return later
        day = later if later.dated else replace(self, after=None)
        clock = later if later.hour is not None or later.part is not None else self
        part = clock.part or (None if clock.exact else self.part)
        return replace(
            day, hour=clock.hour, minute=clock.minute, second=clock.second, exact=clock.exact, part=part
        )


def resolve(clues: Clues, now: datetime) -> datetime | None:
    """The moment meant, in the time zone of ``now`` (aware); None if there is none, such as 31 February.

    A time without a day is the next such time; an hour up to 12 without a part of the day is the nearer of
    morning and afternoon today, and as said on a named day. A day without a time is its morning at nine.
    A wall-clock time that summer time skips moves forward by the gap.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if clues.after is not None:
        return _shifted(now, clues.after)
    try:
        day = _day(clues, now)
        return _on(clues, day, now)
    except (ValueError, OverflowError):
        return None  # no such day


def meant(clues: Clues, now: datetime, earliest: int = 0) -> datetime | None:
    """As ``resolve``, but an hour without a part of the day that would fall before ``earliest`` o'clock, and
    not within the next hours, is the afternoon's: nobody meets at three at night."""
    moment = resolve(clues, now)
    if moment is None or clues.hour is None or clues.part or clues.exact or not 0 < clues.hour < 12:
        return moment
    if moment.hour < earliest and moment - now > _SOON:
        return resolve(replace(clues, part=DayPart.AFTERNOON), now)
    return moment


def hours(clues: Clues) -> frozenset[int]:
    """The hours of the 24-hour clock that may be meant: both sevens, where nothing tells which."""
    if clues.hour is None:
        return frozenset()
    if clues.part or clues.exact or clues.hour > 12:
        return frozenset({_hour(clues.hour, clues.part) % 24})
    return frozenset({clues.hour % 24, (clues.hour + 12) % 24})


def _shifted(now: datetime, delta: timedelta) -> datetime | None:
    try:
        return (now.astimezone(UTC) + delta).astimezone(now.tzinfo)
    except OverflowError:
        return None


def _day(clues: Clues, now: datetime) -> date:
    today = now.date()
    if clues.days is not None:
        return today + timedelta(days=clues.days)
    if clues.weekday is not None:
        if clues.weeks is not None:
            return today + timedelta(days=clues.weekday - today.weekday() + 7 * clues.weeks)
        day = today + timedelta(days=(clues.weekday - today.weekday()) % 7)
        return day + timedelta(days=7) if _at(clues, day, now) <= now else day
    if clues.months is not None or clues.last:
        return _day_of_month(clues, today)
    if clues.day is not None:
        return _calendar_day(clues, clues.day, today)
    return today


def _day_of_month(clues: Clues, today: date) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + (clues.months or 0), 12)
    end = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, end if clues.last else clues.day or 1)


def _calendar_day(clues: Clues, day: int, today: date) -> date:
    if clues.year is not None or clues.years is not None:
        year = today.year + clues.years if clues.years is not None else clues.year
        return date(year or today.year, clues.month or today.month, day)
    if clues.month is not None:
        # 29 February may be up to eight years away.
        for year in range(today.year, today.year + 9):
            if _exists(year, clues.month, day) and date(year, clues.month, day) >= today:
                return date(year, clues.month, day)
    for ahead in range(3):
        year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        if clues.month is None and _exists(year, month + 1, day) and date(year, month + 1, day) >= today:
            return date(year, month + 1, day)
    raise ValueError("no such day")


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _on(clues: Clues, day: date, now: datetime) -> datetime:
    moment = _at(clues, day, now)
    if clues.hour is None or moment > now:
        return moment
    if clues.part is None and not clues.exact and clues.hour < 12 and (not clues.dated or day == now.date()):
        later = _wall(day, clues.hour + 12, clues, now)
        if later > now:
            return later
    return moment if clues.dated else _at(clues, day + timedelta(days=1), now)


def _at(clues: Clues, day: date, now: datetime) -> datetime:
    if clues.hour is None:
        part = clues.part or DayPart.MORNING
        return _wall(day, part.value, Clues(), now)
    return _wall(day, _hour(clues.hour, clues.part), clues, now)


def _hour(hour: int, part: DayPart | None) -> int:
    """The hour on the 24-hour clock; 24 is the midnight that ends the day, 25 an hour later."""
    if part is DayPart.EVENING and (hour == 12 or 0 < hour < _SMALL_HOURS):
        return 24 + hour % 12
    if part in (DayPart.AFTERNOON, DayPart.EVENING) and hour < 12:
        return hour + 12
    if part is DayPart.NOON and hour < 6:
        return hour + 12
    if part in (DayPart.MORNING, DayPart.NIGHT) and hour == 12:
        return 0
    return hour


def _wall(day: date, hour: int, clues: Clues, now: datetime) -> datetime:
    """The moment a clock on the wall shows this; hour 24 is midnight of the next day."""
    day += timedelta(days=hour // 24)
    local = datetime.combine(day, time(hour % 24, clues.minute, clues.second), tzinfo=now.tzinfo)
    return local.astimezone(UTC).astimezone(now.tzinfo)
