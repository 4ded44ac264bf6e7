"""Values of facts as a language and a locale write them: 8,849 meters, 约14.1亿, March 14, 1879, A、B和C."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache

from parley.knowledge.asking.ages import parts
from parley.knowledge.types import Kind, Value

_IMPERIAL = frozenset({"US", "LR", "MM"})
"""Countries that measure in feet and miles (CLDR's supplemental data, measurement system "US")."""
_FEET = {
    "meter": (("foot", Decimal("0.3048")),),
    "kilometer": (("mile", Decimal("1.609344")),),
    "square-kilometer": (("square-mile", Decimal("2.589988110336")),),
    "kilogram": (("pound", Decimal("0.45359237")),),
    "celsius": (("fahrenheit", Decimal(0)),),
    "kelvin": (("fahrenheit", Decimal(0)),),
}
_GROUPS = {
    "length": frozenset({"meter", "kilometer", "centimeter", "mile", "foot"}),
    "area": frozenset({"square-kilometer", "square-meter", "hectare", "square-mile"}),
    "mass": frozenset({"kilogram", "gram", "tonne", "pound"}),
    "temperature": frozenset({"celsius", "fahrenheit", "kelvin"}),
    "duration": frozenset({"day", "year", "hour", "minute", "second", "month"}),
}
_HUGE, _TINY = Decimal(10) ** 13, Decimal("0.0001")
"""Numbers beyond these are written with powers of ten."""
_LOCALES = {"zh": "zh_CN", "en": "en_US"}


def locale(language: str, region: str) -> str:
    """The locale of a language in a country: British people write 14 March."""
    from babel import Locale, UnknownLocaleError

    if region:
        try:
            return str(Locale.parse(f"{language}_{region.upper()}"))
        except (UnknownLocaleError, ValueError):
            pass
    return _LOCALES.get(language, "en_US")


def worded(value: Value, language: str, region: str, unit: str = "", *, detail: str = "") -> str:
    """A value in words. ``unit`` is used where the value has none; ``detail`` ``year`` gives only a year."""
    if value.kind is Kind.NUMBER and value.number is not None:
        return quantity(value.number, value.unit or unit, language, region)
    if value.kind is Kind.DAY:
        return day(value.text, language, region, only_year=detail == "year")
    return value.text


def quantity(number: Decimal, unit: str, language: str, region: str) -> str:
    """A number with its unit as people of the region measure."""
    if region.upper() in _IMPERIAL and unit in _FEET:
        unit, number = _foreign(unit, number)
    if abs(number) >= _HUGE or 0 < abs(number) < _TINY:
        return _powered(number, unit, language, region)
    if not unit:
        return plain(number, language, region)
    from babel.units import UnknownUnitError, format_unit

    rounded = _rounded(number)
    try:
        # CLDR's Chinese words for common units are the short ones.
        form = "short" if language == "zh" else "long"
        text = str(format_unit(rounded, _cldr(unit), length=form, locale=locale(language, region)))
    except UnknownUnitError:
        return f"{plain(number, language, region)} {unit.replace('-', ' ')}"
    return text.replace(" ", "").replace("\xa0", "").replace("kg", "千克") if language == "zh" else text


def _powered(number: Decimal, unit: str, language: str, region: str) -> str:
    """A number that has too many digits to be read: 1.9 × 10²⁷ kilograms."""
    power = number.adjusted()
    digits = format(_significant(number.scaleb(-power), 3), "f")
    raised = str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    text = f"{digits}×10{raised}" if language == "zh" else f"{digits} × 10{raised}"
    if not unit:
        return text
    # The unit's words, without the number that they need to stand beside.
    words = quantity(Decimal(5), unit, language, "").replace("5", "", 1).strip()
    return f"{text}{words}" if language == "zh" else f"{text} {words}"


def plain(number: Decimal, language: str, region: str) -> str:
    """A number; large ones rounded to what one remembers: "about 1.41 billion", 约14.1亿."""
    from babel.numbers import format_decimal

    if abs(number) >= _HUGE or 0 < abs(number) < _TINY:
        return _powered(number, "", language, region)
    if abs(number) < 1_000_000:
        return str(format_decimal(_rounded(number), locale=locale(language, region)))
    steps = (
        ((10**8, "亿"), (10**4, "万"))
        if language == "zh"
        else (
            (10**12, " trillion"),
            (10**9, " billion"),
            (10**6, " million"),
        )
    )
    for size, name in steps:
        if abs(number) >= size:
            short = _significant(number / size, 3 if language != "zh" or size == 10**8 else 4)
            text = str(format_decimal(short, locale=locale(language, region)))
            exact = short * size == number
            about = "" if exact else "约" if language == "zh" else "about "
            return f"{about}{text}{name}"
    return str(number)


def day(text: str, language: str, region: str, *, only_year: bool = False) -> str:
    """A day, a month or a year: "March 14, 1879", 1879年3月14日, "551 BC", 公元前551年."""
    found = parts(text)
    if found is None:
        return text
    year, month, number = found
    if only_year or not month:
        return _year(year, language)
    if year <= 0:
        return _year(year, language)
    from babel.dates import format_date, format_skeleton

    where = locale(language, region)
    if not number:
        return str(format_skeleton("yMMMM", date(year, month, 1), locale=where))
    try:
        return str(format_date(date(year, month, number), "long", locale=where))
    except ValueError:
        return text


def precise(text: str) -> bool:
    """Whether a day is told to the day."""
    found = parts(text)
    return bool(found and found[1] and found[2] and found[0] > 0)


def _year(year: int, language: str) -> str:
    if year < 0:
        return f"公元前{-year}年" if language == "zh" else f"{-year} BC"
    return f"{year}年" if language == "zh" else str(year) if year > 999 else f"AD {year}"


def listed(texts: list[str], language: str, region: str) -> str:
    """Several things: "A, B and C", A、B和C."""
    from babel.lists import format_list

    if len(texts) == 1:
        return texts[0]
    return str(format_list(texts, locale="zh_CN" if language == "zh" else "en_GB"))


def _foreign(unit: str, number: Decimal) -> tuple[str, Decimal]:
    if unit in ("celsius", "kelvin"):
        celsius = number - Decimal("273.15") if unit == "kelvin" else number
        return "fahrenheit", celsius * 9 / 5 + 32
    name, size = _FEET[unit][0]
    return name, number / size


def _rounded(number: Decimal) -> Decimal:
    """To what a person wants to hear: whole numbers from a hundred on, three digits below."""
    if abs(number) >= 100:
        return number.quantize(Decimal(1), ROUND_HALF_EVEN)
    return _significant(number, 3 if abs(number) < 10 else 4)


def _significant(number: Decimal, digits: int) -> Decimal:
    if not number:
        return Decimal(0)
    rounded = number.quantize(Decimal(1).scaleb(number.adjusted() - digits + 1), ROUND_HALF_EVEN)
    whole = rounded.to_integral_value()
    return whole if whole == rounded else rounded.normalize()


@cache
def _cldr(unit: str) -> str:
    """The unit as babel looks it up: with what it measures."""
    for group, names in _GROUPS.items():
        if unit in names:
            return f"{group}-{'metric-ton' if unit == 'tonne' else unit}"
    return unit
