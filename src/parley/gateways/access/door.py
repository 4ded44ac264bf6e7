"""The one way to make a route: it says what it needs, and nobody without that reaches it."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

import anyio
import msgspec
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.errors import NotAllowed, ParleyError
from parley.gateways.access.answers import json, status_of
from parley.gateways.access.call import Call
from parley.gateways.access.connections import (
    COOKIE,
    address_of,
    authorization_of,
    origin_of,
    same_origin,
)
from parley.gateways.access.manner import HOUSE, Manner
from parley.gateways.access.tries import Tries
from parley.home.accounts.callers import Caller, Forbidden, Kind, Scope, TooManyTries
from parley.home.accounts.limits import Guesses

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Anybody(Enum):
    """Needs that are no scope."""

    PUBLIC = "public"
    """Everybody, without a token."""
    ANY = "any token"
    """Whoever holds a token, whatever it may do."""


PUBLIC, ANY = Anybody.PUBLIC, Anybody.ANY

Need = Scope | Kind | Anybody
"""What a route needs: a scope, a kind of token, any token, or nothing."""

Answer = Response | msgspec.Struct | None
"""A struct is sent as JSON, None as 204."""
Endpoint = Callable[[Call], Awaitable[Answer]]
SocketEndpoint = Callable[[WebSocket, Caller, Callable[[], bool]], Awaitable[None]]
"""Not accepted yet; ``Caller``; and whether the token is still good. When it no longer is, the endpoint is
cancelled and the socket closed with 4401."""


class Tokens(Protocol):
    """What the door needs of ``home.accounts.tokens.Tokens``."""

    on_ended: list[Callable[[str], None]]

    async def caller(self, secret: str) -> Caller | None: ...
    async def still(self, token: str) -> Caller | None: ...


@dataclass(frozen=True, slots=True)
class Limits:
    """What one network address and one account may ask for."""

    requests: float = 600.0
    """Requests at once, of one address and again of one account."""
    requests_per_second: float = 60.0
    """Requests in the long run."""
    tries: float = 10.0
    """Wrong passwords, codes and links of one address, and of one account, before it must wait."""
    tries_per_second: float = 1 / 60
    sockets: int = 128
    """WebSockets that one account holds open."""
    recheck: float = 2.0
    """Seconds after which an open connection notices that another process took its token back."""
    rechecks: float = 25.0
    """Such looks per second over all connections: of a thousand each looks more seldom."""


class GuardedRoute(Route):
    """A route that only the door makes."""

    def __init__(
        self,
        door: Door,
        path: str,
        endpoint: Endpoint,
        methods: Sequence[str],
        needs: Need,
        guess: bool,
        manner: Manner = HOUSE,
        counts: float = 1,
    ):
        self.needs = needs
        self.guess = guess
        self.manner = manner

        async def guarded(request: Request) -> Response:
            return await door.answer(request, endpoint, needs, guess=guess, manner=manner, counts=counts)

        super().__init__(path, guarded, methods=list(methods), name=f"{'+'.join(methods)} {path}")


class GuardedSocket(WebSocketRoute):
    """A WebSocket that only the door makes."""

    def __init__(
        self, door: Door, path: str, endpoint: SocketEndpoint, needs: Need, manner: Manner = HOUSE
    ) -> None:
        self.needs = needs
        self.manner = manner

        async def guarded(websocket: WebSocket) -> None:
            await door.hold(websocket, endpoint, needs, manner)

        super().__init__(path, guarded, name=f"WebSocket {path}")


class Door:
    """Finds who asks, and lets in who may."""

    def __init__(
        self,
        tokens: Tokens,
        limits: Limits | None = None,
        now: Callable[[], float] = time.monotonic,
        public_url: str = "",
    ) -> None:
        limits = limits or Limits()
        self._tokens, self._limits = tokens, limits
        self._public_url = public_url.rstrip("/")
        """Where others reach the server, where that is set."""
        self._addresses = Guesses(limits.requests, limits.requests_per_second, now=now)
        self._accounts = Guesses(limits.requests, limits.requests_per_second, now=now)
        self.tries = Tries(limits.tries, limits.tries_per_second, now)
        self.elsewhere: list[Callable[[str], bool]] = []
        """Asked whether a device is connected in a way that is none of this door's WebSockets."""
        self._sockets: Counter[str] = Counter()
        """Account or device → WebSockets it holds open."""
        self._ended: dict[str, list[asyncio.Event]] = {}
        """Token → what wakes its open sockets when it is taken back in this process."""
        self._endings = 0
        """How often a token ended in this process."""
        tokens.on_ended.append(self._end)

    def route(
        self,
        path: str,
        endpoint: Endpoint,
        *,
        methods: Sequence[str],
        needs: Need,
        guess: bool = False,
        manner: Manner = HOUSE,
        counts: float = 1,
    ) -> GuardedRoute:
        """A route. With ``guess`` what is sent could be guessed: wrong tries are counted.

        ``counts``: as how many requests it counts. A page may ask for a hundred small pictures at once.
        """
        return GuardedRoute(self, path, endpoint, methods, needs, guess, manner, counts)

    def socket(
        self, path: str, endpoint: SocketEndpoint, *, needs: Need, manner: Manner = HOUSE
    ) -> GuardedSocket:
        """A WebSocket route."""
        return GuardedSocket(self, path, endpoint, needs, manner)

    async def answer(
        self,
        request: Request,
        endpoint: Endpoint,
        needs: Need,
        *,
        guess: bool,
        manner: Manner = HOUSE,
        counts: float = 1,
    ) -> Response:
        """Let the endpoint answer, or say why not."""
        try:
            caller = await self._admitted(request, needs, manner, counts)
            with self.tries.counted(request, caller) if guess else contextlib.nullcontext():
                answer = await endpoint(Call(request, caller, self._public_url))
        except ParleyError as error:
            return manner.finish(manner.refusal(error), request)
        return manner.finish(_response(answer), request)

    def is_connected(self, device: str) -> bool:
        """Whether a device is connected to this process."""
        return self._sockets[device] > 0 or any(asked(device) for asked in self.elsewhere)

    @property
    def looks_every(self) -> float:
        """Seconds between two looks whether a connection's token is still good."""
        return max(self._limits.recheck, len(self._ended) / self._limits.rechecks)

    async def hold(
        self, websocket: WebSocket, endpoint: SocketEndpoint, needs: Need, manner: Manner = HOUSE
    ) -> None:
        """Let the endpoint have the socket for as long as the token is good."""
        before = self._endings
        try:
            caller = await self._admitted(websocket, needs, manner)
            if caller is None:
                raise NotAllowed("Sign in first.")
            if self._sockets[caller.account] >= self._limits.sockets:
                raise TooManyTries("Too many open connections of this account.")
        except ParleyError as error:
            if manner.denies:
                await websocket.send_denial_response(manner.finish(manner.refusal(error), websocket))
                return
            if not same_origin(websocket) and "origin" in websocket.headers:
                await websocket.close()  # before the handshake: the browser sees 403
                return
            await websocket.accept()
            await _refuse(websocket, error)
            return
        held = (caller.account, *([caller.device] if caller.device else []))
        self._sockets.update(held)
        try:
            await self._while_allowed(websocket, endpoint, caller, before)
        finally:
            self._sockets -= Counter(held)  # forgets who holds none

    async def _while_allowed(
        self, websocket: WebSocket, endpoint: SocketEndpoint, caller: Caller, before: int
    ) -> None:
        wrong: list[ParleyError] = []

        async def watch() -> None:
            try:
                await self._until_taken_back(caller, before)
            except ParleyError as error:
                wrong.append(error)
            together.cancel_scope.cancel()

        async with anyio.create_task_group() as together:
            together.start_soon(watch)
            try:
                await endpoint(websocket, caller, lambda: not wrong)
            except WebSocketDisconnect:
                pass
            except ParleyError as error:
                wrong.append(error)
            together.cancel_scope.cancel()
        if wrong:
            await _refuse(websocket, wrong[0])

    async def _until_taken_back(self, caller: Caller, before: int) -> None:
        """Ends by ``NotAllowed``, soon after the token is no longer good for what it was.

        ``before``: the endings before it was let in; if there was none since, it is good now.
        """
        ended, good = asyncio.Event(), before == self._endings
        waiting = self._ended.setdefault(caller.token, [])
        waiting.append(ended)
        try:
            while good or await self._still(caller):
                good = False
                with anyio.move_on_after(self.looks_every):
                    await ended.wait()
                    ended.clear()
        finally:
            waiting.remove(ended)
            if not waiting:
                self._ended.pop(caller.token, None)
        raise NotAllowed("This session was ended.")

    async def _still(self, caller: Caller) -> bool:
        """Whether the token is good for as much as it was."""
        now = await self._tokens.still(caller.token)
        return now is not None and replace(now, scopes=now.scopes & caller.scopes) == caller

    def _end(self, token: str) -> None:
        self._endings += 1
        for each in self._ended.get(token, ()):
            each.set()

    async def _admitted(
        self, connection: HTTPConnection, needs: Need, manner: Manner = HOUSE, counts: float = 1
    ) -> Caller | None:
        """Who asks, when they may. Raises ``NotAllowed``, ``Forbidden``, ``TooManyTries``."""
        if not self._addresses.take(address_of(connection), counts):
            raise TooManyTries("Too many requests from this address. Try again in a minute.")
        token, cookie = manner.token(connection)
        if manner is HOUSE:  # other manners know no cookies
            _check_origin(connection, by_cookie=cookie and bool(token) and needs is not PUBLIC)
        if needs is PUBLIC:
            return None
        look = manner.caller or self._tokens.caller
        caller = await look(token) if 0 < len(token) <= manner.longest else None
        if caller is None or caller.kind is Kind.LINK or (cookie and caller.kind is not Kind.SESSION):
            raise NotAllowed("Sign in, or send a token that is still good.")
        if not self._accounts.take(caller.account, counts):
            raise TooManyTries("Too many requests of this account. Try again in a minute.")
        if isinstance(needs, Scope) and not caller.may(needs):
            raise Forbidden(f"This needs the scope {needs.value}.")
        if isinstance(needs, Kind) and caller.kind is not needs:
            raise Forbidden(f"This needs a token of kind {needs.value}.")
        return caller


