"""How far ahead or back, which year, which month: slots of questions about dates."""

from __future__ import annotations

import re

from parley.language.chinese.numbers import read_number
from parley.language.numbers import parse_number
from parley.language.understanding.slots import SlotType, words

_DAYS = {"day": 1, "week": 7, "fortnight": 14, "天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7}
_SPAN = re.compile(
    r"(?P<number>a|an|one|half a|[a-z0-9 -]+?|[零一二两三四五六七八九十百千半\d]+)个?半? ?"
    r"(?P<unit>days?|weeks?|fortnights?|天|日|周|星期|礼拜)"
)
_SPAN_MONTHS = re.compile(
    r"(?P<number>a|an|one|[a-z0-9 -]+?|[零一二两三四五六七八九十百半\d]+)个? ?(?P<unit>months?|years?|月|年)"
)
_MOST = 4_000_000


def _count(text: str) -> int | None:
    if text in ("a", "an"):
        return 1
    value = next(
        (each for language in ("en", "zh") if (each := parse_number(text, language)) is not None), None
    )
    return int(value) if value is not None and value == int(value) and 0 <= value <= _MOST else None


def _days(text: str, _: str) -> int | None:
    found = _SPAN.fullmatch(text)
    count = _count(found["number"].strip()) if found else None
    if found is None or count is None:
        return None
    return count * _DAYS[found["unit"].removesuffix("s")]


def _back(text: str, language: str) -> int | None:
    days = _days(text, language)
    return None if days is None else -days


def _months(text: str, _: str) -> int | None:
    found = _SPAN_MONTHS.fullmatch(text)
    count = _count(found["number"].strip()) if found else None
    if found is None or count is None:
        return None
    return count * (12 if found["unit"][0] in "y年" else 1)


_WHICH = {
    "this year": "this", "next year": "next", "last year": "last", "the year after next": "after_next",
    "今年": "this", "明年": "next", "去年": "last", "后年": "after_next", "前年": "before_last",
}  # fmt: skip


def _year(text: str, _: str) -> int | str | None:
    text = text.removeprefix("the year ").removesuffix("年") if text not in _WHICH else text
    if text in _WHICH:
        return _WHICH[text]
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 9_999 else None
    if re.fullmatch("[零〇一二三四五六七八九]{4}", text):
        return int(text.translate(str.maketrans("零〇一二三四五六七八九", "00123456789")))
    spoken = re.fullmatch(r"(?P<century>nineteen|twenty|eighteen) (?P<rest>[a-z -]+)", text)
    if spoken:
        first, second = (
            parse_number(spoken["century"], "en"),
            parse_number(spoken["rest"].removeprefix("oh "), "en"),
        )
        return (
            int(first * 100 + second) if first is not None and second is not None and second < 100 else None
        )
    value = parse_number(text, "en") or read_number(text)
    return int(value) if value is not None and 1 <= value <= 9_999 else None


_MONTHS = {
    name: number
    for number, name in enumerate(
        (
            *("january", "february", "march", "april", "may", "june", "july"),
            *("august", "september", "october", "november", "december"),
        ),
        1,
    )
}
_MONTHS.update({"this month": 0, "next month": 0, "last month": 0})


def _month(text: str, _: str) -> int | str | None:
    which = {"this": "this", "next": "next", "last": "last", "the": "this", "这": "this", "本": "this",
             "下": "next", "上": "last"}  # fmt: skip
    if re.fullmatch("(?:this|next|last|the) month|(?:[这下上]个?|本)月", text):
        return which[text.split()[0] if " " in text else text[0]]
    if number := _MONTHS.get(text):
        return number
    value = read_number(text.removesuffix("份").removesuffix("月")) if "月" in text else None
    digits = re.fullmatch(r"(\d{1,2})月份?", text)
    value = int(digits[1]) if digits else value
    return int(value) if value and 1 <= value <= 12 else None


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKS = ("周", "星期", "礼拜")
_AMOUNT = r"(?:[\d.]+|[零一二两三四五六七八九十百千半]+|(?<![a-z])[a-z]+(?:[ -][a-z]+){0,5}?)"
_SPANS = rf"{_AMOUNT}个?(?: |-)?(?:days?(?![a-z])|weeks?(?![a-z])|fortnights?(?![a-z])|天|周|个?星期|个?礼拜)"
AHEAD = SlotType(_SPANS, _days)
"""Days ahead."""
BACK = SlotType(_SPANS, _back)
"""Days back, below zero."""
MONTHS = SlotType(rf"{_AMOUNT}个?(?: |-)?(?:months?(?![a-z])|years?(?![a-z])|月|年)", _months)
YEAR = SlotType(
    r"(?:(?:the )?(?:year )?(?:\d{4}|(?:nineteen|twenty|two thousand|eighteen)[a-z -]{0,24})|"
    r"(?:this|next|last) year|"
    r"the year after next|[今明去后前]年|[零〇一二三四五六七八九\d]{4}年?)",
    _year,
)
WEEKDAY = words(
    {
        **{name: number for number, name in enumerate(_WEEKDAYS)},
        **{f"{week}{day}": number for week in _WEEKS for number, day in enumerate("一二三四五六日")},
        **{f"{week}天": 6 for week in _WEEKS},
    }
)
WEEKDAYS = words({f"{name}s": number for number, name in enumerate(_WEEKDAYS)})
"""Several of one day of the week."""
MONTH = SlotType(
    rf"(?:{'|'.join(_MONTHS)}|the month|[这下上]个?月|本月|(?:[一二三四五六七八九十]{{1,2}}|\d{{1,2}})月份?)",
    _month,
)
