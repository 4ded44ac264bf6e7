"""Several entries and their amounts, out of one breath: "milk and two loaves of bread", 牛奶和两斤苹果."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 500
"""Characters of an entry, as of the records."""
MOST = 50
"""Entries at once."""

#: What has "and" or 和 within.
_WHOLE = re.compile(
    r"\b(?:mac(?:aroni)? and cheese|half and half|fish and chips|peanut butter and jelly|rock and roll"
    r"|ben and jerry'?s|johnson and johnson|arm and hammer|head and shoulders|m and m'?s|pros and cons"
    r"|bits and pieces|odds and ends|salt and vinegar|cookies and cream|bed and breakfast|r and b)\b"
    r"|(?:^|(?<=[、，,；;和])|(?<=\s)(?<![a-z]\s))和(?=[牛服面风平]|田枣|路雪|果子)|(?<=[饱温柔缓总])和",
    re.I,
)
_HIDDEN = re.compile("[\ue000-\uf8ff]")
_SIGNS = r"\s*[,，、;；\n]\s*(?:(?:and|then|plus|also)\s+|(?:还有|以及|和|再来)\s*)?"
_WORDS = r"\s+(?:and(?: also)?|as well as|plus|&)\s+|\s*(?:和|跟|以及|还有|及|外加)\s*"
_BETWEEN = re.compile(f"{_SIGNS}|{_WORDS}", re.I)
#: Things to do are parted by "and" only where another one begins: "call mum and dad" is one.
_DO = (
    "ask|bake|book|brush|buy|call|cancel|change|check|clean|collect|cook|do|drop|email|feed|file|fill|find|"
    "finish|fix|fold|get|go|iron|mail|make|mop|mow|move|order|paint|pay|pick|plan|post|prepare|print|read|"
    "renew|repair|reply|return|schedule|sell|send|sign|start|submit|sweep|take|text|throw|update|vacuum|"
    "visit|walk|wash|water|wipe|write"
)
_ZUO = (
    "买|卖|交|给|打|洗|拖|扫|写|取|寄|订|预约|还|付|修|喂|遛|浇|倒|收|整理|联系|发|回|看|做|去|拿|缴|充|续|办"
    "|改|准备|提交|检查|清理|换|晒|叠|煮|报名|下载|打印|学|背|练"
)
_BETWEEN_TASKS = re.compile(
    rf"{_SIGNS}|\s+and then\s+|\s+and\s+(?=(?:{_DO})\b)|\s*(?:然后|还有|以及)\s*|\s*和(?=(?:{_ZUO}))", re.I
)

_ONE_EN = (
    "an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|fifty|a hundred"
    r"|half an?|a dozen|two dozen|half a dozen|a couple|a few|several|\d+(?:[.,/]\d+)?"
)
_UNIT_EN = (
    "bags?|bars?|bottles?|bowls?|boxes|box|bunch(?:es)?|cans?|cartons?|cases?|containers?|crates?|cups?|"
    "dozens?|gallons?|grams?|g|heads?|jars?|jugs?|kilos?|kilograms?|kg|litres?|liters?|l|loaf|loaves|"
    "millilit(?:re|er)s?|ml|ounces?|oz|packs?|packages?|packets?|pieces?|pints?|pounds?|lbs?|punnets?|"
    "quarts?|rolls?|sacks?|slices?|sticks?|tins?|trays?|tubes?|tubs?"
)
_AMOUNT_EN = re.compile(
    rf"(?P<amount>(?:{_ONE_EN})\s*(?:(?:big|small|large)\s+)?(?:{_UNIT_EN}))(?: of)?\s+(?P<text>\S.*)"
    rf"|(?P<few>a dozen|two dozen|half a dozen|a couple|a few)(?: of)?\s+(?P<some>\S.*)"
    rf"|(?P<number>(?!an?\b|half)(?:{_ONE_EN}))\s+(?P<things>[^\W\d].*)",
    re.I,
)
_ONE_ZH = "(?:[0-9]+(?:\\.[0-9]+)?|[一二两三四五六七八九十百半几]+)"
_UNIT_ZH = (
    "(?:公斤|千克|毫升|kg|ml|g|l"
    "|[个斤两克升瓶包袋盒箱罐听桶条块只根支把颗棵头串打份张卷提件双片枚杯碗桶板排捆扎些])"
)
_AMOUNT_ZH = re.compile(rf"(?P<amount>{_ONE_ZH}\s*大?小?{_UNIT_ZH}半?)\s*的?\s*(?P<text>\S.*)", re.I)
_BEHIND_ZH = re.compile(
    rf"(?P<text>\S*[^\s0-9一二两三四五六七八九十百半几])\s*(?P<amount>{_ONE_ZH}\s*{_UNIT_ZH}半?)", re.I
)
_BEFORE = re.compile(
    r"(?:(?:the|some|any|more|a|an|my|our|another)\s+|(?:一?些|一?点儿?(?!心)|那些|这些)\s*)(?=\S)", re.I
)
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to put on a list, in the person's own words."""

    text: str
    amount: str = ""
    """Such as "two loaves" or 两斤; empty when none was said."""


def entries(words: str, kind: str) -> list[Entry]:
    """What the words name, in their order, each once. ``kind`` is that of the list."""
    found = dict[str, Entry]()
    for part in _parts(words, kind):
        entry = _entry(part, kind)
        if entry.text:
            found.setdefault(entry.text.casefold(), entry)
    return list(found.values())[:MOST]


def _parts(words: str, kind: str) -> Iterator[str]:
    hidden = list[str]()

    def hide(match: re.Match[str]) -> str:
        hidden.append(match.group())
        return chr(0xE000 + len(hidden) - 1)

    covered = _WHOLE.sub(hide, _HIDDEN.sub("", words[: MOST * 50]))
    for part in (_BETWEEN_TASKS if kind == "tasks" else _BETWEEN).split(covered):
        yield _HIDDEN.sub(lambda match: hidden[ord(match.group()) - 0xE000], part)


def _entry(part: str, kind: str) -> Entry:
    text = part.strip(' \t\n.。!！?？,，、;；:：《》“”"')[:LONGEST].strip()
    if kind == "tasks":
        return Entry(text)
    if kind != "shopping":
        return Entry(_BEFORE.sub("", text, count=1) if kind != "other" else text)
    if match := _AMOUNT_EN.fullmatch(text):
        amount = match["amount"] or match["few"] or match["number"]
        return Entry((match["text"] or match["some"] or match["things"]).strip(), amount)
    for pattern in (_AMOUNT_ZH, _BEHIND_ZH):
        if (_HAN.search(text)) and (match := pattern.fullmatch(text)):
            return Entry(match["text"].strip(), match["amount"])
    return Entry(_BEFORE.sub("", text, count=1))
