"""``/api/me/passkeys``: the passkeys of the caller."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.routing import BaseRoute

from parley.gateways.access import Answer, Call, Door, origin_of
from parley.gateways.home.me import Line
from parley.home.accounts.callers import Scope
from parley.home.accounts.passkeys import Passkey, Site
from parley.home.home import Home


class Question(Struct, frozen=True):
    """What a browser asks its device with."""

    id: str
    options: dict[str, Any]


class NewPasskey(Struct, frozen=True):
    id: Line
    credential: dict[str, Any]
    name: Line = ""


class OnePasskey(Struct, frozen=True):
    id: str
    name: str
    created: float
    used: float


class PasskeyList(Struct, frozen=True):
    passkeys: list[OnePasskey]


def site(request: Request) -> Site:
    """The page that asks, as its browser knows it."""
    return Site(request.url.hostname or "localhost", origin_of(request))


class _Passkeys:
    def __init__(self, home: Home) -> None:
        self._passkeys = home.passkeys

    async def show(self, call: Call) -> Answer:
        return PasskeyList([_one(each) for each in await self._passkeys.of(call.caller.account)])

    async def ask(self, call: Call) -> Answer:
        ceremony = await self._passkeys.registering(call.caller.account, site(call.request))
        return Question(ceremony.id, dict(ceremony.options))

    async def add(self, call: Call) -> Answer:
        new, caller = await call.read(NewPasskey), call.caller
        return _one(
            await self._passkeys.add(
                caller.account, site(call.request), new.id, new.credential, new.name, by=caller
            )
        )

    async def remove(self, call: Call) -> Answer:
        await self._passkeys.remove(call.caller.account, call.id(), by=call.caller)


def _one(passkey: Passkey) -> OnePasskey:
    return OnePasskey(passkey.id, passkey.name, passkey.created, passkey.used)


def routes(door: Door, home: Home) -> list[BaseRoute]:
    """List, make and remove passkeys."""
    each, account = _Passkeys(home), Scope.ACCOUNT
    return [
        door.route("/api/me/passkeys", each.show, methods=["GET"], needs=account),
        door.route("/api/me/passkeys/options", each.ask, methods=["POST"], needs=account),
        door.route("/api/me/passkeys", each.add, methods=["POST"], needs=account),
        door.route("/api/me/passkeys/{id}", each.remove, methods=["DELETE"], needs=account),
    ]
