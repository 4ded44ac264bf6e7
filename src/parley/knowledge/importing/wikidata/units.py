"""One unit for all numbers of a relation: quantities in other units are converted, or left out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec

_EXACT = Context(prec=28)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of something measurable."""

    name: str
    """As CLDR calls it, such as ``square-kilometer``."""
    kind: str
    """What it measures; units of one kind convert into each other."""
    size: Decimal
    offset: Decimal
    """Of the kind's first unit: number × size + offset."""


@cache
def units() -> tuple[dict[str, Unit], dict[str, Unit], dict[str, str]]:
    """Units by Wikidata's item, units by name, and the first unit of each kind."""
    text = Path(__file__).with_name("units.yaml").read_text("utf-8")
    told = cast("dict[str, dict[str, list[Any]]]", msgspec.yaml.decode(text))
    by_item: dict[str, Unit] = {}
    for kind, each in told.items():
        for name, (item, size, *offset) in each.items():
            by_item[item] = Unit(name, kind, _decimal(size), _decimal(offset[0] if offset else 0))
    return (
        by_item,
        {unit.name: unit for unit in by_item.values()},
        {k: next(iter(v)) for k, v in told.items()},
    )


def _decimal(number: float) -> Decimal:
    return Decimal(repr(number))


@cache
def usual() -> dict[str, str]:
    """Units of relations that the house knows by name: ``{"P2044": "meter"}``."""
    text = (Path(__file__).parents[2] / "relations.yaml").read_text("utf-8")
    told = cast("dict[str, dict[str, str]]", msgspec.yaml.decode(text))
    return {relation: about["unit"] for relation, about in told.items() if about.get("unit")}


class Measures:
    """The unit of each relation, settled when its first number comes."""

    def __init__(self, told: Callable[[str], str], settled: dict[str, str]) -> None:
        """``told``: the unit that the graph has for a relation. ``settled``: by what was imported so far."""
        self._told = told
        self.settled = settled
        """Relation → unit; ``1`` for plain numbers."""

    def convert(self, relation: str, number: Decimal, item: str) -> Decimal | None:
        """The number in the relation's unit. ``item`` is the unit's, empty for a plain number.

        None where the unit is unknown or measures something else.
        """
        by_item, by_name, first = units()
        unit = by_item.get(item)
        if item and unit is None:
            return None
        wanted = self.settled.get(relation)
        if wanted is None:
            wanted = self._told(relation) or usual().get(relation, "")
            if wanted not in by_name:
                wanted = first[unit.kind] if unit is not None else "1"
            self.settled[relation] = wanted
        if unit is None:
            return number if wanted == "1" else None
        if wanted == unit.name:
            return number
        target = by_name.get(wanted)
        if target is None or target.kind != unit.kind:
            return None
        return converted(number, unit, target)


def converted(number: Decimal, unit: Unit, target: Unit) -> Decimal:
    """A number of one unit in another of the same kind."""
    base = _EXACT.add(_EXACT.multiply(number, unit.size), unit.offset)
    return _EXACT.divide(_EXACT.subtract(base, target.offset), target.size).normalize(_EXACT)
