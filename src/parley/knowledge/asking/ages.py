"""Days as the graph has them - a day, a month or a year - put in order, and the years between two of them."""

from __future__ import annotations

import re
from decimal import Decimal

_DAY = re.compile(r"(?P<year>-?\d{1,6})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?(?:T.*)?")


def parts(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a day as the graph has it; 0 for what is not known. None for no day."""
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    return int(match["year"]), int(match["month"] or 0), int(match["day"] or 0)


def moment(text: str) -> Decimal | None:
    """A number that is greater the later the day is."""
    found = parts(text)
    if found is None:
        return None
    year, month, day = found
    return Decimal(year * 10_000 + month * 100 + day)


def age(born: str, end: str) -> int | None:
    """Whole years from one day to another; where only years are known, their difference. None before birth.

    There is no year 0: somebody born in 10 BC was 19 in AD 10.
    """
    one, other = parts(born), parts(end)
    if one is None or other is None:
        return None
    years = other[0] - one[0] - (1 if one[0] < 0 < other[0] else 0)
    if one[1] and other[1] and (other[1], other[2] or 31) < (one[1], one[2] or 1):
        years -= 1
    return years if years >= 0 else None


def exact(born: str, end: str) -> bool:
    """Whether an age between these days is certain, or may be a year off."""
    one, other = parts(born), parts(end)
    return bool(one and other and one[2] and other[2])
