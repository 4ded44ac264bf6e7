"""What a person can ask of their alarms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from parley.language.understanding.bare import bare
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType
from parley.language.understanding.when import MARKED_WHEN, WHEN, When
from parley.skills.alarms.alarm import Alarm, Alarms
from parley.skills.alarms.choosing import chosen, days_of, lunar_of, set_last
from parley.skills.alarms.moving import moved
from parley.skills.alarms.rung import reminded, rung
from parley.skills.alarms.wording import called, listed, told
from parley.skills.frame import EVERY, Ask, Skill, handles
from parley.skills.reminders.reminder import Reminders
from parley.skills.timers.timer import Timers
from parley.skills.types import Action, Reply

MOST = 50
"""Alarms a person may have switched on."""
FURTHEST = timedelta(days=366)
"""Who means a later day wants a calendar."""
EARLIEST = 4
"""An alarm for three o'clock, without a word about the night, is for the afternoon."""
SNOOZE = timedelta(minutes=10)
LONGEST_SNOOZE = timedelta(hours=12)


class AlarmsSkill(Skill):
    """Set, list, move, skip, snooze, switch and cancel alarms; they ring by their records alone."""

    communal: ClassVar[frozenset[str]] = EVERY
    private: ClassVar[frozenset[str]] = frozenset(
        {"alarm.list", "alarm.next", "alarm.change", "alarm.cancel", "alarm.skip"}
    )
    types: ClassVar = {
        "when": WHEN,
        "marked": MARKED_WHEN,
        "longer": SlotType(
            r"(?<![a-z])(?:\d{1,3}|[a-z]+(?:[ -][a-z]+)?) more (?:minutes?|mins?|hours?)",
            COMMON["duration"].parse,
        ),
        "label": SlotType(r"[^\d\s](?:[^\d]{0,28}?[^\d\s])?", lambda text, _: _label(text), free=True),
    }

    @handles("alarm.set")
    async def set(
        self,
        ask: Ask,
        when: When | None = None,
        time: When | None = None,
        label: str = "",
        change: When | None = None,
        after: timedelta | None = None,
    ) -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        alarms = await Alarms.of(self.house, ask.context)
        wanted = _joined(when, time, change)
        if after is not None:
            moment = _whole_minute(alarms.now + after)
            return await _kept(ask, alarms, moment, (), label, None)
        if wanted is None or not wanted.timed:
            return ask.question("what_time", "time", {"when": wanted or When(), "label": label})
        days = days_of(wanted)
        if days is None:
            return ask.reply("cannot_repeat")
        moment = wanted.moment(alarms.now, EARLIEST)
        if moment is None:
            return ask.reply("no_such_day")
        corrected = set_last(ask.context, alarms) if change is not None else None
        lunar = lunar_of(wanted)
        return await _kept(ask, alarms, _whole_minute(moment), days, label, corrected, lunar)

    @handles("alarm.list")
    async def list(self, ask: Ask, which: When | None = None) -> Reply:
        alarms = await Alarms.of(self.house, ask.context)
        on = chosen(alarms, alarms.on, which, "")
        off = () if which else alarms.off
        if not on:
            if which:
                return ask.reply("none_then")
            return ask.reply("all_off" if off else "none", count=len(off))
        return ask.reply("have", count=len(on), alarms=listed(ask, alarms, on))

    @handles("alarm.next")
    async def next(self, ask: Ask, which: When | None = None, label: str = "") -> Reply:
        alarms = await Alarms.of(self.house, ask.context)
        on = chosen(alarms, alarms.on, which, label)
        if not on:
            return ask.reply("none_then" if which else "none_on")
        first = on[0]
        assert first.due is not None
        once = Alarm(first.id, first.time, (), first.label, True, 0.0, 0.0, first.due)
        return ask.reply("next", what=called(ask, alarms, once))

    @handles("alarm.cancel")
    async def cancel(self, ask: Ask, which: When | None = None, label: str = "", all: bool = False) -> Reply:
        alarms = await Alarms.of(self.house, ask.context)
        if which is None and not label:
            if not alarms.all:
                return await self._timers(ask)
            if (ringing := rung(alarms)) and not all:
                return await _hushed(ask, alarms, ringing)
        found = chosen(alarms, alarms.all if all or which or label else alarms.on or alarms.all, which, label)
        if not found:
            return ask.reply("no_such")
        if len(found) > 1 and not all:
            return _which(ask, alarms, found)
        gone = [each for each in found if await alarms.cancel(each)]
        actions = [told("alarm_cancelled", each) for each in gone]
        if len(gone) == 1:
            return ask.reply("cancelled", what=called(ask, alarms, gone[0]), actions=actions)
        return ask.reply("cancelled_many", count=len(gone), actions=actions)

    @handles("alarm.change")
    async def change(
        self,
        ask: Ask,
        to: When | None = None,
        by: timedelta | None = None,
        earlier: bool = False,
        which: When | None = None,
        label: str = "",
        again: bool = False,
    ) -> Reply:
        alarms = await Alarms.of(self.house, ask.context)
        last = set_last(ask.context, alarms)
        found = chosen(alarms, alarms.on or alarms.all, which, label)
        if last is not None and (again or (len(found) > 1 and last in found)):
            found = [last]
        if not found:
            return ask.reply("no_such" if alarms.all else "none")
        if len(found) > 1:
            return _which(ask, alarms, found)
        if to is None and by is None:
            return ask.question("what_time", "to")
        after = moved(alarms, found[0], to, -by if by and earlier else by)
        if after is None:
            return ask.reply("no_such_day")
        lunar = lunar_of(to) if to and to.dated else found[0].lunar
        return await _kept(ask, alarms, after.moment, after.days, found[0].label, found[0], lunar)

    @handles("alarm.off")
    async def off(self, ask: Ask, which: When | None = None, label: str = "", awake: bool = False) -> Reply:
        alarms = await Alarms.of(self.house, ask.context)
        if which is None and not label:
            if ringing := rung(alarms):
                return await _hushed(ask, alarms, ringing)
            if awake:
                return ask.reply("awake", actions=[Action("stop")])
            if not alarms.all:
                return await self._timers(ask)
        return await self._switched(ask, alarms, chosen(alarms, alarms.on, which, label), False)

    @handles("alarm.on")
    async def on(self, ask: Ask, which: When | None = None, label: str = "") -> Reply:
        alarms = await Alarms.of(self.house, ask.context)
        return await self._switched(ask, alarms, chosen(alarms, alarms.off, which, label), True)

    @handles("alarm.skip")
    async def skip(self, ask: Ask, which: When | None = None) -> Reply:
        alarms = await Alarms.of(self.house, ask.context)
        found = chosen(alarms, alarms.on, which, "")
        after = await alarms.skip(found[0]) if found else None
        if after is None:
            return ask.reply("none_then" if which else "none_on")
        if after.due is None:
            return ask.reply(
                "off", what=called(ask, alarms, found[0]), actions=[told("alarm_changed", after)]
            )
        once = Alarm(after.id, after.time, (), after.label, True, 0.0, 0.0, after.due)
        return ask.reply("skipped", what=called(ask, alarms, once), actions=[told("alarm_changed", after)])

    @handles("alarm.snooze")
    async def snooze(self, ask: Ask, duration: timedelta = SNOOZE) -> Reply:
        if not timedelta(0) < duration <= LONGEST_SNOOZE:
            return ask.reply("snooze_range", longest=LONGEST_SNOOZE)
        alarms = await Alarms.of(self.house, ask.context)
        reminders = await Reminders.of(self.house, ask.context)
        alarm, reminder = rung(alarms), reminded(reminders)
        until = alarms.now + duration
        if alarm is None and reminder is None:
            return ask.reply("nothing_rings")
        if reminder is not None and (alarm is None or reminder.rang > alarm.rang):
            await reminders.snooze(reminder, until)
        elif alarm is not None:
            await alarms.snooze(alarm, until)
        return ask.reply("snoozed", duration=duration, time=until, actions=[Action("stop")])

    async def _switched(self, ask: Ask, alarms: Alarms, found: Sequence[Alarm], on: bool) -> Reply:
        if not found:
            return ask.reply("no_such" if alarms.all else "none")
        if len(found) > 1:
            return _which(ask, alarms, found)
        after = await alarms.switch(found[0], on)
        if after is None:
            return ask.reply("no_such")
        what = called(ask, alarms, after if on else found[0])
        return ask.reply("on" if on else "off", what=what, actions=[told("alarm_changed", after)])

    async def _timers(self, ask: Ask) -> Reply:
        """Without an alarm, the timer is meant: many people call it so."""
        timers = await Timers.of(self.house, ask.context)
        if len(timers.kept) != 1:
            return ask.reply("timers_instead" if timers.kept else "none", count=len(timers.kept))
        only = timers.kept[0]
        await timers.cancel(only)
        return ask.reply("timer_cancelled", actions=[Action("timer_cancelled", {"id": only.id})])


