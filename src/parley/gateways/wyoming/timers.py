"""Timers as satellites show them."""

from __future__ import annotations

from datetime import datetime

from parley.skills.types import Action

_KINDS = {
    "timer_started": "timer-started",
    "timer_changed": "timer-updated",
    "timer_cancelled": "timer-cancelled",
    "timer_rang": "timer-finished",
}


def timer_event(action: Action, now: datetime) -> tuple[str, dict[str, object]] | None:
    """Type and data of the event that tells a satellite of an action; None when it is not about a timer."""
    kind = _KINDS.get(action.kind)
    id = action.data.get("id")
    if kind is None or not isinstance(id, str):
        return None
    data: dict[str, object] = {"id": id}
    if kind in ("timer-cancelled", "timer-finished"):
        return kind, data
    left = _left(action, now)
    data["total_seconds"] = left
    if kind == "timer-updated":
        return kind, data | {"is_active": "left" not in action.data}
    if name := action.data.get("name"):
        data["name"] = name
    duration = action.data.get("duration")
    whole = round(duration) if isinstance(duration, int | float) else left
    hours, rest = divmod(whole, 3600)
    minutes, seconds = divmod(rest, 60)
    return kind, data | {"start_hours": hours, "start_minutes": minutes, "start_seconds": seconds}


def _left(action: Action, now: datetime) -> int:
    """Seconds that it still takes; for one that is paused, its action says so."""
    paused = action.data.get("left")
    if isinstance(paused, int | float):
        return max(0, round(paused))
    rings_at = action.data.get("rings_at")
    try:
        return max(0, round((datetime.fromisoformat(str(rings_at)) - now).total_seconds()))
    except (TypeError, ValueError):  # no time, or one without its zone
        duration = action.data.get("duration")
        return round(duration) if isinstance(duration, int | float) else 0
