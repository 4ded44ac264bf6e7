"""How alarms are called in an answer, and what devices are told of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from parley.language.days import format_moment, format_weekdays
from parley.language.times import format_time
from parley.skills.alarms.alarm import Alarm, Alarms
from parley.skills.dates.lunar_words import said_setting
from parley.skills.frame import Ask
from parley.skills.types import Action, plain


def called(ask: Ask, alarms: Alarms, alarm: Alarm) -> str:
    """When it rings, so that a mistake is heard, and its label."""
    clock = format_time(time(*alarm.minute), ask.language)
    if alarm.lunar:
        days = said_setting(alarm.lunar, ask.language)
        text = ask.messages.say("repeated", time=clock, days=days)
    elif alarm.days:
        days = format_weekdays(alarm.days, ask.language)
        text = ask.messages.say("repeated", time=clock, days=days)
    elif alarm.due is not None:
        text = format_moment(alarm.due, alarms.now, ask.language)
    else:
        text = clock
    return ask.messages.say("labelled", what=text, label=alarm.label) if alarm.label else text


def listed(ask: Ask, alarms: Alarms, some: Sequence[Alarm]) -> str:
    """Several in one breath; commas within them call for semicolons between them."""
    texts = [called(ask, alarms, each) for each in some]
    if ask.language == "en" and any("," in each for each in texts):
        return "; ".join(texts)
    from babel.lists import format_list

    return format_list(texts, locale=ask.language)


def told(kind: str, alarm: Alarm) -> Action:
    """What was done to an alarm, for devices that show them."""
    shown = {
        "id": alarm.id,
        "time": alarm.time,
        "days": alarm.days,
        "name": alarm.label,
        "rings_at": alarm.due,
    }
    return Action(kind, plain(shown))
