"""English number words to values and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "thirtieth": 30,
}
_VALUES = (
    {word: value for value, word in enumerate(_ONES + _TEENS)}
    | {word: 10 * (index + 2) for index, word in enumerate(_TENS)}
    | {"fourty": 40}
)

ONES = "|".join(_ONES)
TENS = "|".join(_TENS)
HOURS = "|".join(_ONES[1:] + _TEENS[:3])
ORDINALS = "|".join(_ORDINALS)
#: Every word a cardinal number is made of, as regular expression alternatives.
WORDS = "|".join([*sorted(_VALUES, key=len, reverse=True), "hundred", *_SCALES])
PARTS = ("half", "halves", "quarter", "quarters", *(f"{name}s" for name in _ORDINALS))
"""Of a whole; an ordinal is one of them too."""
_LARGEST = 10**15
#: Words of the longest number that is read as one.
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """A number at the beginning of a list of words."""

    value: int | Decimal
    words: int
    """How many words it spans."""

    text: str
    """The number in digits; spoken digits keep leading zeros."""


def read(words: list[str]) -> Reading | None:
    """The longest number ``words`` (lower case) begin with: cardinals, years, digit strings, decimals."""
    words = words[:_LONGEST]
    whole = _digit_string(words) or _year(words) or _cardinal(words)
    if whole is None:
        return None
    rest = words[whole.words :]
    if len(rest) > 1 and rest[0] == "point":
        places = 0
        while places + 1 < len(rest) and _ones(rest[places + 1]) is not None:
            places += 1
        if places:
            text = whole.text + "." + "".join(str(_ones(word)) for word in rest[1 : places + 1])
            return Reading(Decimal(text), whole.words + 1 + places, text)
    return whole


def read_ordinal(words: list[str]) -> int | None:
    """The value of an ordinal up to 99 in words: twenty third → 23."""
    if len(words) == 1:
        return _ORDINALS.get(words[0])
    if len(words) == 2 and words[0] in _TENS:
        ones = _ORDINALS.get(words[1])
        return _VALUES[words[0]] + ones if ones and ones < 10 else None
    return None


def ordinal(value: int) -> str:
    """1 → 1st."""
    teens = 10 < value % 100 < 14
    return f"{value}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th')}"


def _ones(word: str) -> int | None:
    value = 0 if word in ("oh", "o") else _VALUES.get(word)
    return value if value is not None and value < 10 else None


def _digit_string(words: list[str]) -> Reading | None:
    """Three or more digits named one by one, as in a telephone number."""
    length = 0
    while length < len(words) and _ones(words[length]) is not None:
        length += 1
    if length < 3 or words[0] in ("oh", "o"):
        return None
    text = "".join(str(_ones(word)) for word in words[:length])
    return Reading(int(text), length, text)


def _below_hundred(words: list[str]) -> tuple[int, int] | None:
    """Value and length of 10 to 99 at the beginning."""
    value = _VALUES.get(words[0]) if words else None
    if value is None or value < 10:
        return None
    if value >= 20 and len(words) > 1:
        ones = _VALUES.get(words[1])
        if ones is not None and 0 < ones < 10:
            return value + ones, 2
    return value, 1


def _year(words: list[str]) -> Reading | None:
    """nineteen eighty four, twenty oh five, twenty twenty six."""
    century = _VALUES.get(words[0]) if words else None
    if century is None or not 13 <= century <= 20:
        return None
    rest = words[1:]
    if len(rest) > 1 and rest[0] in ("oh", "o") and _ones(rest[1]):
        value = century * 100 + int(_ones(rest[1]) or 0)
        return Reading(value, 3, str(value))
    decade = _below_hundred(rest)
    if decade is None:
        return None
    value = century * 100 + decade[0]
    return Reading(value, 1 + decade[1], str(value))


def _cardinal(words: list[str]) -> Reading | None:
    total = current = at = end = 0
    limit = _LARGEST
    previous = ""
    while at < len(words):
        word = words[at]
        value = _VALUES.get(word)
        if value is not None:
            if not _fits(value, current, previous):
                break
            current += value
        elif word in ("a", "an") and at == 0:
            current = 1
        elif word == "hundred" and 0 < current < 100:
            current *= 100
        elif word in _SCALES and 0 < current < 1000 and _SCALES[word] < limit:
            limit = _SCALES[word]
            total += current * limit
            current = 0
        elif word == "and" and (previous == "hundred" or previous in _SCALES):
            previous = word
            at += 1
            continue
        else:
            break
        previous = word
        at += 1
        end = at
    if end == 0 or (words[0] in ("a", "an") and end == 1):
        return None
    value = total + current
    return Reading(value, end, str(value))


def _fits(value: int, current: int, previous: str) -> bool:
    """Whether a number word below 100 may follow what has been read."""
    after_size = previous in ("", "and", "hundred") or previous in _SCALES
    if value == 0:
        return previous == ""
    if value < 10:
        return after_size or (previous in _TENS and current % 10 == 0)
    return after_size and current % 100 == 0


def split_words(text: str) -> list[str]:
    """The lower-case words of a number phrase, hyphens taken apart."""
    return [word for word in re.split(r"[\s-]+", text.lower()) if word]


def spell_integer(value: int) -> str:
    """The words for a value: 1005 → one thousand five. From 10**15 on, digit by digit."""
    if value < 0:
        return "minus " + spell_integer(-value)
    if value >= _LARGEST:
        return spell_digits(str(value))
    if value < 20:
        return (_ONES + _TEENS)[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    for name, size in (*reversed(_SCALES.items()), ("hundred", 100)):
        if value >= size:
            high, low = divmod(value, size)
            return f"{spell_integer(high)} {name}" + (f" {spell_integer(low)}" if low else "")
    raise AssertionError(value)


def spell_number(text: str) -> str:
    """A written decimal number, such as ``-1,234.50``, in words."""
    plain = text.replace(",", "").replace("−", "-")
    sign = "minus " if plain.startswith("-") else ""
    whole, point, fraction = plain.lstrip("+-").partition(".")
    return (
        sign
        + spell_integer(int(whole or "0"))
        + (f" point {spell_digits(fraction)}" if point and fraction else "")
    )


def spell_digits(text: str) -> str:
    """Each digit by its name: 555 → five five five."""
    return " ".join(_ONES[int(char)] for char in text)


def spell_ordinal(value: int) -> str:
    """21 → twenty-first."""
    words = spell_integer(value)
    last = re.split("[- ]", words)[-1]
    stem = words[: len(words) - len(last)]
    return stem + (_ORDINAL_OF.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th"))


def spell_year(value: int) -> str:
    """1984 → nineteen eighty-four, 2005 → two thousand five, 1900 → nineteen hundred."""
    century, rest = divmod(value, 100)
    if not 11 <= century <= 20 or (century == 20 and rest < 10):
        return spell_integer(value)
    if not rest:
        return f"{spell_integer(century)} hundred"
    return f"{spell_integer(century)} {'oh ' if rest < 10 else ''}{spell_integer(rest)}"


_ORDINAL_OF = {spell_integer(value): word for word, value in _ORDINALS.items()}
