"""Tokens for ten minutes, which a page or a program gets from whoever holds the key."""

from __future__ import annotations

from starlette.responses import PlainTextResponse, Response

from parley.gateways.access import Call
from parley.home.passes import Passes

LIFE = 600.0
"""Seconds, as with Azure."""


class IssueToken:
    """The endpoint."""

    def __init__(self, passes: Passes) -> None:
        self._passes = passes

    async def issue(self, call: Call) -> Response:
        """A token as bare text."""
        await call.body(most=1024)
        made = self._passes.issue(call.caller, LIFE)
        return PlainTextResponse(made.secret, media_type="application/jwt")
