"""What repeats, in what a person said about a time: every day, on weekdays, 每周一三五, every month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Repeats = Literal["", "daily", "weekdays", "weekly", "monthly", "yearly", "other"]
"""``other`` is a repetition that nothing here can keep, such as every two hours."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHINESE_WEEKDAYS = {char: index for index, char in enumerate("一二三四五六日", 1)} | {"天": 7}

_DAY = f"(?:{'|'.join(WEEKDAYS)})"
_WEEK = "(?:周|星期|礼拜)"
_FEW = r"(?:two|three|four|five|six|eight|ten|twelve|fifteen|twenty|thirty|\d{1,3})"

ENGLISH = (
    r"(?:every|each) (?:single )?(?:day|morning|afternoon|evening|night|weekday|work ?day|school day|weekend|"
    rf"week|month|year|other [a-z]+|hour|(?:{_FEW}|half|few) (?:an )?[a-z]+|"
    rf"{_DAY}s?(?:(?: and| or)? {_DAY}s?){{0,5}})|"
    rf"每个? ?{_DAY}s?(?: ?[和跟]? ?(?:and )?{_DAY}s?){{0,5}}|"
    rf"(?:on )?{_DAY}(?: (?:and )?{_DAY}){{1,5}}|weekend(?= ?[早上中下晚])|"
    r"everyday|daily|nightly|weekly|monthly|yearly|annually|hourly|once a (?:day|week|month|year)|"
    r"(?:on )?(?:weekdays?|work ?days|school days|weekends)|"
    rf"(?:from )?monday (?:to|through|till|until) friday|(?:on )?{_DAY}s(?:(?: and)? {_DAY}s){{0,5}}|"
    r"(?<!end )of (?:every|each|the) month"
)
# Not of 三点 and 一起, which may come next.
_CHAR = "[一二三四五六日天](?![点:：十个小分刻人起些次定]|下(?!午))"
_CHARS = f"{_CHAR}(?:[和跟]?{_WEEK}?{_CHAR}){{0,6}}(?:[到至]{_WEEK}?{_CHAR})?"
_SEVERAL = rf"{_CHAR}(?:[和跟]?{_WEEK}?{_CHAR}){{1,6}}"
CHINESE = (
    rf"每个?(?:工作日|上班日|周末|小时|钟头|{_WEEK}(?:{_CHARS})?|月|年|早|晚|天|日)|"
    rf"每[两二三四五六七八九十\d]{{1,3}}个?(?:半小时|小时|分钟|天|周|星期|月|年)|每半个?小时|每隔[^\d\s]{{1,4}}|"
    rf"(?<![下上这本]){_WEEK}{_SEVERAL}|"
    rf"天天|工作日|上班日|平日|{_WEEK}一[到至]{_WEEK}?五"
)
_ENGLISH = re.compile(rf"(?<![a-z0-9])(?:{ENGLISH})(?![a-z0-9])")
_CHINESE = re.compile(CHINESE)


@dataclass(frozen=True, slots=True)
class Repeating:
    """How often, and on which days."""

    repeat: Repeats = ""
    days: tuple[int, ...] = ()
    """Days of the week (1 is Monday), for ``weekly``; empty where none was said."""


NEVER = Repeating()
_WEEKEND = Repeating("weekly", (6, 7))
_EVERY = "(?:every|each) (?:single )?"
_ENGLISH_MEANS = tuple(
    (re.compile(pattern), meant)
    for pattern, meant in (
        (
            r"(?:from )?monday (?:to|through|till|until) friday|.*(?:week|work ?|school )days?",
            Repeating("weekdays"),
        ),
        (".*weekends?", _WEEKEND),
        ("(?:every|each) other .*", Repeating("other")),
        (
            f"{_EVERY}(?:day|morning|afternoon|evening|night)|everyday|daily|nightly|once a day",
            Repeating("daily"),
        ),
        (f"{_EVERY}week|weekly|once a week", Repeating("weekly")),
        (f"(?:of )?{_EVERY}month|monthly|once a month", Repeating("monthly")),
        (f"{_EVERY}year|yearly|annually|once a year", Repeating("yearly")),
        ("of the month", NEVER),
    )
)
_PART = re.compile("morning|afternoon|evening|night")


def read_repeats(text: str) -> tuple[Repeating, str]:
    """What repeats in a text, and the text without it. ``other`` where it is said twice."""
    found = NEVER
    for pattern, read in ((_ENGLISH, _english), (_CHINESE, _chinese)):
        while match := pattern.search(text):
            here, left = read(match.group())
            found = here if found == NEVER else _both(found, here)
            text = f"{text[: match.start()]}{left}{text[match.end() :]}"
    return found, " ".join(text.split())


def _both(one: Repeating, other: Repeating) -> Repeating:
    """Every week, on Mondays."""
    if one.repeat == other.repeat and not (one.days and other.days):
        return Repeating(one.repeat, one.days or other.days)
    return Repeating("other")


def _english(words: str) -> tuple[Repeating, str]:
    part = _PART.search(words)
    left = f" {part.group()} " if part else " "
    repeat = next((each for pattern, each in _ENGLISH_MEANS if pattern.fullmatch(words)), None)
    if repeat is not None:
        return repeat, left
    days = tuple(number for number, name in enumerate(WEEKDAYS, 1) if name in words)
    return (Repeating("weekly", days) if days else Repeating("other")), left


def _chinese(words: str) -> tuple[Repeating, str]:
    if words in ("每天", "每日", "天天", "每个天"):
        return _on("daily"), ""
    if words in ("每早", "每晚"):
        return _on("daily"), "早上" if words == "每早" else "晚上"
    if words.endswith(("工作日", "上班日", "平日")) or re.search("[到至]", words):
        workdays = re.search(rf"一[到至]{_WEEK}?五$", words) or not re.search("[到至]", words)
        return _on("weekdays" if workdays else "other"), ""
    if words.endswith("周末"):
        return _WEEKEND, ""
    if re.fullmatch(rf"(?:每个?)?{_WEEK}.*", words):
        days = sorted({CHINESE_WEEKDAYS[char] for char in words if char in CHINESE_WEEKDAYS})
        return Repeating("weekly", tuple(days)), ""
    if words.endswith("月") and len(words) <= 3 and words[1] in "个月":
        return _on("monthly"), ""
    return _on("yearly" if words in ("每年", "每个年") else "other"), ""


def _on(repeat: Repeats) -> Repeating:
    return Repeating(repeat)
