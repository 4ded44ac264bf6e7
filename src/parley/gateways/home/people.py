"""``/api/people``: who lives here, inviting and removing them; ``/api/audit``: who did what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec import Struct
from starlette.routing import BaseRoute

from parley.gateways.access import Answer, Call, Door
from parley.gateways.home.me import Line
from parley.home.accounts.audit import Entry
from parley.home.accounts.callers import Caller, Forbidden, Role, Scope, UnknownAccount
from parley.home.home import Home


class Person(Struct, frozen=True):
    account: str
    name: str
    role: str
    created: float


class People(Struct, frozen=True):
    people: list[Person]


class Invite(Struct, frozen=True):
    role: Role
    name: Line = ""


class Invitation(Struct, frozen=True):
    link: str
    expires: float | None


class OneEntry(Struct, frozen=True):
    id: int
    at: float
    actor: str
    """Account that did it; empty for nobody known."""
    actor_name: str
    device: str | None
    action: str
    detail: dict[str, Any]


class Entries(Struct, frozen=True):
    entries: list[OneEntry]
    more: bool


class _People:
    def __init__(self, home: Home) -> None:
        self._home = home

    async def show(self, call: Call) -> Answer:
        people = await self._home.accounts.people()
        return People([Person(each.id, each.name, each.role.value, each.created) for each in people])

    async def invite(self, call: Call) -> Answer:
        wanted = await call.read(Invite)
        issued = await self._home.tokens.invite(wanted.role, wanted.name, by=call.caller)
        return Invitation(f"{call.origin}/?key={issued.secret}", issued.expires)

    async def remove(self, call: Call) -> Answer:
        account = call.id("account")
        if account == call.caller.account:
            raise Forbidden("Whoever wants to go does so at DELETE /api/me.")
        await self._home.delete(account, by=call.caller)

    async def log(self, call: Call) -> Answer:
        most = call.number("most", 100, 1, 500)
        before = call.number("before", 0, 0, 2**53) or None
        whose = None if call.caller.may(Scope.HOUSE) else call.caller.account
        entries = await self._home.audit.entries(whose, before, most + 1)
        names = await self._names(call.caller, {each.actor for each in entries if each.actor})
        shown = [_entry(each, names) for each in entries[:most]]
        return Entries(shown, len(entries) > most)

    async def _names(self, caller: Caller, accounts: Iterable[str]) -> dict[str, str]:
        if caller.may(Scope.HOUSE):
            return {each.id: each.name for each in await self._home.accounts.people()}
        names: dict[str, str] = {}
        for each in accounts:
            try:
                names[each] = (await self._home.accounts.get(each)).name
            except UnknownAccount:
                names[each] = ""  # gone since
        return names


def _entry(entry: Entry, names: dict[str, str]) -> OneEntry:
    name = names.get(entry.actor, "")
    return OneEntry(entry.id, entry.at, entry.actor, name, entry.device, entry.action, dict(entry.detail))


def routes(door: Door, home: Home) -> list[BaseRoute]:
    """The people of the house, and their log."""
    each = _People(home)
    return [
        door.route("/api/people", each.show, methods=["GET"], needs=Scope.HOUSE),
        door.route("/api/people/invite", each.invite, methods=["POST"], needs=Scope.HOUSE),
        door.route("/api/people/{account}", each.remove, methods=["DELETE"], needs=Scope.HOUSE),
        door.route("/api/audit", each.log, methods=["GET"], needs=Scope.ACCOUNT),
    ]
