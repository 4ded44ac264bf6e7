"""The values that SSML's attributes take: speeds, pitches, volumes and times.

The words' values are those that Azure documents; what the W3C leaves open is as Azure has it.
"""

from __future__ import annotations

import re
from typing import Final

SLOWEST, FASTEST = 0.5, 2.0
"""Azure's bounds of a rate, and those of the engines."""
LOWEST, HIGHEST = 0.5, 1.5
"""Azure's bounds of a pitch."""
LOUDEST = 2.0
LONGEST_BREAK = 20.0
"""Seconds; Azure takes a longer break for this."""

_NOMINAL: Final = 150.0
"""Hz, between a man's and a woman's voice: no engine tells how high its voice is, so pitches in Hz are taken
against this."""

_RATES: Final = {"x-slow": 0.5, "slow": 0.64, "medium": 1.0, "fast": 1.55, "x-fast": 2.0, "default": 1.0}
_PITCHES: Final = {"x-low": 0.55, "low": 0.8, "medium": 1.0, "high": 1.2, "x-high": 1.45, "default": 1.0}
_VOLUMES: Final = {
    "silent": 0.0,
    "x-soft": 0.2,
    "soft": 0.4,
    "medium": 0.6,
    "loud": 0.8,
    "x-loud": 1.0,
    "default": 1.0,
}
_BREAKS: Final = {
    "none": 0.0,
    "x-weak": 0.25,
    "weak": 0.5,
    "medium": 0.75,
    "strong": 1.0,
    "x-strong": 1.25,
}
_EMPHASIS: Final = {
    "strong": (0.85, 1.1),
    "moderate": (0.93, 1.05),
    "reduced": (1.1, 0.95),
    "none": (1.0, 1.0),
}
_VALUE = re.compile(
    r"(?P<sign>[+-])?(?P<number>\d{1,6}(?:\.\d{0,9})?|\.\d{1,9})\s?(?P<unit>%|hz|st|db|s|ms)?"
)


def rate(text: str, current: float) -> float | None:
    """The speed that ``text`` means within ``current``; None where it means nothing.

    ``150%`` and ``1.5`` are one and a half times the usual speed, ``+50%`` that of the current one.
    """
    if (word := _RATES.get(text.strip().lower())) is not None:
        return word
    value = _read(text)
    if value is None or value[2] not in ("", "%"):
        return None
    sign, number, unit = value
    share = number / 100 if unit else number
    wanted = share if not sign else current * (1 + (share if sign == "+" else -share))
    return min(FASTEST, max(SLOWEST, wanted))


def pitch(text: str, current: float) -> float | None:
    """The pitch that ``text`` means within ``current``: ``+10%``, ``-2st``, ``+20Hz``, ``180Hz``, a word."""
    if (word := _PITCHES.get(text.strip().lower())) is not None:
        return word
    value = _read(text)
    if value is None or value[2] not in ("%", "hz", "st"):
        return None
    sign, number, unit = value
    number = -number if sign == "-" else number
    if unit == "st":
        wanted = current * 2.0 ** (max(-48.0, min(48.0, number)) / 12)
    elif unit == "%":
        wanted = current * (1 + number / 100)
    else:
        wanted = current + number / _NOMINAL if sign else number / _NOMINAL
    return min(HIGHEST, max(LOWEST, wanted))


def volume(text: str, current: float) -> float | None:
    """The volume that ``text`` means within ``current``: ``50`` (of 100), ``+10``, ``-20%``, ``-6dB``."""
    if (word := _VOLUMES.get(text.strip().lower())) is not None:
        return word
    value = _read(text)
    if value is None or value[2] not in ("", "%", "db"):
        return None
    sign, number, unit = value
    signed = -number if sign == "-" else number
    if unit == "db":
        wanted = current * 10.0 ** (max(-100.0, min(20.0, signed)) / 20)
    elif not sign:
        wanted = number / 100
    else:
        wanted = current * (1 + signed / 100) if unit else current + signed / 100
    return min(LOUDEST, max(0.0, wanted))


def seconds(text: str) -> float | None:
    """A length of time: ``500ms``, ``2s``; 20 s at most."""
    value = _read(text)
    if value is None or value[0] == "-" or value[2] not in ("s", "ms"):
        return None
    return min(LONGEST_BREAK, value[1] / (1_000 if value[2] == "ms" else 1))


def strength(text: str) -> float | None:
    """The length of a break of this strength, in seconds."""
    return _BREAKS.get(text.strip().lower())


def emphasis(text: str) -> tuple[float, float] | None:
    """Factors of the speed and the pitch."""
    return _EMPHASIS.get(text.strip().lower())


def _read(text: str) -> tuple[str, float, str] | None:
    found = _VALUE.fullmatch(text.strip().lower())
    return (found["sign"] or "", float(found["number"]), found["unit"] or "") if found else None
