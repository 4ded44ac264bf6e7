"""How reminders are called in an answer, and what devices are told of them."""

from __future__ import annotations

from collections.abc import Sequence

from parley.language.days import format_moment, format_weekdays
from parley.language.english.listener import to_listener
from parley.language.times import format_time
from parley.skills.dates.lunar_words import said_setting
from parley.skills.frame import Ask
from parley.skills.reminders.reminder import Reminder, Reminders
from parley.skills.types import Action, plain

DAILY, WEEKDAYS = (1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5)


def said_back(text: str) -> str:
    """The person's words, turned to them, without a stop at the end."""
    return to_listener(text).rstrip("。.！!；;，, ")


def when(ask: Ask, reminders: Reminders, some: Sequence[Reminder]) -> str:
    """When they are said, of reminders that differ only in the day of the week."""
    first = some[0]
    moment = first.due or first.set_to
    if moment is None:
        return ask.messages.say("some_time")
    moment = moment.astimezone(reminders.now.tzinfo)
    if first.lunar and first.repeat:
        day = said_setting(first.lunar, ask.language)
        return ask.messages.say(
            "every_lunar", day=day, when=format_moment(moment, reminders.now, ask.language)
        )
    if not first.repeat or first.repeat == "yearly" or (first.due and first.snoozed == first.due.timestamp()):
        text = format_moment(moment, reminders.now, ask.language)
        return ask.messages.say("every_year", when=text) if first.repeat == "yearly" else text
    clock = format_time(moment, ask.language)
    if first.repeat == "monthly":
        day = (first.set_to or moment).day
        return ask.messages.say("every_month", day=_day_of_month(day, ask.language), time=clock)
    days = {"daily": DAILY, "weekdays": WEEKDAYS}.get(first.repeat) or [_weekday(each) for each in some]
    return ask.messages.say("every", days=format_weekdays(days, ask.language), time=clock)


def called(ask: Ask, reminders: Reminders, reminder: Reminder) -> str:
    """What and when."""
    text = said_back(reminder.text)
    if reminder.place:
        return ask.messages.say("one_there", text=text, place=reminder.place)
    message = "one" if reminder.set_to else "one_without_time"
    return ask.messages.say(message, text=text, when=when(ask, reminders, [reminder]))


def listed(ask: Ask, reminders: Reminders, some: Sequence[Reminder]) -> str:
    """Several in one breath."""
    texts = [called(ask, reminders, each) for each in some]
    return ("；" if ask.language == "zh" else "; ").join(texts)


def told(kind: str, reminder: Reminder) -> Action:
    """What was done to a reminder, for devices that show them."""
    shown = {"id": reminder.id, "name": reminder.text, "repeat": reminder.repeat, "rings_at": reminder.due}
    return Action(kind, plain(shown))


def _weekday(reminder: Reminder) -> int:
    moment = reminder.set_to
    return moment.isoweekday() if moment else 1


def _day_of_month(day: int, language: str) -> str:
    from parley.language.english.numbers import ordinal

    return str(day) if language == "zh" else ordinal(day)
