"""Passes: good for minutes, for less than their key, and no longer than it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from fakes.wall_clock import WallClock
from parley.home.accounts import issuing
from parley.home.accounts.callers import Caller, Kind, Scope
from parley.home.accounts.tokens import Tokens
from parley.home.database.database import Database
from parley.home.passes import LONGEST_LIFE, MOST_SETTINGS, BadPass, Passes
from parley.home.vault import Vault

MakeAccount = Callable[..., Awaitable[str]]


@pytest.fixture
def tokens(database: Database, vault: Vault, clock: WallClock) -> Tokens:
    return Tokens(database, vault, clock)


@pytest.fixture
def passes(tokens: Tokens, vault: Vault, clock: WallClock) -> Passes:
    return Passes(vault, tokens, clock)


@pytest.fixture
async def key(tokens: Tokens, make_account: MakeAccount) -> Caller:
    secret = await tokens.issue(
        await make_account(), Kind.KEY, [Scope.SERVICES, Scope.TALK, Scope.RECORDS_READ]
    )
    caller = await tokens.caller(secret)
    assert caller is not None
    return caller


async def test_a_pass_opens_what_its_key_opens_but_no_records(
    passes: Passes, key: Caller, vault: Vault, tokens: Tokens, clock: WallClock
) -> None:
    made = passes.issue(key, 600, b'{"voice": "alloy"}')
    caller = await passes.caller(made.secret)
    assert caller is not None
    assert (caller.account, caller.token, caller.kind) == (key.account, key.token, key.kind)
    assert caller.scopes == {Scope.SERVICES, Scope.TALK}
    assert passes.settings(made.secret) == b'{"voice": "alloy"}'
    assert b"alloy" not in made.secret.encode()
    another_process = Passes(vault, tokens, clock)
    assert await another_process.caller(made.secret) == caller


async def test_a_session_whose_token_begins_as_passes_do_is_known(
    passes: Passes, tokens: Tokens, make_account: MakeAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing.secrets, "token_urlsafe", lambda size: "ek_" + "a" * (size * 4 // 3 - 2))
    secret = await tokens.issue(await make_account(), Kind.SESSION, [Scope.SERVICES])
    caller = await passes.caller(secret)
    assert caller is not None and caller == await tokens.caller(secret)


async def test_it_ends_by_itself(passes: Passes, key: Caller, clock: WallClock) -> None:
    made = passes.issue(key, 60, b"x")
    clock.jump(timedelta(seconds=61))
    assert await passes.caller(made.secret) is None
    assert passes.settings(made.secret) == b""


async def test_it_ends_with_its_key(passes: Passes, key: Caller, tokens: Tokens) -> None:
    made = passes.issue(key, 60)
    await tokens.revoke(key.account, key.token)
    assert await passes.caller(made.secret) is None


async def test_keys_are_known_too(passes: Passes, tokens: Tokens, make_account: MakeAccount) -> None:
    secret = await tokens.issue(await make_account(), Kind.KEY, [Scope.TALK])
    assert await passes.caller(secret) == await tokens.caller(secret)
    assert passes.settings(secret) == b""


@pytest.mark.parametrize(
    "change", [lambda s: s[:-2], lambda s: s + "AA", lambda s: "ek_", lambda s: "ek_é" + s]
)
async def test_what_was_tampered_with_opens_nothing(
    passes: Passes, key: Caller, change: Callable[[str], str]
) -> None:
    assert await passes.caller(change(passes.issue(key, 60).secret)) is None


async def test_another_servers_pass_opens_nothing(passes: Passes, key: Caller, tokens: Tokens) -> None:
    clock = WallClock()
    assert await passes.caller(Passes(Vault(bytes(32)), tokens, clock).issue(key, 60).secret) is None


@pytest.mark.parametrize(
    ("life", "settings"), [(0, b""), (-1, b""), (LONGEST_LIFE + 1, b""), (60, bytes(MOST_SETTINGS + 1))]
)
async def test_it_has_bounds(passes: Passes, key: Caller, life: float, settings: bytes) -> None:
    with pytest.raises(BadPass):
        passes.issue(key, life, settings)
