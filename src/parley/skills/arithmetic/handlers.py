"""What a person can have calculated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from parley.language.understanding.slots import NUMBER_SIGN, SlotType
from parley.skills.arithmetic.calculation import Calculation, Impossible, Value, read
from parley.skills.frame import Ask, Skill, handles
from parley.skills.types import Reply

#: Numbers from here on are told as a power of ten; nobody follows sixteen digits by ear.
LONG = 10**15
#: Digits after the point.
PLACES = 6


#: The calculations that a closed grammar can hear.
_SPOKEN = {
    "en": (
        "{number} (plus|minus|times|multiplied by|divided by) {number} "
        "[(plus|minus|times|divided by) {number}]",
        "{number} percent of {number}",
        "{number} (squared|cubed)",
        "[the] square root of {number}",
        "half of {number}",
    ),
    "zh": (
        "{number} (加|减|乘|乘以|除以|加上|减去) {number} [(加|减|乘以|除以) {number}]",
        "{number} 的 百分之 {number}",
        "{number} 的 (平方|立方|平方根|一半)",
    ),
}


class Arithmetic(Skill):
    """Calculations."""

    types: ClassVar[Mapping[str, SlotType]] = {
        "calculation": SlotType(
            r"\S(?:.{0,150}?\S)?", lambda text, _: read(text), spoken=_SPOKEN, sign=NUMBER_SIGN
        )
    }

    @handles("arithmetic.compute")
    async def compute(self, ask: Ask, calculation: Calculation) -> Reply:
        try:
            value = calculation.value()
        except Impossible as error:
            return ask.reply(error.reason)
        return _told(ask, value, calculation.fractions)


def _told(ask: Ask, value: Value, fractions: bool) -> Reply:
    if abs(value) >= LONG:
        mantissa, exponent = _scientific(value)
        return ask.reply("huge", mantissa=mantissa, exponent=str(exponent))
    rounded = round(Fraction(value), PLACES)
    if isinstance(value, Fraction) and rounded == value:
        return ask.reply("exact", value=_written(rounded))
    if isinstance(value, Fraction) and fractions and value.denominator <= 100 and abs(value) < 100:
        return ask.reply("fraction", fraction=f"{value.numerator}/{value.denominator}", value=_short(value))
    if abs(value) < Fraction(1, 10**PLACES):
        return ask.reply("tiny")
    return ask.reply("about", value=_short(value))


def _short(value: Value) -> object:
    """Three places, or as many as show three digits of a small number."""
    size = math.floor(math.log10(abs(value))) if value else 0
    return _written(round(Fraction(value), 3 if size >= -1 else 2 - size))


def _written(value: Fraction) -> object:
    """As the locale writes it; with more than three places, digit by digit, which all locales here share."""
    if (value * 1000).denominator == 1:
        return int(value) if value.denominator == 1 else float(value)
    return f"{value.numerator / value.denominator:.10f}".rstrip("0")


def _scientific(value: Value) -> tuple[float, int]:
    whole = abs(int(value))
    exponent = len(str(whole)) - 1
    mantissa = round(float(Fraction(whole, 10**exponent)), 2)
    if mantissa >= 10:
        mantissa, exponent = mantissa / 10, exponent + 1
    return (-mantissa if value < 0 else mantissa), exponent
