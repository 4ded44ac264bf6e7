"""A record as it is taken away: its document, when it was made, and when each of its fields got its value."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field


class Kept(Struct, frozen=True, kw_only=True):
    """One line of ``records/<collection>.jsonl``."""

    id: str
    created: float
    """When it was first written; POSIX seconds."""
    document: dict[str, Any]
    """Its fields, also those that were never set and have their defaults."""
    stamps: dict[str, str] = field(default_factory=dict[str, str])
    """Field → stamp of the edit that its value is from."""
    deleted: str = ""
    """Stamp of an earlier deletion, after which the record was made anew; empty for none."""
