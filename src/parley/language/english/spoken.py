"""English text as it is read aloud: every number, time, unit and sign in words."""

from __future__ import annotations

import re
from collections.abc import Callable

from parley.language.english.numbers import (
    ordinal,
    spell_digits,
    spell_integer,
    spell_number,
    spell_ordinal,
    spell_year,
)

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_MONTH_NAMES = _MONTHS.split("|")
#: One, and more than one.
_UNITS = {
    "°C": ("degree Celsius", "degrees Celsius"),
    "℃": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "℉": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "m/s": ("meter per second", "meters per second"),
    "mph": ("mile per hour", "miles per hour"),
    "km": ("kilometer", "kilometers"),
    "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"),
    "m²": ("square meter", "square meters"),
    "m³": ("cubic meter", "cubic meters"),
    "m": ("meter", "meters"),
    "ft": ("foot", "feet"),
    "mi": ("mile", "miles"),
    "kg": ("kilogram", "kilograms"),
    "mg": ("milligram", "milligrams"),
    "g": ("gram", "grams"),
    "lbs": ("pound", "pounds"),
    "lb": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "ml": ("milliliter", "milliliters"),
    "mL": ("milliliter", "milliliters"),
    "L": ("liter", "liters"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "kW": ("kilowatt", "kilowatts"),
    "W": ("watt", "watts"),
    "V": ("volt", "volts"),
    "GB": ("gigabyte", "gigabytes"),
    "MB": ("megabyte", "megabytes"),
    "TB": ("terabyte", "terabytes"),
    "kB": ("kilobyte", "kilobytes"),
    "KB": ("kilobyte", "kilobytes"),
    "GHz": ("gigahertz", "gigahertz"),
    "MHz": ("megahertz", "megahertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "Hz": ("hertz", "hertz"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "min": ("minute", "minutes"),
    "s": ("second", "seconds"),
    "ms": ("millisecond", "milliseconds"),
}
#: Sign: one, many, a hundredth, hundredths.
_CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "US$": ("dollar", "dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "¥": ("yuan", "yuan", "", ""),
    "￥": ("yuan", "yuan", "", ""),
}
_SIGNS = {
    "+": "plus",
    "-": "minus",
    "−": "minus",
    "×": "times",
    "*": "times",
    "÷": "divided by",
    "/": "divided by",
    "=": "equals",
    "≈": "is about",
    "<": "is less than",
    ">": "is greater than",
}
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_CURRENCY = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))
_N = r"(?:\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,20})?|\d{1,40}(?:\.\d{1,20})?)(?!\.?\d)"
_START = r"(?<![A-Za-z\d.])"
_DIGIT = re.compile(r"\d")
"""Whatever is put into words has one."""
_SIGNED = rf"(?:(?<![\w)])[-−])?{_N}"


def spell_out(text: str, *, day_first: bool = False) -> str:
    """The text with its numbers, times, units and signs in words.

    ``day_first`` reads 3/4/2026 as 3 April, as everywhere but in the United States.
    """
    if not _DIGIT.search(text):
        return text
    text = _EXPRESSION.sub(lambda match: _OPERATOR.sub(_sign, match.group()), text)
    text = _SLASHED.sub(lambda match: _slashed(match, day_first), text)
    for pattern, spoken in _FORMS:
        text = pattern.sub(spoken, text)
    return text


def _plain(text: str) -> str:
    """A cardinal number; with a leading zero, or as long as a telephone number, digit by digit."""
    whole, point, fraction = text.replace(",", "").lstrip("-−").partition(".")
    if (len(whole) > 1 and whole[0] == "0") or (len(whole) > 9 and not point and not text.count(",")):
        return (
            ("minus " if text[0] in "-−" else "")
            + spell_digits(whole)
            + (f" point {spell_digits(fraction)}" if point else "")
        )
    return spell_number(text)


def _number(match: re.Match[str]) -> str:
    """A number, apart from letters that touch it: 5G → five G."""
    following = match.string[match.end() : match.end() + 1]
    return _plain(match.group()) + (" " if following.isalpha() else "")


def _slashed(match: re.Match[str], day_first: bool) -> str:
    first, second, year = int(match[1]), int(match[2]), match[3]
    day, month = (first, second) if (day_first or first > 12) and second <= 12 else (second, first)
    return _date(int(year), month, day) or match.group()


def _iso(match: re.Match[str]) -> str:
    return _date(int(match[1]), int(match[2]), int(match[3])) or match.group()


def _date(year: int, month: int, day: int) -> str | None:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{_MONTH_NAMES[month - 1]} {spell_ordinal(day)}, {spell_year(year)}"


def _month_day(match: re.Match[str]) -> str:
    year = f", {spell_year(int(match['year']))}" if match["year"] else ""
    return f"{match['month']} {spell_ordinal(int(match['day']))}{year}"


def _ordinal(match: re.Match[str]) -> str:
    value = int(match[1])
    return spell_ordinal(value) if match.group().lower() == ordinal(value) else match.group()


def _clock(match: re.Match[str]) -> str:
    hour, minute, half = int(match["hour"]), int(match["minute"]), match["half"]
    if hour > 24 or minute > 59:
        return match.group()
    tail = f" {half.lower()}.m." if half else ""
    if not minute:
        whole = "midnight" if hour in (0, 24) else f"{spell_integer(hour)} o'clock"
        words = spell_integer(hour) if half else f"{spell_integer(hour)} hundred" if 12 < hour < 24 else whole
    else:
        words = f"{spell_integer(hour)} {'oh ' if minute < 10 else ''}{spell_integer(minute)}"
    if match["second"]:
        seconds = int(match["second"])
        words += f" and {spell_integer(seconds)} second{'' if seconds == 1 else 's'}"
    return words + tail


