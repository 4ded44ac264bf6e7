"""One running timer, and how it is recorded."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that runs."""

    id: str
    name: str
    """What the person called it, or empty."""
    seconds: float
    """How long it was set for, changes included."""
    ends: float
    """When it rings, as a POSIX timestamp of the wall clock."""
    device: str
    """Where it rings."""
    person: str
    language: str
    """In which it is announced."""

    @property
    def duration(self) -> timedelta:
        """How long it was set for."""
        return timedelta(seconds=self.seconds)

    @property
    def rings_at(self) -> datetime:
        """When it rings, in UTC."""
        return datetime.fromtimestamp(self.ends, UTC)

    def document(self) -> dict[str, object]:
        """The timer as a record."""
        return asdict(self)

    @classmethod
    def read(cls, document: dict[str, Any]) -> Timer:
        """The timer of a record. Raises ``msgspec.ValidationError`` when the record is not one."""
        return msgspec.convert(document, cls)
