"""Chinese text as it is read aloud: every number, time, unit and sign in characters."""

from __future__ import annotations

import re
from collections.abc import Callable

from parley.language.chinese.numbers import spell_digits, spell_integer, spell_number

#: Measure words and the like before which 2 is read 两.
_LIANG = (
    "个|位|名|只|条|件|张|本|首|台|部|辆|杯|碗|瓶|双|套|次|遍|种|段|句|座|家|间|层|点|分|秒|小时|天|周|年(?!级)|岁|块|"
    "元|斤|公斤|千克|克|公里|千米|米|厘米|英里|升|毫升|度|倍|万|亿|千|人|集|章|页|盏|户|口|头|匹|颗|棵|朵|支|把"
)
_UNITS = {
    "°C": "摄氏度",
    "℃": "摄氏度",
    "°F": "华氏度",
    "℉": "华氏度",
    "km/h": "公里每小时",
    "m/s": "米每秒",
    "km": "公里",
    "cm": "厘米",
    "mm": "毫米",
    "kg": "公斤",
    "mg": "毫克",
    "ml": "毫升",
    "mL": "毫升",
    "kWh": "千瓦时",
    "kW": "千瓦",
    "GB": "吉字节",
    "MB": "兆字节",
    "TB": "太字节",
    "kB": "千字节",
    "KB": "千字节",
    "GHz": "吉赫",
    "MHz": "兆赫",
    "Hz": "赫兹",
    "mph": "英里每小时",
    "min": "分钟",
    "m²": "平方米",
    "m³": "立方米",
    "°": "度",
    "m": "米",
    "g": "克",
    "h": "小时",
    "s": "秒",
    "L": "升",
    "W": "瓦",
    "V": "伏",
}
_CURRENCIES = {
    "$": "美元",
    "US$": "美元",
    "¥": "元",
    "￥": "元",
    "€": "欧元",
    "£": "英镑",
    "₩": "韩元",
    "HK$": "港元",
}
_SIGNS = {
    "+": "加",
    "-": "减",
    "−": "减",
    "×": "乘以",
    "*": "乘以",
    "÷": "除以",
    "/": "除以",
    "=": "等于",
    "≈": "约等于",
    "<": "小于",
    ">": "大于",
}

_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_CURRENCY = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))
_N = r"(?:\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,20})?|\d{1,40}(?:\.\d{1,20})?)(?!\.?\d)"
_START = r"(?<![A-Za-z\d.])"
_NEGATIVE = r"(?:(?<![\w)）])[-−])?"


def spell_out(text: str) -> str:
    """The text with its numbers, times, units and signs in characters."""
    text = _EXPRESSION.sub(lambda match: _OPERATOR.sub(_sign, match.group()), text)
    for pattern, spoken in _FORMS:
        text = pattern.sub(spoken, text)
    return text


def _number(text: str) -> str:
    """A cardinal number; with a leading zero, or longer than people count, digit by digit."""
    whole = text.replace(",", "").partition(".")[0].lstrip("-−")
    if (len(whole) > 1 and whole[0] == "0") or len(whole) > 16:
        head, point, fraction = text.replace(",", "").lstrip("-−").partition(".")
        sign = "负" if text[0] in "-−" else ""
        return sign + spell_digits(head) + ("点" + spell_digits(fraction) if point else "")
    return spell_number(text)


def _counted(text: str) -> str:
    """A number before what it counts: 2 is 两."""
    return "两" if text == "2" else _number(text)


def _date(match: re.Match[str]) -> str:
    year, month, day = match["year"], int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match.group()
    return f"{spell_digits(year)}年{spell_integer(month)}月{spell_integer(day)}日"


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"])
    second = match["second"]
    if hour > 24 or minute > 59 or (second and int(second) > 59):
        return match.group()
    spoken = ("两" if hour == 2 else spell_integer(hour)) + "点"
    if second:
        return f"{spoken}{_padded(minute)}分{_padded(int(second))}秒"
    if minute == 30:
        return spoken + "半"
    return spoken if not minute else f"{spoken}{_padded(minute)}分"


def _padded(value: int) -> str:
    return ("零" if value < 10 else "") + (spell_integer(value) if value else "")


def _meridiem(match: re.Match[str]) -> str:
    part = "上午" if match["half"].lower() == "a" else "下午"
    return part + match["time"]


def _range(match: re.Match[str]) -> str:
    return f"{match['low']}到{match['high']}"


