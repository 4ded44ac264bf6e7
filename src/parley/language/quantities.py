"""Amounts with a unit: read from what people say, converted, and worded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from parley.errors import Unsupported
from parley.language.numbers import format_number, parse_number
from parley.language.width import to_half_width
from parley.language.written import to_written
from parley.tags import primary


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of something measurable."""

    value: float
    """How many units."""

    unit: str
    """Name of the unit, one of ``UNITS``: ``mile``, ``celsius``, ``percent``, ``usd``."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit measures and what people call it."""

    kind: str
    """What it measures; units of one kind convert into each other."""

    size: Fraction
    """How many of the kind's SI (or base) unit it is."""

    names: tuple[str, ...]
    """English names, lower case, singular, plural, then abbreviations."""

    chinese: tuple[str, ...]
    """Chinese names, the one to write first."""

    offset: Fraction = Fraction(0)
    """Added after scaling, for temperatures: kelvin = value × size + offset."""


def _unit(kind: str, size: str, names: str, chinese: str, offset: str = "0") -> Unit:
    return Unit(kind, Fraction(size), tuple(names.split("|")), tuple(chinese.split("|")), Fraction(offset))


#: Exact by definition: the International System of Units (BIPM, 9th edition), the international yard and
#: pound agreement of 1959 for imperial units, US customary measures for volume, and GB 3100 for 市制.
UNITS: dict[str, Unit] = {
    "kilometer": _unit("length", "1000", "kilometer|kilometers|kilometre|kilometres|km", "公里|千米|km"),
    "meter": _unit("length", "1", "meter|meters|metre|metres|m", "米|公尺|m"),
    "centimeter": _unit("length", "0.01", "centimeter|centimeters|centimetre|centimetres|cm", "厘米|公分|cm"),
    "millimeter": _unit("length", "0.001", "millimeter|millimeters|millimetre|millimetres|mm", "毫米|mm"),
    "mile": _unit("length", "1609.344", "mile|miles|mi", "英里|哩"),
    "yard": _unit("length", "0.9144", "yard|yards|yd", "码"),
    "foot": _unit("length", "0.3048", "foot|feet|ft", "英尺|尺"),
    "inch": _unit("length", "0.0254", "inch|inches|in", "英寸|寸"),
    "li": _unit("length", "500", "li|li", "里|华里"),
    "kilogram": _unit("mass", "1", "kilogram|kilograms|kilo|kilos|kg", "公斤|千克|kg"),
    "gram": _unit("mass", "0.001", "gram|grams|gramme|grammes|g", "克|g"),
    "milligram": _unit("mass", "0.000001", "milligram|milligrams|mg", "毫克|mg"),
    "tonne": _unit("mass", "1000", "tonne|tonnes|metric ton|metric tons|t", "吨"),
    "pound": _unit("mass", "0.45359237", "pound|pounds|lb|lbs", "磅"),
    "ounce": _unit("mass", "0.028349523125", "ounce|ounces|oz", "盎司"),
    "jin": _unit("mass", "0.5", "jin|jin|catty|catties", "斤|市斤"),
    "liang": _unit("mass", "0.05", "liang|liang", "两"),
    "liter": _unit("volume", "0.001", "liter|liters|litre|litres|l", "升|公升|L|l"),
    "milliliter": _unit(
        "volume", "0.000001", "milliliter|milliliters|millilitre|millilitres|ml", "毫升|ml|mL"
    ),
    "gallon": _unit("volume", "0.003785411784", "gallon|gallons|gal", "加仑"),
    "pint": _unit("volume", "0.000473176473", "pint|pints|pt", "品脱"),
    "cup": _unit("volume", "0.0002365882365", "cup|cups", "杯"),
    "tablespoon": _unit("volume", "0.00001478676478125", "tablespoon|tablespoons|tbsp", "汤匙|大勺"),
    "teaspoon": _unit("volume", "0.00000492892159375", "teaspoon|teaspoons|tsp", "茶匙|小勺"),
    "celsius": _unit(
        "temperature", "1", "degree celsius|degrees celsius|celsius|°c|℃|°", "摄氏度|°C|℃|度", "273.15"
    ),
    "fahrenheit": _unit(
        "temperature",
        "5/9",
        "degree fahrenheit|degrees fahrenheit|fahrenheit|°f|℉",
        "华氏度|°F|℉",
        "45967/180",
    ),
    "kelvin": _unit("temperature", "1", "kelvin|kelvins", "开尔文"),
    "square_meter": _unit(
        "area", "1", "square meter|square meters|square metre|square metres|m²", "平方米|平米|m²"
    ),
    "square_foot": _unit("area", "0.09290304", "square foot|square feet|sq ft", "平方英尺"),
    "square_kilometer": _unit(
        "area", "1000000", "square kilometer|square kilometers|km²", "平方公里|平方千米|km²"
    ),
    "hectare": _unit("area", "10000", "hectare|hectares|ha", "公顷"),
    "acre": _unit("area", "4046.8564224", "acre|acres", "英亩"),
    "mu": _unit("area", "2000/3", "mu|mu", "亩"),
    "kilometer_per_hour": _unit(
        "speed", "5/18", "kilometer per hour|kilometers per hour|km/h|kph", "公里每小时|km/h"
    ),
    "mile_per_hour": _unit("speed", "0.44704", "mile per hour|miles per hour|mph", "英里每小时"),
    "meter_per_second": _unit("speed", "1", "meter per second|meters per second|m/s", "米每秒|m/s"),
    "second": _unit("time", "1", "second|seconds|sec|s", "秒|秒钟"),
    "minute": _unit("time", "60", "minute|minutes|min", "分钟|分"),
    "hour": _unit("time", "3600", "hour|hours|h|hr", "小时|个小时"),
    "day": _unit("time", "86400", "day|days", "天"),
    "week": _unit("time", "604800", "week|weeks", "周|个星期|星期"),
    "kilowatt_hour": _unit("energy", "3600000", "kilowatt hour|kilowatt hours|kwh", "千瓦时|度电|kWh"),
    "kilojoule": _unit("energy", "1000", "kilojoule|kilojoules|kj", "千焦"),
    "kilocalorie": _unit("energy", "4184", "kilocalorie|kilocalories|calories|kcal", "千卡|大卡|卡路里"),
    "watt": _unit("power", "1", "watt|watts|w", "瓦|瓦特|W"),
    "kilowatt": _unit("power", "1000", "kilowatt|kilowatts|kw", "千瓦|kW"),
    "megabyte": _unit("data", "1000000", "megabyte|megabytes|mb", "兆|兆字节|MB"),
    "gigabyte": _unit("data", "1000000000", "gigabyte|gigabytes|gb", "吉字节|GB|G"),
    "terabyte": _unit("data", "1000000000000", "terabyte|terabytes|tb", "太字节|TB"),
    "percent": _unit("ratio", "0.01", "percent|percent|%", "%"),
    "cny": _unit("money/cny", "1", "yuan|yuan|rmb|cny|¥", "元|块|块钱|人民币|元人民币|¥"),
    "usd": _unit("money/usd", "1", "dollar|dollars|us dollars|bucks|$", "美元|美金|$"),
    "eur": _unit("money/eur", "1", "euro|euros|€", "欧元|€"),
    "gbp": _unit("money/gbp", "1", "pound sterling|pounds sterling|£", "英镑|£"),
    "jpy": _unit("money/jpy", "1", "yen|yen|jpy", "日元"),
    "hkd": _unit("money/hkd", "1", "hong kong dollar|hong kong dollars|hkd", "港元|港币"),
}
_ENGLISH = {name: unit for unit, facts in UNITS.items() for name in facts.names}
_CHINESE = {name: unit for unit, facts in UNITS.items() for name in facts.chinese}
_LONGEST = 100
_SPLIT = re.compile(
    r"(?P<sign>[$€£¥])?\s?(?P<number>[-−]?\d[\d,]*(?:\.\d+)?(?:/\d+)?[万亿]?)\s?-?(?P<unit>.*)"
)


