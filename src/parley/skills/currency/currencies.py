"""Currencies by what people call them, and amounts of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec

from parley.language.numbers import format_number, parse_number
from parley.language.understanding.slots import SOME

#: Above it, nobody has so much.
MOST = 1e15
_SOME = re.compile(SOME)
_NUMBER_FIRST = re.compile(
    r"(?P<amount>[\d.]+|[零〇一二两三四五六七八九十百千万亿点半]+)(?P<size>(?:k|m|bn)(?![a-z])|[万亿千百])?\s*(?P<rest>.*)"
)
_AND_SOME = re.compile(r"(?P<whole>[\d.]+|[一二两三四五六七八九十百千]+)块(?P<tenth>[一二三四五六七八九1-9])")
#: Codes that are words of other kinds: a cup is not Cuban.
_WORDS = frozenset(
    {"ALL", "TOP", "CUP", "MAD", "TRY", "PEN", "SOS", "MOP", "BOB", "COP", "GEL", "RON", "RUB", "ARS", "BAM"}
    | {"LAK", "ANG", "SIT", "FIM", "BAD", "CUC", "ROL", "MAF", "DEM"}
)
_SHARED = frozenset({"dollar", "pound", "peso", "franc", "krone", "krona", "rupee"})
_SIZES = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "billion": 1e9,
    "万": 1e4,
    "亿": 1e8,
    "千": 1e3,
    "百": 1e2,
}
_AROUND = re.compile("^(?:the |a |an |some |现在的?|今天的?)|(?:的| now| today| right now)$")


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency that was named."""

    code: str
    """Three letters (ISO 4217)."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of a currency."""

    amount: float
    currency: str
    """Three letters (ISO 4217)."""


@cache
def _names() -> dict[str, str]:
    """Codes by name, lower-case: what people say before what CLDR has."""
    from babel import Locale

    found: dict[str, str] = {}
    data = msgspec.yaml.decode(Path(__file__).with_name("nicknames.yaml").read_text("utf-8"))
    for code, names in cast("dict[str, list[Any]]", data).items():
        for name in names:
            found.setdefault(name.lower(), code)
    for language in ("en", "zh"):
        known = cast("dict[str, str]", Locale.parse(language).currencies)
        for code, name in known.items():
            # Those that are no more have their years behind them.
            if "(" in name or "（" in name:
                continue
            found.setdefault(name.lower(), code)
            if code not in _WORDS:
                found.setdefault(code.lower(), code)
            if language == "en":
                found.setdefault(_plural(name.lower()), code)
    return found


def _plural(name: str) -> str:
    return name if name.endswith("s") else f"{name}s"


def find_currency(name: str, home: str = "") -> str | None:
    """The code of a currency by name; a plain "dollar" is the house's own (``home``), if that is one."""
    plain = name.strip().lower()
    while (shorter := _AROUND.sub("", plain).strip()) != plain:
        plain = shorter
    code = _names().get(plain) or _names().get(plain.replace(" ", ""))
    if code and home and plain.rstrip("s") in _SHARED and plain.rstrip("s") in _english(home):
        return home
    return code


def _english(code: str) -> str:
    from babel.numbers import get_currency_name

    return get_currency_name(code, locale="en").lower()


def read_money(text: str, home: str = "") -> Money | None:
    """The amount that the whole text is: "20 bucks", "$100", 一百块, "a hundred euros", 5块5."""
    text = text.strip().lower()
    if not _SOME.search(text):
        return None
    if tenth := _AND_SOME.fullmatch(text):
        whole, part = parse_number(tenth["whole"], "zh"), parse_number(tenth["tenth"], "zh")
        if whole is not None and part is not None:
            return Money(float(whole) + float(part) / 10, "CNY")
    sign = re.match(r"(?:us|hk|ca|nt|nz|a|s|cn|jp)?[$€£¥₩₹฿₽₺₪₫]", text)
    if sign and (amount := _amount(text[sign.end() :].strip())) is not None:
        code = find_currency(sign.group(), home)
        return Money(amount, code) if code else None
    if sign and (after := text[sign.end() :].strip().partition(" "))[2]:
        # "$30 usd": the sign says nothing more.
        return read_money(f"{after[0]} {after[2]}", home)
    if match := _NUMBER_FIRST.fullmatch(text):
        amount = _amount(match["amount"] + (match["size"] or ""))
        code = find_currency(match["rest"].removeprefix("个"), home)
        if amount is not None and code:
            return Money(amount, code)
    return _in_words(text, home)


def _in_words(text: str, home: str) -> Money | None:
    """ "A hundred and twenty swiss francs": as many words as possible are the currency's."""
    words = text.split(" ")
    for at in range(1, len(words)):
        code = find_currency(" ".join(words[at:]), home)
        if code is None:
            continue
        number = " ".join(words[:at])
        amount = 1.0 if number in ("a", "an", "one") else _amount(number)
        if amount is not None:
            return Money(amount, code)
    return None


def _amount(text: str) -> float | None:
    number: float | None = None
    if digits := re.fullmatch(
        r"(\d{1,15}(?:\.\d{1,10})?) ?(k|m|bn|thousand|million|billion|[万亿千百])?", text
    ):
        number = float(digits[1]) * _SIZES.get(digits[2], 1.0)
    else:
        read = (parse_number(text, language) for language in ("zh", "en"))
        found = next((each for each in read if each is not None), None)
        number = None if found is None else float(found)
    return number if number is not None and 0 <= number <= MOST else None


def home_currency(country: str) -> str:
    """The currency of a country, "" where it is not known."""
    from babel.numbers import get_territory_currencies

    if not country:
        return ""
    try:
        found = get_territory_currencies(country)
    except LookupError:
        return ""
    return str(found[0]) if found else ""


def format_money(amount: float, code: str, language: str) -> str:
    """ "21.65 US dollars", 724.5元人民币."""
    from babel.numbers import get_currency_precision

    places = get_currency_precision(code)
    if 0 < abs(amount) < 0.1:
        # Two digits that tell something: 0.0067 dollars.
        number = f"{amount:.2g}" if abs(amount) >= 1e-4 else f"{amount:.8f}".rstrip("0")
        return _with_name(number, code, language, many=True)
    rounded = round(amount, places)
    number = format_number(int(rounded) if rounded == int(rounded) else rounded, language)
    return _with_name(number, code, language, many=rounded != 1)


def _with_name(number: str, code: str, language: str, *, many: bool) -> str:
    from babel.numbers import get_currency_name

    if language == "zh":
        return f"{number}{'元人民币' if code == 'CNY' else get_currency_name(code, locale='zh')}"
    return f"{number} {get_currency_name(code, 2 if many else 1, locale='en')}"


def currency_name(code: str, language: str) -> str:
    """ "US dollars", 美元."""
    from babel.numbers import get_currency_name

    return get_currency_name(code, 2 if language == "en" else None, locale=language)
