"""Chinese numerals to values and back."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = "零一二三四五六七八九"
_VALUES = {char: value for value, char in enumerate(_DIGITS)} | {"〇": 0, "两": 2, "幺": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}

#: Characters a numeral is made of, for use inside a regular expression's brackets.
NUMERAL = "零〇一二两三四五六七八九十百千万亿幺"
_DIGIT_STRING = re.compile("[零〇一二三四五六七八九幺]+")
#: One group of four places; a zero stands where places are skipped, and the last unit may be left out.
_GROUP = re.compile(
    "(?:([一二两三四五六七八九])千)?(?:(零)?([一二两三四五六七八九])百)?(?:(零)?([一二三四五六七八九])?十)?"
    "(?:(零)?([一二两三四五六七八九]))?"
)
#: Digits before the point beyond this are read one by one; 亿亿 has no agreed name.
_LARGEST = 10**16
_LONGEST = 40


def read_integer(text: str) -> int | None:
    """The value of a numeral such as 一千二百零五, 三万五 (35000) or 二零二六; None if it is no numeral."""
    if not text or len(text) > _LONGEST:
        return None
    if _DIGIT_STRING.fullmatch(text):
        return int(digits(text))
    return _read_large(text)


def read_number(text: str) -> int | Decimal | None:
    """As ``read_integer``, also with 负 before and 点 inside: 负三点一四."""
    sign, rest = (-1, text[1:]) if text.startswith("负") else (1, text)
    whole, point, fraction = rest.partition("点")
    value = read_integer(whole)
    if value is None:
        return None
    if not point:
        return sign * value
    if not _DIGIT_STRING.fullmatch(fraction) or len(fraction) > _LONGEST:
        return None
    return sign * Decimal(f"{value}.{digits(fraction)}")


def digits(text: str) -> str:
    """A string of spoken digits as written ones: 零零七 → 007."""
    return "".join(str(_VALUES[char]) for char in text)


def is_digit_string(text: str) -> bool:
    """Whether the numeral names its digits one by one, without 十, 百, 千."""
    return _DIGIT_STRING.fullmatch(text) is not None


def spell_integer(value: int) -> str:
    """The numeral for a value: 1005 → 一千零五, 20000 → 两万. From 10**16 on, digit by digit."""
    if value < 0:
        return "负" + spell_integer(-value)
    if value >= _LARGEST:
        return spell_digits(str(value))
    if value == 0:
        return "零"
    high, low = divmod(value, 10**8)
    head = spell_integer(high) + "亿" if high else ""
    if not low:
        return _two(head)
    wan, rest = divmod(low, 10**4)
    tail = ""
    if wan:
        tail = ("零" if head and wan < 1000 else "") + _spell_group(wan) + "万"
    if rest:
        skipped = rest < 1000 and (head or tail)
        tail += ("零" if skipped or (head and not wan) else "") + _spell_group(rest)
    text = head + tail
    return _two(text[1:] if text.startswith("一十") else text)


def spell_number(text: str) -> str:
    """A written decimal number, such as ``-1234.50``, in words; grouping commas are taken."""
    plain = text.replace(",", "").replace("−", "-")
    sign = "负" if plain.startswith("-") else ""
    whole, point, fraction = plain.lstrip("+-").partition(".")
    words = spell_integer(int(whole or "0"))
    return sign + words + ("点" + spell_digits(fraction) if point and fraction else "")


def spell_digits(text: str) -> str:
    """Each digit by its name: 2026 → 二零二六."""
    return "".join(_DIGITS[int(char)] for char in text)


def _read_large(text: str) -> int | None:
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(unit)
        if not found:
            continue
        high = _read_large(head)
        # 一万亿 is 10**12, but 一亿亿 and 一万万 are said by nobody.
        if not high or high >= 10**8 or (unit == "万" and high >= 10**4):
            return None
        if not tail:
            return high * size
        if tail[0] != "零" and len(tail) == 1 and tail in _VALUES:
            return high * size + _VALUES[tail] * size // 10
        low = _read_large(tail.lstrip("零")) if tail[0] == "零" else _read_large(tail)
        return None if not low or low >= size else high * size + low
    return _read_group(text)


def _read_group(text: str) -> int | None:
    match = _GROUP.fullmatch(text)
    if match is None or not text:
        return None
    thousands, _, hundreds, _, tens, skipped, ones = match.groups()
    value = 0
    last = 1
    for digit, size in ((thousands, 1000), (hundreds, 100)):
        if digit:
            value += _VALUES[digit] * size
            last = size
    if "十" in text:
        value += _VALUES[tens] * 10 if tens else 10
        last = 10
    if ones:
        # 一百二 is 120, 两千三 is 2300; after 零 or 十 it is the ones.
        value += _VALUES[ones] * (last // 10 if last > 10 and not skipped else 1)
    return value


def _spell_group(value: int) -> str:
    """1 to 9999."""
    text = ""
    skipped = False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit, value = divmod(value, size)
        if digit:
            text += ("零" if skipped and text else "") + _DIGITS[digit] + unit
            skipped = False
        else:
            skipped = True
    return text


def _two(text: str) -> str:
    """两 where people say it: before 千, 万 and 亿."""
    return re.sub("(?<![十])二(?=[千万亿])", "两", text)
