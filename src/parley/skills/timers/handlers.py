"""What a person can ask of their timers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from parley.home.records import Record
from parley.home.schedule.occurrence import Occurrence
from parley.language.understanding.slot_types import COMMON
from parley.language.understanding.slots import SlotType
from parley.skills.frame import EVERY, Ask, Skill, handles
from parley.skills.timers.timer import COLLECTION, Timer, Timers
from parley.skills.types import Action, Announcement, Context, Reply, Understanding, plain

#: Timers a person may have at once.
MOST = 20
#: The longest and the shortest timer; beyond a day a reminder is what is wanted.
LONGEST = timedelta(hours=24)
SHORTEST = timedelta(seconds=1)
#: How far from the time left a person may be who names a timer by it: they heard it seconds ago.
NEARLY = timedelta(seconds=15)
#: A timer that is announced later than this says so.
LATE = timedelta(seconds=20)
#: What should have been done longer ago than this is not done any more: the house is asleep, or away, by now.
TOO_LATE = timedelta(hours=1)


_SLEEP = re.compile(r"\b(?:sleep|music|radio)$|睡眠")


def _name(text: str, language: str) -> object:
    """What a timer is called. A sleep timer is none: it silences what plays."""
    return None if _SLEEP.search(text) else COMMON["name"].parse(text, language)


class TimersSkill(Skill):
    """Start, ask after, change, pause and cancel timers; ring them."""

    communal: ClassVar[frozenset[str]] = EVERY
    types: ClassVar[Mapping[str, SlotType]] = {"name": replace(COMMON["name"], parse=_name)}

    async def start(self) -> None:
        if self.house.home is not None:
            self.house.schedule.handle(COLLECTION, self._ring)

    async def going_on(self, context: Context) -> Sequence[Action]:
        """The timers of this device; of one that is paused, that it is."""
        if self.house.home is None or not context.person:
            return ()
        timers = await Timers.of(self.house, context)
        here = [timer for timer in timers.kept if timer.device == context.device]
        started = [_action("timer_started", timer) for timer in here]
        return [*started, *(_action("timer_changed", timer) for timer in here if timer.paused)]

    @handles("timer.start")
    async def begin(self, ask: Ask, duration: timedelta | None = None, name: str = "") -> Reply:
        if duration is None:
            return ask.question("how_long_named" if name else "how_long", "duration", name=name)
        if not SHORTEST <= duration <= LONGEST:
            return ask.reply("out_of_range", longest=LONGEST)
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        mine = await self._mine(ask)
        if len(mine.kept) >= MOST:
            return ask.reply("too_many", count=len(mine.kept))
        timer = await mine.add(duration, name, ask.context.device, ask.language)
        message = "started_named" if name else "started"
        reply = ask.reply(message, duration=duration, name=name, actions=[_action("timer_started", timer)])

        async def undo() -> Reply:
            running = await self._mine(ask)
            if not await running.cancel(timer):
                return ask.reply("no_such")
            message = "cancelled_named" if name else "cancelled"
            return ask.reply(message, name=name, actions=[_action("timer_cancelled", timer)])

        return replace(reply, undo=undo)

    @handles("timer.left")
    async def left(self, ask: Ask, name: str = "", length: timedelta | None = None) -> Reply:
        mine = await self._mine(ask)
        chosen = _chosen(mine, name, length)
        if not chosen:
            return ask.reply("no_such" if mine.kept else "none", name=name or length or "")
        if len(chosen) == 1:
            only = chosen[0]
            message = ("left_named" if only.name else "left") + ("_paused" if only.paused else "")
            return ask.reply(message, name=only.name, left=_whole(mine.left(only)))
        spoken = [
            ask.messages.say(
                "one_left_paused" if each.paused else "one_left",
                what=_called(ask, mine, each),
                left=_whole(mine.left(each)),
            )
            for each in chosen
        ]
        some = any(each.paused for each in chosen)
        return ask.reply("left_some" if some else "left_many", count=len(chosen), timers=_listed(ask, spoken))

    @handles("timer.cancel")
    async def cancel(
        self, ask: Ask, name: str = "", length: timedelta | None = None, all: bool = False
    ) -> Reply:
        mine = await self._mine(ask)
        chosen = mine.kept if all else _chosen(mine, name, length)
        if not chosen:
            return ask.reply("no_such" if mine.kept else "none", name=name or length or "")
        if len(chosen) > 1 and not all:
            return _which(ask, mine, chosen)
        gone = [timer for timer in chosen if await mine.cancel(timer)]
        actions = [_action("timer_cancelled", timer) for timer in gone]
        if len(gone) == 1:
            only = gone[0]
            message = "cancelled_named" if only.name else "cancelled"
            return ask.reply(message, name=only.name, duration=only.duration, actions=actions)
        return ask.reply("cancelled_many", count=len(gone), actions=actions)

    @handles("timer.change")
    async def change(
        self,
        ask: Ask,
        by: timedelta,
        name: str = "",
        length: timedelta | None = None,
        shorter: bool = False,
    ) -> Reply:
        mine = await self._mine(ask)
        timer = _one(ask, mine, name, length)
        if isinstance(timer, Reply):
            return timer
        left = mine.left(timer)
        if shorter and by >= left:
            return ask.reply("too_short", left=_whole(left))
        if not shorter and left + by > LONGEST:
            return ask.reply("out_of_range", longest=LONGEST)
        moved = await mine.move(timer, -by if shorter else by)
        if moved is None:
            return ask.reply("none")
        return ask.reply(
            ("shortened" if shorter else "lengthened") + ("_paused" if timer.paused else ""),
            by=by,
            left=_whole(mine.left(moved)),
            actions=[_action("timer_changed", moved)],
        )

    @handles("timer.restart")
    async def restart(self, ask: Ask, name: str = "", length: timedelta | None = None) -> Reply:
        """Its whole length once more, with what was added to it."""
        mine = await self._mine(ask)
        timer = _one(ask, mine, name, length)
        if isinstance(timer, Reply):
            return timer
        anew = await mine.restart(timer)
        if anew is None:
            return ask.reply("none")
        message = "restarted_named" if anew.name else "restarted"
        actions = [_action("timer_changed", anew)]
        return ask.reply(message, duration=anew.duration, name=anew.name, actions=actions)

    @handles("timer.pause")
    async def pause(
        self, ask: Ask, name: str = "", length: timedelta | None = None, all: bool = False
    ) -> Reply:
        mine = await self._mine(ask)
        return await self._halted(ask, mine, mine.kept if all else _chosen(mine, name, length), True, all)

    @handles("timer.resume")
    async def resume(
        self, ask: Ask, name: str = "", length: timedelta | None = None, all: bool = False
    ) -> Reply:
        mine = await self._mine(ask)
        return await self._halted(ask, mine, mine.kept if all else _chosen(mine, name, length), False, all)

    async def _halted(self, ask: Ask, mine: Timers, chosen: Sequence[Timer], pause: bool, all: bool) -> Reply:
        """Paused, or going on again; those that are so already are not meant where others are not."""
        if not chosen:
            return ask.reply("no_such" if mine.kept else "none")
        done, already = ("paused", "paused_already") if pause else ("resumed", "runs_already")
        meant = [each for each in chosen if bool(each.paused) is not pause]
        if not meant:
            only = chosen[0]
            message = f"{already}_many" if len(chosen) > 1 else f"{already}_named" if only.name else already
            return ask.reply(message, name=only.name, left=_whole(mine.left(only)))
        if len(meant) > 1 and not all:
            return _which(ask, mine, meant)
        changed = [await (mine.pause(each) if pause else mine.resume(each)) for each in meant]
        after = [each for each in changed if each is not None]
        if not after:
            return ask.reply("none")
        actions = [_action("timer_changed", each) for each in after]
        if len(after) == 1:
            only = after[0]
            message = f"{done}_named" if only.name else done
            reply = ask.reply(message, name=only.name, left=_whole(mine.left(only)), actions=actions)
        else:
            reply = ask.reply(f"{done}_many", count=len(after), actions=actions)

        async def undo() -> Reply:
            again = await self._mine(ask)
            ids = {each.id for each in after}
            return await self._halted(
                ask, again, [each for each in again.kept if each.id in ids], not pause, True
            )

        return replace(reply, undo=undo)

    async def _ring(self, occurrence: Occurrence) -> None:
        if occurrence.document.get("does"):
            await self._do(occurrence)
            return
        record = Record(occurrence.record, occurrence.account, occurrence.document, 0.0)
        timer, late = Timer.of(record), timedelta(seconds=occurrence.late)
        messages = self.house.wording(timer.language)
        message = "rings_named" if timer.name else "rings"
        text = messages.say(
            message + ("_late" if late > LATE else ""),
            name=timer.name,
            duration=timer.duration,
            late=_whole(late),
        )
        rang = _action("timer_rang", timer, occurrence=occurrence.id)
        reply = Reply(text, messages.language, actions=(rang,))
        await self.house.announce(
            Announcement(timer.device, occurrence.account, reply, "timer", occurrence.id)
        )

    async def _do(self, occurrence: Occurrence) -> None:
        """Do what was to be done in a while, as if its person said so now; quietly, unless it goes wrong."""
        document = occurrence.document
        slots: dict[str, object] = dict(document["does"])
        intent, language = str(slots.pop("intent", "")), str(document["language"])
        context = Context(
            device=str(document["device"]),
            person=occurrence.account,
            language=language,
            clock=self.house.clock,
        )
        late = timedelta(seconds=occurrence.late)
        if late > TOO_LATE or self.house.act is None:
            text = self.house.wording(language).say("not_done", late=_whole(late), name=str(document["name"]))
            reply = Reply(text, language)
        else:
            slots["quietly"] = True
            reply = await self.house.act(Understanding("", intent, language, slots), context)
        if reply.text:
            await self.house.announce(
                Announcement(context.device, occurrence.account, reply, "timer", occurrence.id)
            )

    async def _mine(self, ask: Ask) -> Timers:
        return await Timers.of(self.house, ask.context)


def _one(ask: Ask, mine: Timers, name: str, length: timedelta | None) -> Timer | Reply:
    """The one that is meant, or what to say where it is none, or any of several."""
    chosen = _chosen(mine, name, length)
    if not chosen:
        return ask.reply("no_such" if mine.kept else "none", name=name or length or "")
    return chosen[0] if len(chosen) == 1 else _which(ask, mine, chosen)


def _which(ask: Ask, mine: Timers, timers: Sequence[Timer]) -> Reply:
    lengths = Counter(timer.seconds for timer in timers if not timer.name)
    same = any(count > 1 for count in lengths.values())
    names = _listed(ask, [_called(ask, mine, timer, by_left=same) for timer in timers])
    known = {key: value for key, value in ask.understanding.slots.items() if key not in ("name", "length")}
    return ask.question("which", "name", known, count=len(timers), timers=names)


def _called(ask: Ask, mine: Timers, timer: Timer, by_left: bool = False) -> str:
    message = "called_named" if timer.name else "called_by_left" if by_left else "called"
    return ask.messages.say(message, name=timer.name, duration=timer.duration, left=_whole(mine.left(timer)))


def _chosen(mine: Timers, name: str, length: timedelta | None) -> Sequence[Timer]:
    """The timers a person means; all of them when neither name nor length was said."""
    timers = mine.kept
    if length is not None:
        chosen = [timer for timer in timers if timer.duration == length]
        return chosen if len(chosen) == 1 else _nearly(mine, length) or chosen
    if name:
        exact = [timer for timer in timers if timer.name.casefold() == name.casefold()]
        return exact or [timer for timer in timers if name.casefold() in timer.name.casefold().split()]
    return timers


def _nearly(mine: Timers, left: timedelta) -> list[Timer]:
    """Those that have about this long left, which is how timers of one length are told apart."""
    return [each for each in mine.kept if abs(mine.left(each) - left) <= max(NEARLY, left / 10)]


def _whole(duration: timedelta) -> timedelta:
    """Rounded as people say it: whole seconds, and from ten minutes on whole minutes."""
    seconds = round(duration.total_seconds())
    if seconds >= 600:
        seconds = round(seconds / 60) * 60
    return timedelta(seconds=max(1, seconds))


def _listed(ask: Ask, items: Sequence[str]) -> str:
    from babel.lists import format_list

    return format_list(list(items), locale=ask.language)


def _action(kind: str, timer: Timer, **more: str) -> Action:
    """What a device shows: when it rings, or, while it is paused, the seconds that are left."""
    data: dict[str, object] = {"id": timer.id, "name": timer.name, "duration": timer.duration}
    data |= {"left": timer.paused} if timer.paused else {"rings_at": timer.rings_at}
    return Action(kind, {**plain(data), **more})
