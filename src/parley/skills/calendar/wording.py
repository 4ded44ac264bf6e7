"""How events are called in an answer, and what devices are told of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from parley.language.days import format_day, format_moment
from parley.language.english.listener import to_listener
from parley.language.times import format_time
from parley.skills.calendar.event import Happening
from parley.skills.frame import Ask
from parley.skills.types import Action, plain


def when(ask: Ask, one: Happening, now: datetime) -> str:
    """The day and the time of it."""
    if not one.all_day:
        return format_moment(one.begins, now, ask.language)
    last = (one.ends - timedelta(minutes=1)).date()
    first = format_day(one.begins.date(), now.date(), ask.language)
    if last == one.begins.date():
        return first
    return ask.messages.say("from_to", first=first, last=format_day(last, now.date(), ask.language))


def listed(ask: Ask, some: Sequence[Happening], now: datetime, *, dated: bool) -> str:
    """Several in one breath, with their days or without."""
    texts: list[str] = []
    for one in some:
        shown = when(ask, one, now) if dated else _clock(ask, one)
        message = "one" if shown else "one_all_day"
        text = ask.messages.say(message, title=called(one), when=shown)
        texts.append(ask.messages.say("of", what=text, source=one.source) if one.source else text)
    return ("；" if ask.language == "zh" else "; ").join(texts)


def called(one: Happening) -> str:
    """Its title, turned to the person."""
    return to_listener(one.title).rstrip("。.！!；;，, ")


def told(kind: str, one: Happening) -> Action:
    """What was done to an event, for devices that show them."""
    shown = {"id": one.id, "name": one.title, "begins": one.begins, "ends": one.ends, "all_day": one.all_day}
    return Action(kind, plain(shown))


def _clock(ask: Ask, one: Happening) -> str:
    return "" if one.all_day else format_time(one.begins, ask.language)
