"""Durations and moments as English says them, after numbers are digits."""

from __future__ import annotations

import re
from datetime import timedelta

from parley.language.english.numbers import HOURS, read
from parley.language.moments import Clues, DayPart

_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_UNIT = (
    r"(?P<unit>milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|"
    r"weeks?|wks?|w)(?![a-z])"
)
_PIECE = re.compile(
    rf"(?:\s|,|\band\b)*(?P<amount>half an?|half|an?|\d{{1,9}}(?:\.\d{{1,6}})?|[a-z]{{3,5}}(?= ))\s?-?{_UNIT}"
    r"(?P<half> and a half)?"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = "|".join([*MONTHS, *(f"{name[:3]}\\.?" for name in MONTHS), "sept"])
_PARTS = {
    "morning": DayPart.MORNING,
    "noon": DayPart.NOON,
    "midday": DayPart.NOON,
    "afternoon": DayPart.AFTERNOON,
    "evening": DayPart.EVENING,
    "night": DayPart.EVENING,
    "tonight": DayPart.EVENING,
}
_NUMBER = rf"\d{{1,2}}|{HOURS}"
#: What a moment is said with; each at most once, in any order.
_PIECES = {
    "iso": re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    "date": re.compile(
        rf"\b(?:(?P<month>{_MONTH}) (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
        rf"|(?:the )?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month2>{_MONTH}))\b"
        r"(?![:.]\d)(?:,? (?P<year>\d{4})\b)?"
    ),
    "ordinal": re.compile(r"\bthe (?P<day>\d{1,2})(?:st|nd|rd|th)\b"),
    "days": re.compile(r"\b(?:the )?(?P<days>day after tomorrow|tomorrow|today|tonight|yesterday)\b"),
    "ahead": re.compile(r"\bin (?P<count>\d{1,3}|an?|one) (?P<unit>day|week)s?\b"),
    "weekday": re.compile(rf"\b(?P<which>next|this|coming)? ?(?P<weekday>{'|'.join(_WEEKDAYS)})\b"),
    "time": re.compile(
        r"(?<![\d:])(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))(?::(?P<second>[0-5]\d))?"
        r"(?: ?(?P<half>[ap])\.?m\b\.?)?(?![\d:])"
    ),
    "hour": re.compile(
        rf"\b(?P<hour>{_NUMBER})(?: o'?clock)?(?: ?(?P<half>[ap])\.?m\b\.?)?"
        rf"(?=\s*$|\s+(?:in|at|on|tomorrow|today|tonight|this|next|"
        rf"morning|afternoon|evening|night|"
        rf"{'|'.join(_WEEKDAYS)}|{_MONTH})\b)"
    ),
    "midnight": re.compile(r"\bmidnight\b"),
    "part": re.compile(r"\b(?P<part>morning|noon|midday|afternoon|evening|night|tonight)\b"),
}
#: Words one of which is in each text without digits that has any of these pieces.
_WORDS = frozenset(
    [
        *(*HOURS.split("|"), *_WEEKDAYS, *MONTHS, *(name[:3] for name in MONTHS), "sept", *_PARTS),
        *("midnight", "tomorrow", "today", "tonight", "yesterday", "day", "days", "week", "weeks"),
    ]
)
_LETTERS = re.compile("[a-z]+")
_DIGIT = re.compile(r"\d")
_FILLERS = re.compile(r"\b(?:at|on|in|by|the|this|of|o'?clock)\b|[\s,.]")
_DAYS = {"today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2, "yesterday": -1}
_LATER = re.compile(r"(?:in|after) (?P<in>.+)|(?P<from>.+?) (?:from now|later)")


def read_duration(text: str) -> timedelta | None:
    """A duration that is the whole text: 1 hour and 20 minutes, 90s, 2.5 h."""
    text = text.lower()
    at, seconds = 0, 0.0
    while at < len(text):
        match = _PIECE.match(text, at)
        if match is None:
            return None
        amount = _amount(match["amount"])
        if amount is None:
            return None
        unit = "ms" if match["unit"].startswith(("ms", "milli")) else match["unit"][0]
        seconds += (amount + (0.5 if match["half"] else 0)) * _SECONDS[unit]
        at = match.end()
    try:
        return timedelta(seconds=seconds) if at else None
    except OverflowError:
        return None


def read_moment(text: str) -> Clues | None:
    """What the whole text says about a moment: tomorrow at 7:30 pm, next friday at noon, in 10 minutes."""
    text = text.lower().strip()
    later = _LATER.fullmatch(text)
    if later:
        duration = read_duration(later["in"] or later["from"])
        if duration is not None:
            by_day = re.search(r"\b(?:days?|weeks?)\b", text) and not re.search(r"hour|min|sec", text)
            return Clues(days=duration.days) if by_day else Clues(after=duration)
    if not _DIGIT.search(text) and _WORDS.isdisjoint(_LETTERS.findall(text)):
        return None
    found: dict[str, re.Match[str]] = {}
    rest = text
    for name, pattern in _PIECES.items():
        match = None if (name == "hour" and "time" in found) else pattern.search(rest)
        if match:
            found[name] = match
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    if not found or _FILLERS.sub("", rest):
        return None
    return _clues(found)


def _clues(found: dict[str, re.Match[str]]) -> Clues | None:
    year = month = day = days = weekday = weeks = None
    if "iso" in found:
        year, month, day = (int(found["iso"][name]) for name in ("year", "month", "day"))
    elif "date" in found:
        date = found["date"]
        month = [name[:3] for name in MONTHS].index((date["month"] or date["month2"])[:3]) + 1
        day, year = int(date["day"] or date["day2"]), int(date["year"]) if date["year"] else None
    elif "ordinal" in found:
        day = int(found["ordinal"]["day"])
    if "days" in found:
        days = _DAYS[found["days"]["days"]]
    elif "ahead" in found:
        count = _amount(found["ahead"]["count"]) or 0
        days = int(count) * (7 if found["ahead"]["unit"] == "week" else 1)
    if "weekday" in found:
        weekday = _WEEKDAYS.index(found["weekday"]["weekday"])
        weeks = {"next": 1, "this": 0}.get(found["weekday"]["which"] or "")
    return _timed(found, Clues(days=days, weekday=weekday, weeks=weeks, year=year, month=month, day=day))


def _timed(found: dict[str, re.Match[str]], day: Clues) -> Clues | None:
    """The day, with the time of day that was found."""
    clock = found.get("time") or found.get("hour")
    part = _PARTS[found["part"]["part"]] if "part" in found else None
    if "days" in found and found["days"]["days"] == "tonight":
        part = DayPart.EVENING
    hour: int | None = None
    minute = second = 0
    exact = False
    if clock:
        hour = int(_amount(clock["hour"]) or 0)
        groups = clock.groupdict()
        minute, second = int(groups.get("minute") or 0), int(groups.get("second") or 0)
        half = groups["half"]
        if half:
            part = DayPart.MORNING if half == "a" else DayPart.AFTERNOON
        exact = hour > 12 or hour == 0 or clock["hour"].startswith("0")
    elif "midnight" in found:
        hour, part = 12, DayPart.EVENING
    elif part is DayPart.NOON:
        hour, exact = 12, True
    elif not day.dated and part is None:
        return None
    if hour is not None and hour > 24:
        return None
    return Clues(
        days=day.days,
        weekday=day.weekday,
        weeks=day.weeks,
        year=day.year,
        month=day.month,
        day=day.day,
        hour=hour,
        minute=minute,
        second=second,
        exact=exact,
        part=part,
    )


def _amount(text: str) -> float | None:
    if text in ("a", "an"):
        return 1.0
    if text.startswith("half"):
        return 0.5
    if text[0].isdecimal():
        return float(text)
    reading = read([text])
    return float(reading.value) if reading else None
