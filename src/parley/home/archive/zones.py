"""A time zone as iCalendar's VTIMEZONE, read off Python's own zone: its offset, and when it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from parley.home.archive.contentlines import escaped, line

_YEARS = 12
"""How many years are looked at; a rule that held in all of them is taken to hold for ever."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class _Change:
    """A moment when the clocks of a zone are set forward or back."""

    local: datetime
    """By the clock as it was before, without zone."""
    before: timedelta
    after: timedelta
    name: str
    """As the zone calls itself from then on: CEST."""
    summer: bool

    @property
    def kind(self) -> tuple[timedelta, timedelta, str, bool]:
        return self.before, self.after, self.name, self.summer


def known(name: str) -> ZoneInfo | None:
    """The zone of that name; None for what is no zone, and for UTC, which needs no table."""
    if name.upper() in ("", "UTC", "ETC/UTC", "GMT", "Z"):
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # no such zone, or no name of a zone at all
        return None


def vtimezone(zone: ZoneInfo, year: int) -> Iterator[str]:
    """The lines that describe a zone from a year on."""
    start = datetime(year, 1, 1, tzinfo=zone)
    changes = list(_changes(zone, year))
    yield line("BEGIN", "VTIMEZONE")
    yield line("TZID", zone.key)
    first = _Change(
        datetime(year, 1, 1), _offset(start), _offset(start), start.tzname() or zone.key, _dst(start)
    )
    yield from _observance(first, [])
    for kind in dict.fromkeys(each.kind for each in changes):
        alike = [each for each in changes if each.kind == kind]
        rule = _rule([each.local for each in alike])
        if rule:
            yield from _observance(alike[0], [line("RRULE", rule)])
        else:
            for each in alike:
                yield from _observance(each, [])
    yield line("END", "VTIMEZONE")


def _observance(change: _Change, more: list[str]) -> Iterator[str]:
    name = "DAYLIGHT" if change.summer else "STANDARD"
    yield line("BEGIN", name)
    yield line("DTSTART", f"{change.local:%Y%m%dT%H%M%S}")
    yield line("TZOFFSETFROM", _hours(change.before))
    yield line("TZOFFSETTO", _hours(change.after))
    yield line("TZNAME", escaped(change.name))
    yield from more
    yield line("END", name)


def _changes(zone: ZoneInfo, year: int) -> Iterator[_Change]:
    """Every change of some years, found by looking at each day's offset and then closer."""
    day = datetime(year, 1, 1, tzinfo=UTC)
    end = datetime(year + _YEARS, 1, 1, tzinfo=UTC)
    while day < end:
        following = day + timedelta(days=1)
        if _offset(day.astimezone(zone)) != _offset(following.astimezone(zone)):
            moment = _moment(zone, day, following)
            before = _offset((moment - timedelta(seconds=1)).astimezone(zone))
            now = moment.astimezone(zone)
            local = (moment + before).replace(tzinfo=None)
            yield _Change(local, before, _offset(now), now.tzname() or zone.key, _dst(now))
        day = following


def _moment(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second at which the new offset begins, between two moments with different ones."""
    old = _offset(before.astimezone(zone))
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if _offset(middle.astimezone(zone)) == old:
            before = middle
        else:
            after = middle
    return after


def _rule(moments: list[datetime]) -> str:
    """The yearly rule that all these moments follow, such as "the last Sunday of March"; empty for none."""
    first = moments[0]
    alike = {(each.month, each.weekday(), each.time()) for each in moments}
    yearly = [each.year for each in moments] == list(range(first.year, first.year + len(moments)))
    if len(alike) != 1 or len(moments) < _YEARS - 1 or not yearly:
        return ""
    if all((each + timedelta(days=7)).month != each.month for each in moments):
        number = -1
    else:
        numbers = {(each.day - 1) // 7 + 1 for each in moments}
        if len(numbers) != 1:
            return ""
        number = numbers.pop()
    return f"FREQ=YEARLY;BYMONTH={first.month};BYDAY={number}{_DAYS[first.weekday()]}"


def _hours(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    text = f"{sign}{seconds // 3600:02d}{seconds % 3600 // 60:02d}"
    return text + (f"{seconds % 60:02d}" if seconds % 60 else "")


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _dst(moment: datetime) -> bool:
    return bool(moment.dst())
