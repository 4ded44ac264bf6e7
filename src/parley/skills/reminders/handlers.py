"""What a person can ask of their reminders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from parley.language.understanding.bare import bare
from parley.language.understanding.original import as_said
from parley.language.understanding.slots import SlotType
from parley.language.understanding.when import MARKED_WHEN, WHEN, When
from parley.skills.frame import EVERY, Ask, Skill, handles
from parley.skills.reminders.choosing import chosen, same, set_last
from parley.skills.reminders.moments import keeping, lunar_of, moments_of, repeat_of
from parley.skills.reminders.places import HOMES, same_place
from parley.skills.reminders.reminder import Reminder, Reminders
from parley.skills.reminders.wording import called, listed, said_back, told, when
from parley.skills.types import Action, Reply

MOST = 200
"""Reminders a person may have open."""
AGAIN = timedelta(minutes=10)
AT_ONCE = 10
"""Reminders read out in one answer; more are not listened to."""
RECENT = timedelta(hours=1)
"""Who says "done" means what was said within this time."""


class RemindersSkill(Skill):
    """Set, list, finish, move and cancel reminders; they ring by their records alone."""

    private: ClassVar[frozenset[str]] = EVERY
    types: ClassVar = {
        "when": WHEN,
        "marked": MARKED_WHEN,
        "spot": SlotType(r"\S(?:.{0,24}?\S)?", lambda text, _: _spot(text), free=True),
        "text": SlotType(r"\S(?:.{0,200}?\S)?", lambda text, _: _words(text), free=True),
    }

    @handles("reminder.set")
    async def set(
        self,
        ask: Ask,
        text: str = "",
        when: When | None = None,
        time: When | None = None,
        change: When | None = None,
        kept: str = "",
        place: str = "",
    ) -> Reply:
        """``kept`` are the words of ``text`` as they were said when there was a question between."""
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        said = kept or (as_said(text, ask.understanding.said) if text else "")
        wanted = _joined(when, time, change)
        if not said:
            return ask.question("what", "text", {"when": wanted} if wanted else {})
        if place and change is None:
            return await self._there(ask, said, place)
        known: dict[str, object] = {"text": text or said, "kept": said}
        if wanted is None:
            return ask.question("what_time", "time", known, text=said_back(said))
        reminders = await Reminders.of(self.house, ask.context)
        if change is not None:
            return await self._moved(ask, reminders, set_last(ask.context, reminders), change)
        wanted, lunar = lunar_of(wanted, said)
        moments = moments_of(wanted, reminders.now)
        if isinstance(moments, str):
            if moments in ("today", "what_time"):
                return ask.question("what_time", "time", {**known, "when": wanted}, text=said_back(said))
            return ask.reply(moments)
        if len(reminders.open) + len(moments) > MOST:
            return ask.reply("too_many", count=len(reminders.open))
        repeat = repeat_of(wanted)
        added = [await reminders.add(said, moment, repeat, ask.language, lunar) for moment in moments]
        return _said_when(ask, reminders, "set", added)

    @handles("reminder.list")
    async def list(self, ask: Ask, which: When | None = None) -> Reply:
        reminders = await Reminders.of(self.house, ask.context)
        among = reminders.open if which else reminders.coming
        found = chosen(reminders, among, which, "")
        if not found:
            return ask.reply("none_then" if which else "none")
        shown = listed(ask, reminders, found[:AT_ONCE])
        return ask.reply("have" if len(found) <= AT_ONCE else "have_many", count=len(found), reminders=shown)

    @handles("reminder.next")
    async def next(self, ask: Ask) -> Reply:
        reminders = await Reminders.of(self.house, ask.context)
        coming = [each for each in reminders.coming if each.due is not None]
        if not coming:
            return ask.reply("none")
        return ask.reply("next", what=called(ask, reminders, coming[0]))

    @handles("reminder.done")
    async def done(self, ask: Ask, text: str = "", which: When | None = None) -> Reply:
        reminders = await Reminders.of(self.house, ask.context)
        if text or which:
            found = chosen(reminders, reminders.open, which, text)
        else:
            rang = [each for each in reminders.open if _recent(each, reminders.now)]
            found = sorted(rang, key=lambda each: -each.rang)[:1]
        if not found:
            return ask.reply("no_such" if text or which else "nothing_waits")
        if len(found) > 1 and not same(found):
            return _which(ask, reminders, found)
        for each in found:
            await reminders.finish(each)
        actions = [Action("stop"), *(told("reminder_done", each) for each in found)]
        return ask.reply("done", text=said_back(found[0].text), actions=actions)

    @handles("reminder.cancel")
    async def cancel(self, ask: Ask, text: str = "", which: When | None = None, all: bool = False) -> Reply:
        reminders = await Reminders.of(self.house, ask.context)
        among = reminders.open if all or text or which else reminders.coming
        found = chosen(reminders, among, which, text)
        last = set_last(ask.context, reminders)
        if last and not (text or which or all):
            found = last
        if not found:
            return ask.reply("no_such" if text or which else "none")
        if len(found) > 1 and not all and not same(found):
            return _which(ask, reminders, found)
        gone = [each for each in found if await reminders.cancel(each)]
        actions = [told("reminder_cancelled", each) for each in gone]
        if len(gone) == 1 or (gone and same(gone)):
            return ask.reply("cancelled", text=said_back(gone[0].text), actions=actions)
        return ask.reply("cancelled_many", count=len(gone), actions=actions)

    @handles("reminder.change")
    async def change(
        self, ask: Ask, to: When | None = None, text: str = "", which: When | None = None
    ) -> Reply:
        reminders = await Reminders.of(self.house, ask.context)
        found = chosen(reminders, reminders.open if text or which else reminders.coming, which, text)
        last = set_last(ask.context, reminders)
        if last and not (text or which):
            found = last
        if not found:
            return ask.reply("no_such" if text or which else "none")
        if len(found) > 1 and not same(found):
            return _which(ask, reminders, found)
        if to is None:
            return ask.question("what_time", "to", text=said_back(found[0].text))
        return await self._moved(ask, reminders, found, to)

    @handles("reminder.again")
    async def once_more(self, ask: Ask, duration: timedelta = AGAIN) -> Reply:
        reminders = await Reminders.of(self.house, ask.context)
        rang = [each for each in reminders.open if _recent(each, reminders.now)]
        if not rang:
            return ask.reply("nothing_waits")
        last = max(rang, key=lambda each: each.rang)
        after = await reminders.snooze(last, reminders.now + duration)
        if after is None:
            return ask.reply("no_such")
        actions = [Action("stop"), told("reminder_changed", after)]
        return ask.reply("again", duration=duration, text=said_back(last.text), actions=actions)

    @handles("reminder.here")
    async def here(self, ask: Ask, place: str) -> Reply:
        """The person says where they are."""
        reminders = await Reminders.of(self.house, ask.context)
        found = [each for each in reminders.open if each.place and same_place(each.place, place)]
        if not found:
            return ask.reply("nothing_there")
        for each in found:
            await reminders.tell(each)
        texts = ("；" if ask.language == "zh" else "; ").join(said_back(each.text) for each in found)
        return ask.reply("here", text=texts, actions=[told("reminder_told", each) for each in found])

    async def _there(self, ask: Ask, text: str, place: str) -> Reply:
        """Kept without a time: nobody tells the house where its people are."""
        reminders = await Reminders.of(self.house, ask.context)
        if len(reminders.open) >= MOST:
            return ask.reply("too_many", count=len(reminders.open))
        added = await reminders.add(text, None, "", ask.language, place=place)
        home = "_home" if place in HOMES else ""
        return ask.reply(
            f"set_there{home}", text=said_back(text), place=place, actions=[told("reminder_set", added)]
        )

    async def _moved(self, ask: Ask, reminders: Reminders, found: Sequence[Reminder], to: When) -> Reply:
        if not found:
            return ask.reply("none")
        wanted, lunar = lunar_of(keeping(found[0], to, reminders.now), found[0].text)
        moments = moments_of(wanted, reminders.now)
        if isinstance(moments, str):
            return ask.reply(moments if moments not in ("today", "what_time") else "passed")
        repeat = repeat_of(wanted)
        moved = [await reminders.move(found[0], moments[0], repeat, lunar)]
        for moment in moments[1:]:
            moved.append(await reminders.add(found[0].text, moment, repeat, ask.language))
        for each in found[1:]:
            await reminders.cancel(each)
        there = [each for each in moved if each is not None]
        return _said_when(ask, reminders, "changed", there) if there else ask.reply("no_such")


def _said_when(ask: Ask, reminders: Reminders, kind: str, some: Sequence[Reminder]) -> Reply:
    actions = [told(f"reminder_{kind}", each) for each in some]
    text = said_back(some[0].text)
    return ask.reply(kind, when=when(ask, reminders, some), text=text, actions=actions)


def _which(ask: Ask, reminders: Reminders, found: Sequence[Reminder]) -> Reply:
    known = {key: value for key, value in ask.understanding.slots.items() if key not in ("which", "text")}
    shown = listed(ask, reminders, found[:AT_ONCE])
    return ask.question("which_one", "text", known, count=len(found), reminders=shown)


def _joined(first: When | None, *later: When | None) -> When | None:
    for each in later:
        first = each if first is None else first if each is None else first.then(each)
    return first


def _recent(reminder: Reminder, now: datetime) -> bool:
    return reminder.rang > 0 and now.timestamp() - reminder.rang < RECENT.total_seconds()


_NO_PART = re.compile(
    r"^(?:too |(?:that )?(?:i|we) (?:have|need|ought|'ve got) to |别忘了|别忘记|不要忘了|不要忘记|记得|"
    r"(?:一下|一声))+"
    r"| (?:la|ah)$"
)


def _words(text: str) -> str | None:
    """What to remind of, without 记得 and 一下 between it and the rest."""
    name = bare(text)
    return _NO_PART.sub("", name) or None if name else None


def _spot(text: str) -> str | None:
    place = text.strip(" '的了").removeprefix("the ").removeprefix("my ").removeprefix("我的")
    return place or None
