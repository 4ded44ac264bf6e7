"""When a record is due: a pure function of the record."""

from __future__ import annotations

from typing import Any


def next_due(collection: str, document: dict[str, Any]) -> float | None:
    """When a timer, alarm, reminder or routine rings next (POSIX seconds); None for never and for other records."""
    if collection == "timers":
        return float(document["ends"])
    return None
