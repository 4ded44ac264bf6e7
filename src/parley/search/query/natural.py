"""What plain words say about kind and time: "my notes about the lease from last week", 上周的笔记 装修报价.

Only where they are said as one says them to a search; ``invoice 2025`` stays two words. The literal words are
tried where this finds nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from parley.language.analysis.folding import folded
from parley.search.query.kinds import kinds, named

_ASKING = re.compile(
    r"^(?:(?:please|can you|could you|would you) )*"
    r"(?:find(?: me)?|search(?: (?:for|my|in))?|look (?:for|up)|show me|where(?:'s| is| are)|get me)\b\s*"
    r"|^(?:请|麻烦|你)?(?:帮我|给我|替我)?(?:再)?(?:找一?下|找找看?|搜一?下|搜搜看?|搜索一?下?|查询一?下?"
    r"|查一?下|查找一?下?|查查看?|翻一?下|找出?|搜|查)(?:我|一下)?(?:的)?"
)
_NEWEST = (
    r"\b(?:latest|newest|most recent|last)(?= (?:\d+ )?(?:%s)\b)"
    r"|^(?:我)?(?:最近|最新|上次|上一次|最后)(?:一[条个次篇])?的?(?=%s)"
)
_LAST_TIME = re.compile(r"^上次(?:我)?(?:记下?|写下?|存|保存|说过?|提到)的")
_WROTE = {"记": "note", "写": "note"}
_TRIGGER = re.compile(
    r"\b(?:last|this|past|previous|yesterday|today|ago|recent(?:ly)?)\b"
    r"|\b(?:from|in|during|since|of|on) (?:\d{4}|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|spring|summer|autumn|fall|winter|christmas|easter)\b"
    r"|上个?(?:周|星期|礼拜|月)|这个?(?:周|星期|礼拜|月)|本(?:周|月)|[今昨前]天|[今去前]年|最近|过去|(?:天|周|月|年)(?:之?前|以前)"
    r"|\d年的|月份?的"
)
_ENDS = re.compile(
    r"^(?:的|里的?|中的?|里面的?|about|on|of|for|from|with|in|the|my)(?=\s|$|[\u3400-\u9fff])|的$"
)


_COMMON = frozenset({"list", "page", "fact", "event", "file", "history"})
"""Kinds whose names begin titles, too ("list of rivers"): only *my* or *the* makes kinds of them."""


@dataclass(frozen=True, slots=True)
class Said:
    """What plain words say beside what is looked for."""

    words: str
    """What is left to look for, folded."""
    kinds: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    newest: bool = False


def said(text: str, today: date) -> Said:
    """The kind and the time that plain words name, and the words without them."""
    plain = re.sub(r"\s+", " ", folded(text)).strip()
    asked = _ASKING.match(plain)
    found = Said(plain[asked.end() :].strip(" ,，。？?！!") if asked else plain)
    if last := _LAST_TIME.match(found.words):
        kind = tuple(kind for word, kind in _WROTE.items() if word in last[0])
        found = replace(found, words=found.words[last.end() :], kinds=kind, newest=True)
    if newest := _newest().search(found.words):
        shorter = " ".join((found.words[: newest.start()] + found.words[newest.end() :]).split())
        if with_kind := _kind(shorter, alone=True):
            return replace(found, words=_trimmed(with_kind[1]), kinds=(with_kind[0],), newest=True)
    if with_kind := _kind(found.words):
        found = replace(found, words=with_kind[1], kinds=(with_kind[0],))
    found = _dated(found, today)
    if not found.kinds and found.first is not None:
        found = replace(found, words=_trimmed(found.words))
        if with_kind := _kind(found.words, alone=True):
            found = replace(found, words=with_kind[1], kinds=(with_kind[0],))
    said_more = asked or found.kinds or found.first is not None
    return replace(found, words=_trimmed(found.words)) if said_more else Said(text)


def _kind(words: str, *, alone: bool = False) -> tuple[str, str] | None:
    """The kind that is named where one names it, and the words without it; with ``alone`` also by itself."""
    if alone and words in kinds():
        return kinds()[words], ""
    for pattern in _kind_patterns():
        if found := pattern.search(words):
            return kinds()[found["kind"]], (words[: found.start()] + " " + words[found.end() :]).strip()
    return None


@cache
def _kind_patterns() -> tuple[re.Pattern[str], ...]:
    english = "|".join(re.escape(each) for each in named("en"))
    chinese = "|".join(named("zh"))
    about = (
        r"(?:about|on|of|for|from|with|called|named|that (?:say|mention|contain)s?|saying|mentioning|where)\b"
        r"(?=.*\w)"
    )
    telling = "|".join(each for each in named("en") if kinds()[each] not in _COMMON)
    return tuple(
        re.compile(each)
        for each in (
            rf"^(?:(?:my|the|all|any|all my) )+(?P<kind>{english}) {about}",
            rf"^(?P<kind>{telling}) {about}",
            rf"^(?:(?:my|all|all my) )+(?P<kind>{english})$",
            rf"\b(?:in|among) (?:my|the|all my) (?P<kind>{english})$",
            rf"^(?:我的?|所有的?)*(?:关于|有关)?(?P<kind>{chinese})(?:里面?|中)(?:的|有|提到的?|写的?|说的?|关于)?",
            rf"(?:的|关于|有关)(?P<kind>{chinese})$",
            rf"^(?:我的?|所有的?)(?P<kind>{chinese})$",
            rf"^(?:我的?|所有的?)?(?P<kind>{chinese})(?=\s)",
        )
    )


@cache
def _newest() -> re.Pattern[str]:
    english = "|".join(re.escape(each) for each in named("en"))
    return re.compile(_NEWEST % (english, "|".join(named("zh"))))


def _dated(found: Said, today: date) -> Said:
    """Without what it says about the time, if that is one span of days."""
    if not _TRIGGER.search(found.words):
        return found
    from parley.vision.photos.search.times import whens

    times, rest = whens(found.words, today)
    spans = [when.spans[0] for when in times if when.spans]
    if not spans or len(spans) < len(times):
        return found
    first, last = max(each.first for each in spans), min(each.last for each in spans)
    return (
        replace(found, words=_trimmed(rest.replace("\x00", " ")), first=first, last=last)
        if first <= last
        else found
    )


def _trimmed(words: str) -> str:
    """Without the little words that held the parts together."""
    words = re.sub(
        r"^(?:我)?(?:[写记拍存看说]|保存|收藏)[了过]?的|^关于|^有关|^提到",
        "",
        re.sub(r"\s+", " ", words).strip(" ,，。？?！!"),
    )
    while (shorter := _ENDS.sub("", words).strip()) != words:
        words = shorter
    return words
