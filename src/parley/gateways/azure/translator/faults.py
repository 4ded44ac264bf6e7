"""How Translator says no: ``{"error": {"code", "message"}}`` with one of Azure's six-digit numbers."""

from __future__ import annotations

import uuid
from typing import ClassVar

from starlette.responses import Response

from parley.errors import ParleyError
from parley.gateways.access import json
from parley.gateways.surface import Refusal

NO_INPUT, NO_CATEGORY = 400000, 400002
NO_TO_SCRIPT, NO_TEXT, NO_FROM_SCRIPT = 400004, 400005, 400018
NO_VERSION, NO_PAIR, NO_SOURCE, NO_TARGET = 400021, 400023, 400035, 400036
LONG_TEXT, LONG_TRANSLATION, SCRIPTS, MANY = 400050, 400062, 400070, 400072
TOO_MUCH, NO_CUSTOM, NO_SCRIPTS = 400077, 400079, 400080

_CODES = {
    "bad_request": NO_INPUT,
    "bad_method": 405000,
    "unsupported": NO_INPUT,
    "missing_engine": NO_PAIR,
    "missing_language": NO_PAIR,
    "too_long": TOO_MUCH,
    "not_allowed": 401000,
    "forbidden": 403000,
    "not_found": 404000,
    "too_many_tries": 429000,
    "failed": 500000,
    "engine_failed": 503000,
    "engine_timeout": 503000,
    "busy": 503000,
}
"""Parley's code → Translator's; another is 400000. The first three digits are the HTTP status."""


class Fault(ParleyError):
    """Something that Translator has a number for."""

    code: ClassVar[str] = "bad_request"

    def __init__(self, number: int, message: str) -> None:
        super().__init__(message)
        self.number = number

    def __reduce__(self) -> tuple[type[Fault], tuple[int, str]]:
        return Fault, (self.number, str(self))


def fault(refusal: Refusal) -> Response:
    """The error in Translator's shape."""
    error = refusal.error
    known = _CODES.get(refusal.code) or (refusal.status * 1_000 if refusal.status >= 500 else NO_INPUT)
    number = error.number if isinstance(error, Fault) else known
    return named(json({"error": {"code": number, "message": refusal.message}}, number // 1_000))


def named(response: Response) -> Response:
    """The answer with an id of its own, which SDKs show."""
    response.headers["X-RequestId"] = str(uuid.uuid4())
    return response
