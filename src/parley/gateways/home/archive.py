"""Everything of the person who asks, as one ZIP that is made while it is sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from datetime import datetime
from urllib.parse import quote

from starlette.responses import StreamingResponse
from starlette.routing import BaseRoute
from starlette.types import Receive, Send
from starlette.types import Scope as Scopes

from parley.errors import Busy
from parley.gateways.access import Answer, Call, Door
from parley.home.accounts.audit import Action
from parley.home.accounts.callers import Scope
from parley.home.archive.exporting import exported
from parley.home.archive.names import safe
from parley.home.home import Home


class _Archive:
    def __init__(self, home: Home) -> None:
        self._home = home
        self._under_way: set[str] = set()
        """Accounts whose archive is being sent: each costs a pass over all they have."""

    async def export(self, call: Call) -> Answer:
        account = call.caller.account
        person = await self._home.accounts.get(account)
        if account in self._under_way:
            raise Busy("An export of this account is under way already. Wait until it has ended.")
        self._under_way.add(account)
        try:
            await self._home.audit.note(account, Action.EXPORTED, by=call.caller)
        except BaseException:
            self._under_way.discard(account)
            raise
        name = _name(person.name, self._home.clock.now())
        return _Sent(self._pieces(account), _headers(name), lambda: self._under_way.discard(account))

    async def _pieces(self, account: str) -> AsyncIterator[bytes]:
        async with aclosing(exported(self._home, account)) as pieces:
            async for piece in pieces:
                if piece:
                    yield piece


class _Sent(StreamingResponse):
    """A download that says when it has ended, well or not."""

    def __init__(
        self, pieces: AsyncIterator[bytes], headers: dict[str, str], ended: Callable[[], None]
    ) -> None:
        super().__init__(pieces, media_type="application/zip", headers=headers)
        self._ended = ended

    async def __call__(self, scope: Scopes, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()


def _name(person: str, now: datetime) -> str:
    return f"parley-{safe(person, 'data')}-{now:%Y-%m-%d}.zip"


def _headers(name: str) -> dict[str, str]:
    plain = name.encode("ascii", "ignore").decode().replace('"', "")
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}


def routes(door: Door, home: Home) -> list[BaseRoute]:
    """Take everything away."""
    each = _Archive(home)
    return [door.route("/api/export", each.export, methods=["GET"], needs=Scope.ACCOUNT)]
