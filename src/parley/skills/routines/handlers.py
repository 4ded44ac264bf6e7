"""What a person can ask of their routines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from parley.clock import zone_name
from parley.errors import ParleyError
from parley.home.due import zone_named
from parley.language.days import format_weekdays
from parley.language.english.listener import to_listener
from parley.language.times import format_time
from parley.language.understanding.normal import forms
from parley.language.understanding.original import as_said
from parley.language.understanding.slots import SlotType
from parley.language.understanding.when import MARKED_WHEN, When, read_when
from parley.language.understanding.when_patterns import MARKED
from parley.skills.alarms.choosing import days_of
from parley.skills.frame import EVERY, Ask, House, Skill, handles
from parley.skills.reading import Stage
from parley.skills.routines.phrases import Said
from parley.skills.routines.routine import Routine, Routines
from parley.skills.routines.running import Circle, run
from parley.skills.routines.steps import MOST as MOST_STEPS
from parley.skills.routines.steps import Steps, bare, steps
from parley.skills.types import Action, Context, Reply, Understanding
from parley.telemetry import log

MOST = 50
"""Routines of one person."""
EARLIEST = 4
MAKE, ADD = "routine.make", "routine.add"
_ENOUGH = re.compile(
    r"(?:that's|that is|that'll be|that will be) (?:all|it|everything)(?: for now)?|"
    r"(?:no )?nothing(?: else| more)?|no more|no|nope|done|finished|i'm done|all done|the end|save(?: it)?|"
    r"stop|enough|没有?了|没有?别的了?|就这些|就这样|就是这些|好了|完了|结束|不用了|够了|就这几个|保存|可以了|"
    r"行了|没有|完成|都?说完了"
)
_LEAVE = re.compile(
    r"never ?mind|cancel|forget it|forget about it|cancel that|算了|取消|不做了|不要了|不弄了|不建了"
)
_EN_STEP = (
    r"(?:(?:then|please|you should|you|i want you to|also|first|to) )*"
    r"(?:turn|switch|set|lock|unlock|play|tell|start|stop|open|close|dim|read|remind|what|what's|how|how's|give|put|"
    r"make|pause|say|announce|run|do|mute|unmute|check|recite|ask|flip|roll|wake|shut|raise|lower|add|show|"
    r"activate|cancel|delete|skip|resume|brighten|list|sing|warm|cool|vacuum|clean|draw)(?![a-z]).{1,300}?"
)
_ZH_STEP = (
    r"(?:你?就|请|帮我|给我|先|再|自动)*(?:关|开|打开|锁|播|放|定|设|告诉|说|讲|提醒|把|将|报|念|读|停|暂停|调|拉|启动|"
    r"turn|play|set|打|叫|来|查|看|取消|添加|加|记|背|静音|继续|执行|运行|扫|出|广播|通知).{1,200}?"
)


_RINGS = re.compile(r"闹钟|闹铃|\balarm|提醒|remind|叫我|叫醒|喊我|wake me|日历|日程|calendar")
_BEFORE_LABEL = re.compile(
    r"^(?:(?:the|my|our|a|an|this|that|new|called|named)(?![a-z'])\s*|我的|那个|这个|新的|一个新?的?|个|掉|了|一下)+"
)
_AFTER_LABEL = re.compile(r"(?:那个|这个|那套|这套|的)+$")
_NO_LABEL = re.compile(
    r"(?:what|which|how|tell|when|whenever|if|me|all|any|every|please)(?![a-z]).*"
    r"|.*(?:所有|全部|哪些|什么|哪个|多少).*|新|下|一|些|几个?"
)
_REPEATS = "(?:every|each|daily|weekday|weekend|每|工作日|周末)"


class RoutinesSkill(Skill):
    """Make, do, tell, change and delete routines; those with a time ring by their records alone."""

    private: ClassVar[frozenset[str]] = EVERY
    types: ClassVar[Mapping[str, SlotType]] = {
        "marked": MARKED_WHEN,
        "every": SlotType(MARKED, lambda text, _: _repeating(text), sign=_REPEATS),
        "called": SlotType(r"[^\s](?:.{0,38}?[^\s])?", lambda text, _: text.strip(" '的") or None, free=True),
        "label": SlotType(r"[^\s](?:.{0,38}?[^\s])?", lambda text, _: _label(text), free=True),
        "doing": SlotType(rf"(?:{_EN_STEP}|{_ZH_STEP})", lambda text, _: text, free=True),
        "any": SlotType(r"\S.{0,300}", lambda text, _: text, free=True),
        # In a house these two know what the other skills understand.
        "saying": SlotType(r"\S.{3,300}", lambda text, _: text, free=True),
        "sure": SlotType(rf"(?:{_EN_STEP}|{_ZH_STEP})", lambda text, _: text, free=True),
    }

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._said = Said()

    def slot_types(self) -> Mapping[str, SlotType]:
        return {
            **self.types,
            "saying": SlotType(
                r"\S.{3,300}", lambda text, _: text if self._parted(text, Context())[1] else None, free=True
            ),
            "sure": SlotType(
                rf"(?:{_EN_STEP}|{_ZH_STEP})",
                lambda text, _: text if self._sure(text) else None,
                free=True,
            ),
        }

    def _sure(self, text: str) -> bool:
        """Whether these are steps: what rings by itself, such as an alarm of every day, needs no routine."""
        return not _RINGS.search(text) and not self._steps(text, Context()).unknown

    async def meet(self, context: Context) -> None:
        if context.guest or not context.person or self.house.home is None:
            return
        try:
            self._said.know(context, (await Routines.of(self.house, context)).all)
        except ParleyError as error:  # what was known still is
            log.warning("routines.unknown", code=error.code)

    def part(self, context: Context) -> None:
        self._said.forget(context)

    def personal(self, text: str, context: Context) -> Understanding | None:
        pending = context.pending
        if pending is not None and pending.intent.startswith("routine."):
            if pending.intent not in (MAKE, ADD) or _is(_LEAVE, text):
                return None
            slots = {**pending.slots, pending.slot: text.strip()}
            return Understanding("routines", pending.intent, context.language, slots, said=text)
        if pending is not None or (found := self._said.meant(text, context)) is None:
            return None
        id, name = found
        return Understanding("routines", "routine.run", context.language, {"name": name, "id": id})

    @handles("routine.run")
    async def run(self, ask: Ask, name: str, id: str = "") -> Reply:
        routines = await self._of(ask)
        found = [each for each in routines.all if each.id == id] or routines.named(name)
        if not found:
            return ask.reply("no_such", name=name)
        if not found[0].steps:
            return ask.reply("empty", name=found[0].name)
        try:
            return await run(self.house, ask, found[0])
        except Circle:
            return ask.reply("circle", name=found[0].name)

    @handles("routine.make")
    async def make(
        self,
        ask: Ask,
        name: str = "",
        steps: str = "",
        step: str = "",
        text: str = "",
        when: When | None = None,
        kept: Sequence[str] = (),
    ) -> Reply:
        """``text`` is a phrase and steps in one; ``kept`` are the steps that were understood so far."""
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        said = ask.understanding.said
        if text:
            name, steps = self._parted(as_said(text, said), ask.context)
        time, days = await self._time(ask, when)
        if when is not None and not time:
            return ask.reply("no_time")
        if not name and not time:
            return ask.question("what_name", "name", {"steps": steps, "kept": tuple(kept)})
        name = as_said(name, said).strip(" \"'“”‘’「」,，。.") if name else ""
        known: dict[str, object] = {"name": name, "when": when, "kept": tuple(kept)}
        if step and _is(_ENOUGH, step):
            if not kept:
                return ask.reply("nothing")
            return await self._keep(ask, name, kept, time, days)
        heard = step or (as_said(steps, said) if steps else "")
        if not heard:
            return ask.question("first_step", "step", known, name=name)
        found = self._steps(heard, ask.context)
        together = (*kept, *found.known)
        if len(together) > MOST_STEPS:
            return ask.reply("too_many_steps", most=MOST_STEPS)
        known["kept"] = together
        if found.unknown:
            return ask.question("unknown", "step", known, step=found.unknown)
        if step:
            return ask.question("and_then", "step", known)
        return await self._keep(ask, name, together, time, days)

    @handles("routine.add")
    async def add(self, ask: Ask, name: str = "", step: str = "") -> Reply:
        routines = await self._of(ask)
        found = routines.named(name)
        if not found:
            return ask.reply("no_such", name=name)
        if not step:
            return ask.question("which_step", "step", {"name": name}, name=found[0].name)
        added = self._steps(as_said(step, ask.understanding.said), ask.context)
        if added.unknown or not added.known:
            return ask.question("unknown", "step", {"name": name}, step=added.unknown or step)
        together = [*found[0].steps, *added.known]
        if len(together) > MOST_STEPS:
            return ask.reply("too_many_steps", most=MOST_STEPS)
        await routines.change(found[0], together)
        return ask.reply("added", name=found[0].name, steps=_listed(ask, added.known))

    @handles("routine.list")
    async def list(self, ask: Ask) -> Reply:
        routines = await self._of(ask)
        if not routines.all:
            return ask.reply("none")
        names = ("、" if ask.language == "zh" else ", ").join(each.name for each in routines.all)
        return ask.reply("have", count=len(routines.all), names=names)

    @handles("routine.read")
    async def read(self, ask: Ask, name: str) -> Reply:
        found = (await self._of(ask)).named(name)
        if not found:
            return ask.reply("no_such", name=name)
        if not found[0].steps:
            return ask.reply("empty", name=found[0].name)
        return self._told(ask, "does", found[0])

    @handles("routine.delete")
    async def delete(self, ask: Ask, name: str) -> Reply:
        routines = await self._of(ask)
        found = routines.named(name)
        if not found or not await routines.forget(found[0]):
            return ask.reply("no_such", name=name)
        await self.meet(ask.context)
        gone = found[0]

        async def undo() -> Reply:
            await routines.back(gone)
            await self.meet(ask.context)
            return ask.reply("back", name=gone.name)

        action = Action("routine_deleted", {"id": gone.id, "name": gone.name})
        return replace(ask.reply("deleted", name=gone.name, actions=[action]), undo=undo)

    async def _of(self, ask: Ask) -> Routines:
        if ask.context.guest or not ask.context.person:
            return Routines(self.house, ask.context, ())
        return await Routines.of(self.house, ask.context)

    async def _keep(self, ask: Ask, name: str, steps: Sequence[str], time: str, days: Sequence[int]) -> Reply:
        routines = await self._of(ask)
        if len(routines.all) >= MOST:
            return ask.reply("too_many", count=len(routines.all))
        name = name or " + ".join(steps)[:60]
        made = await routines.keep(name, steps, time, days, ask.language)
        await self.meet(ask.context)

        async def undo() -> Reply:
            await routines.forget(made)
            await self.meet(ask.context)
            return ask.reply("deleted", name=made.name)

        action = Action("routine_made", {"id": made.id, "name": made.name})
        return replace(self._told(ask, "made", made, action), undo=undo)

    def _told(self, ask: Ask, message: str, routine: Routine, *actions: Action) -> Reply:
        shown = _listed(ask, routine.steps)
        if not routine.time:
            return ask.reply(message, name=routine.name, steps=shown, actions=actions)
        clock = format_time(datetime.strptime(routine.time, "%H:%M"), ask.language)
        days = routine.days or (1, 2, 3, 4, 5, 6, 7)
        shown_days = format_weekdays(days, ask.language)
        return ask.reply(f"{message}_at", days=shown_days, time=clock, steps=shown, actions=actions)

    async def _time(self, ask: Ask, when: When | None) -> tuple[str, Sequence[int]]:
        """Local time of day and days of the week; no time for what a routine cannot keep."""
        if when is None or not when.timed or not when.repeat:
            return "", ()
        days = days_of(when)
        zone = zone_named(zone_name(ask.context.clock.zone()))
        moment = when.moment(datetime.fromtimestamp(await self.house.schedule.now(), zone), EARLIEST)
        if days is None or moment is None:
            return "", ()
        return moment.strftime("%H:%M"), days

    def _parted(self, text: str, context: Context) -> tuple[str, str]:
        """The phrase and the steps of "good night, turn off the light"."""
        for pattern in _PARTED:
            found = pattern.match(text)
            if found and found[1].strip() and not self._steps(found[2], context).unknown:
                return found[1], found[2]
        words = text.split()
        for count in range(1, min(7, len(words))):
            rest = " ".join(words[count:])
            if not self._steps(rest, context).unknown:
                return " ".join(words[:count]), rest
        return text, ""

    def _steps(self, text: str, context: Context) -> Steps:
        plain = replace(context, pending=None, last=None, last_reply=None, rest=())
        return steps(text, lambda sentence: self._understood(sentence, plain))

    def _understood(self, sentence: str, context: Context) -> bool:
        """Whether it is one command that can be done; a guess is not enough for what is done unseen."""
        if self.house.read is None:
            return False
        reading = self.house.read(sentence, context)
        stages = {step.stage for step in reading.steps if step.found}
        return len(reading.commands) == 1 and not stages & {Stage.ASK, Stage.GUESS}


_PARTED = (
    re.compile(r"[\"“‘「](.+?)[\"”’」][,，]?\s*(.+)"),
    re.compile(r"(.+?)(?:的时候|的话|时)[,，]?\s*(?:你?就)?(.+)"),
    re.compile(r"(.+?)[,，:：;；]\s*(.+)"),
    re.compile(r"(.+?)你?就(.+)"),
)


def _repeating(text: str) -> When | None:
    when = read_when(text, "")
    return when if when is not None and when.repeat and when.timed else None


def _label(text: str) -> str | None:
    """What a routine is called, without "the" and 那个; None for a question about routines."""
    name = _AFTER_LABEL.sub("", _BEFORE_LABEL.sub("", text.strip(" '的"))).strip(" '")
    return None if not name or _NO_LABEL.fullmatch(name) else name


def _is(pattern: re.Pattern[str], text: str) -> bool:
    return any(pattern.fullmatch(form) for form in forms(text))


def _listed(ask: Ask, steps: Sequence[str]) -> str:
    shown = [to_listener(bare(step)) for step in steps]
    if ask.language == "zh" or len(shown) < 2:
        return "，".join(shown) if ask.language == "zh" else "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
