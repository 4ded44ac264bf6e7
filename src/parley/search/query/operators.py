"""The operators of a query: phrases, ``-not``, ``OR``, ``site:``, ``type:``, ``before:``, ``word~``.

What looks like an operator and is none (``3:2``, ``before:lunch``) is words: nothing typed is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from urllib.parse import urlsplit

from parley.language.analysis.folding import folded
from parley.language.analysis.tokens import pieces, unspaced
from parley.search.query.kinds import kinds
from parley.search.types import MOST_TERMS, Clause, Field, Term

_NAMES = {
    "site": ("site", "host", "网站", "站点"),
    "type": ("type", "kind", "类型", "种类"),
    "lang": ("lang", "language", "语言"),
    "before": ("before", "until", "早于", "之前"),
    "after": ("after", "since", "晚于", "之后"),
    "intitle": ("intitle", "title", "标题"),
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names}
_LANGUAGES = {
    **dict.fromkeys(("chinese", "mandarin", "中文", "汉语"), "zh"),
    **dict.fromkeys(("english", "英文", "英语"), "en"),
}
_QUOTED = r'"[^"]*"?|“[^”]*”?|「[^」]*」?'
_ITEM = re.compile(
    rf"(?P<minus>(?<!\S)[-−])?(?:(?P<field>{'|'.join(_FIELDS)})[:：])?"
    rf"(?:(?P<quoted>{_QUOTED})|(?P<word>[^\s\"“「]+))",
    re.IGNORECASE,
)
_NOTHING: Clause = tuple[Term, ...]()
_OR = frozenset({"OR", "|", "或", "或者"})
_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?)?年?")
_AGO = re.compile(r"(\d{1,4})([dwmy天周月年])")
_DAYS = {"d": 1, "天": 1, "w": 7, "周": 7, "m": 30, "月": 30, "y": 365, "年": 365}
_YESTERDAYS = {"today": 0, "今天": 0, "yesterday": 1, "昨天": 1}


@dataclass(slots=True)
class Read:
    """What was read so far."""

    plain: list[str] = field(default_factory=list[str])
    """Words that no operator belongs to, in their order; None stands for another clause."""
    wanted: list[Clause] = field(default_factory=list[Clause])
    """Clauses of operators: phrases, ``intitle:``, ``OR``."""
    unwanted: list[Term] = field(default_factory=list[Term])
    kinds: list[str] = field(default_factory=list[str])
    sites: list[str] = field(default_factory=list[str])
    languages: list[str] = field(default_factory=list[str])
    after: float | None = None
    before: float | None = None


def read(text: str, today: date, zone: tzinfo) -> Read:
    """The operators of a query, and the words that are left."""
    found = Read()
    either = False
    last: Clause = _NOTHING
    for item in _ITEM.finditer(text):
        word: str = item["word"] or ""
        if word in _OR and last and not item["field"] and not item["minus"]:
            either = True
            continue
        if item["field"] and _filtered(found, item, today, zone):
            last, either = _NOTHING, False
            continue
        term = _term(item)
        if term is None:
            continue
        if item["minus"]:
            found.unwanted.append(term)
            continue
        if either:
            _join(found, last, term)
            last = (*last, term)
        else:
            last = (term,)
            if term == Term(term.text):
                found.plain.append(term.text)
            else:
                found.wanted.append(last)
        either = False
    del found.wanted[MOST_TERMS:], found.unwanted[MOST_TERMS:]
    return found


def _join(found: Read, last: Clause, term: Term) -> None:
    """``a OR b``: what was taken for a word by itself is one of several."""
    if last in found.wanted:
        found.wanted[found.wanted.index(last)] = (*last, term)
    elif found.plain and last and found.plain[-1] == last[-1].text:
        found.plain.pop()
        found.wanted.append((*last, term))


def _term(item: re.Match[str]) -> Term | None:
    """What is to stand in a document; None for marks alone."""
    where = Field.TITLE if _FIELDS.get((item["field"] or "").lower()) == "intitle" else Field.ANYWHERE
    if item["quoted"] is not None:
        text = item["quoted"].strip('"“”「」').strip()
        return Term(text, where, exact=True) if pieces(folded(text)) else None
    text: str = item["word"]
    if item["field"] and where is Field.ANYWHERE:
        text = item[0].removeprefix(item["minus"] or "")
    fuzzy, prefix = 0, False
    if near := re.fullmatch(r"(.+?)[~～]([12]?)", text):
        text, fuzzy = near[1], int(near[2] or (1 if len(near[1]) < 8 else 2))
    elif len(text) > 2 and text[-1] in "*＊" and not unspaced(folded(text)):
        text, prefix = text[:-1], True
    return Term(text, where, fuzzy=fuzzy, prefix=prefix) if pieces(folded(text)) else None


def _filtered(found: Read, item: re.Match[str], today: date, zone: tzinfo) -> bool:
    """Whether it was a filter, which is then set; what cannot be one is words."""
    field = _FIELDS[item["field"].lower()]
    value = folded((item["quoted"] or item["word"]).strip('"“”「」')).strip()
    if field == "intitle" or item["minus"]:
        return False
    if field == "site":
        site = _site(value)
        found.sites += [site] if site else []
        return bool(site)
    if field == "type":
        kind = [kinds().get(each, "") for each in value.split(",")]
        found.kinds += kind if all(kind) else []
        return all(kind)
    if field == "lang":
        tag = _LANGUAGES.get(value, value)
        known = re.fullmatch(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", tag) is not None
        found.languages += [tag] if known else []
        return known
    moment = _moment(value, today, zone)
    if moment is not None and field == "before":
        found.before = moment if found.before is None else min(moment, found.before)
    elif moment is not None:
        found.after = moment if found.after is None else max(moment, found.after)
    return moment is not None


def _site(value: str) -> str:
    """The host that somebody means by an address or a part of one."""
    try:
        host = urlsplit(value if "//" in value else f"//{value}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.") if re.fullmatch(r"[\w.-]{1,253}", host) else ""


def _moment(value: str, today: date, zone: tzinfo) -> float | None:
    """When a day begins: ``2025``, ``2025-03``, ``2025-03-01``, ``yesterday``, ``7d`` (days ago)."""
    if value in _YESTERDAYS:
        return midnight(today - timedelta(_YESTERDAYS[value]), zone)
    if ago := _AGO.fullmatch(value):
        return midnight(today - timedelta(min(int(ago[1]) * _DAYS[ago[2]], today.toordinal() - 1)), zone)
    if day := _DAY.fullmatch(value):
        try:
            return midnight(date(int(day[1]), int(day[2] or 1), int(day[3] or 1)), zone)
        except ValueError:
            return None
    return None


def midnight(day: date, zone: tzinfo) -> float:
    """The moment a day begins, POSIX seconds."""
    return datetime.combine(max(day, date(1900, 1, 1)), time(), zone).timestamp()
