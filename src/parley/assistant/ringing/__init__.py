"""Alarms, reminders and routines that are due: what is said and done."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from itertools import takewhile
from pathlib import Path

from parley.home.collections import Event, checked
from parley.home.due import zone_named
from parley.home.events import begins
from parley.home.schedule.occurrence import Occurrence
from parley.home.schedule.schedule import Schedule
from parley.language.english.listener import to_listener
from parley.language.messages import Messages
from parley.skills.types import Action, Announce, Announcement, Reply
from parley.skills.wording import show
from parley.telemetry import log

LANGUAGES = ("en", "zh")
LATE = 60.0
"""Seconds after which what rings says how late it is."""
TOO_LATE = 3_600.0
"""Seconds after which a routine is not done any more: nobody wants the morning's at night."""


class Ringing:
    """Has what is due announced to its person; a routine's sentences are done as if they had been said."""

    def __init__(self, schedule: Schedule, announce: Announce) -> None:
        self._schedule = schedule
        self._announce = announce

    def start(self) -> None:
        """Ring from now on."""
        self._schedule.handle("alarms", self._alarm)
        self._schedule.handle("reminders", self._reminder)
        self._schedule.handle("routines", self._routine)
        self._schedule.handle("events", self._event)

    async def _alarm(self, due: Occurrence) -> None:
        label = str(due.document["label"])
        time = datetime.fromtimestamp(due.at, zone_named(str(due.document["zone"])))
        words = _words(due, "alarm_labelled" if label else "alarm", time=time, label=_ended(label))
        rang = Action("alarm_rang", {"id": due.record, "name": label, "occurrence": due.id})
        await self._say(due, words, "alarm", rang)

    async def _reminder(self, due: Occurrence) -> None:
        text = str(due.document["text"])
        words = _words(due, "reminder", text=_ended(to_listener(text)))
        rang = Action("reminder_rang", {"id": due.record, "name": text, "occurrence": due.id})
        await self._say(due, words, "reminder", rang)

    async def _event(self, due: Occurrence) -> None:
        """Something in the calendar is about to begin."""
        title = str(due.document["title"])
        ahead = timedelta(minutes=_alert(due))
        words = _words(due, "event" if ahead else "event_now", title=_ended(to_listener(title)), ahead=ahead)
        told = Action("event_told", {"id": due.record, "name": title, "occurrence": due.id})
        await self._say(due, words, "event", told)

    async def _routine(self, due: Occurrence) -> None:
        if due.late > TOO_LATE:
            log.info("routine.too_late", late_s=round(due.late))
            return
        began = Action(
            "routine_began", {"id": due.record, "name": str(due.document["name"]), "occurrence": due.id}
        )
        steps = tuple(str(step) for step in due.document["steps"])
        await self._say(due, "", "routine", began, steps)

    async def _say(
        self, due: Occurrence, text: str, kind: str, rang: Action, steps: tuple[str, ...] = ()
    ) -> None:
        reply = Reply(text, _language(due), actions=(rang,))
        device = str(due.document["device"])
        await self._announce(Announcement(device, due.account, reply, kind, due.id, steps))


def _alert(due: Occurrence) -> int:
    """How many minutes before the event it is told: of several, the one that has come."""
    record = checked("events", due.document)
    assert isinstance(record, Event)
    zone = zone_named(record.zone)
    since = datetime.fromtimestamp(due.at, zone).date() - timedelta(days=1)
    for begin in takewhile(lambda begin: begin < due.at + 60.0 * 600_000, begins(record, zone, since)):
        for minutes in record.alerts:
            if abs(begin - 60.0 * minutes - due.at) < 1.0:
                return minutes
    return 0


def _words(due: Occurrence, message: str, **parameters: object) -> str:
    late = due.late > LATE
    return _messages(_language(due)).say(
        message + ("_late" if late else ""), late=_about(due.late), **parameters
    )


def _language(due: Occurrence) -> str:
    language = str(due.document["language"])
    return language if language in LANGUAGES else "en"


def _ended(text: str) -> str:
    """Without the stop at its end: the sentence around it brings its own."""
    return text.strip().rstrip("。.！!；;，,")


def _about(seconds: float) -> timedelta:
    """As people say it: minutes up to an hour or two, then hours, then days."""
    for unit in (86_400, 3_600):
        if seconds >= 2 * unit:
            return timedelta(seconds=round(seconds / unit) * unit)
    return timedelta(seconds=max(60, round(seconds / 60) * 60))


@cache
def _messages(language: str) -> Messages:
    return Messages.read(Path(__file__).parent / f"{language}.yaml", language, show)
