"""What a person can ask of a camera, and of their photos."""

from __future__ import annotations

import re
from datetime import date
from typing import ClassVar

from parley.language.identify import main_language
from parley.language.understanding.slots import SlotType
from parley.language.understanding.when import WHEN, When
from parley.skills.frame import EVERY, Ask, Skill, handles
from parley.skills.seeing.pictures import Taken, taken
from parley.skills.seeing.scans import asked_again, due_told, kept_scan, remind_on
from parley.skills.seeing.wording import page_from, seen
from parley.skills.types import Action, Pending, Reply

_BEFORE = re.compile(r"^(?:一下|一些|一张|the |a |an |some |any )+")
"""What may stand before what is looked for."""
FIRST = 12
"""Photos that a device with a screen shows of those that were found."""


class Seeing(Skill):
    """Reads aloud, tells and scans what is held before a camera; finds photos."""

    private: ClassVar[frozenset[str]] = EVERY
    types: ClassVar = {
        "when": WHEN,
        "query": SlotType(r"\S(?:.{0,120}?\S)?", lambda text, _: _BEFORE.sub("", text) or None, free=True),
    }

    @handles("seeing.read")
    async def read(
        self, ask: Ask, again: bool = False, go_on: bool | None = None, file: str = "", start: int = 0
    ) -> Reply:
        """``file`` and ``start`` tell where a long text was left when its person was asked to go on."""
        if go_on is False:
            return ask.reply("that_was_all")
        picture = await self._picture(ask, file, again)
        if isinstance(picture, Reply):
            return picture
        async with picture.opened() as sight:
            text = (await sight.read()).text
            codes = () if text else await sight.codes()
        if not text:
            if codes:
                return ask.reply("code", text=codes[0].text, topic=picture.topic)
            return ask.reply("no_text", topic=picture.topic)
        page, rest = page_from(text, start)
        language = main_language(page) if main_language(page) in ("zh", "en") else ask.language
        if not rest:
            return Reply(page, language, about=picture.topic)
        known: dict[str, object] = {"file": picture.file, "start": rest}
        pending = Pending("seeing.read", "go_on", known)
        words = f"{page}\n{ask.messages.say('more')}"
        return Reply(words, language, question=True, pending=pending, about=picture.topic)

    @handles("seeing.what")
    async def what(self, ask: Ask) -> Reply:
        picture = await self._picture(ask)
        if isinstance(picture, Reply):
            return picture
        async with picture.opened() as sight:
            if picture.sights.describes:
                told = (await sight.describe(ask.language)).text
                return Reply(told, ask.language, about=picture.topic)
            return await seen(ask, sight, picture.topic)

    @handles("seeing.scan")
    async def scan(
        self,
        ask: Ask,
        remind: bool | None = None,
        when: When | None = None,
        due: str = "",
        text: str = "",
        told: str = "",
    ) -> Reply:
        """``due``, ``text`` and ``told`` are what was found when there was a question between."""
        if text:
            if remind is False:
                return ask.reply("no_reminder")
            if due and when is None:
                return await remind_on(self.house, ask, date.fromisoformat(due), text, "")
            return await asked_again(self.house, ask, when, text)
        picture = await self._picture(ask)
        if isinstance(picture, Reply):
            return picture
        said, bill = await kept_scan(self.house, ask, picture)
        return await due_told(self.house, ask, said, bill, remind, when)

    @handles("seeing.photos")
    async def photos(self, ask: Ask, query: str = "") -> Reply:
        sights = self.house.sights
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        if sights is None:
            return ask.reply("no_library")
        said = ask.understanding.said or query
        if not query:
            return ask.question("which_photos", "query")
        # The whole of what was said: that they are portraits may stand outside of the slot.
        found = await sights.search(ask.context.person, query if len(said) > 200 else said)
        if not found.ids:
            return ask.reply("none_found")
        shown = {"query": query, "ids": list(found.ids[:FIRST]), "count": len(found.ids)}
        message = "found_nearly" if found.partly else "found"
        return ask.reply(message, count=len(found.ids), actions=[Action("photos", shown)])

    async def _picture(self, ask: Ask, file: str = "", again: bool = False) -> Taken | Reply:
        if self.house.sights is None:
            return ask.reply("no_library")
        return await taken(self.house.sights, ask, file, again)
