"""What a person can ask of their notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar
from uuid import uuid4

from parley.language.understanding.names import mentions
from parley.language.understanding.original import as_said
from parley.language.understanding.slots import SlotType
from parley.search.service import Wanted
from parley.skills.frame import EVERY, Ask, Skill, handles
from parley.skills.notes.note import COLLECTION, Note
from parley.skills.types import Action, Reply

#: Notes that are read out at once, and letters of each where there are several.
SHOWN, LETTERS = 3, 120


def _words(text: str, language: str) -> str | None:
    return text.strip() or None


class NotesSkill(Skill):
    """Keep notes in the person's own words, read them, find them, delete them."""

    private: ClassVar[frozenset[str]] = EVERY
    types: ClassVar[Mapping[str, SlotType]] = {
        "text": SlotType(r"\S(?:.{0,290}?\S)??", _words, free=True),
        "about": SlotType(r"\S(?:.{0,60}?\S)??", _words, free=True),
    }

    @handles("note.take")
    async def take(self, ask: Ask, text: str = "") -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        if not text:
            return ask.question("what", "text")
        note = Note(uuid4().hex, "", as_said(text, ask.understanding.said), False, await self._now())
        await self.house.records.put(ask.context.person, COLLECTION, note.id, note.document)
        return ask.reply("noted", actions=[Action("note_taken", {"id": note.id})])

    @handles("note.read")
    async def read(self, ask: Ask, which: str = "", about: str = "", count: bool = False) -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        notes = await self._notes(ask)
        found = _chosen(ask, notes, which, "" if which else about)
        if not found and about:
            found = await self._searched(ask, notes, about)
        if not found:
            none = bool(about) and bool(notes)
            return ask.reply("none_about" if none else "none", about=as_said(about, ask.understanding.said))
        if count:
            return ask.reply("count", count=len(found))
        if len(found) == 1:
            shown = Action("note_read", {"id": found[0].id})
            message = "latest" if which == "latest" else "one"
            return ask.reply(message, note=_sentence(ask, found[0].words), actions=[shown])
        first = found[:SHOWN]
        message = "some" if len(first) == len(found) else "some_more"
        return ask.reply(message, count=len(found), shown=len(first), notes=_several(ask, first))

    async def _searched(self, ask: Ask, notes: Sequence[Note], about: str) -> Sequence[Note]:
        """Notes that say it in another form of its words: 报价 in traditional characters, "leases"."""
        if self.house.finds is None:
            return ()
        wanted = Wanted(kinds=("note",), house=False)
        found = await self.house.finds.search(ask.context.person, about, wanted, language=ask.language)
        by_id = {f"{COLLECTION}/{each.id}": each for each in notes}
        return [by_id[hit.id] for hit in found.hits if hit.id in by_id]

    @handles("note.delete")
    async def delete(
        self,
        ask: Ask,
        which: str = "",
        about: str = "",
        within: str = "",
        ids: str = "",
        sure: bool | None = None,
    ) -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        if sure is False:
            return ask.reply("kept")
        notes = await self._notes(ask)
        if sure:
            # Those that were asked about, whatever was written since.
            gone = [each for each in ids.split() if await self._delete(ask, each)]
            return ask.reply("deleted", count=len(gone)) if gone else ask.reply("gone")
        found = _chosen(ask, _chosen(ask, notes, "", within), which, "" if which else about)
        if not found:
            none = bool(about) and bool(notes)
            return ask.reply("none_about" if none else "none", about=as_said(about, ask.understanding.said))
        if len(found) > 1 and which != "all":
            known = {"within": about or within}
            return ask.question("which", "about", known, count=len(found), notes=_several(ask, found[:SHOWN]))
        known = {"ids": " ".join(each.id for each in found)}
        if len(found) == 1:
            return ask.question("sure", "sure", known, note=_sentence(ask, _short(found[0].words)))
        return ask.question("sure_all", "sure", known, count=len(found))

    async def _notes(self, ask: Ask) -> Sequence[Note]:
        """The person's notes as the page shows them: what is pinned first, then what was written last."""
        records = await self.house.records.all(ask.context.person, COLLECTION)
        notes = [each for each in map(Note.of, records) if each.words]
        return sorted(notes, key=lambda each: (not each.pinned, -each.changed))

    async def _delete(self, ask: Ask, id: str) -> bool:
        return await self.house.records.delete(ask.context.person, COLLECTION, id)

    async def _now(self) -> float:
        return await self.house.schedule.now()


def _chosen(ask: Ask, notes: Sequence[Note], which: str, about: str) -> Sequence[Note]:
    """The notes that a person means; all of them when nothing was said of them."""
    if which == "that":
        last = ask.context.last_reply.actions if ask.context.last_reply else ()
        ids = {each.data.get("id") for each in last if each.kind in ("note_taken", "note_read")}
        return [each for each in notes if each.id in ids] or _chosen(ask, notes, "latest", "")
    if which == "latest":
        return sorted(notes, key=lambda each: -each.changed)[:1]
    return [each for each in notes if mentions(each.words, about)] if about else notes


def _several(ask: Ask, notes: Sequence[Note]) -> str:
    between = "" if ask.language == "zh" else " "
    return between.join(_sentence(ask, _short(each.words)) for each in notes)


def _short(words: str) -> str:
    return words if len(words) <= LETTERS else words[:LETTERS].rstrip() + "…"


def _sentence(ask: Ask, words: str) -> str:
    """A note with a stop behind it, so that the next one is not read into it."""
    return words if words[-1:] in ".!?…。！？" else words + ("。" if ask.language == "zh" else ".")
