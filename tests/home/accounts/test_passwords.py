"""Passwords: right ones let in, wrong ones are few, and nobody learns which names there are."""

from __future__ import annotations

import asyncio
import threading
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from fakes.people import QUICK, SignIn
from fakes.wall_clock import WallClock
from parley.errors import Busy
from parley.home.accounts import passwords
from parley.home.accounts.accounts import Account, Accounts, BadName, NameTaken
from parley.home.accounts.audit import Action, Audit
from parley.home.accounts.callers import Forbidden, Role, TooManyTries, UnknownAccount
from parley.home.accounts.passwords import Passwords, WeakPassword, WrongPassword
from parley.home.database.database import Database
from parley.home.database.schema import accounts as table
from parley.home.vault import Vault

GOOD = "correct horse"
HERE, THERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
async def anna(accounts: Accounts, owner: Account) -> Account:
    """Signs in with a password."""
    made = await accounts.create(Role.FAMILY, "Anna")
    await accounts.set_password(made.id, GOOD, sign_in_name="Anna")
    return await accounts.get(made.id)


async def test_the_right_password_lets_in(accounts: Accounts, anna: Account) -> None:
    for name in ("Anna", "anna", " ＡＮＮＡ "):
        assert await accounts.check_password(name, GOOD, HERE) == anna
    assert anna.has_password


async def test_a_password_is_the_same_from_any_keyboard(accounts: Accounts, anna: Account) -> None:
    await accounts.set_password(anna.id, "pässwörter")
    assert await accounts.check_password("anna", "pa\u0308sswo\u0308rter", HERE) == anna


async def test_a_wrong_password_does_not(accounts: Accounts, anna: Account) -> None:
    for password in ("", "wrong horse", GOOD + "x", GOOD * 1000, "\ud800"):
        with pytest.raises(WrongPassword):
            await accounts.check_password("anna", password, HERE)


async def test_who_has_no_password_gets_in_with_none(accounts: Accounts, owner: Account) -> None:
    await accounts.change(owner.id, sign_in_name="boss")
    for password in ("", "nobody has this password"):
        with pytest.raises(WrongPassword):
            await accounts.check_password("boss", password, HERE)


async def test_argon2_runs_once_whether_or_not_there_is_such_a_name(
    database: Database, vault: Vault, clock: WallClock, owner: Account, anna: Account
) -> None:
    checked: list[str | bytes] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            checked.append(hash)
            return super().verify(hash, password)

    counting = Accounts(database, vault, clock, Counting(time_cost=1, memory_cost=8, parallelism=1))
    await counting.change(owner.id, sign_in_name="boss")  # has no password
    for name in ("anna", "nobody", "boss", "x" * 1000, "", "\ud800"):
        with pytest.raises(WrongPassword):
            await counting.check_password(name, "wrong horse", HERE)
    assert len(checked) == 6
    assert all(str(hash).startswith("$argon2id$v=19$m=8,t=1,p=1$") for hash in checked)
    await counting.close()


async def test_an_address_has_ten_guesses(accounts: Accounts, anna: Account) -> None:
    for n in range(10):
        with pytest.raises(WrongPassword):
            await accounts.check_password(f"name {n}", "wrong horse", HERE)
    with pytest.raises(TooManyTries):
        await accounts.check_password("anna", GOOD, HERE)
    assert await accounts.check_password("anna", GOOD, THERE) == anna


async def test_a_whole_ipv6_network_is_one_address(accounts: Accounts, anna: Account) -> None:
    for n in range(10):
        with pytest.raises(WrongPassword):
            await accounts.check_password(f"name {n}", "wrong horse", f"2001:db8:0:1::{n}")
    with pytest.raises(TooManyTries):
        await accounts.check_password("anna", GOOD, "2001:db8:0:1:ffff::1")
    assert await accounts.check_password("anna", GOOD, "2001:db8:0:2::1") == anna


async def test_a_name_has_thirty_guesses_from_wherever_but_where_its_person_signs_in(
    accounts: Accounts, anna: Account
) -> None:
    assert await accounts.check_password("anna", GOOD, HERE) == anna
    for n in range(30):
        with pytest.raises(WrongPassword):
            await accounts.check_password("anna", "wrong horse", f"203.0.113.{n}")
    with pytest.raises(TooManyTries):
        await accounts.check_password("anna", GOOD, THERE)
    # Nobody locks her out from afar.
    assert await accounts.check_password("anna", GOOD, HERE) == anna


async def test_guesses_made_at_once_are_counted_each(accounts: Accounts, anna: Account) -> None:
    guesses = [accounts.check_password("anna", f"guess {n}", HERE) for n in range(25)]
    outcomes = await asyncio.gather(*guesses, return_exceptions=True)
    assert sum(isinstance(each, WrongPassword) for each in outcomes) == 10
    assert sum(isinstance(each, TooManyTries) for each in outcomes) == 15


async def test_signing_in_often_is_no_guessing(accounts: Accounts, anna: Account) -> None:
    for _ in range(15):
        await accounts.check_password("anna", GOOD, HERE)


