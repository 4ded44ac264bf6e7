"""What ``say-as`` makes of a text: dates, times, digits and sums as the language says them.

What comes out is still spelled out as any text is; here is only what would be read otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from parley.language.chinese import numbers as chinese
from parley.language.english import numbers as english
from parley.tags import primary

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,15})?")
_MINUTES = re.compile(r"(\d{1,3})['′](?:(\d{1,2})[\"″])?")
_LASTING = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})")
_MONEY = re.compile(r"(?:([A-Za-z]{3})\s?)?([\d.,]{1,30})\s?([A-Za-z]{3})?")
_SIGNS: Final = {"usd": "$", "eur": "€", "gbp": "£", "cny": "¥", "rmb": "¥"}
_NAMES: Final = {
    "jpy": ("yen", "日元"),
    "krw": ("won", "韩元"),
    "inr": ("rupees", "卢比"),
    "chf": ("francs", "瑞士法郎"),
}


def say_as(text: str, kind: str, form: str, language: str) -> str | None:
    """What is said for ``text`` that is a ``kind`` of thing, in a ``form`` such as ``dmy``.

    ``language`` is a BCP 47 tag. None where it is read as any text: in languages other than Chinese and
    English (but for characters), of kinds nobody knows, and where it is not such a thing at all.
    """
    wanted = kind.strip().lower().replace("_", "-")
    tongue = primary(language)
    if wanted in ("characters", "spell-out", "letters"):
        return _characters(text, tongue)
    read = _KINDS.get(wanted)
    return (
        read(text.strip(), form.strip().lower(), tongue == "zh") if read and tongue in ("zh", "en") else None
    )


def _characters(text: str, language: str) -> str | None:
    said: list[str] = []
    for character in text:
        if character.isdecimal() and language in ("zh", "en"):
            value = str(int(character))
            said.append(chinese.spell_digits(value) if language == "zh" else english.spell_digits(value))
        elif not character.isspace():
            said.append(character.upper())
    return " ".join(said) or None


def _digits(text: str, _: str, zh: bool) -> str | None:
    digits = "".join(_DIGITS.findall(_plain(text)))
    return (chinese.spell_digits(digits) if zh else english.spell_digits(digits)) if digits else None


def _cardinal(text: str, _: str, zh: bool) -> str | None:
    value = _plain(text).replace(",", "").replace(" ", "")
    if not _NUMBER.fullmatch(value):
        return None
    return chinese.spell_number(value.lstrip("+")) if zh else english.spell_number(value.lstrip("+"))


def _ordinal(text: str, _: str, zh: bool) -> str | None:
    found = _DIGITS.findall(_plain(text).replace(",", ""))
    if len(found) != 1 or len(found[0]) > 15:
        return None
    value = int(found[0])
    return "第" + chinese.spell_integer(value) if zh else english.spell_ordinal(value)


def _telephone(text: str, _: str, zh: bool) -> str | None:
    groups = _DIGITS.findall(_plain(text))
    if not groups:
        return None
    spell = chinese.spell_digits if zh else english.spell_digits
    head = ("加 " if zh else "plus ") if text.startswith("+") else ""
    return head + ("，" if zh else ", ").join(spell(group) for group in groups)


def _date(text: str, form: str, zh: bool) -> str | None:
    found = _DIGITS.findall(_plain(text))
    order = form if form and set(form) <= set("ymd") else "ymd" if found and len(found[0]) == 4 else "mdy"
    if not 1 <= len(found) <= len(order) or max(map(len, found)) > 4:
        return None
    part = dict(zip(order, map(int, found), strict=False))
    year, month, day = part.get("y"), part.get("m"), part.get("d")
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    if year is not None and year < 100:
        year += 2000 if year < 50 else 1900
    if zh:
        return "".join(
            f"{value}{mark}" for value, mark in ((year, "年"), (month, "月"), (day, "日")) if value
        )
    name = _MONTHS[month - 1] if month else ""
    said = english.spell_ordinal(day) if day else ""
    spoken = english.spell_year(year) if year else ""
    before = " ".join(filter(None, (name, said)))
    return ", ".join(filter(None, (before, spoken))) if day else " ".join(filter(None, (before, spoken)))


def _time(text: str, _: str, zh: bool) -> str | None:
    found = _MINUTES.fullmatch(_plain(text))
    return _lasting(0, int(found[1]), int(found[2] or 0), zh) if found else None


def _duration(text: str, form: str, zh: bool) -> str | None:
    if found := _MINUTES.fullmatch(_plain(text)):
        return _lasting(0, int(found[1]), int(found[2] or 0), zh)
    found = _LASTING.fullmatch(_plain(text))
    if not found:
        return None
    if found[1] is None and form == "hm":
        return _lasting(int(found[2]), int(found[3]), 0, zh)
    return _lasting(int(found[1] or 0), int(found[2]), int(found[3]), zh)


def _lasting(hours: int, minutes: int, seconds: int, zh: bool) -> str:
    units = (("小时", "hour"), ("分", "minute"), ("秒", "second"))
    parts: list[str] = []
    for value, (chinese_unit, unit) in zip((hours, minutes, seconds), units, strict=True):
        if value and zh:
            parts.append(("两" if value == 2 else chinese.spell_integer(value)) + chinese_unit)
        elif value:
            parts.append(f"{english.spell_integer(value)} {unit}{'' if value == 1 else 's'}")
    return ("" if zh else " ").join(parts) or ("零秒" if zh else "zero seconds")


def _currency(text: str, form: str, zh: bool) -> str | None:
    found = _MONEY.fullmatch(_plain(text))
    code = ((found and (found[1] or found[3])) or form).lower()
    if not found or not code:
        return None  # with a sign it is read as any text is
    if code in _NAMES:
        name = _NAMES[code][zh]
        return f"{found[2]}{name}" if zh else f"{found[2]} {name}"
    return f"{_SIGNS[code]}{found[2]}" if code in _SIGNS else None


def _plain(text: str) -> str:
    """With the digits and signs of ASCII, and no more than any such thing has."""
    return "".join(str(int(each)) if each.isdecimal() else each for each in text[:100])


_KINDS: Final[dict[str, Callable[[str, str, bool], str | None]]] = {
    "digits": _digits,
    "number-digit": _digits,
    "cardinal": _cardinal,
    "number": _cardinal,
    "ordinal": _ordinal,
    "telephone": _telephone,
    "date": _date,
    "time": _time,
    "duration": _duration,
    "currency": _currency,
}
"""Fractions and units are read as any text is: "3/8", "10 ft"."""
