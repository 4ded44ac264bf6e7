"""How days, temperatures and winds are worded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from parley.language.moments import DayPart
from parley.language.times import format_date, format_time
from parley.skills.frame import Ask
from parley.skills.weather.spans import Asked

#: Where warmth is measured in Fahrenheit, and speed in miles: CLDR, unitPreferenceData.
FAHRENHEIT: Final = frozenset({"US", "PR", "GU", "VI", "AS", "MP", "BS", "BZ", "KY", "PW"})
MILES: Final = FAHRENHEIT | {"GB"}
#: Upper ends of the Beaufort numbers from 0 on, in kilometres per hour (WMO-No. 8).
_BEAUFORT: Final = (1, 5, 11, 19, 28, 38, 49, 61, 74, 88, 102, 117)

_PARTS: Final = {
    DayPart.MORNING: "morning",
    DayPart.NOON: "noon",
    DayPart.AFTERNOON: "afternoon",
    DayPart.EVENING: "evening",
    DayPart.NIGHT: "night",
}


@dataclass(frozen=True, slots=True)
class Units:
    """In which units the weather is told."""

    fahrenheit: bool
    miles: bool
    language: str

    @classmethod
    def of(cls, country: str, language: str) -> Units:
        """Those that are used where the house is."""
        return cls(country in FAHRENHEIT, country in MILES, language)

    def degrees(self, celsius: float) -> str:
        """A temperature without its unit: 12, "minus 3", 零下3."""
        value = round(celsius * 9 / 5 + 32 if self.fahrenheit else celsius)
        if value >= 0:
            return str(value)
        return f"零下{-value}" if self.language == "zh" else f"minus {-value}"

    def wind(self, kilometres: float) -> str:
        """A speed: 3级, "12 miles an hour", "20 kilometers an hour"."""
        if self.language == "zh":
            return f"{beaufort(kilometres)}级"
        if self.miles:
            return f"{round(kilometres / 1.609344)} miles an hour"
        return f"{round(kilometres)} kilometers an hour"


def beaufort(kilometres: float) -> int:
    """The wind's force, 0 to 12."""
    return sum(1 for end in _BEAUFORT if kilometres > end)


def day_name(day: date, today: date, ask: Ask) -> str:
    """A day beside today: "tomorrow", "on Wednesday", "on Tuesday, December 1"; 明天, 周三, 12月1日星期二."""
    near = {0: "today", 1: "tomorrow", 2: "after_tomorrow", -1: "yesterday"}.get((day - today).days)
    if near:
        return ask.messages.say(near)
    if 0 < (day - today).days < 7:
        return ask.messages.say("on_weekday", weekday=weekday(day, ask))
    return ask.messages.say("on_date", date=format_date(day, ask.language))


def weekday(day: date, ask: Ask) -> str:
    """Wednesday, 周三."""
    from babel.dates import format_date as babel_date

    return babel_date(day, "EEE" if ask.language == "zh" else "EEEE", locale=ask.language)


def span_name(span: Asked, today: date, ask: Ask) -> str:
    """The time that was asked about: "tomorrow morning", 明天早上, "this weekend"."""
    if span.now:
        return ask.messages.say("right_now")
    first = span.days[0]
    if span.name:
        return ask.messages.say(f"span_{span.name}")
    if not span.start:
        return day_name(first, today, ask)
    if span.part:
        near = {0: "this", 1: "tomorrow"}.get((first - today).days, "that")
        part = _PARTS[span.part]
        if near == "that":
            return ask.messages.say(f"that_{part}", day=day_name(first, today, ask))
        return ask.messages.say(f"{near}_{part}")
    day = "" if first == today else day_name(first, today, ask)
    return ask.messages.say("at_time", day=day, time=format_time(span.start, ask.language)).strip()


def moment_of(moment: datetime, now: datetime, ask: Ask) -> str:
    """When something was known: "8:10 AM", "yesterday at 9:00 PM"."""
    time = format_time(moment, ask.language)
    if moment.date() == now.date():
        return time
    return ask.messages.say("day_at", day=day_name(moment.date(), now.date(), ask), time=time)
