"""How an MCP server says no before there is a message to answer: a JSON-RPC error without an id."""

from __future__ import annotations

from typing import ClassVar

from starlette.responses import Response

from parley.errors import ParleyError
from parley.gateways.access import json
from parley.gateways.surface import Refusal

_STATUS = {"missing_engine": 501, "wrong_host": 421, "unsupported": 501}
_INVALID, _INTERNAL = -32600, -32603


class WrongHost(ParleyError):
    """A request for a name that is not this server's: a page elsewhere may have had its name point here."""

    code: ClassVar[str] = "wrong_host"


def fault(refusal: Refusal) -> Response:
    """The error, and for a key that is missing where it belongs."""
    status = _STATUS.get(refusal.code, refusal.status)
    number = _INTERNAL if status >= 500 else _INVALID
    body = {"jsonrpc": "2.0", "id": None, "error": {"code": number, "message": refusal.message}}
    response = json(body, status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="parley"'
    return response
