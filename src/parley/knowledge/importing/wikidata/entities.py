"""Entities as the dump has them, read for what is needed of them."""

from __future__ import annotations

import msgspec
from msgspec import Raw, Struct, field


class Words(Struct):
    """A text in a language."""

    language: str
    value: str


class Datavalue(Struct):
    """A value and what kind it is."""

    type: str
    value: Raw


class Snak(Struct):
    """What a statement says; no value where it says that there is none, or that nobody knows."""

    snaktype: str
    datavalue: Datavalue | None = None
    datatype: str = ""


class Statement(Struct):
    """One statement about an entity."""

    mainsnak: Snak
    rank: str = "normal"


Nothing = list[Raw]
"""How the dump writes an empty mapping."""


class Entity(Struct):
    """A thing, or a relation."""

    id: str
    type: str = "item"
    labels: dict[str, Words] | Nothing = field(default_factory=list[Raw])
    descriptions: dict[str, Words] | Nothing = field(default_factory=list[Raw])
    aliases: dict[str, list[Words]] | Nothing = field(default_factory=list[Raw])
    claims: dict[str, list[Statement]] | Nothing = field(default_factory=list[Raw])
    sitelinks: dict[str, Raw] | Nothing = field(default_factory=list[Raw])

    def said(self, relation: str) -> list[Snak]:
        """The values of a relation: those preferred, or else all that are not deprecated."""
        claims = self.claims.get(relation, []) if isinstance(self.claims, dict) else []
        return best(claims)


class Item(Struct):
    """Another entity, as a value."""

    id: str = ""
    numeric: int = field(name="numeric-id", default=0)
    kind: str = field(name="entity-type", default="item")

    @property
    def name(self) -> str:
        """Its id; empty for what is no item. Old dumps have the number only."""
        return (self.id or f"Q{self.numeric}") if self.kind == "item" else ""


class Quantity(Struct):
    """A number with a unit."""

    amount: str
    unit: str = "1"


class Time(Struct):
    """A day, month or year."""

    time: str
    precision: int


class Place(Struct):
    """A point on a globe."""

    latitude: float
    longitude: float
    globe: str | None = None


class Monolingual(Struct):
    """A text in a language, as a value."""

    text: str
    language: str


_decoder = msgspec.json.Decoder(Entity)


def entity_of(line: bytes) -> Entity | None:
    """The entity of one line of the dump; None for the brackets around them.

    Raises ``msgspec.MsgspecError``, ``RecursionError`` or ``UnicodeError`` for what is none.
    """
    line = line.strip().rstrip(b",")
    return _decoder.decode(line) if line not in (b"", b"[", b"]") else None


def best(statements: list[Statement]) -> list[Snak]:
    """What Wikidata's own query service calls truthy."""
    kept = [each for each in statements if each.rank == "preferred"]
    kept = kept or [each for each in statements if each.rank == "normal"]
    return [each.mainsnak for each in kept if each.mainsnak.snaktype == "value"]