def find_unit(name: str, language: str) -> str | None:
    """The unit that people call so, or None: "miles" → ``mile``, 公里 → ``kilometer``."""
    plain = to_half_width(name).strip()
    if primary(language) == "zh" and plain in _CHINESE:
        return _CHINESE[plain]
    return _ENGLISH.get(plain.lower())


def parse_quantity(text: str, language: str) -> Quantity | None:
    """The quantity that is the whole text: 五英里, 两斤半, "5 miles", $2.50, 26.5°C; None if it is none."""
    plain = to_half_width(text).strip().replace("￥", "¥") if len(text) <= _LONGEST else ""
    if plain.endswith("半") and primary(language) == "zh":  # 一斤半, 三米半
        whole = parse_quantity(plain[:-1], language)
        return Quantity(whole.value + 0.5, whole.unit) if whole and whole.value > 0 else None
    written = to_written(plain, language).strip()
    match = _SPLIT.fullmatch(written)
    if match:
        number, name = match["number"], match["unit"] or match["sign"] or ""
    else:
        # One-digit numbers that nothing marked as counted: 三品脱, "five pints".
        number, name = _worded(written, language)
    unit = find_unit(name, language)
    value = parse_number(number, language) if number else None
    return None if unit is None or value is None else Quantity(float(value), unit)


def convert(quantity: Quantity, unit: str) -> Quantity:
    """The same amount in another unit of the same kind.

    Raises ``Unsupported`` between kinds, and between currencies, whose rates change.
    """
    source, target = UNITS.get(quantity.unit), UNITS.get(unit)
    if source is None or target is None:
        raise Unsupported(f"There is no unit {quantity.unit if source is None else unit!r}.")
    if source.kind != target.kind:
        reason = "needs exchange rates" if source.kind.startswith("money") else "measures something else"
        raise Unsupported(f"{quantity.unit} does not convert to {unit}: it {reason}.")
    base = Fraction(quantity.value) * source.size + source.offset
    return Quantity(float((base - target.offset) / target.size), unit)


def format_quantity(quantity: Quantity, language: str) -> str:
    """The quantity as people write it: "5 miles", 5英里, 26.5°C, 50%. Raises ``Unsupported``."""
    facts = UNITS.get(quantity.unit)
    if facts is None:
        raise Unsupported(f"There is no unit {quantity.unit!r}.")
    number = format_number(quantity.value, language)
    if quantity.unit in ("celsius", "fahrenheit", "percent"):
        return number + {"celsius": "°C", "fahrenheit": "°F", "percent": "%"}[quantity.unit]
    if primary(language) == "zh":
        return number + facts.chinese[0]
    return f"{number} {facts.names[0 if abs(quantity.value) == 1 else 1]}"


def _worded(text: str, language: str) -> tuple[str, str]:
    if primary(language) == "zh":
        for name in sorted(_CHINESE, key=len, reverse=True):
            if text.endswith(name):
                return text.removesuffix(name), name
        return "", ""
    number, _, name = text.partition(" ")
    return "1" if number.lower() in ("a", "an") else number, name