async def test_failures_are_counted_in_the_log_without_names(
    accounts: Accounts, owner: Account, anna: Account, audit: Audit
) -> None:
    for name in ("anna", "anna", "anna", "nobody", "nothing"):
        with pytest.raises(WrongPassword):
            await accounts.check_password(name, "wrong horse", HERE)
    (hers, *_), (owners, *_) = await audit.entries(anna.id), await audit.entries(owner.id)
    assert (hers.action, hers.actor, hers.detail) == (Action.SIGN_IN_FAILED, "", {"count": 3})
    assert (owners.action, owners.actor, owners.detail) == (Action.SIGN_IN_FAILED, "", {"count": 2})


async def test_weak_passwords_are_refused(accounts: Accounts, anna: Account) -> None:
    for password in ("", "short", "1234567", "x" * 257, "Annabelle", "ＡＮＮＡＢＥＬＬＥ"):
        with pytest.raises(WeakPassword):
            await accounts.set_password(anna.id, password, sign_in_name="annabelle")
    assert await accounts.check_password("anna", GOOD, HERE) == anna


async def test_a_password_needs_a_name_that_is_free(
    accounts: Accounts, owner: Account, anna: Account
) -> None:
    with pytest.raises(BadName):
        await accounts.set_password(owner.id, GOOD)
    with pytest.raises(NameTaken):
        await accounts.set_password(owner.id, GOOD, sign_in_name="ANNA")
    assert not (await accounts.get(owner.id)).has_password
    with pytest.raises(BadName):
        await accounts.change(anna.id, sign_in_name="")


async def test_who_changes_a_password_knows_the_old_one(
    accounts: Accounts, anna: Account, sign_in: SignIn
) -> None:
    by = await sign_in(anna)
    for old in (None, "", "wrong horse"):
        with pytest.raises(WrongPassword):
            await accounts.set_password(anna.id, "battery staple", old=old, by=by)
    await accounts.set_password(anna.id, "battery staple", old=GOOD, by=by)
    await accounts.check_password("anna", "battery staple", HERE)
    with pytest.raises(WrongPassword):
        await accounts.check_password("anna", GOOD, HERE)


async def test_the_old_password_is_not_guessed_either(
    accounts: Accounts, anna: Account, sign_in: SignIn
) -> None:
    by = await sign_in(anna)
    for n in range(10):
        with pytest.raises(WrongPassword):
            await accounts.confirm(anna.id, f"guess {n}")
    with pytest.raises(TooManyTries):
        await accounts.confirm(anna.id, GOOD)
    with pytest.raises(TooManyTries):
        await accounts.set_password(anna.id, "battery staple", old=GOOD, by=by)
    assert await accounts.check_password("anna", GOOD, HERE) == anna


async def test_the_first_password_and_the_command_line_need_no_old_one(
    accounts: Accounts, owner: Account, anna: Account, sign_in: SignIn
) -> None:
    await accounts.set_password(owner.id, GOOD, sign_in_name="boss", by=await sign_in(owner))
    await accounts.set_password(anna.id, "battery staple")
    await accounts.check_password("anna", "battery staple", HERE)


async def test_nobody_sets_a_password_for_others_or_for_guests(
    accounts: Accounts, owner: Account, anna: Account, sign_in: SignIn
) -> None:
    with pytest.raises(Forbidden):
        await accounts.set_password(anna.id, "battery staple", by=await sign_in(owner))
    guest = await accounts.create(Role.GUEST, "Gina")
    with pytest.raises(Forbidden):
        await accounts.set_password(guest.id, GOOD, sign_in_name="gina")
    with pytest.raises(UnknownAccount):
        await accounts.set_password("nobody", GOOD, sign_in_name="gina")


async def test_a_password_is_hashed_again_when_the_parameters_have_changed(
    database: Database, vault: Vault, clock: WallClock, accounts: Accounts, anna: Account
) -> None:
    stronger = Accounts(database, vault, clock, PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    before = await _hash(database, anna.id)
    with pytest.raises(WrongPassword):
        await stronger.check_password("anna", "wrong horse", HERE)
    assert await _hash(database, anna.id) == before
    await stronger.check_password("anna", GOOD, HERE)
    after = await _hash(database, anna.id)
    assert "m=8,t=1" in before and "m=16,t=2" in after
    await stronger.check_password("anna", GOOD, HERE)
    assert await _hash(database, anna.id) == after
    await stronger.close()


async def test_the_parameters_are_those_of_the_rfc(accounts: Accounts) -> None:
    made = Passwords()
    hashed = await made.hash(GOOD)
    made.close()
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


async def test_few_wait_and_others_are_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAITING", 5)
    go_on = threading.Event()

    class Slow(PasswordHasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            go_on.wait(10)
            return QUICK.hash(password)

    made = Passwords(Slow())
    waiting = [asyncio.create_task(made.hash(GOOD)) for _ in range(5)]
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await made.hash(GOOD)
    for each in waiting[:2]:
        each.cancel()
    await asyncio.sleep(0)
    with pytest.raises(Busy):  # whoever goes away leaves their password being worked on
        await made.hash(GOOD)
    go_on.set()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert await made.hash(GOOD)
    made.close()


async def _hash(database: Database, account: str) -> str:
    query = select(table.c.password).where(table.c.id == account)
    return await database.read(lambda connection: connection.execute(query).scalar_one())
