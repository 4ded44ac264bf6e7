"""What rings: told by the server, or by this device's own copy of the records when the server cannot."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from parley.errors import ParleyError
from parley.home.due import next_due, zone_named
from parley.home.schedule.occurrence import Occurrence, afterwards, without_beginning
from parley.home.sync.replica import Replica
from parley.satellite import chimes
from parley.satellite.kept import Kept, Ringing
from parley.satellite.playing import Playback
from parley.satellite.words import words
from parley.telemetry import log

COLLECTIONS = ("timers", "alarms", "reminders", "events")
"""What this device can ring by itself. A routine needs the server, which does it late or not at all."""
APART = 5.0
"""Seconds without the server after which this device rings by itself: connections blink."""
UNANSWERED = 4.0
"""Seconds that a connected server has to hand over what is due, before it is asked whether it is there."""
LATE = 75.0
"""Seconds that a server that is there may take: it waits for the turn under way, and tries for so long."""
SAYS_LATE = 60.0
"""Seconds after which what rings says how late it is."""
LOUDLY = 900.0
"""Seconds after which it is only said, and not rung: nobody waits for that bell any more."""
TOO_LATE = 86_400.0
"""Seconds after which this device leaves it to the server."""
_EVERY, _OFTEN = 2.4, 0.9
"""Seconds between two strokes of the bell."""
_WITH_ROOM = 4.5
"""The same where nothing is heard while it sounds: between two strokes there is room for a wake word."""
_LONGEST = 120.0
"""Seconds that it rings."""
_RINGS_ON = frozenset({"timer_rang", "alarm_rang", "find"})
"""What rings until somebody does something; the rest is one stroke and the words."""


class Server(Protocol):
    """What is known of the connection."""

    @property
    def apart(self) -> float:
        """Seconds since the server was lost; 0 while it is there."""
        ...

    async def answers(self) -> bool:
        """Ask it whether it is really there."""
        ...


class Bell:
    """The bell of this device, and what rings now."""

    def __init__(
        self, kept: Kept, playback: Playback, time: Callable[[], float], *, heard_through: bool = True
    ) -> None:
        """``time``: seconds of a clock that nobody sets; ``heard_through``: the microphone hears while it
        sounds."""
        self._kept, self._playback, self._time = kept, playback, time
        self._every, self._often = (_EVERY, _OFTEN) if heard_through else (_WITH_ROOM, _WITH_ROOM)
        self._until = 0.0
        self._next = 0.0
        self._loud = False

    @property
    def ringing(self) -> bool:
        """Whether it rings until somebody does something."""
        return self._time() < self._until

    def begin(self, kind: str, occurrence: str) -> None:
        """Ring for what the server says itself."""
        if kind == "routine_began":
            return
        self._loud = kind == "find"
        self._playback.chime(chimes.bell())
        if kind in _RINGS_ON:
            self._until = self._time() + _LONGEST
        self._next = self._time() + self._every

    def stop(self) -> None:
        """Somebody has heard it."""
        if self._until:
            self._until = 0.0
            self._playback.still()
        if self._kept.state.ringing is not None:
            self._kept.state.ringing = None
            self._kept.save()

    def look(self) -> None:
        """Strike when it is time, but not into what is being said."""
        now = self._time()
        if not self._until:
            return
        if now >= self._until:
            self.stop()
        elif now >= self._next and not self._playback.sounding:
            self._playback.chime(chimes.loud_bell() if self._loud else chimes.bell())
            self._next = now + (self._often if self._loud else self._every)


class Ringer:
    """Rings what this device's copy of the records says is due, when the server does not."""

    def __init__(
        self,
        kept: Kept,
        replica: Replica,
        bell: Bell,
        server: Server,
        now: Callable[[], float],
        say: Callable[[str, str], Awaitable[None]],
    ) -> None:
        """``now``: POSIX seconds; ``say`` speaks a text in a language, or does nothing."""
        self._kept, self._replica, self._bell = kept, replica, bell
        self._server, self._now, self._say = server, now, say

    async def run(self, every: float = 1.0) -> None:
        """Ring for as long as it lasts."""
        await self._go_on()
        while True:
            try:
                for due in self.due():
                    if await self._left_to_me(due):
                        await self._ring(due)
            except ParleyError as error:
                log.error("speaker.ringing", code=error.code)
            await asyncio.sleep(every)

    def due(self) -> list[Occurrence]:
        """What should have rung on this device, the oldest first."""
        now, found = self._now(), list[Occurrence]()
        for collection in COLLECTIONS:
            for item in self._replica.all(collection):
                document = item.document
                if document.get("device") not in ("", None, self._kept.state.device) or document.get("does"):
                    continue
                at = next_due(collection, document)
                if at is None or at > now or now - at > TOO_LATE or without_beginning(collection, document):
                    continue
                found.append(Occurrence("", collection, item.id, at, document, now - at))
        return sorted(found, key=lambda each: each.at)

    async def _left_to_me(self, due: Occurrence) -> bool:
        apart = self._server.apart
        if due.id in self._kept.state.rang:
            if apart >= APART or due.late >= LATE:
                self._record(due)  # the server had it rung, and was gone before it wrote that down
            return False
        if apart:
            return apart >= APART
        if due.late >= LATE:
            return True
        return due.late >= UNANSWERED and not await self._server.answers()

    async def _ring(self, due: Occurrence) -> None:
        if not self._kept.keep_rung(due.id):
            return
        text, language = wording(due)
        log.info("speaker.rings", kind=due.collection, late_s=round(due.late))
        loudly = due.collection in ("timers", "alarms") and due.late < LOUDLY
        if loudly:
            self._kept.state.ringing = Ringing(due.id, text, language, self._now())
            self._kept.save()
        self._record(due)
        self._bell.begin("alarm_rang" if loudly else "reminder_rang", due.id)
        await self._say(text, language)

    async def _go_on(self) -> None:
        """What rang when the device lost its power rings on."""
        before = self._kept.state.ringing
        if before is None:
            return
        if not 0 <= self._now() - before.since < _LONGEST:
            self._bell.stop()
            return
        self._bell.begin("alarm_rang", before.occurrence)
        await self._say(before.text, before.language)

    def _record(self, due: Occurrence) -> None:
        """Write down that it rang; the server hears of it when it is there."""
        changes = afterwards(due, self._now())
        if changes is None:
            self._replica.delete(due.collection, due.record)
        else:
            self._replica.change(due.collection, due.record, changes)


