"""Durations and moments as Chinese says them, after numerals are digits."""

from __future__ import annotations

import re
from datetime import timedelta

from parley.language.chinese.numbers import NUMERAL, read_number
from parley.language.moments import Clues, DayPart

_SECONDS = {
    "毫秒": 0.001,
    "秒": 1,
    "分": 60,
    "刻钟": 900,
    "小时": 3600,
    "钟头": 3600,
    "天": 86400,
    "周": 604800,
}
_SECONDS["星期"] = _SECONDS["礼拜"] = _SECONDS["周"]
_AMOUNT = rf"(?:\d{{1,9}}(?:\.\d{{1,6}})?|[{NUMERAL}]{{1,12}}|半)"
_PIECE = re.compile(
    rf"(?:零|又|[,，、和]|\s)*(?P<amount>{_AMOUNT})\s?个?(?P<unit>毫秒|秒|分|刻钟|小时|钟头|天|周|星期|礼拜)(?:钟)?(?P<half>半)?"
)

_DAYS = {"今": 0, "明": 1, "后": 2, "大后": 3, "昨": -1, "前": -2}
_PARTS = {
    "凌晨": DayPart.NIGHT,
    "半夜": DayPart.EVENING,
    "午夜": DayPart.EVENING,
    "清晨": DayPart.MORNING,
    "早晨": DayPart.MORNING,
    "早上": DayPart.MORNING,
    "上午": DayPart.MORNING,
    "早": DayPart.MORNING,
    "中午": DayPart.NOON,
    "下午": DayPart.AFTERNOON,
    "午后": DayPart.AFTERNOON,
    "傍晚": DayPart.EVENING,
    "晚上": DayPart.EVENING,
    "夜里": DayPart.EVENING,
    "晚": DayPart.EVENING,
}
_PART = "|".join(_PARTS)
_N = rf"(?:\d{{1,2}}|[{NUMERAL}]{{1,3}})"
_MOMENT = re.compile(
    r"(?:在|到)?"
    rf"(?:(?P<days>大后|今|明|后|昨|前)(?:天|日|(?=[早晚]))|(?P<after>{_N})天(?:以|之)?后"
    r"|(?P<week>(?:下个?){0,3}|[这本]个?)(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天末1-6])"
    rf"|(?:(?:(?P<year>\d{{4}})|(?P<years>[今明后]))年的?)?(?:(?P<month>{_N})月)?(?P<day>{_N})[日号]"
    r"|(?P<iso>\d{4}-\d{1,2}-\d{1,2}))?"
    r"\s?的?"
    rf"(?P<part>{_PART})?"
    rf"(?:(?P<hour>{_N})(?::(?P<minute>\d{{2}})(?::(?P<second>\d{{2}}))?|点(?:[钟整]|(?P<spoken>\d{{1,2}})分?)?))?"
    r"(?:的时候|时)?"
)
_WEEKDAYS = {char: index for index, char in enumerate("一二三四五六日")} | {"天": 6, "末": 5}
_NUMBERED_WEEKDAYS = {str(index + 1): index for index in range(6)}
_AFTER = re.compile("(?:过|再过|在)?(?P<duration>.{1,40}?)(?:以后|之后|后)")


def read_duration(text: str) -> timedelta | None:
    """A duration that is the whole text: 1小时20分钟, 2.5小时, 半天."""
    at, seconds = 0, 0.0
    while at < len(text):
        match = _PIECE.match(text, at)
        if match is None:
            return None
        amount = 0.5 if match["amount"] == "半" else _value(match["amount"])
        if amount is None:
            return None
        seconds += (amount + (0.5 if match["half"] else 0)) * _SECONDS[match["unit"]]
        at = match.end()
    try:
        return timedelta(seconds=seconds) if at else None
    except OverflowError:
        return None


def read_moment(text: str) -> Clues | None:
    """What the whole text says about a moment: 明天早上7:30, 下周五下午3点, 10分钟后."""
    later = _AFTER.fullmatch(text)
    if later:
        duration = read_duration(later["duration"])
        if duration is not None and re.search("[秒分刻小钟]", later["duration"]):
            return Clues(after=duration)
        if duration is not None:
            return Clues(days=duration.days, hour=None)
    match = _MOMENT.fullmatch(text)
    if match is None or not text:
        return None
    year, month, day = match["year"], match["month"], match["day"]
    if match["iso"]:
        year, month, day = match["iso"].split("-")
    hour, minute = _whole(match["hour"]), int(match["minute"] or match["spoken"] or 0)
    if (hour or 0) > 24 or minute > 59 or int(match["second"] or 0) > 59:
        return None
    days = _DAYS[match["days"]] if match["days"] else _whole(match["after"])
    weekday = (_WEEKDAYS | _NUMBERED_WEEKDAYS)[match["weekday"]] if match["weekday"] else None
    if hour is None and not (match["part"] or day or days is not None or weekday is not None):
        return None
    return Clues(
        days=days,
        weekday=weekday,
        weeks=_weeks(match["week"]) if weekday is not None else None,
        year=_whole(year),
        years="今明后".index(match["years"]) if match["years"] else None,
        month=_whole(month),
        day=_whole(day),
        hour=hour,
        minute=minute,
        second=int(match["second"] or 0),
        exact=hour is not None and (hour > 12 or hour == 0 or match["hour"].startswith("0")),
        part=_PARTS[match["part"]] if match["part"] else None,
    )


def _weeks(text: str) -> int | None:
    if text.startswith(("这", "本")):
        return 0
    return text.count("下") or None


def _whole(text: str | None) -> int | None:
    if text is None:
        return None
    value = _value(text)
    return None if value is None else int(value)


def _value(text: str) -> float | None:
    if text[0].isdecimal():
        return float(text)
    value = read_number(text)
    return None if value is None else float(value)
