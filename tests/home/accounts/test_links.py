"""One-time links: they work once, for whom they were made, and not for ever."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from fakes.people import SignIn
from fakes.wall_clock import WallClock
from parley.home.accounts import issuing
from parley.home.accounts.accounts import Account, Accounts, BadName
from parley.home.accounts.audit import Action, Audit
from parley.home.accounts.callers import Forbidden, Kind, Role, Scope, UnknownAccount
from parley.home.accounts.devices import Devices, NewDevice
from parley.home.accounts.tokens import BadLink, Issued, Tokens
from parley.home.database.opening import open_database
from parley.home.vault import Vault

PHONE = NewDevice(name="Safari")


async def test_a_link_signs_in_once(tokens: Tokens, anna: Account, audit: Audit) -> None:
    link = await tokens.link(anna.id)
    assert await tokens.caller(link) is None
    issued = await tokens.redeem(link, PHONE)
    assert (issued.caller.account, issued.caller.kind) == (anna.id, Kind.SESSION)
    with pytest.raises(BadLink):
        await tokens.redeem(link, PHONE)
    assert await tokens.caller(issued.secret) == issued.caller
    (entry, *_) = await audit.entries(anna.id)
    assert (entry.action, entry.actor, entry.detail) == (Action.SIGNED_IN, anna.id, {"how": "link"})


async def test_of_many_who_come_at_once_one_gets_in(
    database_url: str, vault: Vault, clock: WallClock, tokens: Tokens, anna: Account, devices: Devices
) -> None:
    link = await tokens.link(anna.id)
    other = await open_database(database_url)
    doors = [tokens, Tokens(other, vault, clock)]
    outcomes = await asyncio.gather(
        *(doors[n % 2].redeem(link, PHONE) for n in range(20)), return_exceptions=True
    )
    await other.close()
    assert sum(isinstance(each, Issued) for each in outcomes) == 1
    assert sum(isinstance(each, BadLink) for each in outcomes) == 19
    assert len(await tokens.sessions(anna.id)) == len(await devices.of(anna.id)) == 1


async def test_an_old_link_does_nothing(tokens: Tokens, anna: Account, clock: WallClock) -> None:
    link = await tokens.link(anna.id)
    clock.jump(timedelta(hours=25))
    with pytest.raises(BadLink):
        await tokens.redeem(link, PHONE)


async def test_what_is_no_link_does_nothing(tokens: Tokens, anna: Account) -> None:
    issued = await tokens.sign_in(anna.id, PHONE, "password")
    for secret in ("", "x" * 43, "x" * 10_000, "\ud800" * 43, issued.secret):
        with pytest.raises(BadLink):
            await tokens.redeem(secret, PHONE)
    assert await tokens.caller(issued.secret)


async def test_the_oldest_of_many_links_gives_way(
    tokens: Tokens, anna: Account, clock: WallClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(issuing._GIVING_WAY, Kind.LINK, 2)  # pyright: ignore[reportPrivateUsage]
    links: list[str] = []
    for _ in range(3):
        links.append(await tokens.link(anna.id))
        clock.jump(timedelta(seconds=1))
    with pytest.raises(BadLink):
        await tokens.redeem(links[0], PHONE)
    assert await tokens.redeem(links[1], PHONE)


@pytest.mark.parametrize("role", [Role.FAMILY, Role.GUEST])
async def test_who_is_invited_joins(
    tokens: Tokens, accounts: Accounts, owner: Account, audit: Audit, sign_in: SignIn, role: Role
) -> None:
    by = await sign_in(owner)
    invitation = await tokens.invite(role, "Ben", by=by)
    issued = await tokens.redeem(invitation.secret, PHONE, "somebody else")
    ben = await accounts.get(issued.caller.account)
    assert (ben.name, ben.role, issued.caller.role) == ("Ben", role, role)
    assert (ben.expires is None) == (role is Role.FAMILY)
    assert issued.caller.may(Scope.TALK) and not issued.caller.may(Scope.HOUSE)
    joined, invited, *_ = await audit.entries(owner.id)
    assert (joined.action, joined.actor) == (Action.PERSON_JOINED, ben.id)
    assert (invited.action, invited.actor) == (Action.PERSON_INVITED, owner.id)
    with pytest.raises(BadLink):
        await tokens.redeem(invitation.secret, PHONE)


async def test_who_joins_says_their_name_where_the_invitation_does_not(
    tokens: Tokens, accounts: Accounts, owner: Account, sign_in: SignIn
) -> None:
    invitation = await tokens.invite(Role.FAMILY, by=await sign_in(owner))
    with pytest.raises(BadName):
        await tokens.redeem(invitation.secret, PHONE, "x" * 100)
    issued = await tokens.redeem(invitation.secret, PHONE, " 小明 ")
    assert (await accounts.get(issued.caller.account)).name == "小明"


async def test_only_the_owner_invites_and_no_owners(
    tokens: Tokens, owner: Account, anna: Account, sign_in: SignIn
) -> None:
    with pytest.raises(Forbidden):
        await tokens.invite(Role.FAMILY, by=await sign_in(anna))
    with pytest.raises(Forbidden):
        await tokens.invite(Role.OWNER, by=await sign_in(owner))


async def test_links_end_with_the_account(
    tokens: Tokens, accounts: Accounts, owner: Account, anna: Account, sign_in: SignIn
) -> None:
    second = await accounts.create(Role.OWNER, "Olga")
    invitation = await tokens.invite(Role.FAMILY, by=await sign_in(second))
    link = await tokens.link(second.id)
    await accounts.delete(second.id)
    for secret in (invitation.secret, link):
        with pytest.raises(BadLink):
            await tokens.redeem(secret, PHONE)
    with pytest.raises(UnknownAccount):
        await tokens.link(second.id)
