"""What a person can have converted."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from parley.language.measures import parse_measure, together
from parley.language.quantities import UNITS, Quantity, convert, find_unit, format_quantity, parse_quantity
from parley.language.understanding.slots import SOME, SlotType
from parley.skills.frame import Ask, Skill, handles
from parley.skills.types import Reply

_SOME = re.compile(SOME)
_HALF = re.compile(r"^(?:半个?|half (?:an? )?)")
#: Decimals that ``format_quantity`` writes.
PLACES = 3


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit that was named."""

    unit: str


@dataclass(frozen=True, slots=True)
class Amount:
    """How much, in as many units as it was said in."""

    parts: tuple[Quantity, ...]

    def told(self, language: str) -> str:
        return ("" if language == "zh" else " ").join(format_quantity(each, language) for each in self.parts)


def _amount(text: str, language: str) -> Amount | None:
    found = _quantity(text, language)
    if found is not None:
        return Amount((found,))
    parts = parse_measure(text)
    return Amount(parts) if parts is not None else None


def _quantity(text: str, language: str) -> Quantity | None:
    if not _SOME.search(text):
        return None
    half = _HALF.match(text)
    for each in ("zh", "en"):
        if half:
            unit = find_unit(text[half.end() :], each)
            found = Quantity(0.5, unit) if unit else None
        else:
            found = parse_quantity(text, each)
        if found and abs(found.value) <= 1e12 and not _is_money(found.unit):
            return found
    return None


def _unit(text: str, language: str) -> UnitName | None:
    found = find_unit(text, "zh") or find_unit(text, "en")
    return UnitName(found) if found and not _is_money(found) else None


def _is_money(unit: str) -> bool:
    """Money has rates, not sizes: another skill knows them."""
    return UNITS[unit].kind.startswith("money")


_ENGLISH = tuple(
    facts.names[1]
    for unit, facts in UNITS.items()
    if facts.names[1].replace(" ", "").isalpha() and not _is_money(unit)
)
_CHINESE = tuple(
    facts.chinese[0]
    for unit, facts in UNITS.items()
    if not facts.chinese[0].isascii() and not _is_money(unit)
)


class Units(Skill):
    """Conversions; also of the Chinese units 斤, 两, 里 and 亩."""

    types: ClassVar[Mapping[str, SlotType]] = {
        "quantity": SlotType(
            r"\S(?:.{0,40}?\S)?",
            _amount,
            spoken={
                "en": tuple(f"{{number}} {name}" for name in _ENGLISH),
                "zh": tuple(f"{{number}} {name}" for name in _CHINESE),
            },
            sign=SOME,
        ),
        "unit": SlotType(r"\S(?:.{0,20}?\S)?", _unit, spoken={"en": _ENGLISH, "zh": _CHINESE}),
    }

    @handles("units.convert")
    async def convert(self, ask: Ask, quantity: Amount, unit: UnitName) -> Reply:
        whole = together(quantity.parts)
        source, target = UNITS[whole.unit], UNITS[unit.unit]
        if source.kind != target.kind:
            return ask.reply("other_kind")
        found = convert(whole, unit.unit)
        shown, exact = _rounded(found)
        return ask.reply(
            "exact" if exact else "about",
            source=quantity.told(ask.language),
            target=_told(shown, ask.language),
        )


def _rounded(quantity: Quantity) -> tuple[Quantity, bool]:
    """Two decimals, or three digits of a smaller number; and whether nothing was lost."""
    value = quantity.value
    size = math.floor(math.log10(abs(value))) if value else 0
    rounded = round(value, max(2, 2 - size))
    return Quantity(rounded, quantity.unit), math.isclose(rounded, value, rel_tol=1e-9, abs_tol=1e-9)


def _told(quantity: Quantity, language: str) -> str:
    if round(quantity.value, PLACES) == quantity.value:
        return format_quantity(quantity, language)
    # More places than numbers are otherwise told with.
    one = format_quantity(Quantity(2, quantity.unit), language)
    return one.replace("2", f"{quantity.value:.12f}".rstrip("0"), 1)
