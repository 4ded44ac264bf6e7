"""What one route of an API takes and gives, in words that OpenAPI knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of an API. Its types are those that the endpoint reads with: they cannot differ."""

    id: str
    """Such as ``createTranscription``."""
    summary: str
    query: type | None = None
    """Struct of what stands in the query (``Call.query``)."""
    body: type | None = None
    """Type of the JSON body (``Call.read``); of a form (``form_of``) where ``media`` says so."""
    media: tuple[str, ...] = ("application/json",)
    """Media types of the body; with ``body`` None, what comes as bytes, if it is not JSON."""
    answer: type | None = None
    """Type of the JSON answer; None where it has another media type, or no body."""
    answer_media: tuple[str, ...] = ("application/json",)
    status: int = 200
    """Of an answer that is no error."""
    more: Mapping[int, str] = field(default_factory=dict[int, str])
    """Other statuses that it may answer with, and what they mean."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Request headers that matter → what for."""
    optional: bool = False
    """The body may be missing."""
    raw: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Laid over the description, for what the types cannot say."""
