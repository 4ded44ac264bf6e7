"""Days as they stand on papers: 2026年12月5日, 05/12/2026, Dec 5, 12月5日前, within 14 days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-3]?[0-9])"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![0-9]){_YEAR}\s?年\s?(?P<month>[01]?[0-9])\s?月\s?{_DAY}\s?[日号]?",
        rf"(?<![0-9]){_YEAR}\s?(?P<mark>[-/.])\s?(?P<month>[01]?[0-9])\s?(?P=mark)\s?{_DAY}(?![0-9])",
        rf"(?<![0-9A-Za-z])(?P<month>[01]?[0-9])\s?月\s?{_DAY}\s?[日号]",
        rf"(?<![0-9]){_DAY}(?:st|nd|rd|th)?\s?(?:of\s)?[-\s]?{_NAME}[-,\s]*{_YEAR}",
        rf"\b{_NAME}\s?{_DAY}(?:st|nd|rd|th)?\s?[,.]?\s?{_YEAR}",
        rf"(?<![0-9]){_DAY}(?:st|nd|rd|th)?[-\s]?{_NAME}[-\s]'?(?P<short>[0-9]{{2}})(?![0-9:.,])",
        rf"(?<![0-9.,£$€¥]){_DAY}(?:st|nd|rd|th)?\s?(?:of\s)?{_NAME}(?![a-z])",
        rf"\b{_NAME}\s?{_DAY}(?:st|nd|rd|th)?(?![0-9])",
        r"(?<![0-9./-])(?P<one>[0-3]?[0-9])(?P<mark>[/.-])(?P<two>[0-3]?[0-9])(?P=mark)"
        r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])",
        r"(?<![0-9./-])(?P<one>[0-3]?[0-9])(?P<mark>[/])(?P<two>[0-3]?[0-9])(?P=mark)"
        r"(?P<short>[0-9]{2})(?![0-9])",
    )
)
_MONTH_FIRST = {"US", "PH", "FM", "PW", "MH"}
"""Where the month is written before the day in numbers."""
_WITHIN = re.compile(
    r"within\s+(?:the\s+next\s+)?(?P<en>[0-9]{1,3}|[a-z]+)\s*(?:\([0-9]+\)\s*)?"
    r"(?P<work>working |business |calendar )?days"
    r"|(?P<net>[0-9]{1,3})\s+days\s+(?:from|after|of)\s+(?:the\s+)?(?:date|invoice|issue|this)"
    r"|net\s+(?P<terms>[0-9]{1,3})\b"
    r"|(?P<zh>[0-9]{1,3}|[一二三四五六七八九十]{1,3})\s?(?:个)?(?P<arbeit>工作)?(?:日|天)(?:之)?内",
    re.IGNORECASE,
)
_WORDS = {
    "seven": 7, "ten": 10, "fourteen": 14, "fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60, "七": 7,
    "五": 5, "三": 3, "十": 10, "十五": 15, "二十": 20, "三十": 30, "六十": 60,
}  # fmt: skip
_MOST = 8
"""Days of one line."""
_FIRST, _LAST = 1990, 2100
_GRACE = timedelta(days=60)
"""A day without a year on a paper of no date may be so long past."""


@dataclass(frozen=True, slots=True)
class Written:
    """A day as it was written; what may be the day or the month is both until somebody decides."""

    start: int
    end: int
    """Where in its text it stands."""
    year: int | None
    month: int
    day: int
    ambiguous: bool = False
    """Day and month may also be the other way round."""
    first: bool | None = None
    """Whether the month stands first, where it is in numbers and cannot be read otherwise."""

    def on(self, *, month_first: bool) -> Written:
        """Read one way or the other."""
        if self.ambiguous and month_first:
            return Written(self.start, self.end, self.year, self.day, self.month)
        return self


@lru_cache(maxsize=1024)
def days(text: str) -> tuple[Written, ...]:
    """The days in a text, from its start; each stretch of it is read once."""
    taken: list[tuple[int, int]] = []
    found: list[Written] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            if (written := _written(match)) is not None:
                taken.append(match.span())
                found.append(written)
    return tuple(sorted(found, key=lambda each: each.start)[:_MOST])


def _written(match: re.Match[str]) -> Written | None:
    told = match.groupdict()
    year = int(told["year"]) if told.get("year") else 2000 + int(told["short"]) if told.get("short") else None
    start, end = match.span()
    if told.get("one"):
        one, two = int(told["one"]), int(told["two"])
        if two > 12:
            return Written(start, end, year, one, two, first=True) if _day(year, one, two) else None
        if _day(year, two, one) is None:
            return None
        if one > 12 or told["mark"] == ".":
            return Written(start, end, year, two, one, first=False)
        return Written(start, end, year, two, one, ambiguous=one != two)
    month = _MONTHS.index(told["name"][:3].lower()) + 1 if told.get("name") else int(told["month"])
    return Written(start, end, year, month, int(told["day"])) if _day(year, month, int(told["day"])) else None


def _day(year: int | None, month: int, day: int) -> date | None:
    try:
        made = date(year if year is not None else 2000, month, day)
    except ValueError:
        return None
    return made if _FIRST <= made.year <= _LAST else None


def month_first(written: Sequence[Written], region: str, sign: str) -> bool | None:
    """Whether 03/04 is in March: as other days of the paper show, else as the country writes, else as those
    who pay in this money do; None where nothing tells."""
    for each in written:
        if each.first is not None:
            return each.first
    if region:
        return region in _MONTH_FIRST
    if sign in ("£", "€"):
        return False
    return True if sign in ("US$", "USD") else None


def completed(written: Written, after: date | None, today: date, first: bool | None) -> date | None:
    """The day that is meant: one without a year is the first such from ``after`` on, or near today."""
    if written.ambiguous and first is None:
        return None
    read = written.on(month_first=bool(first))
    if read.year is not None:
        return _day(read.year, read.month, read.day)
    least = after or today - _GRACE
    for year in range(least.year, least.year + 9):  # 29 February may be eight years away
        made = _day(year, read.month, read.day)
        if made is not None and made >= least:
            return made
    return None


@dataclass(frozen=True, slots=True)
class Span:
    """So many days from when the paper was written."""

    days: int
    working: bool
    start: int
    end: int

    def after(self, day: date) -> date:
        """The last of them."""
        left, then = self.days, day
        while left > 0:
            then += timedelta(days=1)
            if not self.working or then.weekday() < 5:
                left -= 1
        return then


@lru_cache(maxsize=1024)
def spans(text: str) -> tuple[Span, ...]:
    """Stretches of time such as "within 14 days" and 15日内."""
    return tuple(islice(_spans(text), _MOST))


def _spans(text: str) -> Iterator[Span]:
    for match in _WITHIN.finditer(text):
        told = (match["en"] or match["net"] or match["terms"] or match["zh"]).lower()
        count = int(told) if told.isdigit() else _WORDS.get(told, 0)
        working = (match["work"] or "").strip().lower() in ("working", "business") or bool(match["arbeit"])
        if 0 < count <= 366:
            yield Span(count, working, *match.span())
