"""What tells who somebody is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Personal:
    """``text[start:end]``, in characters, and of which category it is."""

    start: int
    end: int
    category: str
    """A category of Azure's API, such as ``Email`` or ``CreditCardNumber``."""
    score: float
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without what is personal in it."""

    text: str
    """As long as the original; every character of what was found is an asterisk."""
    found: tuple[Personal, ...]
