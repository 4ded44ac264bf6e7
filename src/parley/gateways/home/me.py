"""``/api/me``: who I am here, what I am called, my password, and taking my leave."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import Response
from starlette.routing import BaseRoute

from parley.gateways.access import ANY, COOKIE, Answer, BadRequest, Call, Door
from parley.home.accounts.callers import Caller, Role, Scope
from parley.home.accounts.people import Account
from parley.home.home import Home

Line = Annotated[str, Meta(max_length=200)]
"""Something a person typed into one line."""
Password = Annotated[str, Meta(max_length=1000)]


class Me(Struct, frozen=True):
    """The caller, for the page that shows them."""

    account: str
    role: str
    name: str
    sign_in_name: str | None
    language: str
    scopes: list[str]
    kind: str
    device: str | None
    has_password: bool
    passkeys: int
    welcome: bool
    """Nobody could sign in to this account again: the page invites to set a password or a passkey."""


class Change(Struct, frozen=True):
    name: Line | None = None
    sign_in_name: Line | None = None
    language: Line | None = None


class NewPassword(Struct, frozen=True):
    new: Password
    old: Password | None = None
    sign_in_name: Line | None = None


class Leave(Struct, frozen=True):
    confirm: Line
    """The person's own name, typed again."""
    password: Password | None = None


def me(account: Account, caller: Caller) -> Me:
    """What a caller may know of themselves."""
    signs_in = account.has_password or account.passkeys > 0
    return Me(
        account.id,
        account.role.value,
        account.name,
        account.sign_in_name,
        account.language,
        sorted(caller.scopes),
        caller.kind.value,
        caller.device,
        account.has_password,
        account.passkeys,
        welcome=not signs_in and account.role is not Role.GUEST,
    )


class _Me:
    def __init__(self, home: Home) -> None:
        self._home = home

    async def show(self, call: Call) -> Answer:
        return me(await self._home.accounts.get(call.caller.account), call.caller)

    async def change(self, call: Call) -> Answer:
        wanted = await call.read(Change)
        changed = await self._home.accounts.change(
            call.caller.account,
            name=wanted.name,
            sign_in_name=wanted.sign_in_name,
            language=wanted.language,
            by=call.caller,
        )
        return me(changed, call.caller)

    async def set_password(self, call: Call) -> Answer:
        caller, wanted = call.caller, await call.read(NewPassword)
        await self._home.accounts.set_password(
            caller.account,
            wanted.new,
            old=wanted.old,
            sign_in_name=wanted.sign_in_name,
            by=caller,
        )
        # Whoever had come in with the old one is out.
        await self._home.tokens.revoke_all_but(caller.account, caller.token, by=caller)
        return None

    async def leave(self, call: Call) -> Answer:
        caller, wanted = call.caller, await call.read(Leave)
        account = await self._home.accounts.get(caller.account)
        if wanted.confirm.strip() not in {account.name, account.sign_in_name or account.name}:
            raise BadRequest("Type your own name to confirm.")
        await self._home.accounts.confirm(caller.account, wanted.password or "")
        await self._home.delete(caller.account, by=caller)
        response = Response(status_code=204)
        response.delete_cookie(COOKIE)
        return response


def routes(door: Door, home: Home) -> list[BaseRoute]:
    """Show and change oneself."""
    each = _Me(home)
    return [
        door.route("/api/me", each.show, methods=["GET"], needs=ANY),
        door.route("/api/me", each.change, methods=["PUT"], needs=Scope.ACCOUNT),
        door.route("/api/me", each.leave, methods=["DELETE"], needs=Scope.ACCOUNT, guess=True),
        door.route("/api/me/password", each.set_password, methods=["PUT"], needs=Scope.ACCOUNT, guess=True),
    ]
