"""How a value in a reply is written, by its type."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction

from parley.language.numbers import format_number
from parley.language.times import format_date, format_duration, format_time


def show(value: object, language: str) -> str:
    """Numbers, durations, dates and times as the locale writes them; text as it is."""
    match value:
        case str():
            return value
        case bool():
            return str(value)
        case int() | float() | Fraction():
            return format_number(value, language)
        case timedelta():
            return format_duration(value, language)
        case datetime():
            return format_time(value.time(), language)
        case time():
            return format_time(value, language)
        case date():
            return format_date(value, language)
        case _:
            return str(value)
