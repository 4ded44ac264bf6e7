"""Colours, modes, speeds and amounts as people say them."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from parley.language.numbers import parse_number
from parley.language.understanding.slots import NUMBER_SIGN, Several, SlotType, words
from parley.language.understanding.when import MARKED_WHEN, When
from parley.skills.smarthome.things import Color

_NUMBER = (
    r"(?:\d{1,3}(?:\.\d{1,2})?|[零〇一二两三四五六七八九十百半点]{1,8}"
    r"|(?<![a-z])[a-z]+(?:[ -][a-z]+){0,2}?(?![a-z]))"
)
_MARKED = rf"(?:百分之{_NUMBER}|{_NUMBER} ?(?:%|percent|per cent|成))"
_HOURS = 12
_PERCENT = rf"(?:百分之)?{_NUMBER}(?: ?(?:%|percent|per cent|成))?"
_NUMBERS = re.compile(NUMBER_SIGN)
RANDOM = "random"
_DEGREE = "(?: ?(?:°c|°|degrees?|摄氏度|华氏度|度|celsius|fahrenheit|c|f))"


class _Values(msgspec.Struct, forbid_unknown_fields=True):
    colors: dict[str, dict[str, Any]]
    modes: dict[str, dict[str, tuple[str, ...]]]
    speeds: dict[str, dict[str, tuple[str, ...]]]
    levels: dict[int, dict[str, tuple[str, ...]]]
    readings: dict[str, dict[str, tuple[str, ...]]]


_SHADES = {
    "en": ("dark", "bright", "pale", "deep", "soft", "dull", "dim", "neon", "warm", "hot"),
    "zh": ("深", "浅", "淡", "暗", "亮", "鲜"),
}


@cache
def _values() -> _Values:
    return msgspec.yaml.decode(
        Path(__file__).with_name("values.yaml").read_bytes(), type=_Values, strict=False
    )


def color_named(name: str) -> Color:
    """The colour of one of the names that are understood."""
    if name == RANDOM:
        name = random.choice([each for each, values in _values().colors.items() if "rgb" in values])
    found = _values().colors[name]
    rgb: list[int] | None = found.get("rgb")
    return Color(name, (rgb[0], rgb[1], rgb[2]) if rgb else None, found.get("kelvin"))


def usual(what: str, name: str, language: str) -> str:
    """What a colour, mode, speed or reading is called: ``usual("colors", "warm white", "zh")``."""
    table: Mapping[str, Mapping[str, Any]] = getattr(_values(), what)
    return str(table[name][language][0]) if name in table else name


@cache
def plain_types() -> Mapping[str, SlotType]:
    """Those that are the same in every home."""
    file = _values()
    return {
        "color": _fixed({name: _shaded(each) for name, each in file.colors.items()}),
        "mode": _fixed(file.modes),
        "speed": _or_percent(_fixed(file.speeds)),
        "percent": _or_percent(_fixed(file.levels)),
        "share": _no_hour(_or_percent(_fixed(file.levels))),
        "part": _part(_fixed(file.levels)),
        "rest": _part(_fixed(file.levels), rest=True),
        "degrees": SlotType(_NUMBER + _DEGREE + "{0,2}", _degrees, sign=NUMBER_SIGN),
        "thermal": SlotType(_NUMBER + _DEGREE, _degrees, sign=NUMBER_SIGN),
        "reading": _fixed(file.readings),
        "later": replace(MARKED_WHEN, parse=_later),
    }


def _shaded(color: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The names of a colour and of its shades, which a lamp has as the colour itself: dark red, 深红色."""
    english, chinese = tuple(color["en"]), tuple(color["zh"])
    if "rgb" in color:
        english += tuple(f"{shade} {english[0]}" for shade in _SHADES["en"])
        chinese += tuple(f"{shade}{chinese[0]}" for shade in _SHADES["zh"])
    return {"en": english, "zh": chinese}


def _fixed(values: Mapping[Any, Mapping[str, Sequence[str]]]) -> SlotType:
    spoken = {
        language: tuple(text for each in values.values() for text in each[language][:2])
        for language in ("en", "zh")
    }
    every = {
        text: value for value, languages in values.items() for texts in languages.values() for text in texts
    }
    return words(every, spoken)


def _or_percent(fixed: SlotType) -> SlotType:
    """One of some words, or a percentage."""

    def parse(text: str, language: str) -> object:
        value = fixed.parse(text, language)
        return _percent(text, language) if value is None else value

    sign = f"{fixed.pattern}|{NUMBER_SIGN}"
    return SlotType(f"(?:{fixed.pattern}|{_PERCENT})", parse, spoken=fixed.spoken, sign=sign)


def _no_hour(percent: SlotType) -> SlotType:
    """The same but for what may be an hour: of "at ten", what "at ten percent" and "at thirty" are."""

    def parse(text: str, language: str) -> object:
        value = percent.parse(text, language)
        bare = re.fullmatch(r"[\d.]+|[a-z]+|[\u3400-\u9fff]+", text) and _number(text, language) is not None
        return None if bare and isinstance(value, int) and value <= _HOURS else value

    return replace(percent, parse=parse)


def _part(fixed: SlotType, *, rest: bool = False) -> SlotType:
    """The same, but a percentage must say that it is one. ``rest``: what is left of it, as a level."""

    def parse(text: str, language: str) -> object:
        value = fixed.parse(text, language)
        found = _percent(text, language) if value is None else value
        return Several({"level": 100 - found}) if rest and isinstance(found, int) else found

    sign = f"{fixed.pattern}|百分之|%|percent|per cent|成"
    return SlotType(f"(?:{fixed.pattern}|{_MARKED})", parse, spoken=fixed.spoken, sign=sign)


def _percent(text: str, language: str) -> int | None:
    if level := re.fullmatch(r"level (\w+)", text):
        of_ten = _number(level[1], language)
        return round(of_ten * 10) if of_ten is not None and 0 < of_ten <= 10 else None
    number = _number(re.sub(r"百分之| ?(?:%|percent|per cent)$", "", text), language)
    if number is None and text.endswith("成"):
        tenths = _number(text[:-1], language)
        number = None if tenths is None else tenths * 10
    return round(number) if number is not None and 0 <= number <= 100 else None


def _degrees(text: str, language: str) -> float | int | None:
    number = _number(re.sub(f"{_DEGREE}+$", "", text), language)
    if number is None or not 0 < number <= 120:
        return None
    return int(number) if float(number).is_integer() else float(number)


def _number(text: str, language: str) -> float | None:
    if not _NUMBERS.search(text):
        return None
    order: Sequence[str] = ("zh", "en") if language == "zh" else (language, "zh")
    found = (parse_number(text.strip(), each) for each in order)
    value = next((number for number in found if number is not None), None)
    return None if value is None else float(value)


def _later(text: str, language: str) -> object:
    when = MARKED_WHEN.parse(text, language)
    if not isinstance(when, When) or when.repeat or not when.timed:
        return None
    after = when.clues.after
    return Several({"when": when} if after is None else {"after": after})
