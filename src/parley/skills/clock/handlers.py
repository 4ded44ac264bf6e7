"""What a person can ask about time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from parley.language.understanding.slots import SlotType
from parley.language.understanding.when import MARKED_WHEN, WHEN, When
from parley.skills.clock.changes import next_change
from parley.skills.clock.places import Place
from parley.skills.clock.zones import WHERE
from parley.skills.frame import Ask, Skill, handles
from parley.skills.types import Reply


def _of_day(text: str, language: str) -> When | None:
    when = WHEN.parse(text, language)
    return when if isinstance(when, When) and when.timed and not when.repeat else None


_HOUR = replace(WHEN, parse=_of_day)


class Clock(Skill):
    """Time, date and weekday, here and elsewhere."""

    types: ClassVar[Mapping[str, SlotType]] = {
        "place": WHERE,
        "when": WHEN,
        "marked": MARKED_WHEN,
        "hour": _HOUR,
    }

    @handles("clock.time")
    async def time(
        self,
        ask: Ask,
        place: Place | None = None,
        elsewhere: bool = False,
        there: bool = False,
        later: timedelta | None = None,
        ago: timedelta | None = None,
    ) -> Reply:
        """``elsewhere`` is a place without a name, ``there`` the one talked about last; ``later`` and ``ago``
        are how far from now."""
        if place is None and there:
            place = _there(ask)
        if place is None and (elsewhere or there):
            return ask.question("which_place", "place", {})
        now = _now(ask, place)
        if (by := later or ago) is not None:
            # Also over a change of clocks: so many hours pass, whatever they are called.
            then = (now.astimezone(UTC) + (by if later else -by)).astimezone(now.tzinfo)
            message = ("later" if later else "ago") + ("_there" if place else "")
            return ask.reply(message, by=by, time=then, place=_shown(ask, place))
        if place is None:
            return ask.reply("time", time=now)
        here = _now(ask, None).date()
        message = "time_there"
        if now.date() != here:
            message += "_tomorrow" if now.date() > here else "_yesterday"
        return ask.reply(message, time=now, place=place.shown(ask.language), topic={"place": place})

    @handles("clock.both")
    async def both(self, ask: Ask) -> Reply:
        """The date and the time in one answer."""
        now = _now(ask, None)
        return ask.reply("both", time=now, date=now.date(), year=str(now.year))

    @handles("clock.zone")
    async def zone(self, ask: Ask, place: Place | None = None) -> Reply:
        now = _now(ask, place)
        name = (getattr(now.tzinfo, "key", "") or str(now.tzinfo)).replace("_", " ")
        if place is None:
            return ask.reply("zone", zone=name, offset=_offset(now.utcoffset()))
        shown = place.shown(ask.language)
        return ask.reply("zone_there", place=shown, zone=name, offset=_offset(now.utcoffset()))

    @handles("clock.changes")
    async def changes(self, ask: Ask, place: Place | None = None, forward: bool | None = None) -> Reply:
        """When the clocks are changed next; ``forward`` or back, where that was asked."""
        now = _now(ask, place)
        zone = place.tzinfo() if place else ask.context.clock.zone()
        found = next_change(now, zone, forward=forward)
        where = _in(ask, place)
        if found is None:
            return ask.reply("never_changed", where=where)
        message = "goes_forward" if found.by > timedelta() else "goes_back"
        return ask.reply(message, where=where, by=abs(found.by), date=found.at.date(), time=found.at)

    @handles("clock.convert")
    async def convert(self, ask: Ask, time: When | None = None, to: Place | None = None) -> Reply:
        """From the place in the slot ``from``; places that were not said are here."""
        source = ask.understanding.slots.get("from")
        there = source if isinstance(source, Place) else None
        if time is None and there is None and to is None:
            return ask.question("which_place", "to")
        now = _now(ask, there)
        moment = now if time is None else time.moment(now)
        if moment is None:
            return ask.reply("no_such_time")
        target = moment.astimezone(_now(ask, to).tzinfo)
        if time is None and there is None:
            # Whoever wants their clock changed is told what it would show.
            return ask.reply("not_changed", time=target, place=_in(ask, to))
        message = "converted"
        if target.date() != moment.date():
            message += "_later" if target.date() > moment.date() else "_earlier"
        return ask.reply(message, time=moment, place=_in(ask, there), target=target, other=_in(ask, to))

    @handles("clock.until")
    async def until(self, ask: Ask, when: When) -> Reply:
        """How long it is until a time of day, in whole minutes."""
        now = _now(ask, None)
        moment = when.moment(now)
        if moment is None:
            return ask.reply("no_such_time")
        minutes = max(1, round((moment - now).total_seconds() / 60))
        return ask.reply("until", left=timedelta(minutes=minutes), time=moment)

    @handles("clock.difference")
    async def difference(self, ask: Ask, place: Place | None = None, other: Place | None = None) -> Reply:
        if place is None and other is None:
            return ask.question("which_place", "place")
        if place is None:
            place, other = other, None
        ahead = _ahead(_now(ask, place)) - _ahead(_now(ask, other))
        message = "same_time" if not ahead else "ahead" if ahead > timedelta() else "behind"
        if other is None:
            return ask.reply(f"{message}_here", place=_shown(ask, place), by=abs(ahead))
        return ask.reply(message, place=_shown(ask, place), other=_shown(ask, other), by=abs(ahead))

    @handles("clock.date")
    async def date(self, ask: Ask, place: Place | None = None, days: int = 0, part: str = "") -> Reply:
        """``part`` is the year or the month, when no more was asked for."""
        day = _now(ask, place).date() + timedelta(days=days)
        if part == "year":
            return ask.reply("year", year=str(day.year))
        if part == "month":
            return ask.reply("month", month=_month(day, ask.language))
        names = {0: "date", 1: "date_tomorrow", -1: "date_yesterday", 2: "date_after_tomorrow"}
        return ask.reply(names[days], date=day)

    @handles("clock.weekday")
    async def weekday(self, ask: Ask, place: Place | None = None, days: int = 0) -> Reply:
        day = _now(ask, place).date() + timedelta(days=days)
        names = {0: "weekday", 1: "weekday_tomorrow", -1: "weekday_yesterday", 2: "weekday_after_tomorrow"}
        return ask.reply(names[days], weekday=_weekday(day, ask.language))


def _now(ask: Ask, place: Place | None) -> datetime:
    clock = ask.context.clock
    return clock.now().astimezone(place.tzinfo() if place else clock.zone())


def _ahead(moment: datetime) -> timedelta:
    """How far the clock there is ahead of the world's."""
    return moment.utcoffset() or timedelta()


def _offset(offset: timedelta | None) -> str:
    minutes = int((offset or timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _shown(ask: Ask, place: Place | None) -> str:
    return ask.messages.say("here") if place is None else place.shown(ask.language)


def _there(ask: Ask) -> Place | None:
    place = ask.context.about.get("place")
    return place if isinstance(place, Place) else None


def _in(ask: Ask, place: Place | None) -> str:
    return ask.messages.say("here") if place is None else ask.messages.say("in", place=_shown(ask, place))


def _weekday(day: date, language: str) -> str:
    from babel.dates import format_date

    return format_date(day, "EEEE", locale=language)


def _month(day: date, language: str) -> str:
    from babel.dates import format_date

    return format_date(day, "LLLL", locale=language)
