"""A time as a slot: a moment, or what repeats, as far as it was said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice

from parley.home.lunar import Lunar, date_of, lunar_days, lunar_of
from parley.language.chinese.lunar import LunarDay, find_lunar
from parley.language.moments import Clues, DayPart, hours, meant
from parley.language.understanding.clues import read_clues
from parley.language.understanding.fragments import fragments
from parley.language.understanding.repeats import Repeats, read_repeats
from parley.language.understanding.slots import SlotType
from parley.language.understanding.when_patterns import ANY, MARKED, TELLS_ANY, TELLS_MARKED

_AHEAD = 366 * 8
"""Days among which the next of a repetition is found; 29 February may be eight years away."""
_FRIDAY = 5
_AROUND = re.compile(r"^(?:的|在|到|等|定|约)+|(?:'s|左右|准时|的时候|那天|(?<!小)时|的)$")


@dataclass(frozen=True, slots=True)
class When:
    """What was said about when something should be."""

    clues: Clues = field(default_factory=Clues)
    repeat: Repeats = ""
    days: tuple[int, ...] = ()
    """Days of the week it repeats on (1 is Monday), for ``weekly``."""
    lunar: LunarDay | None = None
    """The day by the Chinese calendar; every year or month where it repeats."""
    until: Clues | None = None
    """When it ends, where that was said: 三点到四点, "from three to four"."""

    @property
    def timed(self) -> bool:
        """Whether a time of day was said (noon is one, the morning is not), or how long from now."""
        clues = self.clues
        return clues.hour is not None or clues.after is not None or clues.part is DayPart.NOON

    @property
    def dated(self) -> bool:
        """Whether a day was named, or several."""
        return self.clues.dated or bool(self.repeat) or self.lunar is not None

    def then(self, later: When) -> When:
        """This, completed or corrected by what was said later."""
        if later.clues.after is not None or later.repeat or later.lunar:
            whole = later.repeat or later.lunar
            return replace(later, clues=self.clues.then(later.clues)) if whole else later
        clues = self.clues.then(later.clues)
        return When(clues) if later.clues.dated else When(clues, self.repeat, self.days, self.lunar)

    def moment(self, now: datetime, earliest: int = 0) -> datetime | None:
        """The moment that is meant, or the first of those that repeat; None if there is none.

        An hour without a part of the day is read as ``moments.meant`` does.
        """
        if self.lunar is not None:
            days = _lunar(self.lunar, now.date())
            moments = (meant(_at_day(self._of_the_day(earliest), day), now) for day in islice(days, 4))
            return next((moment for moment in moments if moment is not None and moment > now), None)
        if not self.repeat:
            return meant(self.clues, now, earliest)
        clues = self._of_the_day(earliest)
        for ahead in range(_AHEAD):
            day = now.date() + timedelta(days=ahead)
            if self._on(day):
                moment = meant(_at_day(clues, day), now)
                if moment is not None and moment > now:
                    return moment
        return None

    def lasting(self, begins: datetime) -> timedelta | None:
        """How long it takes from there to its end, less than a day; None where no end was said."""
        if self.until is None:
            return None
        day = timedelta(days=1)
        ends = [begins.replace(hour=hour, minute=self.until.minute) for hour in hours(self.until)]
        return min(((end - begins) % day for end in ends if end != begins), default=None)

    def _of_the_day(self, earliest: int) -> Clues:
        """Without the choice between morning and afternoon, which only a single moment has."""
        clues, hour = self.clues, self.clues.hour
        if hour is None or clues.part or clues.exact or hour >= 12:
            return clues
        return replace(clues, part=DayPart.AFTERNOON if 0 < hour < earliest else DayPart.MORNING)

    def _on(self, day: date) -> bool:
        clues = self.clues
        weekdays = self.days or (() if clues.weekday is None else (clues.weekday + 1,))
        match self.repeat:
            case "weekdays":
                return day.isoweekday() <= _FRIDAY
            case "weekly":
                return not weekdays or day.isoweekday() in weekdays
            case "monthly" | "yearly":
                return day.day == (clues.day or day.day) and day.month == (clues.month or day.month)
            case _:
                return True


_MIXED_LATER = re.compile(r"((?:half )?[a-z\d]+ (?:minutes?|hours?|mins?))[以之]?后$")
"""Half an hour 后."""


def read_when(text: str, _: str) -> When | None:
    """What the whole text, in normal form, says about a time; its parts may be in either language."""
    text = _MIXED_LATER.sub(r"in \1", text)
    repeating, rest = read_repeats(text)
    lunar, rest = find_lunar(rest) or (None, rest)
    rest = _AROUND.sub("", rest).strip()
    if lunar is not None and (repeating.repeat not in ("", "monthly", "yearly")):
        return None
    if not rest:
        some = repeating.repeat or lunar
        return When(Clues(), repeating.repeat, repeating.days, lunar) if some else None
    clues = read_clues(rest)
    if clues is None or ((repeating.repeat or lunar) and clues.after is not None):
        return None
    if lunar is not None and clues.dated:
        return None
    return When(clues, repeating.repeat, repeating.days, lunar)


_STRETCH = re.compile(
    r"(?P<begin>.+?)(?:到|至)(?P<zh>.+)|(?P<before>.*?)\bfrom (?P<first>.+?) (?:to|till|until) (?P<en>.+)"
)


def read_stretch(text: str, language: str) -> When | None:
    """A time that may have an end: 明天下午三点到四点, "tomorrow from three to four"."""
    found = _STRETCH.fullmatch(text)
    if found is not None:
        begins = read_when(found["begin"] or f"{found['before']}{found['first']}", language)
        ends = read_when(found["zh"] or found["en"], language)
        if begins is not None and ends is not None and begins.timed and ends.timed and not ends.dated:
            return replace(begins, until=ends.clues)
    return read_when(text, language)


def _lunar(wanted: LunarDay, today: date) -> Iterator[date]:
    """The days that are meant from today on, in order."""
    here = lunar_of(today)
    if here is not None and wanted.later:
        years, month = divmod(here.month - 1 + wanted.later, 12)
        found = date_of(Lunar(here.year + years, month + 1, wanted.day))
        return iter(() if found is None else (found,))
    if wanted.leap and wanted.month and here is not None:
        leaps = (date_of(Lunar(year, wanted.month, wanted.day, True)) for year in range(here.year, 2101))
        return (day for day in leaps if day is not None and day >= today)
    return lunar_days(wanted.setting, today)


def _at_day(clues: Clues, day: date) -> Clues:
    clock = replace(clues, days=None, weekday=None, weeks=None, months=None, last=False)
    return replace(clock, year=day.year, month=day.month, day=day.day)


WHEN = SlotType(ANY, read_when, sign=TELLS_ANY)
"""A time where nothing else is expected: an hour may stand alone."""
MARKED_WHEN = SlotType(MARKED, read_when, sign=MARKED, known=fragments(TELLS_MARKED))
"""A time among other words."""
MARKED_STRETCH = SlotType(MARKED, read_stretch, sign=MARKED, known=fragments(TELLS_MARKED))
"""The same, perhaps with its end."""
