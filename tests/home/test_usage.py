"""What was used with a key is counted, day by day, and goes with the key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta

import pytest

from fakes.wall_clock import WallClock
from parley.home.accounts.callers import Caller, Kind, Scope
from parley.home.accounts.tokens import Tokens
from parley.home.database.database import Database
from parley.home.usage import KEPT_DAYS, Usage, Used
from parley.home.vault import Vault

MakeAccount = Callable[..., Awaitable[str]]


@pytest.fixture
async def usage(database: Database, clock: WallClock) -> AsyncIterator[Usage]:
    counting = Usage(database, clock)
    yield counting
    await counting.close()


@pytest.fixture
def tokens(database: Database, vault: Vault, clock: WallClock) -> Tokens:
    return Tokens(database, vault, clock)


async def key_of(tokens: Tokens, account: str) -> Caller:
    caller = await tokens.caller(await tokens.issue(account, Kind.KEY, [Scope.SERVICES]))
    assert caller is not None
    return caller


async def test_each_service_has_a_line_a_day(
    usage: Usage, tokens: Tokens, make_account: MakeAccount, clock: WallClock
) -> None:
    account = await make_account()
    key, other = await key_of(tokens, account), await key_of(tokens, account)
    usage.count(key, "speech.recognise", seconds=2.5)
    await usage.written()
    usage.count(key, "speech.recognise", seconds=1.5)
    usage.count(key, "translation", characters=12)
    usage.count(other, "chat")
    today = int(clock.now().timestamp() // 86_400)
    assert await usage.of(account) == {
        key.token: [
            Used("speech.recognise", today, requests=2, seconds=4.0),
            Used("translation", today, requests=1, characters=12),
        ],
        other.token: [Used("chat", today, requests=1)],
    }
    clock.jump(timedelta(days=1))
    usage.count(key, "translation", characters=1)
    lines = (await usage.of(account))[key.token]
    assert [(each.day, each.characters) for each in lines if each.service == "translation"] == [
        (today, 12),
        (today + 1, 1),
    ]
    assert [each.day for each in (await usage.of(account, days=1))[key.token]] == [today + 1]


async def test_nobody_sees_what_others_use(usage: Usage, tokens: Tokens, make_account: MakeAccount) -> None:
    anna, bo = await make_account(), await make_account()
    usage.count(await key_of(tokens, anna), "chat")
    assert len(await usage.of(anna)) == 1
    assert await usage.of(bo) == {}


async def test_figures_go_with_the_key(usage: Usage, tokens: Tokens, make_account: MakeAccount) -> None:
    account = await make_account()
    key = await key_of(tokens, account)
    usage.count(key, "chat")
    await usage.written()
    usage.count(key, "chat")  # under way when the key is taken back
    await tokens.revoke(account, key.token)
    assert await usage.of(account) == {}


async def test_what_is_old_is_forgotten(
    usage: Usage, tokens: Tokens, make_account: MakeAccount, clock: WallClock
) -> None:
    account = await make_account()
    usage.count(await key_of(tokens, account), "chat")
    await usage.written()
    clock.jump(timedelta(days=KEPT_DAYS + 1))
    assert await usage.of(account, days=KEPT_DAYS + 10)
    await usage.sweep()
    assert await usage.of(account, days=KEPT_DAYS + 10) == {}


async def test_the_last_seconds_are_written_when_it_closes(
    database: Database, clock: WallClock, tokens: Tokens, make_account: MakeAccount
) -> None:
    account = await make_account()
    first = Usage(database, clock)
    first.count(await key_of(tokens, account), "chat")
    await first.close()
    assert await Usage(database, clock).of(account)