def _measure(match: re.Match[str]) -> str:
    one, many = _UNITS[match["unit"]]
    return f"{_plain(match['value'])} {one if match['value'].lstrip('-−') == '1' else many}"


def _money(match: re.Match[str]) -> str:
    one, many, cent, cents = _CURRENCIES[match["sign"]]
    value, size = match["value"], match["size"]
    if size:
        return f"{_plain(value)} {size.lower()} {many}"
    whole, _, fraction = value.partition(".")
    if len(fraction) != 2 or not cent:
        return f"{_plain(value)} {one if value == '1' else many}"
    head = f"{_plain(whole)} {one if whole == '1' else many}"
    hundredths = int(fraction)
    if not hundredths:
        return head
    tail = f"{spell_integer(hundredths)} {cent if hundredths == 1 else cents}"
    return tail if whole == "0" else f"{head} and {tail}"


def _fraction(match: re.Match[str]) -> str:
    above, below = int(match["above"]), int(match["below"])
    if below < 2 or below > 100:
        return f"{spell_integer(above)} over {spell_integer(below)}"
    name = {2: "half", 4: "quarter"}.get(below) or spell_ordinal(below)
    many = "halves" if below == 2 else name + "s"
    if match["whole"]:
        head = spell_integer(int(match["whole"])) + " and "
        return head + (f"a {name}" if above == 1 else f"{spell_integer(above)} {many}")
    return f"{spell_integer(above)} {name if above == 1 else many}"


def _sign(match: re.Match[str]) -> str:
    return f" {_SIGNS[match[1]]} "


def _year(match: re.Match[str]) -> str:
    return spell_year(int(match.group()))


_DAY = r"(?P<day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_WITH_YEAR = r"(?:,? (?P<year>[12]\d{3})\b)?"
#: Words that a year follows, of one length each as a look-behind needs.
_YEAR_COMES = "|".join(
    rf"(?<=\b{word} )" for word in ("in", "since", "from", "until", "of", "by", "year", "to")
)
_Form = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
_TERM = r"\d{1,15}(?:\.\d{1,9})?"
_EXPRESSION = re.compile(rf"(?<![\w.]){_TERM}(?:\s?[+\-−×*÷/]\s?{_TERM}){{1,9}}\s?=(?:\s?{_TERM})?")
_OPERATOR = re.compile(r"\s?(?<=[\d\s])([+\-−×*÷/=])\s?")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
_FORMS: tuple[_Form, ...] = (
    (re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])"), _iso),
    (
        re.compile(rf"\b(?P<month>{_MONTHS})\.? {_DAY}\b{_WITH_YEAR}(?![:.]\d)"),
        _month_day,
    ),
    (
        re.compile(rf"(?<![\d.:]){_DAY} (?:of )?(?P<month>{_MONTHS})\b{_WITH_YEAR}"),
        _month_day,
    ),
    (re.compile(r"(?<![\d.])(\d{1,15})(?:st|nd|rd|th)\b", re.I), _ordinal),
    (re.compile(r"(?<=\d)\s?[-–—]\s?(?=\d{1,2}:\d{2})"), " to "),
    (
        re.compile(
            r"(?<![\d:])(?P<hour>\d{1,2}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?![\d:])"
            r"(?: ?(?P<half>[ap])\.?m\b\.?)?",
            re.I,
        ),
        _clock,
    ),
    (
        re.compile(r"(?<![\d:.])(\d{1,2}) ?([ap])\.?m\b\.?", re.I),
        lambda match: f"{spell_integer(int(match[1]))} {match[2].lower()}.m.",
    ),
    (
        re.compile(r"(?<![\d./-])(?:(?P<whole>\d{1,6}) )?(?P<above>\d{1,9})/(?P<below>\d{1,9})(?![\d/])"),
        _fraction,
    ),
    (
        re.compile(r"(?<![\w.])(?:\+\d{1,3}[- ])?\(?\d{3,4}\)?(?:[- ]\d{3,4}){1,3}(?![\w-])"),
        lambda match: spell_digits("".join(char for char in match.group() if char.isdecimal())),
    ),
    (re.compile(r"(?<=\d) ?([+×*÷=≈]) ?(?=[\d(])"), _sign),
    (re.compile(r"(?<=\d) ([-−<>]) (?=\d)"), _sign),
    (re.compile(r"(?<=\d)\s?[-–—~]\s?(?=\d)"), " to "),
    (
        re.compile(
            rf"(?P<sign>{_CURRENCY})\s?(?P<value>{_N})(?: (?P<size>thousand|million|billion|trillion)\b)?",
            re.I,
        ),
        _money,
    ),
    (re.compile(rf"{_START}(?P<value>{_SIGNED})\s?[%％]"), lambda match: f"{_plain(match['value'])} percent"),
    (re.compile(rf"{_START}(?P<value>{_SIGNED})\s?(?P<unit>{_UNIT})(?![A-Za-z\d])"), _measure),
    (
        re.compile(
            rf"(?:{_YEAR_COMES})"
            r"(?:1[1-9]|20)\d{2}\b(?![\d,.:%]*\d)(?! (?:people|years|days|dollars|times|percent|points))",
            re.I,
        ),
        _year,
    ),
    (re.compile(rf"{_START}{_SIGNED}"), _number),
    (
        re.compile(r"(?<![A-Za-z\d])\d+(?:\.\d+)*"),
        lambda match: " point ".join(spell_digits(part) for part in match.group().split(".")),
    ),
)
