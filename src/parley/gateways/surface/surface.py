"""One API for other people's SDKs: its routes, its own errors, and a description of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.websockets import WebSocket

from parley.errors import ParleyError
from parley.gateways.access import Door, Need, status_of
from parley.gateways.access.door import Endpoint, GuardedRoute
from parley.gateways.access.manner import Look, Manner
from parley.gateways.surface.cors import allow
from parley.gateways.surface.keys import key_of
from parley.gateways.surface.operation import Operation
from parley.home.accounts.callers import Caller, Scope
from parley.home.usage import Usage

LONGEST_KEY = 32_768
"""Characters of a key: a pass carries the settings of the session that it opens."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not done."""

    code: str
    """Parley's own, stable code, such as ``too_long``."""
    message: str
    status: int
    """The HTTP status that it means."""
    error: ParleyError


Fault = Callable[[Refusal], Response]
"""Says it in the API's own shape."""
Socket = Callable[[WebSocket, Caller], Awaitable[None]]
"""Not accepted yet. It is cancelled when the key is taken back."""


class Offer(NamedTuple):
    """A route and what it does."""

    route: GuardedRoute
    about: Operation


class Surface:
    """One API. Its routes let in who shows a key with the right scope, wherever its SDK puts the key."""

    def __init__(
        self,
        name: str,
        title: str,
        door: Door,
        fault: Fault,
        usage: Usage,
        *,
        look: Look | None = None,
        origins: Sequence[str] = ("*",),
    ) -> None:
        """``name`` is that of its description, ``/openapi/NAME.json``. ``look`` finds who shows a key or a
        pass. Pages of ``origins`` may use it from a browser."""
        self.name, self.title = name, title
        self.usage = usage
        self.offers: list[Offer] = []
        self._door, self._fault = door, fault
        self._origins = frozenset(origins)
        self.manner = Manner(
            token=key_of,
            refusal=self.refuse,
            finish=self._finished,
            caller=look,
            longest=LONGEST_KEY,
            denies=True,
        )

    def route(
        self,
        path: str,
        endpoint: Endpoint,
        *,
        methods: Sequence[str],
        about: Operation,
        needs: Need = Scope.SERVICES,
    ) -> BaseRoute:
        """A route. What the endpoint raises is said in the API's own shape."""
        route = self._door.route(path, endpoint, methods=methods, needs=needs, manner=self.manner)
        self.offers.append(Offer(route, about))
        return route

    def socket(self, path: str, endpoint: Socket, *, needs: Need = Scope.SERVICES) -> BaseRoute:
        """A WebSocket route."""

        async def open(websocket: WebSocket, caller: Caller, _: Callable[[], bool]) -> None:
            await endpoint(websocket, caller)

        return self._door.socket(path, open, needs=needs, manner=self.manner)

    def refuse(self, error: ParleyError) -> Response:
        """An error in the API's own shape."""
        return self._fault(Refusal(error.code, str(error), status_of(error.code), error))

    def _finished(self, response: Response, connection: HTTPConnection) -> Response:
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        allow(response.headers, connection.headers.get("origin", ""), self._origins)
        return response
