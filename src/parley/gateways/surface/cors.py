"""Pages of other origins may use the APIs, with a key of their own; never with a cookie."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

_REMEMBERED = 3600
"""Seconds for which a browser need not ask again."""
_LONGEST = 1000
"""Characters of what a page asks to send."""


def allow(headers: MutableHeaders, origin: str, origins: Collection[str]) -> bool:
    """Let a page of ``origin`` read the answer, if it may."""
    if not origin or not ("*" in origins or origin in origins):
        return False
    headers["Access-Control-Allow-Origin"] = "*" if "*" in origins else origin
    headers["Access-Control-Expose-Headers"] = "*"
    headers.setdefault("Vary", "Origin")
    return True


class Preflight:
    """Answers browsers that ask beforehand, for the routes of the APIs and no others."""

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute], origins: Sequence[str]) -> None:
        self._app, self._routes, self._origins = app, routes, frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "OPTIONS":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        asked = headers.get("access-control-request-method", "")
        if not asked or not any(self._serves(each, scope, asked) for each in self._routes):
            return await self._app(scope, receive, send)
        response = Response(status_code=204)
        if allow(response.headers, headers.get("origin", ""), self._origins):
            response.headers["Access-Control-Allow-Methods"] = asked[:20]
            wanted = headers.get("access-control-request-headers", "")[:_LONGEST]
            response.headers["Access-Control-Allow-Headers"] = wanted or "*"
            response.headers["Access-Control-Max-Age"] = str(_REMEMBERED)
        return await response(scope, receive, send)

    def _serves(self, route: BaseRoute, scope: Scope, method: str) -> bool:
        return route.matches({**scope, "method": method})[0] is Match.FULL
