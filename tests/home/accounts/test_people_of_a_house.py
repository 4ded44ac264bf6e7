"""People: the owner, family and guests; their names, and their leaving."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from fakes.people import QUICK, SignIn
from fakes.wall_clock import WallClock
from parley.home.accounts import people
from parley.home.accounts.accounts import Account, Accounts, BadName, NameTaken
from parley.home.accounts.audit import Action, Audit
from parley.home.accounts.callers import Caller, Forbidden, Kind, Role, TooMany, UnknownAccount
from parley.home.accounts.devices import DeviceKind, Devices, NewDevice
from parley.home.accounts.tokens import Tokens
from parley.home.database.database import Database
from parley.home.database.opening import open_database
from parley.home.database.schema import house, metadata, records
from parley.home.vault import Unreadable, Vault


async def test_the_owner_is_made_at_the_first_start_only(accounts: Accounts) -> None:
    first = await accounts.owner()
    assert (first.role, first.name, first.has_password) == (Role.OWNER, "", False)
    assert await accounts.owner() == first
    assert [each.id for each in await accounts.people()] == [first.id]


async def test_two_processes_that_start_together_make_one_owner(
    database: Database, database_url: str, vault: Vault, clock: WallClock
) -> None:
    databases = [database, await open_database(database_url)]
    both = [Accounts(database, vault, clock, QUICK) for database in databases]
    owners = await asyncio.gather(*(accounts.owner() for accounts in both for _ in range(5)))
    assert len({owner.id for owner in owners}) == 1
    assert len(await both[0].people()) == 1
    await databases[1].close()


async def test_a_person_has_a_name_a_sign_in_name_and_a_language(accounts: Accounts, anna: Account) -> None:
    changed = await accounts.change(anna.id, name="  安娜  Anna ", sign_in_name="Anna", language="zh-Hans")
    assert (changed.name, changed.sign_in_name, changed.language) == ("安娜 Anna", "Anna", "zh-Hans")
    assert await accounts.get(anna.id) == changed
    assert (await accounts.change(anna.id, language="")).sign_in_name == "Anna"
    assert (await accounts.change(anna.id, sign_in_name="")).sign_in_name is None


async def test_two_people_cannot_sign_in_with_one_name(
    accounts: Accounts, owner: Account, anna: Account
) -> None:
    for other in ("anna", "ANNA", "Ａｎｎａ", " aNNa "):
        await accounts.change(anna.id, sign_in_name="Anna")
        with pytest.raises(NameTaken):
            await accounts.change(owner.id, sign_in_name=other)
        await accounts.change(anna.id, sign_in_name="annie")
        await accounts.change(owner.id, sign_in_name=other)
        await accounts.change(owner.id, sign_in_name="")


async def test_of_two_who_take_a_name_at_once_one_has_it(
    accounts: Accounts, database_url: str, vault: Vault, clock: WallClock, owner: Account, anna: Account
) -> None:
    second = await open_database(database_url)
    other = Accounts(second, vault, clock, QUICK)
    outcomes = await asyncio.gather(
        accounts.change(anna.id, sign_in_name="annie"),
        other.change(owner.id, sign_in_name="ANNIE"),
        return_exceptions=True,
    )
    await other.close()
    await second.close()
    assert sorted(type(each) is NameTaken for each in outcomes) == [False, True]
    assert sum(each.sign_in_name is not None for each in await accounts.people()) == 1


async def test_names_are_short_and_can_be_seen(accounts: Accounts, anna: Account) -> None:
    for name in ("x" * 65, "a\u202eb", "a\0b", "\ud800", "x" * 10_000):
        with pytest.raises(BadName):
            await accounts.change(anna.id, name=name)
        with pytest.raises(BadName):
            await accounts.create(Role.FAMILY, name)
    assert (await accounts.change(anna.id, name="👩‍👧 Wörld 王")).name == "👩‍👧 Wörld 王"
    with pytest.raises(BadName):
        await accounts.change(anna.id, language="not a language")


async def test_what_can_be_no_id_is_nobodys(accounts: Accounts, owner: Account) -> None:
    for id in ("", "\0", "\ud800", "x" * 10_000, "' OR 1=1 --"):
        with pytest.raises(UnknownAccount):
            await accounts.get(id)


async def test_the_owner_renames_others_and_no_more(
    accounts: Accounts, owner: Account, anna: Account, sign_in: SignIn
) -> None:
    by = await sign_in(owner)
    assert (await accounts.change(anna.id, name="Annie", by=by)).name == "Annie"
    with pytest.raises(Forbidden):
        await accounts.change(anna.id, sign_in_name="mine", by=by)
    with pytest.raises(Forbidden):
        await accounts.change(owner.id, name="boss", by=await sign_in(anna))


async def test_only_the_owner_makes_accounts(
    accounts: Accounts, owner: Account, anna: Account, sign_in: SignIn
) -> None:
    assert (await accounts.create(Role.FAMILY, "Ben", by=await sign_in(owner))).name == "Ben"
    with pytest.raises(Forbidden):
        await accounts.create(Role.FAMILY, "Eve", by=await sign_in(anna))


async def test_a_house_has_room_for_so_many(
    accounts: Accounts, owner: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "MOST_PEOPLE", 2)
    await accounts.create(Role.FAMILY)
    with pytest.raises(TooMany):
        await accounts.create(Role.FAMILY)


async def test_a_guest_is_gone_after_a_day(
    accounts: Accounts, owner: Account, tokens: Tokens, clock: WallClock, sign_in: SignIn
) -> None:
    gone: list[str] = []
    accounts.on_gone.append(gone.append)
    guest = await accounts.create(Role.GUEST, "Gina")
    caller = await sign_in(guest)
    clock.jump(timedelta(hours=23))
    assert await accounts.expire() == []
    assert await tokens.still(caller.token) is not None
    clock.jump(timedelta(hours=2))
    assert await tokens.still(caller.token) is None
    assert guest.id not in {each.id for each in await accounts.people()}
    with pytest.raises(UnknownAccount):
        await accounts.get(guest.id)
    assert await accounts.expire() == gone == [guest.id]
    assert [each.id for each in await accounts.people()] == [owner.id]


async def test_who_leaves_takes_everything_along(
    accounts: Accounts, owner: Account, anna: Account, database: Database, vault: Vault, sign_in: SignIn
) -> None:
    caller = await sign_in(anna)
    await accounts.set_password(anna.id, "correct horse", sign_in_name="anna", by=caller)
    row = {"account": anna.id, "collection": "notes", "id": "1", "seq": 1, "created": 0.0, "sealed": b"x"}
    await database.write(lambda connection: connection.execute(insert(records).values(row)))
    wrapped = await _key_of(database, anna.id)
    ended: list[str] = []
    accounts.on_ended.append(ended.append)
    assert await accounts.delete(anna.id, by=caller) == [anna.id]
    for table in metadata.tables.values():
        if "account" in table.c:
            left = select(func.count()).select_from(table).where(table.c.account == anna.id)
            assert await database.read(lambda c, query=left: c.execute(query).scalar()) == 0, table.name
    assert ended == [caller.token]
    assert wrapped not in vault._unwrapped  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(UnknownAccount):
        await accounts.get(anna.id)
    with pytest.raises(UnknownAccount):
        await accounts.delete(anna.id)
    assert await accounts.get(owner.id) == owner


async def test_nobody_but_the_owner_removes_others(
    accounts: Accounts, owner: Account, anna: Account, audit: Audit, sign_in: SignIn
) -> None:
    ben = await accounts.create(Role.FAMILY, "Ben")
    with pytest.raises(Forbidden):
        await accounts.delete(anna.id, by=await sign_in(ben))
    with pytest.raises(Forbidden):
        await accounts.delete("nobody", by=await sign_in(ben))
    assert await accounts.delete(anna.id, by=await sign_in(owner)) == [anna.id]
    (entry, *_) = await audit.entries(owner.id)
    assert (entry.action, entry.actor, entry.detail) == (
        Action.PERSON_REMOVED,
        owner.id,
        {"role": "family"},
    )


async def test_the_last_owner_is_removed_by_nobody_else(
    accounts: Accounts, owner: Account, sign_in: SignIn
) -> None:
    second = await accounts.create(Role.OWNER, "Olga")
    by = await sign_in(second)
    assert await accounts.delete(owner.id, by=by) == [owner.id]
    assert (await accounts.owner()).id == second.id
    # A caller whose scopes say more than anybody's should.
    stranger = Caller("somebody", Role.OWNER, Kind.SESSION, by.scopes, "hash")
    with pytest.raises(Forbidden):
        await accounts.delete(second.id, by=stranger)


async def test_two_owners_who_remove_each_other_do_not_both_succeed(
    accounts: Accounts, owner: Account, sign_in: SignIn
) -> None:
    second = await accounts.create(Role.OWNER, "Olga")
    first_caller, second_caller = await sign_in(owner), await sign_in(second)
    outcomes = await asyncio.gather(
        accounts.delete(second.id, by=first_caller),
        accounts.delete(owner.id, by=second_caller),
        return_exceptions=True,
    )
    assert sum(isinstance(each, list) for each in outcomes) == 1
    assert len(await accounts.people()) == 1


async def test_the_house_ends_with_its_last_owner(
    accounts: Accounts, owner: Account, anna: Account, database: Database, sign_in: SignIn
) -> None:
    gone = await accounts.delete(owner.id, by=await sign_in(owner))
    assert sorted(gone) == sorted([owner.id, anna.id])
    assert await accounts.people() == []
    assert await database.read(lambda c: c.execute(select(func.count()).select_from(house)).scalar()) == 0
    fresh = await accounts.owner()
    assert fresh.id != owner.id and [each.id for each in await accounts.people()] == [fresh.id]


async def test_a_log_does_not_name_who_is_gone(
    accounts: Accounts, owner: Account, anna: Account, audit: Audit, devices: Devices, sign_in: SignIn
) -> None:
    second = await accounts.create(Role.OWNER, "Olga")
    speaker = await devices.add(anna.id, NewDevice(DeviceKind.SPEAKER, "Kitchen"))
    await devices.change(speaker.id, room="kitchen", by=await sign_in(second))
    assert second.id in {each.actor for each in await audit.entries(anna.id)}
    await accounts.delete(second.id, by=await sign_in(second))
    assert second.id not in {each.actor for each in await audit.entries()}


async def test_another_servers_key_opens_nothing(
    accounts: Accounts, owner: Account, database: Database, clock: WallClock
) -> None:
    with pytest.raises(Unreadable):
        await Accounts(database, Vault(bytes(32)), clock, QUICK).people()


async def _key_of(database: Database, account: str) -> bytes:
    table = metadata.tables["accounts"]
    query = select(table.c.key).where(table.c.id == account)
    return await database.read(lambda connection: connection.execute(query).scalar_one())