def set_session(request: Request, response: Response, token: str, seconds: float) -> None:
    """Put a session into a cookie that scripts cannot read and other sites cannot use."""
    secure = origin_of(request).startswith("https:")
    response.set_cookie(COOKIE, token, int(seconds), httponly=True, samesite="strict", secure=secure)


def _check_origin(connection: HTTPConnection, *, by_cookie: bool) -> None:
    """Pages of other sites can neither use a browser's cookie nor sign it in. Raises ``Forbidden``."""
    if authorization_of(connection) is not None:
        return
    changes = connection.scope["type"] == "websocket" or connection.scope["method"] not in _SAFE
    site = connection.headers.get("sec-fetch-site")
    foreign = "origin" in connection.headers or site in ("cross-site", "same-site")
    suspect = (changes or foreign) if by_cookie else (changes and foreign)
    if suspect and not same_origin(connection):
        raise Forbidden("Only Parley's own page may do this.")


def _response(answer: Answer) -> Response:
    if answer is None:
        return Response(status_code=204)
    return answer if isinstance(answer, Response) else json(answer)


async def _refuse(websocket: WebSocket, error: ParleyError) -> None:
    """Say why and close: 4000 and the HTTP status that means the same."""
    try:
        await websocket.send_json({"type": "error", "code": error.code, "message": str(error)})
        await websocket.close(4000 + status_of(error.code))
    except (RuntimeError, OSError):
        return  # it is gone or closed already
