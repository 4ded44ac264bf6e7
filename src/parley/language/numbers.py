"""Numbers as values: read from words or digits, and written the way a language writes them."""

from __future__ import annotations

import re
from fractions import Fraction

from parley.errors import Unsupported
from parley.language.chinese import numbers as chinese
from parley.language.english import numbers as english
from parley.language.written import to_written
from parley.tags import primary

#: Characters; no number that is said is longer.
_LONGEST = 200
_WRITTEN = re.compile(
    r"(?P<sign>[-−+])?(?:(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,40})(?:\.(?P<places>\d{1,40}))?(?P<size>[万亿])?"
    r"|(?P<above>\d{1,15})/(?P<below>\d{1,15}))"
)
_SIZES = {"万": 10**4, "亿": 10**8, None: 1}
_HALVES = {"半", "一半", "half", "a half", "one half"}
_LETTERS = re.compile("[a-z]+")
#: Words of English of which digits may be made, with a sign, a point or a fraction; any other stays a word.
_COUNTED = frozenset(
    [
        *(*english.WORDS.split("|"), *english.ORDINALS.split("|"), *english.PARTS),
        *("a", "an", "and", "oh", "o", "point", "the", "of", "minus", "negative", "couple", "past", "to"),
        *("till", "after", "minute", "minutes", "degree", "degrees", "celsius", "centigrade", "fahrenheit"),
        *("per", "percent", "cent", "cents", "dollar", "dollars", "euro", "euros", "st", "nd", "rd", "th"),
    ]
)
_LOCALES = {"zh": "zh_CN", "en": "en_US"}


def parse_number(text: str, language: str) -> int | float | Fraction | None:
    """The number that is the whole text: 一千二百, "twenty-six point five", 1,234, 3/4; None if it is none.

    Ordinals give their number (第三, "third"), fractions a ``Fraction``, decimals a ``float``.
    """
    plain = text.strip().lower()
    if not plain or len(plain) > _LONGEST:
        return None
    if plain in _HALVES:
        return Fraction(1, 2)
    value = _spoken(plain, primary(language))
    if value is not None or (plain.isascii() and not _COUNTED.issuperset(_LETTERS.findall(plain))):
        return value
    return _written(to_written(plain, language).strip())


def format_number(value: float | Fraction, language: str) -> str:
    """The number as the language writes it, at most three decimals: 1,234.5, 1/3. Raises ``Unsupported``."""
    if isinstance(value, Fraction):
        if value.denominator != 1:
            return f"{value.numerator}/{value.denominator}"
        value = value.numerator
    from babel.numbers import format_decimal

    return format_decimal(value, locale=locale_of(language))


def locale_of(language: str) -> str:
    """The locale whose conventions a language follows. Raises ``Unsupported`` for other than zh and en."""
    parts = language.replace("_", "-").split("-")
    found = _LOCALES.get(primary(language))
    if found is None:
        raise Unsupported(f"Numbers and times are written in Chinese and English only, not in {language!r}.")
    return "en_GB" if found == "en_US" and "GB" in (part.upper() for part in parts[1:]) else found


def _spoken(text: str, language: str) -> int | float | None:
    if language == "zh":
        number = chinese.read_number(text.removeprefix("第").removesuffix("个"))
    else:
        words = english.split_words(text)
        sign = -1 if words and words[0] in ("minus", "negative") else 1
        words = words[1:] if sign < 0 else words
        reading = english.read(words)
        number = english.read_ordinal(words)
        if number is None and reading and reading.words == len(words):
            number = sign * reading.value
    return number if number is None or isinstance(number, int) else float(number)


def _written(text: str) -> int | float | Fraction | None:
    text = re.sub("^第|个$|(?<=[0-9])(?:st|nd|rd|th)$", "", text)
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    sign = -1 if match["sign"] in ("-", "−") else 1
    if match["above"]:
        return sign * Fraction(int(match["above"]), int(match["below"])) if int(match["below"]) else None
    whole = int(match["whole"].replace(",", ""))
    if not match["places"]:
        return sign * whole * _SIZES[match["size"]]
    value = Fraction(f"{whole}.{match['places']}") * _SIZES[match["size"]] * sign
    return int(value) if value.denominator == 1 and match["size"] else float(value)
