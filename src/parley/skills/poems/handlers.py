"""What a person can ask of poems."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import ClassVar

from parley.language.understanding.original import as_said
from parley.language.understanding.slots import SlotType
from parley.skills.choosing import WONDER
from parley.skills.frame import Ask, Skill, handles
from parley.skills.poems.book import Poem, by_author, by_line, by_title, poems, prepare, titled
from parley.skills.turns import next_of
from parley.skills.types import Context, Reply, Understanding

NAMED = 3
"""Titles named as examples."""
_NO_TITLE = re.compile(
    r"(?:that|it|this|again|back|the alphabet|prayer|rosary|my|your|him|her|them)\b"
    r"|这|那|它|课文|单词|英语|数学"
)

_AFTER = re.compile(r"(?<=..)(?:这首诗|这首词|这句诗|这句话|这句|这首|的)?(?:出自)?是?的?$")


class Poems(Skill):
    """Recite a poem, go on with a line, say whose it is."""

    types: ClassVar = {
        "words": SlotType(r"\S.{1,120}\S", lambda text, _: _words(text), free=True),
        "author": SlotType(
            r"[a-z\u3400-\u9fff](?:[a-z.' \u3400-\u9fff]{0,30}[a-z\u3400-\u9fff])?",
            lambda text, _: _if(by_author, text),
            free=True,
        ),
        "title": SlotType(r"\S(?:.{0,60}\S)?", lambda text, _: _if(by_title, text), free=True),
        "known": SlotType(r"\S(?:.{0,60}\S)?", lambda text, _: _if(titled, text), free=True),
        "line": SlotType(r"\S.{1,120}\S", lambda text, _: _if(by_line, text), free=True),
    }

    async def start(self) -> None:
        await asyncio.to_thread(prepare)

    @handles("poems.read")
    async def read(
        self, ask: Ask, title: str = "", author: str = "", language: str = "", whole: bool = False
    ) -> Reply:
        """``whole`` is the poem that was spoken of just before."""
        if whole:
            found = _last(ask.context)
        elif title:
            found = list(by_title(as_said(title, ask.understanding.said)))
        else:
            found = list(poems().values())
        if author and not whole:
            theirs = by_author(author)
            found = [each for each in found if each in theirs]
        if not found:
            return ask.reply("unknown" if title or not author else "unknown_author")
        if not title and not author and not whole:
            found = [each for each in found if each.language == (language or ask.language)]
        poem = found[0] if len(found) == 1 else await self._next(ask.context, found, author or language)
        return ask.reply(
            "poem", title=poem.title, author=poem.author, years=poem.years, text=poem.text, topic=_topic(poem)
        )

    @handles("poems.next_line")
    async def next_line(self, ask: Ask, line: str = "") -> Reply:
        return self._beside(ask, line, 1)

    @handles("poems.line_before")
    async def line_before(self, ask: Ask, line: str = "") -> Reply:
        return self._beside(ask, line, -1)

    @handles("poems.author")
    async def author(self, ask: Ask, title: str = "", line: str = "") -> Reply:
        if line:
            found = by_line(line)
            if found is None:
                return ask.reply("unknown_line")
            return _about(ask, "which", found[0])
        there = list(by_title(title)) if title else _last(ask.context)
        if not there and title and self.house.knows is not None and self.house.act is not None:
            # A book, not a poem of ours.
            words = {"text": ask.understanding.said}
            return await self.house.act(Understanding("knowing", WONDER, ask.language, words), ask.context)
        if not there:
            return ask.reply("unknown")
        return _about(ask, "author", there[0])

    @handles("poems.list")
    async def list(self, ask: Ask, author: str = "") -> Reply:
        there = [each for each in poems().values() if each.language == ask.language]
        if author:
            there = list(by_author(author))
        if not there:
            return ask.reply("unknown_author")
        marks = "《{}》" if ask.language == "zh" else "{}"
        between = "、" if ask.language == "zh" else ", "
        shown = between.join(marks.format(each.title) for each in there[:NAMED])
        return ask.reply("have", count=len(there), titles=shown)

    async def _next(self, context: Context, among: list[Poem], of: str) -> Poem:
        ids = [each.id for each in among]
        kind = f"poems.{among[0].language}" + (f".{ids[0]}" if of else "")
        return poems()[await next_of(self.house, context, kind, ids)]

    def _beside(self, ask: Ask, line: str, step: int) -> Reply:
        before = ask.context.about.get("line")
        if line:
            found = by_line(line)
        elif isinstance(before, str) and (last := _last(ask.context)):
            found = last[0], int(before)
        else:
            found = None
        if found is None:
            return ask.reply("unknown_line")
        poem, at = found
        if not 0 <= at + step < len(poem.clauses):
            message = "last_line" if step > 0 else "first_line"
            return _about(ask, message, poem)
        topic = {**_topic(poem), "line": str(at + step)}
        return ask.reply("next" if step > 0 else "before", line=poem.clauses[at + step], topic=topic)


def _topic(poem: Poem) -> dict[str, object]:
    return {"poem": poem.id}


def _last(context: Context) -> list[Poem]:
    poem = poems().get(str(context.about.get("poem")))
    return [poem] if poem else []


def _about(ask: Ask, message: str, poem: Poem) -> Reply:
    return ask.reply(message, title=poem.title, author=poem.author, years=poem.years, topic=_topic(poem))


def _if(found: Callable[[str], object], text: str) -> str | None:
    """The words, where there is such a thing."""
    words = _words(text)
    return words if words and found(words) else None


def _words(text: str) -> str | None:
    text = _AFTER.sub("", text.strip(" '\""))
    return None if not text or _NO_TITLE.match(text) else text
