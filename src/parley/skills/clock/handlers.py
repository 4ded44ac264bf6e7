"""What a person can ask about time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar

from parley.language.understanding.slots import SlotType
from parley.skills.clock.places import PLACE, Place
from parley.skills.frame import Ask, Skill, handles
from parley.skills.types import Reply


class Clock(Skill):
    """Time, date and weekday."""

    types: ClassVar[Mapping[str, SlotType]] = {"place": PLACE}

    @handles("clock.time")
    async def time(self, ask: Ask, place: Place | None = None) -> Reply:
        now = _now(ask, place)
        if place is None:
            return ask.reply("time", time=now)
        here = _now(ask, None).date()
        message = "time_there"
        if now.date() != here:
            message += "_tomorrow" if now.date() > here else "_yesterday"
        return ask.reply(message, time=now, place=place.shown(ask.language))

    @handles("clock.date")
    async def date(self, ask: Ask, place: Place | None = None, days: int = 0) -> Reply:
        day = _now(ask, place).date() + timedelta(days=days)
        names = {0: "date", 1: "date_tomorrow", -1: "date_yesterday", 2: "date_after_tomorrow"}
        return ask.reply(names[days], date=day)

    @handles("clock.weekday")
    async def weekday(self, ask: Ask, days: int = 0) -> Reply:
        day = _now(ask, None).date() + timedelta(days=days)
        names = {0: "weekday", 1: "weekday_tomorrow", -1: "weekday_yesterday", 2: "weekday_after_tomorrow"}
        return ask.reply(names[days], weekday=_weekday(day, ask.language))


def _now(ask: Ask, place: Place | None) -> datetime:
    clock = ask.context.clock
    return clock.now().astimezone(place.tzinfo() if place else clock.zone())


def _weekday(day: date, language: str) -> str:
    from babel.dates import format_date

    return format_date(day, "EEEE", locale=language)
