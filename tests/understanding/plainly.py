"""What was understood, in the plain slots of the test set: moments as dates, devices as kinds and rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from parley.language.gazetteer.places import Place
from parley.language.moments import hours
from parley.language.understanding.original import as_said
from parley.language.understanding.when import When
from parley.skills.chance.choosing import parted
from parley.skills.currency.currencies import Currency, Money
from parley.skills.dates.days import Day
from parley.skills.lists.entries import entries
from parley.skills.types import Understanding
from understanding.catalogue import SLOTS

Slots = dict[str, Any]
_EARLIEST = {"alarm": 4, "reminder": 7, "calendar": 7}
"""The hours before which "at three" is the afternoon, as the skills have them."""


def plainly(understood: Understanding, now: datetime) -> Slots:
    """The slots that count for the intent."""
    area = understood.intent.partition(".")[0]
    slots = _AREAS.get(area, _as_they_are)(understood, now)
    wanted = SLOTS.get(intent(understood), frozenset())
    return {name: value for name, value in slots.items() if name in wanted and _said(name, value)}


def intent(understood: Understanding) -> str:
    """As the catalogue calls it."""
    return _SAME.get(understood.intent, understood.intent)


_SAME = {"dates.date": "clock.date"}
"""Intents of which it does not matter which one answers."""


def _said(name: str, value: object) -> bool:
    """Whether it is more than what is there when nothing was said; "off" is."""
    return value is not None and value != "" and (value is not False or name == "on")


def moment(when: When, now: datetime, earliest: int = 0) -> str:
    """ "11-22 07:00", or "11-22" where only a day was said."""
    found = when.moment(now, earliest)
    if found is None:
        return ""
    return found.strftime("%m-%d %H:%M" if when.timed else "%m-%d")


def repeating(when: When) -> str:
    """As the set writes it: ``daily``, ``weekdays``, ``weekly:135``."""
    if when.repeat != "weekly":
        return when.repeat
    days = when.days or (() if when.clues.weekday is None else (when.clues.weekday + 1,))
    named = {(1, 2, 3, 4, 5): "weekdays", (6, 7): "weekends", (1, 2, 3, 4, 5, 6, 7): "daily"}
    return named.get(tuple(sorted(days))) or "weekly:" + "".join(map(str, sorted(days)))


def simple(value: Any, now: datetime, earliest: int = 0) -> Any:
    """A typed value as plain JSON."""
    match value:
        case When():
            return moment(value, now, earliest)
        case timedelta():
            return value.total_seconds()
        case datetime():
            return value.strftime("%m-%d %H:%M")
        case date():
            return value.strftime("%m-%d")
        case time():
            return value.strftime("%H:%M")
        case Decimal() | Fraction():
            return float(value)
        case Place():
            return value
        case Day():
            found = value.date(now.date(), "CN")
            return found.strftime("%m-%d") if found else ""
        case list() | tuple():
            return [simple(each, now, earliest) for each in value]
        case Mapping():
            return {name: simple(each, now, earliest) for name, each in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {each.name: simple(getattr(value, each.name), now, earliest) for each in fields(value)}
        case _:
            return value


def _as_they_are(understood: Understanding, now: datetime) -> Slots:
    earliest = _EARLIEST.get(understood.intent.partition(".")[0], 0)
    return {name: simple(value, now, earliest) for name, value in understood.slots.items()}


def _joined(slots: Mapping[str, Any], names: Iterable[str]) -> When | None:
    """A time that was said in parts: the day here, the hour there."""
    found: When | None = None
    for name in names:
        if isinstance(part := slots.get(name), When):
            found = part if found is None else found.then(part)
    return found


def _timed(understood: Understanding, now: datetime) -> Slots:
    """Alarms, reminders and appointments: one ``when`` out of its parts, and what repeats."""
    slots, earliest = understood.slots, _EARLIEST[understood.intent.partition(".")[0]]
    found = _as_they_are(understood, now)
    if when := _joined(slots, ("when", "day", "time", "marked", "change")):
        found["when"], found["repeat"] = moment(when, now, earliest), repeating(when)
    if isinstance(after := slots.get("after"), timedelta):
        found["when"] = (now + after).strftime("%m-%d %H:%M")
    return found


def _alarm(understood: Understanding, now: datetime) -> Slots:
    found, which = _timed(understood, now), understood.slots.get("which")
    if isinstance(which, When):
        found["which"] = repeating(which) or moment(which, now, _EARLIEST["alarm"])
        found.setdefault("when", moment(which, now, _EARLIEST["alarm"]))
    elif label := understood.slots.get("label"):
        found["which"] = label
    to = understood.slots.get("to")
    if isinstance(to, When) and isinstance(which, When):
        found["to"] = _moved(which, to, now)
    return found


def _moved(which: When, to: When, now: datetime) -> str:
    """An alarm keeps its day and its half of the day, as far as nothing else was said."""
    old = which.moment(now, _EARLIEST["alarm"])
    if old is None or to.dated or to.clues.hour is None:
        return moment(to, now, _EARLIEST["alarm"])
    hour = min(hours(to.clues), key=lambda each: (abs(each - old.hour), each))
    new = old.replace(hour=hour, minute=to.clues.minute)
    return (new if new > now else new + timedelta(days=1)).strftime("%m-%d %H:%M")


def _reminder(understood: Understanding, now: datetime) -> Slots:
    found = _timed(understood, now)
    if understood.intent == "reminder.list":
        found.setdefault("when", found.get("which"))
    if understood.intent == "reminder.change":
        found["when"] = found.get("to", "")
    return found


def _calendar(understood: Understanding, now: datetime) -> Slots:
    """What is moved has the time it is moved to."""
    found = _timed(understood, now)
    if understood.intent == "calendar.move":
        found["when"] = found.get("to", "")
    return found


def _list(understood: Understanding, now: datetime) -> Slots:
    found = _as_they_are(understood, now)
    if isinstance(items := found.get("items") or found.get("item"), str) and understood.intent != "list.has":
        kind, items = "tasks" if found.get("list") == "tasks" else "shopping", as_said(items, understood.said)
        found["items"] = [f"{each.amount or ''} {each.text}".strip() for each in entries(items, kind)]
    if understood.intent == "list.make":
        found["list"] = found.get("list") or found.get("title")
    return found


def _chance(understood: Understanding, now: datetime) -> Slots:
    """What there is to choose from, parted where the person made commas, as the skill does."""
    found = _as_they_are(understood, now)
    if options := understood.slots.get("options"):
        found["options"] = list(
            parted([str(each) for each in cast("Sequence[object]", options)], understood.said)
        )
    return found


def _dates(understood: Understanding, now: datetime) -> Slots:
    """A day that has a name is an event to wait for; "this year" is a year."""
    found, day = _as_they_are(understood, now), understood.slots.get("date")
    if found.get("year") in ("this", "next", "last"):
        found["year"] = now.year + {"this": 0, "next": 1, "last": -1}[found["year"]]
    found["year"] = found.get("year") or found.get("short")
    if isinstance(day, Day) and (there := day.date(now.date(), "CN")):
        found["days"] = (there - now.date()).days
    return found


def _clock(understood: Understanding, now: datetime) -> Slots:
    """A time of day somewhere has no day."""
    found, at = _as_they_are(understood, now), understood.slots.get("time")
    if isinstance(at, When) and (there := at.moment(now)):
        found["time"] = there.strftime("%H:%M")
    return found


def _currency(understood: Understanding, now: datetime) -> Slots:
    """By their codes."""
    money, slots = understood.slots.get("money"), understood.slots
    source, to = slots.get("currency"), slots.get("to")
    found: Slots = {"amount": slots.get("amount")}
    if isinstance(money, Money):
        found |= {"amount": money.amount, "from": money.currency}
    if isinstance(source, Currency):
        found["from"] = source.code
    if isinstance(to, Currency):
        found["to"] = to.code
    return found


def _news(understood: Understanding, now: datetime) -> Slots:
    """A source by what people call it."""
    found = _as_they_are(understood, now)
    if isinstance(source := found.get("source"), dict):
        found["source"] = next(iter(source["also"]), source["name"])
    return found


def _handover(understood: Understanding, now: datetime) -> Slots:
    """ "The kitchen speaker" is the speaker in the kitchen."""
    room, device = understood.slots.get("room"), understood.slots.get("device")
    return {"device": " ".join(str(each) for each in (room, device) if each)}


_AREAS: dict[str, Callable[[Understanding, datetime], Slots]] = {
    "alarm": _alarm,
    "reminder": _reminder,
    "list": _list,
    "dates": _dates,
    "calendar": _calendar,
    "clock": _clock,
    "currency": _currency,
    "handover": _handover,
    "news": _news,
    "chance": _chance,
}