def wording(due: Occurrence) -> tuple[str, str]:
    """What is said when something rings, and in which language."""
    document = due.document
    messages = words(str(document.get("language", "en")))
    late = {"late": _about(due.late)}
    after = "_late" if due.late > SAYS_LATE else ""
    match due.collection:
        case "alarms":
            time = datetime.fromtimestamp(due.at, zone_named(str(document["zone"])))
            label = _ended(str(document["label"]))
            name = "alarm_late" if after else "alarm_labelled" if label else "alarm"
            text = messages.say(name, time=time, label=label, **late)
        case "timers":
            name = _ended(str(document["name"]))
            length = timedelta(seconds=round(float(document["seconds"])))
            text = messages.say(
                ("timer_named" if name else "timer") + after, name=name, length=length, **late
            )
        case "reminders":
            text = messages.say("reminder" + after, text=_ended(str(document["text"])), **late)
        case _:
            text = messages.say("event" + after, title=_ended(str(document["title"])), **late)
    return text, messages.language


def _ended(text: str) -> str:
    return text.strip().rstrip("。.！!；;，,")


def _about(seconds: float) -> timedelta:
    for unit in (86_400, 3_600):
        if seconds >= 2 * unit:
            return timedelta(seconds=round(seconds / unit) * unit)
    return timedelta(seconds=max(60, round(seconds / 60) * 60))
