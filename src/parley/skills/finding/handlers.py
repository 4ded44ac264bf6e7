"""What a person can have searched for."""

from __future__ import annotations

import re
from typing import ClassVar

from parley.language.understanding.original import as_said
from parley.language.understanding.slots import SlotType
from parley.search.service import Wanted
from parley.search.types import Hit
from parley.skills.frame import EVERY, Ask, Skill, handles
from parley.skills.types import Action, Reply

_ELSEWHERE = re.compile(
    r"\b(?:music|songs?|album|radio|podcast|movies?|near (?:me|here|by)|nearby|weather|restaurants?|photos?|"
    r"pictures?)\b"
    r"|歌|音乐|电台|专辑|电影|附近|天气|餐厅|饭店|照片|图片",
    re.IGNORECASE,
)
"""What other skills look for, or nobody here can."""
SHOWN, LETTERS = 5, 160
"""Hits that a device with a screen shows, and characters of the best that are read out."""


class Finding(Skill):
    """Finds what a person keeps and what the house indexed, and reads the best of it."""

    private: ClassVar[frozenset[str]] = EVERY
    types: ClassVar = {
        "query": SlotType(
            r"\S(?:.{0,120}?\S)?",
            lambda text, _: None if _ELSEWHERE.search(text) else text.strip() or None,
            free=True,
        ),
    }

    @handles("find.search")
    async def search(self, ask: Ask, query: str = "", kind: str = "") -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        finds = self.house.finds
        if finds is None:
            return ask.reply("nowhere")
        words = as_said(query, ask.understanding.said)
        kinds = (kind, "bookmark") if kind == "page" else (kind,) if kind else ()
        found = await finds.search(
            ask.context.person,
            words,
            Wanted(kinds=kinds),
            language=ask.language,
            today=ask.context.clock.now().date(),
            most=SHOWN,
        )
        if not found.hits:
            if found.spelling:
                return ask.reply("none_meant", query=words, meant=found.spelling)
            return ask.reply("none", query=words)
        shown = [
            {"kind": hit.kind, "title": hit.title, "open": hit.open, "url": hit.url} for hit in found.hits
        ]
        action = Action("found", {"query": words, "total": found.total, "hits": shown})
        best = _told(ask, found.hits[0])
        if found.total <= 1:
            return ask.reply("one", hit=best[:1].upper() + best[1:], actions=[action])
        return ask.reply("some", count=found.total, hit=best, actions=[action])


def _told(ask: Ask, hit: Hit) -> str:
    """The best, with what it is and the part of it that fits."""
    messages = ask.messages
    kind = messages.say(hit.kind if hit.kind in messages.names() else "other")
    text = " ".join("".join(piece.text for piece in hit.snippet).split())
    if len(text) > LETTERS:
        text = text[: LETTERS - 1].rstrip() + "…"
    if text and text[-1].isalnum():
        text += "。" if ask.language == "zh" else "."
    title = hit.title.strip()
    if not title or title in text:
        return messages.say("untitled", kind=kind, text=text)
    if not text:
        return messages.say("title_only", kind=kind, title=title)
    return messages.say("titled", kind=kind, title=title, text=text)
