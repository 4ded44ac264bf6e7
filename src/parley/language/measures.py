"""Amounts that are said in more than one unit, or in two languages: six foot two, 一米七五, 五 miles.

The second unit may be left out where people do: "six foot two" is of inches, 一米八 of tenths, 三斤二 of 两.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache

from parley.language.numbers import parse_number
from parley.language.quantities import UNITS, Quantity, find_unit

_KINDS = ("length", "mass", "volume", "time", "area")
_SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred"
)
_NUMBER = (
    rf"(?:an?(?= )|\d{{1,9}}(?:\.\d{{1,4}})?|(?:{_SMALL})(?:(?: and |[ -])(?:{_SMALL})){{0,4}}"
    "|(?:[〇零一二三四五六七八九十百千半]|两(?=[百千])){1,8}|两)"
)
_SECOND = {"foot": "inch", "pound": "ounce", "jin": "liang", "hour": "minute", "minute": "second"}
"""The unit that goes without saying after another."""
_LONGEST = 60


@cache
def _pattern() -> re.Pattern[str]:
    names = {
        name
        for facts in UNITS.values()
        if facts.kind in _KINDS
        for name in (*facts.names, *facts.chinese)
    }  # fmt: skip
    unit = "|".join(re.escape(name.lower()) for name in sorted(names, key=len, reverse=True))
    return re.compile(
        rf"(?P<first>{_NUMBER})\s*-?(?P<unit>{unit}|')(?![a-z])"
        rf"(?:\s*(?:and\s+)?(?:(?P<half>a half|半)|(?P<second>{_NUMBER})\s*-?(?P<smaller>{unit}|\")?))?"
    )


def parse_measure(text: str) -> tuple[Quantity, ...] | None:
    """The amounts that are the whole text together, the largest unit first; None where it is none.

    One amount for a text in one unit, such as "a pint and a half" or 五 miles.
    """
    match = _pattern().fullmatch(text.lower().strip()) if len(text) <= _LONGEST else None
    if match is None:
        return None
    unit = "foot" if match["unit"] == "'" else _unit(match["unit"])
    value = _number(match["first"])
    if unit is None or value is None:
        return None
    if match["half"]:
        return (Quantity(float(value + Fraction(1, 2)), unit),)
    if match["second"] is None:
        return (Quantity(float(value), unit),) if match["unit"] != "'" else None
    return _two(value, unit, match["second"], match["smaller"])


def together(parts: tuple[Quantity, ...]) -> Quantity:
    """The sum, in the first one's unit."""
    if len(parts) == 1:
        return parts[0]
    whole = UNITS[parts[0].unit]
    total = sum((Fraction(str(part.value)) * UNITS[part.unit].size for part in parts), Fraction(0))
    return Quantity(float(total / whole.size), parts[0].unit)


def _two(value: Fraction, unit: str, said: str, smaller: str | None) -> tuple[Quantity, ...] | None:
    second = _number(said)
    if second is None:
        return None
    if smaller is None and unit == "meter":
        # 一米八, 一米七五, "1 metre 80": hundredths, or tenths where there is one digit.
        places = 2 if second >= 10 or said.startswith(("0", "零", "〇")) or said.isascii() else 1
        return (Quantity(float(value + second / 10**places), unit),) if second < 100 else None
    other = _SECOND.get(unit) if smaller is None else "inch" if smaller == '"' else _unit(smaller)
    if other is None or UNITS[other].kind != UNITS[unit].kind or UNITS[other].size >= UNITS[unit].size:
        return None
    if second * UNITS[other].size >= UNITS[unit].size:
        return None  # nobody says so: five feet twenty
    return Quantity(float(value), unit), Quantity(float(second), other)


def _unit(name: str) -> str | None:
    found = find_unit(name, "zh") or find_unit(name, "en")
    return found if found is not None and UNITS[found].kind in _KINDS else None


def _number(text: str) -> Fraction | None:
    if text in ("a", "an"):
        return Fraction(1)
    if text == "半":
        return Fraction(1, 2)
    if re.fullmatch("[一二三四五六七八九]{2}", text):  # 一米七五
        return Fraction("".join(str("零一二三四五六七八九".index(each)) for each in text))
    found = parse_number(text, "en" if text.isascii() else "zh")
    return None if found is None else Fraction(str(found))
