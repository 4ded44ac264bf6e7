"""``/api/keys``: keys for programs, each with what it may do and what was used with it."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.routing import BaseRoute

from parley.gateways.access import Answer, Call, Door
from parley.gateways.home.me import Line
from parley.home import usage
from parley.home.accounts.callers import Scope
from parley.home.accounts.issuing import DAY
from parley.home.home import Home
from parley.home.usage import KEPT_DAYS


class NewKey(Struct, frozen=True):
    name: Line
    scopes: Annotated[list[Scope], Meta(max_length=len(Scope))]
    days: Annotated[float, Meta(gt=0, le=36_500)] | None = None
    """Until it ends; None for never."""


class MadeKey(Struct, frozen=True):
    id: str
    key: str
    """Shown once."""


class Key(Struct, frozen=True):
    id: str
    name: str
    scopes: list[str]
    created: float
    used: float
    expires: float | None


class KeyList(Struct, frozen=True):
    keys: list[Key]


class Used(Struct, frozen=True):
    service: str
    day: int
    """Days since 1970, UTC."""
    requests: int
    seconds: float
    """Of sound."""
    characters: int
    """Of text."""


class KeyUsage(Struct, frozen=True):
    today: int
    """Days since 1970, UTC."""
    keys: dict[str, list[Used]]


class _Keys:
    def __init__(self, home: Home) -> None:
        self._tokens, self._usage, self._clock = home.tokens, home.usage, home.clock

    async def show(self, call: Call) -> Answer:
        return KeyList(
            [
                Key(each.id, each.name, sorted(each.scopes), each.created, each.used, each.expires)
                for each in await self._tokens.keys(call.caller.account)
            ]
        )

    async def used(self, call: Call) -> Answer:
        days = call.number("days", 30, 1, KEPT_DAYS)
        found = await self._usage.of(call.caller.account, days)
        keys = {key: [_used(each) for each in lines] for key, lines in found.items()}
        return KeyUsage(int(self._clock.now().timestamp() // DAY), keys)

    async def make(self, call: Call) -> Answer:
        new, caller = await call.read(NewKey), call.caller
        life = None if new.days is None else new.days * DAY
        made = await self._tokens.make_key(caller.account, new.name, set(new.scopes), life, by=caller)
        return MadeKey(made.caller.token, made.secret)

    async def revoke(self, call: Call) -> Answer:
        await self._tokens.revoke(call.caller.account, call.id(), by=call.caller)


def _used(line: usage.Used) -> Used:
    return Used(line.service, line.day, line.requests, line.seconds, line.characters)


def routes(door: Door, home: Home) -> list[BaseRoute]:
    """List, make and revoke keys."""
    each, account = _Keys(home), Scope.ACCOUNT
    return [
        door.route("/api/keys", each.show, methods=["GET"], needs=account),
        door.route("/api/keys", each.make, methods=["POST"], needs=account),
        door.route("/api/keys/usage", each.used, methods=["GET"], needs=account),
        door.route("/api/keys/{id}", each.revoke, methods=["DELETE"], needs=account),
    ]
