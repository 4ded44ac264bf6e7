"""Tokens: who gets in with what, for how long, and what becomes of those that are taken back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from fakes.people import SignIn
from fakes.wall_clock import WallClock
from parley.home.accounts import issuing
from parley.home.accounts.accounts import Account, Accounts
from parley.home.accounts.callers import (
    ALLOWED,
    DATA,
    EVERYTHING,
    Forbidden,
    Kind,
    Role,
    Scope,
    TooMany,
    UnknownAccount,
    UnknownDevice,
    UnknownToken,
)
from parley.home.accounts.devices import DeviceKind, Devices, NewDevice
from parley.home.accounts.issuing import caller_of
from parley.home.accounts.tokens import BadKey, Tokens
from parley.home.database.database import Database
from parley.home.database.schema import tokens as table

FIREFOX = NewDevice(name="Firefox")


async def test_whoever_signs_in_gets_in(tokens: Tokens, devices: Devices, anna: Account) -> None:
    issued = await tokens.sign_in(anna.id, FIREFOX, "password")
    caller = await tokens.caller(issued.secret)
    assert caller == issued.caller
    assert caller is not None
    assert (caller.account, caller.role, caller.kind) == (anna.id, Role.FAMILY, Kind.SESSION)
    assert caller.scopes == EVERYTHING - {Scope.HOUSE}
    (device,) = await devices.of(anna.id)
    assert (device.id, device.kind, device.name) == (caller.device, DeviceKind.BROWSER, "Firefox")
    (session,) = await tokens.sessions(anna.id)
    assert (session.id, session.name, session.device) == (caller.token, "Firefox", device.id)


async def test_rubbish_lets_nobody_in(tokens: Tokens, anna: Account) -> None:
    issued = await tokens.sign_in(anna.id, FIREFOX, "password")
    rubbish = ("", "x", "x" * 43, "x" * 10_000, "Bearer", "\ud800" * 40, "密钥" * 20, "\0" * 43)
    for secret in (*rubbish, issued.caller.token, issued.secret + "x", issued.secret[:-1]):
        assert await tokens.caller(secret) is None


async def test_a_session_ends_after_a_year(tokens: Tokens, anna: Account, clock: WallClock) -> None:
    issued = await tokens.sign_in(anna.id, FIREFOX, "password")
    assert issued.expires == pytest.approx(clock.now().timestamp() + tokens_life(), abs=5)
    clock.jump(timedelta(days=364))
    assert await tokens.caller(issued.secret)
    clock.jump(timedelta(days=2))
    assert await tokens.caller(issued.secret) is None
    assert await tokens.sessions(anna.id) == []
    assert await tokens.sweep() == 1
    assert await tokens.sweep() == 0


def tokens_life() -> float:
    return issuing.SESSION_LIFE


async def test_a_guest_may_talk_until_their_time_is_over(
    accounts: Accounts, owner: Account, tokens: Tokens, clock: WallClock
) -> None:
    guest = await accounts.create(Role.GUEST, "Gina")
    issued = await tokens.sign_in(guest.id, FIREFOX, "link")
    caller = await tokens.caller(issued.secret)
    assert caller is not None and caller.scopes == {Scope.TALK}
    assert issued.expires == guest.expires
    clock.jump(timedelta(hours=25))
    assert await tokens.caller(issued.secret) is None
    with pytest.raises(UnknownAccount):
        await tokens.sign_in(guest.id, FIREFOX, "link")


async def test_a_token_that_says_too_much_is_narrowed_to_its_role(
    accounts: Accounts, owner: Account, tokens: Tokens
) -> None:
    guest = await accounts.create(Role.GUEST, "Gina")
    secret = await tokens.issue(guest.id, Kind.KEY, EVERYTHING)
    caller = await tokens.caller(secret)
    assert caller is not None and caller.scopes == {Scope.TALK}


@given(st.sampled_from(Role), st.sampled_from(Kind), st.frozensets(st.sampled_from(Scope)))
def test_nobody_may_more_than_their_role_and_their_token(
    role: Role, kind: Kind, scopes: frozenset[Scope]
) -> None:
    caller = caller_of("hash", "account", role, kind, scopes, None)
    assert caller.scopes == scopes & ALLOWED[role]
    assert all(caller.may(scope) == (scope in scopes and scope in ALLOWED[role]) for scope in Scope)


async def test_use_is_noted_once_a_minute(
    tokens: Tokens, devices: Devices, anna: Account, clock: WallClock
) -> None:
    issued = await tokens.sign_in(anna.id, FIREFOX, "password")
    (before,) = await tokens.sessions(anna.id)
    clock.jump(timedelta(seconds=30))
    await tokens.caller(issued.secret)
    assert await tokens.sessions(anna.id) == [before]
    clock.jump(timedelta(seconds=40))
    await tokens.still(issued.caller.token)
    (after,) = await tokens.sessions(anna.id)
    (device,) = await devices.of(anna.id)
    assert after.used >= before.used + 70 and device.seen == after.used


async def test_a_revoked_session_is_out_at_once_and_its_browser_with_it(
    tokens: Tokens, devices: Devices, anna: Account, sign_in: SignIn
) -> None:
    first, second = await sign_in(anna), await sign_in(anna)
    closed: list[str] = []
    tokens.on_ended.append(closed.append)
    await tokens.revoke(anna.id, first.token, by=second)
    assert closed == [first.token]
    assert await tokens.still(first.token) is None and await tokens.still(second.token)
    assert [each.id for each in await devices.of(anna.id)] == [second.device]
    with pytest.raises(UnknownToken):
        await tokens.revoke(anna.id, first.token)


async def test_nobody_revokes_what_is_somebody_elses(
    tokens: Tokens, owner: Account, anna: Account, sign_in: SignIn
) -> None:
    hers = await sign_in(anna)
    with pytest.raises(UnknownToken):
        await tokens.revoke(owner.id, hers.token)
    assert await tokens.still(hers.token)


async def test_all_other_sessions_end_together(
    tokens: Tokens, owner: Account, anna: Account, sign_in: SignIn
) -> None:
    callers = [await sign_in(anna) for _ in range(4)]
    others = await sign_in(owner)
    key = await tokens.make_key(anna.id, "script", DATA, by=callers[0])
    assert await tokens.revoke_all_but(anna.id, callers[2].token, by=callers[2]) == 3
    assert [bool(await tokens.still(each.token)) for each in callers] == [False, False, True, False]
    assert await tokens.still(others.token) and await tokens.caller(key.secret)
    assert await tokens.revoke_all_but(anna.id, None) == 1


async def test_the_oldest_session_gives_way(
    tokens: Tokens, anna: Account, clock: WallClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(issuing._GIVING_WAY, Kind.SESSION, 3)  # pyright: ignore[reportPrivateUsage]
    closed: list[str] = []
    tokens.on_ended.append(closed.append)
    made = []
    for _ in range(3):
        made.append(await tokens.sign_in(anna.id, FIREFOX, "password"))
        clock.jump(timedelta(minutes=2))
    await tokens.caller(made[0].secret)
    made.append(await tokens.sign_in(anna.id, FIREFOX, "password"))
    assert closed == [made[1].caller.token]
    assert len(await tokens.sessions(anna.id)) == 3


async def test_a_key_does_what_it_is_for_until_it_is_revoked(
    tokens: Tokens, anna: Account, clock: WallClock, sign_in: SignIn
) -> None:
    by = await sign_in(anna)
    made = await tokens.make_key(anna.id, " My  script ", [Scope.RECORDS_READ], 3600, by=by)
    assert made.secret.startswith("pk_")
    caller = await tokens.caller(made.secret)
    assert caller is not None and (caller.kind, caller.scopes) == (Kind.KEY, {Scope.RECORDS_READ})
    (listed,) = await tokens.keys(anna.id)
    assert (listed.id, listed.name, listed.expires) == (caller.token, "My script", made.expires)
    clock.jump(timedelta(hours=2))
    assert await tokens.caller(made.secret) is None
    forever = await tokens.make_key(anna.id, "forever", DATA, by=by)
    clock.jump(timedelta(days=1000))
    assert await tokens.caller(forever.secret)
    await tokens.revoke(anna.id, forever.caller.token, by=by)
    assert await tokens.caller(forever.secret) is None and await tokens.keys(anna.id) == []


async def test_a_key_is_no_more_than_its_maker(
    tokens: Tokens, owner: Account, anna: Account, sign_in: SignIn
) -> None:
    by = await sign_in(anna)
    for scopes, name, life in [
        ([], "none", None),
        ([Scope.HOUSE], "house", None),
        ([Scope.TALK], " ", None),
        ([Scope.TALK], "x" * 65, None),
        ([Scope.TALK], "never", 0.0),
        ([Scope.TALK], "long", 1e12),
    ]:
        with pytest.raises(BadKey):
            await tokens.make_key(anna.id, name, scopes, life, by=by)
    with pytest.raises(Forbidden):
        await tokens.make_key(anna.id, "hers", [Scope.TALK], by=await sign_in(owner))
    data = await tokens.make_key(anna.id, "data", DATA, by=by)
    with pytest.raises(Forbidden):
        await tokens.make_key(anna.id, "more", [Scope.TALK], by=data.caller)
    assert len(await tokens.keys(anna.id)) == 1


async def test_keys_are_not_without_number(
    tokens: Tokens, anna: Account, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "MOST_KEYS", 2)
    by = await sign_in(anna)
    for _ in range(2):
        await tokens.make_key(anna.id, "script", DATA, by=by)
    with pytest.raises(TooMany):
        await tokens.make_key(anna.id, "script", DATA, by=by)


async def test_a_token_is_for_a_device_of_the_same_person(
    tokens: Tokens, devices: Devices, owner: Account, anna: Account
) -> None:
    hers = await devices.add(anna.id, NewDevice(DeviceKind.SPEAKER))
    with pytest.raises(UnknownDevice):
        await tokens.issue(owner.id, Kind.DEVICE, DATA, hers.id)
    with pytest.raises(UnknownDevice):
        await tokens.issue(owner.id, Kind.DEVICE, DATA, "nothing")
    with pytest.raises(UnknownAccount):
        await tokens.issue("nobody", Kind.DEVICE, DATA)
    assert await tokens.caller(await tokens.issue(anna.id, Kind.DEVICE, DATA, hers.id))


async def test_no_secret_is_kept(tokens: Tokens, anna: Account, database: Database, sign_in: SignIn) -> None:
    key = await tokens.make_key(anna.id, "script", DATA, by=await sign_in(anna))
    link = await tokens.link(anna.id)
    rows = await database.read(lambda connection: connection.execute(select(table)).all())
    assert len(rows) == 3
    assert not any(secret in repr(row) for row in rows for secret in (key.secret, link, "script"))


async def test_a_token_revoked_while_it_is_used_lets_nobody_in_afterwards(
    tokens: Tokens, anna: Account, clock: WallClock
) -> None:
    issued = await tokens.sign_in(anna.id, FIREFOX, "password")
    clock.jump(timedelta(minutes=2))
    await asyncio.gather(
        tokens.revoke(anna.id, issued.caller.token), *(tokens.caller(issued.secret) for _ in range(10))
    )
    assert await tokens.caller(issued.secret) is None
    assert await tokens.sessions(anna.id) == []
