"""The intents of the test set and the slots that are compared; other slots are a skill's own."""

from __future__ import annotations

from collections.abc import Mapping

_INTENTS = """
timer.start duration name | timer.left name length | timer.cancel name length all
timer.change by name shorter | timer.pause name length all | timer.resume name length all
alarm.set when repeat label | alarm.list | alarm.next | alarm.cancel when all label | alarm.change to by when
alarm.off which | alarm.on which | alarm.skip | alarm.snooze duration
reminder.set text when repeat | reminder.list when | reminder.next | reminder.done text
reminder.cancel text all | reminder.change text when
list.add items list | list.read list count | list.has item list | list.tick items list
list.remove items list | list.clear list | list.make list | list.rename | list.delete list
list.move items list target | list.all
note.take text | note.read about | note.delete about
clock.time place | clock.date days | clock.weekday days | clock.convert time from to
clock.difference place other
arithmetic.compute | units.convert
talk.repeat | talk.stop | talk.never_mind | talk.louder by | talk.quieter by | talk.volume level
talk.mute | talk.unmute | talk.help | talk.hello | talk.thanks | talk.bye | talk.undo
dates.weekday date | dates.until date event | dates.since date | dates.holiday name
dates.is_holiday date | dates.next_holiday | dates.lunar date | dates.from_lunar month day
dates.ahead days | dates.week | dates.leap_year year | dates.zodiac year
calendar.add title when repeat duration place | calendar.read when | calendar.next
calendar.remove title when | calendar.move title when | calendar.free when | calendar.find title
weather.tell place when what | weather.sun event place when
news.read source | news.more | news.tell which | currency.convert amount from to
music.play title artist album genre anything | radio.play station | music.pause | music.resume
music.next | music.previous | music.what | music.shuffle on | music.again what | music.queue title
music.list | music.sleep after when anything radio | music.sleep_off
home.on * after when | home.off * after when | home.toggle * | home.brightness * level
home.brighter * by | home.dimmer * by | home.color * color | home.open * | home.close *
home.position * level | home.halt * | home.temperature * degrees | home.warmer * by
home.cooler * by | home.mode * mode | home.speed * level | home.state * asked
home.reading * what | home.lock * | home.unlock * | home.scene scene room | home.start *
home.dock * | home.list room kind
spelling.spell word | chance.coin | chance.die count sides | chance.number low high
chance.choose options | chance.card | jokes.tell | riddles.tell | riddles.answer
poems.read title author
routine.run name | routine.make name steps | routine.list | routine.delete name
routine.read name | routine.add name step
speaker.brightness level | speaker.brighter | speaker.dimmer | speaker.restart
announce.say text room device everyone | find.phone device | handover.move device
"""
_THINGS = ("kind", "name", "room", "everywhere", "also", "but")


def _read() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for entry in _INTENTS.replace("\n", " | ").split("|"):
        intent, *slots = entry.split() or [""]
        if intent:
            found[intent] = frozenset(slots) - {"*"} | (frozenset(_THINGS) if "*" in slots else frozenset())
    return found


SLOTS: Mapping[str, frozenset[str]] = _read()
"""By intent, the slots that count."""

USUAL: Mapping[str, Mapping[str, object]] = {
    "clock.date": {"days": 0},
    "clock.weekday": {"days": 0},
    "chance.die": {"count": 1, "sides": 6},
    "chance.number": {"low": 1, "high": 100},
    "announce.say": {"everyone": True},
    "find.phone": {"device": "phone"},
    "home.start": {"kind": "vacuum"},
    "home.dock": {"kind": "vacuum"},
    "music.shuffle": {"on": True},
    "dates.lunar": {"date": "11-21"},
    "dates.is_holiday": {"date": "11-21"},
    "dates.leap_year": {"year": 2026},
    "dates.zodiac": {"year": 2026},
    "weather.tell": {"what": "weather"},
    "currency.convert": {"amount": 1, "to": "CNY"},
}
"""What is meant when nothing was said: as good as said."""
