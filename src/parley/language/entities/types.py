"""What a text may name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The categories that are found; the values are those of Azure's API."""

    PERSON = "Person"
    LOCATION = "Location"
    ORGANIZATION = "Organization"
    DATE_TIME = "DateTime"
    QUANTITY = "Quantity"
    EMAIL = "Email"
    URL = "URL"
    PHONE = "PhoneNumber"
    IP = "IPAddress"


@dataclass(frozen=True, slots=True)
class Entity:
    """``text[start:end]``, in characters, and what that is."""

    start: int
    end: int
    kind: Kind
    score: float
    """Of 100 such entities so many were right where it was measured, as a share."""
    sub: str = ""
    """A finer category: GPE, Date, Time, DateRange, Number, Percentage, Currency, Age, Temperature, …"""


@dataclass(frozen=True, slots=True)
class Match:
    """Where a linked entity is named: ``text[start:end]``, in characters."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Linked:
    """A thing that a public collection knows."""

    name: str
    """As the collection calls it, in the language of the text."""
    language: str
    id: str
    url: str
    source: str
    """Name of the collection."""
    matches: tuple[Match, ...]
