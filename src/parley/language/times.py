"""Times and durations as values: read from what people say, and worded as people write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from parley.language.chinese import times as chinese
from parley.language.english import times as english
from parley.language.moments import resolve
from parley.language.numbers import format_number, locale_of
from parley.language.width import to_half_width
from parley.language.written import to_written
from parley.tags import primary

#: Characters; nobody says a longer time.
_LONGEST = 200
#: CLDR's own full date patterns, without the year.
_DAY_PATTERNS = {"zh_CN": "M月d日EEEE", "en_US": "EEEE, MMMM d", "en_GB": "EEEE d MMMM"}
_UNITS = (("day", "天", 86400), ("hour", "小时", 3600), ("minute", "分钟", 60), ("second", "秒", 1))


def parse_duration(text: str, language: str) -> timedelta | None:
    """The duration that is the whole text: 一个半小时, "1 hour and 20 minutes", 90s; None if it is none.

    Months and years have no fixed length, and give None.
    """
    plain = _plain(text)
    if plain is None:
        return None
    read = chinese.read_duration if primary(language) == "zh" else english.read_duration
    found = read(to_written(plain, language).strip())
    if found is not None:
        return found
    return english.read_duration(plain)  # 90s, 5 min: written the same everywhere


def parse_moment(text: str, language: str, now: datetime) -> datetime | None:
    """The moment that is the whole text, in the zone of ``now``: 明天早上七点半, "next friday at noon".

    ``now`` is aware. ``None`` if the text is no time. How what was left unsaid is filled in:
    ``moments.resolve``.
    """
    plain = _plain(text)
    if plain is None:
        return None
    written = to_written(plain, language).strip()
    clues = (chinese if primary(language) == "zh" else english).read_moment(written)
    return None if clues is None else resolve(clues, now)


def format_duration(duration: timedelta, language: str) -> str:
    """The length in whole seconds: 1小时20分钟, "1 hour 20 minutes". Raises ``Unsupported``."""
    chinese_text = locale_of(language) == "zh_CN"
    left = abs(round(duration.total_seconds()))
    parts: list[str] = []
    for name, measure, size in _UNITS:
        count, left = divmod(left, size)
        if count or (size == 1 and not parts):
            number = format_number(count, language)
            parts.append(
                f"{number}{measure}" if chinese_text else f"{number} {name}{'' if count == 1 else 's'}"
            )
    return ("" if chinese_text else " ").join(parts)


def format_time(moment: datetime | time, language: str) -> str:
    """The time of day: 晚上7:30, "7:30 PM"; 19:30 in British English. Raises ``Unsupported``."""
    from babel.dates import format_time as babel_time

    locale = locale_of(language)
    wall = moment.timetz() if isinstance(moment, datetime) else moment
    if locale == "zh_CN":
        return babel_time(wall.replace(tzinfo=None), "Bh:mm", locale=locale)
    text = babel_time(wall.replace(tzinfo=None), "short", locale=locale)
    return text.replace("\u202f", " ")


def format_date(day: date, language: str) -> str:
    """The day without its year: 11月21日星期六, "Saturday, November 21". Raises ``Unsupported``."""
    from babel.dates import format_date as babel_date

    locale = locale_of(language)
    return babel_date(day, _DAY_PATTERNS[locale], locale=locale)


def _plain(text: str) -> str | None:
    return to_half_width(text).strip() if text.strip() and len(text) <= _LONGEST else None
