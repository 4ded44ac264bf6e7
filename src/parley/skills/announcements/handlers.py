"""What a person can have their other devices do."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from parley.clock import zone_name
from parley.errors import ParleyError
from parley.home.accounts.callers import Role
from parley.home.accounts.devices import Device
from parley.home.due import zone_named
from parley.language.days import format_moment
from parley.language.understanding.normal import forms, speech_language
from parley.language.understanding.original import as_said
from parley.language.understanding.slots import SlotType, words
from parley.skills.announcements.machines import NAMES, meant, of_kind
from parley.skills.frame import Ask, House, Skill, handles
from parley.skills.reach import Present
from parley.skills.smarthome.rooms import spoken_rooms, usual_name
from parley.skills.types import Action, Announcement, Context, Hush, Reply, Sound, Understanding
from parley.telemetry import log

SAY = "announce.say"
PATIENCE = 2.0
"""Seconds for which whoever announces waits to hear how many devices took it."""
LONGEST = 300
"""Characters of an announcement."""

_LEAVE = re.compile(r"never ?mind|cancel|forget it|nothing|算了|取消|不用了|没事了?")
_NO_MESSAGE = re.compile(r"(?:电台|频道|体操|台|剧)$|(?:a|an|the) (?:joke|story|time|weather|news)$")
"""What 广播 and "tell the kitchen" begin that is no announcement."""
_FINDABLE = ("phone", "tablet", "laptop", "speaker")
_MACHINES = {name: kind for kind, names in NAMES.items() for name in names}


class Announcements(Skill):
    """Say something in the house, ring a device that is lost, go on at another."""

    private: ClassVar[frozenset[str]] = frozenset({"find.phone", "handover.move"})
    types: ClassVar[Mapping[str, SlotType]] = {
        "message": SlotType(r"\S.{0,300}", lambda text, _: _message(text), free=True),
        "place": words(spoken_rooms()),
        "machine": words(_MACHINES),
        "lost": words({name: _MACHINES[name] for name in _MACHINES if _MACHINES[name] in _FINDABLE}),
        "called": SlotType(r"\S(?:.{0,38}\S)?", lambda text, _: text.strip(" '的") or None, free=True),
    }

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._telling: set[asyncio.Task[bool]] = set()

    async def stop(self) -> None:
        for task in self._telling:
            task.cancel()

    def personal(self, text: str, context: Context) -> Understanding | None:
        pending = context.pending
        if pending is None or (pending.intent, pending.slot) != (SAY, "text"):
            return None
        if any(_LEAVE.fullmatch(form) for form in forms(text)):
            return None
        slots = {**pending.slots, "text": text.strip()}
        return Understanding("announcements", SAY, context.language, slots, said=text)

    @handles("announce.say")
    async def say(
        self, ask: Ask, text: str = "", room: str = "", device: str = "", everyone: bool = False
    ) -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        known = {"room": room, "device": device, "everyone": everyone}
        if not text:
            return ask.question("what", "text", known)
        text = as_said(text, ask.understanding.said)
        if len(text) > LONGEST:
            return ask.reply("too_long")
        others = [each for each in self.house.reach.present() if each.device != ask.context.device]
        if room or device:
            there = await self._household()
            wanted = meant(there, room, device)
            if not wanted:
                return ask.reply("no_such", name=_shown(ask, room) or device)
            ids = {each.id for each in wanted}
            others = [each for each in others if each.device in ids]
        if not others:
            return ask.reply("nobody_there" if room or device else "nobody")
        taken = await self._told(ask, text, others)
        if not taken:
            return ask.reply("nobody_there" if room or device else "nobody")
        if room:
            return ask.reply("announced_in", room=_shown(ask, room), count=taken)
        return ask.reply("announced", count=taken)

    @handles("find.phone")
    async def find(self, ask: Ask, device: str = "phone") -> Reply:
        kind = ask.messages.say(f"kind_{device}")
        if ask.context.guest or not ask.context.person:
            return ask.reply("no_lost_of_guests")
        mine = of_kind(await self.house.devices.of(ask.context.person), device)
        if not mine:
            return ask.reply("no_lost", kind=kind)
        there = {each.device for each in self.house.reach.present() if each.person == ask.context.person}
        elsewhere = [each for each in mine if each.id != ask.context.device]
        if not elsewhere:
            return ask.reply("here", kind=kind)
        ringing = [each for each in elsewhere if each.id in there]
        rung = [each for each in ringing if await self._ring(ask, each)]
        if not rung:
            last = max(elsewhere, key=lambda each: each.seen)
            return ask.reply("not_connected", kind=kind, when=self._moment(ask, last.seen))
        topic = {"ringing": tuple(each.id for each in rung)}
        return ask.reply("ringing", kind=kind, topic=topic)

    @handles("find.found")
    async def found(self, ask: Ask) -> Reply:
        rung = ask.context.about.get("ringing")
        for device in rung if isinstance(rung, tuple) else ():  # pyright: ignore[reportUnknownVariableType]
            quiet = Reply("", ask.language, actions=(Action("stop"),))
            await self._one(Announcement(str(device), ask.context.person, quiet, "find", exact=True))  # pyright: ignore[reportUnknownArgumentType]
        return ask.reply("found", emotion="happy", actions=[Action("stop")], topic={"ringing": ()})

    @handles("handover.move")
    async def move(self, ask: Ask, device: str = "", room: str = "") -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        if not device and not room:
            return ask.question("where_to", "device")
        mine = [
            each
            for each in meant(await self.house.devices.of(ask.context.person), room, device)
            if each.id != ask.context.device
        ]
        name = _shown(ask, room) or (ask.messages.say(f"kind_{device}") if device in NAMES else device)
        if not mine:
            return ask.reply("no_such", name=name)
        last = ask.context.last_reply
        said = replace(last, actions=(), undo=None, sound=None) if last and last.text else None
        there = {each.device for each in self.house.reach.present()}
        for each in sorted(mine, key=lambda each: each.id not in there):
            if self.house.reach.carry_on(ask.context, each.id, said or ask.reply("here_i_am")):
                hush = await self._music_moved(ask, each.id)
                return ask.reply("moved", name=each.name or name, sound=hush)
        return ask.reply("not_connected", kind=name, when=self._moment(ask, max(each.seen for each in mine)))

    async def _music_moved(self, ask: Ask, device: str) -> Sound | Hush | None:
        """What plays here goes on there too; what is to become of it here."""
        if self.house.act is None:
            return None
        moving = Understanding("music", "music.there", ask.language, {"to": device})
        try:
            return (await self.house.act(moving, ask.context)).sound
        except ParleyError as error:  # there is no music here
            log.debug("music.stays", code=error.code)
            return None

    async def _household(self) -> Sequence[Device]:
        """The devices of everybody who is not a guest."""
        guests = {each.id for each in await self.house.accounts.people() if each.role is Role.GUEST}
        return [each for each in await self.house.devices.everybodys() if each.account not in guests]

    async def _told(self, ask: Ask, text: str, others: Sequence[Present]) -> int:
        """Have it said everywhere at once; how many devices took it, or are about to."""
        person = await self.house.accounts.get(ask.context.person)
        language = speech_language(text, ask.language)
        messages = self.house.wording(language)
        ended = text.rstrip("。.！!；;，, ")
        message = "from" if person.name else "unnamed"
        said = messages.say(message, name=person.name, text=ended)
        occurrence = uuid4().hex
        action = Action("announced", {"text": text, "from": person.name, "occurrence": occurrence})
        reply = Reply(said, messages.language, actions=(action,))
        tasks = [
            asyncio.create_task(
                self._one(Announcement(to.device, to.person, reply, "announcement", occurrence, exact=True))
            )
            for to in others
        ]
        self._telling.update(tasks)
        for task in tasks:
            task.add_done_callback(self._telling.discard)
        # Who is in the middle of something hears it when that is over; nobody waits for it here.
        done, waiting = await asyncio.wait(tasks, timeout=PATIENCE)
        return len(waiting) + sum(task.result() for task in done)

    async def _ring(self, ask: Ask, device: Device) -> bool:
        occurrence = uuid4().hex
        ring = Action("find", {"id": occurrence, "name": device.name, "occurrence": occurrence})
        reply = replace(ask.reply("here_i_am"), actions=(ring,))
        return await self._one(
            Announcement(device.id, ask.context.person, reply, "find", occurrence, exact=True)
        )

    async def _one(self, announcement: Announcement) -> bool:
        try:
            await self.house.announce(announcement)
        except ParleyError as error:
            log.info("announcement.not_taken", kind=announcement.kind, code=error.code)
            return False
        return True

    def _moment(self, ask: Ask, at: float) -> str:
        zone = zone_named(zone_name(ask.context.clock.zone()))
        now = self.house.clock.now().astimezone(zone)
        return format_moment(datetime.fromtimestamp(at, zone), now, ask.language)


def _message(text: str) -> str | None:
    text = text.strip(" '")
    return None if not text or _NO_MESSAGE.match(text) else text


def _shown(ask: Ask, room: str) -> str:
    return usual_name(room, ask.language) or room if room else ""
