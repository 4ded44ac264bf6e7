"""Tokens and an entrance in memory, for tests of gateways that need no home behind the door."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable

from starlette.responses import Response

from parley.errors import NotAllowed
from parley.gateways.access import Call, Door, Limits, set_session
from parley.home.accounts.callers import EVERYTHING, Caller, Kind, Role, Scope


class FakeTokens:
    """Tokens of one account, ``anna`` unless it is said."""

    def __init__(self) -> None:
        self.on_ended: list[Callable[[str], None]] = []
        self.good: dict[str, Caller] = {}

    def issue(
        self,
        scopes: Iterable[Scope] = EVERYTHING,
        kind: Kind = Kind.SESSION,
        account: str = "anna",
        device: str | None = "anna-browser",
    ) -> str:
        """A token's secret, which is also its id."""
        secret = secrets.token_urlsafe(32)
        self.good[secret] = Caller(account, Role.OWNER, kind, frozenset(scopes), secret, device)
        return secret

    def revoke_all(self) -> None:
        """End every one of them."""
        gone = list(self.good)
        self.good.clear()
        for token in gone:
            for listener in self.on_ended:
                listener(token)

    async def caller(self, secret: str) -> Caller | None:
        return self.good.get(secret)

    async def still(self, token: str) -> Caller | None:
        return self.good.get(token)


class FakeEntrance:
    """Links that sign in to the account ``anna``."""

    def __init__(self, tokens: FakeTokens) -> None:
        self._tokens = tokens
        self._keys: set[str] = set()

    def key(self) -> str:
        """A fresh link's."""
        key = secrets.token_urlsafe(16)
        self._keys.add(key)
        return key

    async def enter(self, call: Call, response: Response, key: str) -> None:
        if key not in self._keys:
            raise NotAllowed("This link is not good.")
        self._keys.discard(key)
        set_session(call.request, response, self._tokens.issue(), 3600)


class FakeDoor(Door):
    """A door with its own tokens and entrance."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.tokens = FakeTokens()
        self.entrance = FakeEntrance(self.tokens)
        super().__init__(self.tokens, limits)
