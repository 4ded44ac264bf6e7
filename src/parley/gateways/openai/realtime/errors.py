"""Errors as events."""

from __future__ import annotations

from parley.errors import ParleyError
from parley.gateways.openai.faults import said
from parley.gateways.openai.realtime.events import ErrorEvent, Fault


def told(error: ParleyError, event_id: str | None = None) -> ErrorEvent:
    """What a client is told is wrong, and with which of its events."""
    words = said(error)
    return ErrorEvent(
        Fault(
            type=words["type"] or "invalid_request_error",
            code=words["code"] or error.code,
            message=words["message"] or "",
            param=words["param"] or None,
            event_id=event_id,
        )
    )