async def _kept(
    ask: Ask,
    alarms: Alarms,
    moment: datetime,
    days: Sequence[int],
    label: str,
    instead: Alarm | None,
    lunar: str = "",
) -> Reply:
    """Set, or moved to, this moment, and said so in words."""
    if moment <= alarms.now:
        return ask.reply("passed")
    if moment - alarms.now > FURTHEST and not lunar:
        return ask.reply("too_far")
    if instead is None and len(alarms.on) >= MOST:
        return ask.reply("too_many", count=len(alarms.on))
    if instead is None:
        alarm = await alarms.add(moment, days, label, ask.language, lunar)
    else:
        alarm = await alarms.move(instead, moment, days, ask.language, lunar)
    kind = "set" if instead is None else "changed"
    return ask.reply(kind, what=called(ask, alarms, alarm), actions=[told(f"alarm_{kind}", alarm)])


async def _hushed(ask: Ask, alarms: Alarms, ringing: Alarm) -> Reply:
    """What rings is silent; what repeats rings again on its next day."""
    if ringing.snoozed:
        await alarms.snooze(ringing, datetime.fromtimestamp(0, alarms.now.tzinfo))
    return ask.reply("stopped", actions=[Action("stop")])


def _which(ask: Ask, alarms: Alarms, found: Sequence[Alarm]) -> Reply:
    known = {key: value for key, value in ask.understanding.slots.items() if key not in ("which", "label")}
    return ask.question("which_one", "which", known, count=len(found), alarms=listed(ask, alarms, found))


def _joined(when: When | None, *later: When | None) -> When | None:
    for each in later:
        when = each if when is None else when if each is None else when.then(each)
    return when


def _whole_minute(moment: datetime) -> datetime:
    """The next minute that begins: an alarm has no seconds."""
    if moment.second or moment.microsecond:
        return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return moment


_NO_LABEL = re.compile("[零一二两三四五六七八九十]点|[定设订弄]一?个|我[要得有]|提醒我")


def _label(text: str) -> str | None:
    name = None if _NO_LABEL.search(text) else bare(text)
    return name.strip(" '的") or None if name else None
