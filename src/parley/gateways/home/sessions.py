"""Signing in by password, passkey or link, and the sessions that come of it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from parley.gateways.access import COOKIE, PUBLIC, Answer, Call, Door, json, set_session
from parley.gateways.home.browsers import browser
from parley.gateways.home.me import Line, Password, me
from parley.gateways.home.passkeys import site
from parley.home.accounts.callers import Kind, Scope
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.home.accounts.issuing import SESSION_LIFE, Issued
from parley.home.home import Home


class Where(Struct, frozen=True):
    """The browser that signs in."""

    name: Line = ""
    kind: DeviceKind = DeviceKind.BROWSER


class SignIn(Struct, frozen=True):
    sign_in_name: Line
    password: Password
    device: Where = field(default_factory=Where)


class Question(Struct, frozen=True):
    """What a browser asks its device for a passkey with."""

    id: str
    options: dict[str, Any]


class Credential(Struct, frozen=True):
    id: Line
    credential: dict[str, Any]
    device: Where = field(default_factory=Where)


class Link(Struct, frozen=True):
    key: Line
    name: Line = ""
    device: Where = field(default_factory=Where)


class Session(Struct, frozen=True):
    id: str
    name: str
    created: float
    used: float
    current: bool


class SessionList(Struct, frozen=True):
    sessions: list[Session]


class Sessions:
    """Makes sessions and ends them."""

    def __init__(self, door: Door, home: Home) -> None:
        self._door, self._home = door, home

    async def sign_in(self, call: Call) -> Answer:
        asked = await call.read(SignIn)
        account = await self._home.accounts.check_password(asked.sign_in_name, asked.password, call.address)
        issued = await self._home.tokens.sign_in(account.id, device(call, asked.device), "password")
        return await self._entered(call, issued)

    async def ask_for_passkey(self, call: Call) -> Answer:
        ceremony = await self._home.passkeys.signing_in(site(call.request), call.address)
        return Question(ceremony.id, dict(ceremony.options))

    async def sign_in_by_passkey(self, call: Call) -> Answer:
        asked = await call.read(Credential)
        account = await self._home.passkeys.sign_in(
            site(call.request), asked.id, asked.credential, call.address
        )
        issued = await self._home.tokens.sign_in(account, device(call, asked.device), "passkey")
        return await self._entered(call, issued)

    async def enter_by_link(self, call: Call) -> Answer:
        asked = await call.read(Link)
        issued = await self._home.tokens.redeem(asked.key, device(call, asked.device), asked.name)
        return await self._entered(call, issued)

    async def enter(self, call: Call, response: Response, key: str) -> None:
        """Sign a browser in that visits a link. Raises ``BadLink``, ``TooMany``."""
        await enter(self._home, call.request, response, await self._home.tokens.redeem(key, device(call)))

    async def leave(self, call: Call) -> Answer:
        await self._home.tokens.revoke(call.caller.account, call.caller.token, by=call.caller)
        response = Response(status_code=204)
        response.delete_cookie(COOKIE)
        return response

    async def show(self, call: Call) -> Answer:
        sessions = await self._home.tokens.sessions(call.caller.account)
        return SessionList(
            [
                Session(each.id, each.name, each.created, each.used, each.id == call.caller.token)
                for each in sessions
            ]
        )

    async def end(self, call: Call) -> Answer:
        await self._home.tokens.revoke(call.caller.account, call.id(), by=call.caller)

    async def end_others(self, call: Call) -> Answer:
        await self._home.tokens.revoke_all_but(call.caller.account, call.caller.token, by=call.caller)

    async def _entered(self, call: Call, issued: Issued) -> Response:
        account = await self._home.accounts.get(issued.caller.account)
        response = json(me(account, issued.caller))
        await enter(self._home, call.request, response, issued)
        return response


async def enter(home: Home, request: Request, response: Response, issued: Issued) -> None:
    """Put a new session into the browser; the one it had before ends."""
    before = await home.tokens.caller(request.cookies.get(COOKIE, "")[:200])
    if before is not None and before.kind is Kind.SESSION:
        await home.tokens.revoke(before.account, before.token, by=before)
    set_session(request, response, issued.secret, SESSION_LIFE)


def device(call: Call, where: Where | None = None) -> NewDevice:
    """The browser that asks, as a device."""
    where = where or Where()
    return NewDevice(where.kind, where.name or browser(call.agent))


def routes(door: Door, home: Home) -> list[BaseRoute]:
    """Come in, and go."""
    each = Sessions(door, home)
    account = Scope.ACCOUNT
    return [
        door.route("/api/sign-in", each.sign_in, methods=["POST"], needs=PUBLIC, guess=True),
        door.route("/api/sign-in/passkey/options", each.ask_for_passkey, methods=["POST"], needs=PUBLIC),
        door.route(
            "/api/sign-in/passkey", each.sign_in_by_passkey, methods=["POST"], needs=PUBLIC, guess=True
        ),
        door.route("/api/link", each.enter_by_link, methods=["POST"], needs=PUBLIC, guess=True),
        door.route("/api/session", each.leave, methods=["DELETE"], needs=Kind.SESSION),
        door.route("/api/sessions", each.show, methods=["GET"], needs=account),
        door.route("/api/sessions", each.end_others, methods=["DELETE"], needs=account),
        door.route("/api/sessions/{id}", each.end, methods=["DELETE"], needs=account),
    ]
