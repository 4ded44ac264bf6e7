"""What a person can ask of their timers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from parley.skills.frame import Ask, House, Skill, handles
from parley.skills.timers.ringing import Ringing
from parley.skills.timers.timer import Timer
from parley.skills.types import Action, Announcement, Context, Reply, plain

#: Timers a person, or a device without a person, may have at once.
MOST = 20
#: The longest and the shortest timer; beyond a day a reminder is what is wanted.
LONGEST = timedelta(hours=24)
SHORTEST = timedelta(seconds=1)
#: How far from the time left a person may be who names a timer by it: they heard it seconds ago.
NEARLY = timedelta(seconds=15)
#: A timer that is announced later than this says so.
LATE = timedelta(seconds=20)


class Timers(Skill):
    """Start, ask after, change and cancel timers; ring them."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._running = Ringing(house.clock, house.records, self._ring)

    async def start(self) -> None:
        await self._running.start()

    async def stop(self) -> None:
        await self._running.stop()

    def going_on(self, context: Context) -> Sequence[Action]:
        """The timers that will ring on this device."""
        timers = self._running.of(context.person, context.device)
        return [_action("timer_started", timer) for timer in timers if timer.device == context.device]

    @handles("timer.start")
    async def begin(self, ask: Ask, duration: timedelta | None = None, name: str = "") -> Reply:
        if duration is None:
            return ask.question("how_long_named" if name else "how_long", "duration", name=name)
        if not SHORTEST <= duration <= LONGEST:
            return ask.reply("out_of_range", longest=LONGEST)
        mine = self._mine(ask)
        if len(mine) >= MOST:
            return ask.reply("too_many", count=len(mine))
        timer = Timer(
            id=uuid4().hex,
            name=name,
            seconds=duration.total_seconds(),
            ends=self._running.ends_in(duration),
            device=ask.context.device,
            person=ask.context.person,
            language=ask.language,
        )
        await self._running.add(timer)
        message = "started_named" if name else "started"
        return ask.reply(message, duration=duration, name=name, actions=[_action("timer_started", timer)])

    @handles("timer.left")
    async def left(self, ask: Ask, name: str = "", length: timedelta | None = None) -> Reply:
        mine = self._mine(ask)
        chosen = self._chosen(mine, name, length)
        if not chosen:
            return ask.reply("no_such" if mine else "none", name=name or length or "")
        if len(chosen) == 1:
            only = chosen[0]
            return ask.reply("left_named" if only.name else "left", name=only.name, left=self._left(only))
        spoken = [ask.messages.say("one_left", what=self._called(ask, t), left=self._left(t)) for t in chosen]
        return ask.reply("left_many", count=len(chosen), timers=_listed(ask, spoken))

    @handles("timer.cancel")
    async def cancel(
        self, ask: Ask, name: str = "", length: timedelta | None = None, all: bool = False
    ) -> Reply:
        mine = self._mine(ask)
        chosen = mine if all else self._chosen(mine, name, length)
        if not chosen:
            return ask.reply("no_such" if mine else "none", name=name or length or "")
        if len(chosen) > 1 and not all:
            return self._which(ask, chosen)
        gone = [timer for timer in chosen if await self._running.cancel(timer)]
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
        mine = self._mine(ask)
        chosen = self._chosen(mine, name, length)
        if not chosen:
            return ask.reply("no_such" if mine else "none", name=name or length or "")
        if len(chosen) > 1:
            return self._which(ask, chosen)
        timer = chosen[0]
        left = self._running.left(timer)
        if shorter and by >= left:
            return ask.reply("too_short", left=_whole(left))
        if not shorter and left + by > LONGEST:
            return ask.reply("out_of_range", longest=LONGEST)
        moved = await self._running.move(timer, -by if shorter else by)
        if moved is None:
            return ask.reply("none")
        return ask.reply(
            "shortened" if shorter else "lengthened",
            by=by,
            left=self._left(moved),
            actions=[_action("timer_changed", moved)],
        )

    async def _ring(self, timer: Timer, late: timedelta) -> None:
        messages = self.house.wording(timer.language)
        message = "rings_named" if timer.name else "rings"
        text = messages.say(
            message + ("_late" if late > LATE else ""),
            name=timer.name,
            duration=timer.duration,
            late=_whole(late),
        )
        reply = Reply(text, messages.language, actions=(_action("timer_rang", timer),))
        await self.house.announce(Announcement(timer.device, timer.person, reply, "timer"))

    def _mine(self, ask: Ask) -> list[Timer]:
        return self._running.of(ask.context.person, ask.context.device)

    def _which(self, ask: Ask, timers: Sequence[Timer]) -> Reply:
        lengths = Counter(timer.seconds for timer in timers if not timer.name)
        same = any(count > 1 for count in lengths.values())
        names = _listed(ask, [self._called(ask, timer, by_left=same) for timer in timers])
        known = {
            key: value for key, value in ask.understanding.slots.items() if key not in ("name", "length")
        }
        return ask.question("which", "name", known, count=len(timers), timers=names)

    def _called(self, ask: Ask, timer: Timer, by_left: bool = False) -> str:
        message = "called_named" if timer.name else "called_by_left" if by_left else "called"
        return ask.messages.say(message, name=timer.name, duration=timer.duration, left=self._left(timer))

    def _chosen(self, timers: Sequence[Timer], name: str, length: timedelta | None) -> list[Timer]:
        """The timers a person means; all of them when neither name nor length was said."""
        if length is not None:
            chosen = [timer for timer in timers if timer.duration == length]
            return chosen if len(chosen) == 1 else self._nearly(timers, length) or chosen
        if name:
            exact = [timer for timer in timers if timer.name.casefold() == name.casefold()]
            return exact or [timer for timer in timers if name.casefold() in timer.name.casefold().split()]
        return list(timers)

    def _nearly(self, timers: Sequence[Timer], left: timedelta) -> list[Timer]:
        """Those that have about this long left, which is how timers of one length are told apart."""
        return [t for t in timers if abs(self._running.left(t) - left) <= max(NEARLY, left / 10)]

    def _left(self, timer: Timer) -> timedelta:
        return _whole(self._running.left(timer))


def _whole(duration: timedelta) -> timedelta:
    """Rounded as people say it: whole seconds, and from ten minutes on whole minutes."""
    seconds = round(duration.total_seconds())
    if seconds >= 600:
        seconds = round(seconds / 60) * 60
    return timedelta(seconds=max(1, seconds))


def _listed(ask: Ask, items: Sequence[str]) -> str:
    from babel.lists import format_list

    return format_list(list(items), locale=ask.language)


def _action(kind: str, timer: Timer) -> Action:
    data = {"id": timer.id, "name": timer.name, "duration": timer.duration, "rings_at": timer.rings_at}
    return Action(kind, plain(data))