def _measure(match: re.Match[str]) -> str:
    value, unit = match["value"], match["unit"]
    if unit in ("°C", "℃", "°F", "℉"):
        sign = "零下" if value[0] in "-−" else ""
        return f"{sign}{_counted(value.lstrip('-−'))}{_UNITS[unit]}"
    return _counted(value) + _UNITS[unit]


def _money(match: re.Match[str]) -> str:
    value = re.sub(r"(\.\d*?)0+$", r"\1", match["value"]).rstrip(".")  # $2.50 is 两点五美元
    return _counted(value) + (match["size"] or "") + _CURRENCIES[match["sign"]]


def _percent(match: re.Match[str]) -> str:
    base = "百分之" if match["sign"] in "%％" else "千分之"
    value = match["value"]
    sign = "负" if value[0] in "-−" else ""
    return sign + base + _number(value.lstrip("-−"))


def _fraction(match: re.Match[str]) -> str:
    if not int(match["below"]):
        return match.group()
    return f"{spell_integer(int(match['below']))}分之{spell_integer(int(match['above']))}"


def _sign(match: re.Match[str]) -> str:
    return _SIGNS[match.group().strip()]


def _phone(match: re.Match[str]) -> str:
    return spell_digits("".join(char for char in match.group() if char.isdecimal()))


_Form = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
_CLOCK = r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2}))?(?![\d:：])"
_TERM = r"\d{1,15}(?:\.\d{1,9})?"
_EXPRESSION = re.compile(rf"(?<![\w.]){_TERM}(?:\s?[+\-−×*÷/]\s?{_TERM}){{1,9}}\s?=(?:\s?{_TERM})?")
_OPERATOR = re.compile(r"\s?([+\-−×*÷/=])\s?")
_FORMS: tuple[_Form, ...] = (
    (re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"), _date),
    (re.compile(r"(?<!\d)(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})(?!\d)"), _date),
    (
        re.compile(r"(?<!\d)(\d{4}|\d{2})(?=年(?![级前后以之来多内里间]))"),
        lambda match: spell_digits(match[1]),
    ),
    (re.compile(r"(?P<time>(?<![\d:])\d{1,2}:\d{2}) ?(?P<half>[ap])\.?m\b\.?", re.I), _meridiem),
    (re.compile(r"(?<=\d)\s*[-–—~～]\s*(?=\d{1,2}:\d{2})"), "到"),
    (re.compile(r"(?<![\d:：])" + _CLOCK), _clock),
    (re.compile(r"(?<![\d./-])(?P<above>\d{1,9})/(?P<below>\d{1,9})(?![\d/])"), _fraction),
    (re.compile(r"(?<=[\d)]) ?([+×*÷=≈<>]) ?(?=[\d(])|(?<=\d) ([-−]) (?=\d)"), _sign),
    (re.compile(r"(?<![\w.-])(?:\+?\d{1,4}(?:[- ]\d{3,4}){2,3}|0\d{2,3}-\d{7,8})(?![\w.-])"), _phone),
    (re.compile(rf"{_START}(?P<low>{_N})\s?[–—~～-]\s?(?P<high>\d[\d.]{{0,20}})(?![\d-])"), _range),
    (re.compile(rf"(?P<sign>{_CURRENCY})\s?(?P<value>{_N})(?P<size>万|亿)?"), _money),
    (re.compile(rf"{_START}(?P<value>{_NEGATIVE}(?:{_N}))\s?(?P<sign>[%％‰])"), _percent),
    (re.compile(rf"{_START}(?P<value>{_NEGATIVE}(?:{_N}))\s?(?P<unit>{_UNIT})(?![A-Za-z])"), _measure),
    (
        re.compile(r"(?<![A-Za-z\d.])(1\d{10}|\d{17,40}|0\d{6,15})(?![\d.])"),
        lambda match: spell_digits(match[1]),
    ),
    (re.compile(r"(?<=第)\d{1,16}"), lambda match: spell_integer(int(match.group()))),
    (re.compile(rf"(?<![A-Za-z\d.第月周])2(?=\s?(?:{_LIANG}))"), "两"),
    (re.compile(rf"{_START}(?P<value>{_NEGATIVE}(?:{_N}))"), lambda match: _number(match["value"])),
    (
        re.compile(r"(?<![A-Za-z\d])\d+(?:\.\d+)*"),
        lambda match: "点".join(spell_digits(part) for part in match.group().split(".")),
    ),
)
