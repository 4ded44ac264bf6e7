"""Pairing: six digits let a device in, and guessing them does not."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from fakes.people import SignIn
from fakes.wall_clock import WallClock
from parley.errors import Busy, ParleyError
from parley.home.accounts import pairing as module
from parley.home.accounts.accounts import Account, Accounts
from parley.home.accounts.audit import Action, Audit
from parley.home.accounts.callers import DATA, Caller, Forbidden, Kind, Role, TooManyTries
from parley.home.accounts.devices import BadDevice, Device, DeviceKind, Devices
from parley.home.accounts.pairing import (
    MOST_WRONG,
    AccessDenied,
    BadCode,
    ExpiredCode,
    NotYet,
    Pairing,
    SlowDown,
    Started,
)
from parley.home.accounts.tokens import Issued, Tokens
from parley.home.database.database import Database
from parley.home.database.opening import open_database
from parley.home.database.schema import pairings
from parley.home.vault import Vault

HERE, THERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
async def by(anna: Account, sign_in: SignIn) -> Caller:
    """Anna, signed in."""
    return await sign_in(anna)


@pytest.fixture
async def started(pairing: Pairing) -> Started:
    """A speaker shows its code."""
    return await pairing.start("speaker", "Parley One", HERE)


def others(started: Started) -> list[str]:
    """Wrong codes."""
    right = int(started.user_code)
    return [f"{(right + n) % 10**6:06d}" for n in range(1, 200)]


async def test_a_speaker_is_paired(
    pairing: Pairing,
    tokens: Tokens,
    devices: Devices,
    audit: Audit,
    by: Caller,
    started: Started,
    clock: WallClock,
) -> None:
    assert len(started.user_code) == 6 and started.user_code.isdigit() and started.interval == 5
    with pytest.raises(NotYet) as pending:
        await pairing.poll(started.device_code)
    assert pending.value.code == "authorization_pending"
    waiting = await pairing.find(started.user_code, by=by, address=HERE)
    assert (waiting.kind, waiting.model) == (DeviceKind.SPEAKER, "Parley One")
    device = await pairing.approve(
        f" {started.user_code[:3]}-{started.user_code[3:]} ",
        name="厨房",
        room="kitchen",
        languages=["zh"],
        by=by,
        address=HERE,
    )
    assert (device.account, device.kind, device.name) == (by.account, DeviceKind.SPEAKER, "厨房")
    issued = await pairing.poll(started.device_code)
    caller = await tokens.caller(issued.secret)
    assert caller == issued.caller
    assert caller is not None
    assert (caller.account, caller.device, caller.kind) == (by.account, device.id, Kind.DEVICE)
    assert caller.scopes == DATA
    assert device.id in {each.id for each in await devices.of(by.account)}
    (entry, *_) = await audit.entries(by.account)
    assert (entry.action, entry.actor, entry.device) == (Action.DEVICE_PAIRED, by.account, by.device)
    assert entry.detail == {"kind": "speaker", "device": device.id}


async def test_the_token_is_given_once(
    pairing: Pairing, by: Caller, started: Started, database_url: str, vault: Vault, clock: WallClock
) -> None:
    await pairing.approve(started.user_code, by=by, address=HERE)
    other = await open_database(database_url)
    doors = [pairing, Pairing(other, vault, clock)]
    polls = [doors[n % 2].poll(started.device_code) for n in range(10)]
    outcomes = await asyncio.gather(*polls, return_exceptions=True)
    await other.close()
    assert sum(isinstance(each, Issued) for each in outcomes) == 1
    assert sum(isinstance(each, ExpiredCode) for each in outcomes) == 9


async def test_one_of_two_who_approve_at_once_has_it(
    pairing: Pairing,
    owner: Account,
    by: Caller,
    started: Started,
    devices: Devices,
    sign_in: SignIn,
    database_url: str,
    vault: Vault,
    clock: WallClock,
) -> None:
    boss, other = await sign_in(owner), await open_database(database_url)
    doors = [(pairing, by), (Pairing(other, vault, clock), boss)]
    outcomes = await asyncio.gather(
        *(door.approve(started.user_code, by=who, address=HERE) for door, who in doors * 3),
        return_exceptions=True,
    )
    await other.close()
    (device,) = (each for each in outcomes if isinstance(each, Device))
    assert sum(isinstance(each, BadCode) for each in outcomes) == 5
    speakers = [each for each in await devices.everybodys() if each.kind is DeviceKind.SPEAKER]
    assert speakers == [device]
    assert (await pairing.poll(started.device_code)).caller.account == device.account


async def test_a_device_without_a_name_is_called_what_it_is(
    pairing: Pairing, by: Caller, started: Started
) -> None:
    assert (await pairing.approve(started.user_code, by=by, address=HERE)).name == "Parley One"


async def test_whoever_asks_too_soon_must_slow_down(
    pairing: Pairing, by: Caller, started: Started, clock: WallClock
) -> None:
    async def asks(after: float) -> type[ParleyError]:
        clock.jump(timedelta(seconds=after))
        with pytest.raises(NotYet) as answer:
            await pairing.poll(started.device_code)
        return type(answer.value)

    assert [await asks(after) for after in (0, 5, 1, 6, 10.5, 16, 16)] == [
        NotYet,
        NotYet,
        SlowDown,  # every ten seconds now
        SlowDown,  # every fifteen
        SlowDown,  # every twenty
        SlowDown,  # every twenty-five
        SlowDown,
    ]
    clock.jump(timedelta(seconds=30))
    with pytest.raises(NotYet) as answer:
        await pairing.poll(started.device_code)
    assert answer.value.code == "authorization_pending"
    await pairing.approve(started.user_code, by=by, address=HERE)
    assert await pairing.poll(started.device_code)


async def test_a_person_may_refuse(pairing: Pairing, by: Caller, started: Started, devices: Devices) -> None:
    await pairing.refuse(started.user_code, by=by, address=HERE)
    with pytest.raises(BadCode):
        await pairing.approve(started.user_code, by=by, address=HERE)
    with pytest.raises(AccessDenied):
        await pairing.poll(started.device_code)
    with pytest.raises(ExpiredCode):
        await pairing.poll(started.device_code)
    assert [each.kind for each in await devices.everybodys()] == [DeviceKind.BROWSER]


async def test_a_code_lives_ten_minutes(
    pairing: Pairing, by: Caller, started: Started, clock: WallClock
) -> None:
    clock.jump(timedelta(minutes=9, seconds=55))
    await pairing.find(started.user_code, by=by, address=HERE)
    clock.jump(timedelta(seconds=10))
    with pytest.raises(BadCode):
        await pairing.find(started.user_code, by=by, address=HERE)
    with pytest.raises(ExpiredCode):
        await pairing.poll(started.device_code)


async def test_a_device_that_never_fetches_its_token_is_forgotten(
    pairing: Pairing, devices: Devices, by: Caller, started: Started, clock: WallClock
) -> None:
    clock.jump(timedelta(minutes=9))
    device = await pairing.approve(started.user_code, by=by, address=HERE)
    clock.jump(timedelta(minutes=9))  # from the approval it has ten minutes again
    assert await pairing.sweep() == 0
    clock.jump(timedelta(minutes=2))
    assert await pairing.sweep() == 1
    assert device.id not in {each.id for each in await devices.everybodys()}
    with pytest.raises(ExpiredCode):
        await pairing.poll(started.device_code)


async def test_a_device_thrown_out_before_it_fetched_its_token_gets_none(
    pairing: Pairing, devices: Devices, by: Caller, started: Started
) -> None:
    device = await pairing.approve(started.user_code, by=by, address=HERE)
    await devices.remove(device.id, by=by)
    with pytest.raises(AccessDenied):
        await pairing.poll(started.device_code)


async def test_a_device_belongs_to_whom_the_owner_says(
    pairing: Pairing,
    tokens: Tokens,
    accounts: Accounts,
    owner: Account,
    by: Caller,
    started: Started,
    sign_in: SignIn,
) -> None:
    ben = await accounts.create(Role.FAMILY, "Ben")
    with pytest.raises(Forbidden):
        await pairing.approve(started.user_code, person=ben.id, by=by, address=HERE)
    boss = await sign_in(owner)
    device = await pairing.approve(started.user_code, person=ben.id, by=boss, address=HERE)
    assert device.account == ben.id
    issued = await pairing.poll(started.device_code)
    assert issued.caller.account == ben.id


async def test_what_is_no_device_is_refused(pairing: Pairing, by: Caller, started: Started) -> None:
    for kind, model in (("toaster", "x"), ("speaker", "x" * 65), ("speaker", "a\0b"), ("", "")):
        with pytest.raises(BadDevice):
            await pairing.start(kind, model, HERE)
    with pytest.raises(BadDevice):
        await pairing.approve(started.user_code, languages=["not a tag"], by=by, address=HERE)
    for code in ("", "12345", "1234567", "abcdef", "١٢٣٤٥", "\ud800" * 6, "1" * 10_000):
        with pytest.raises(BadCode):
            await pairing.find(code, by=by, address=HERE)
    for code in ("", "x", "x" * 43, "\ud800" * 43, "x" * 10_000):
        with pytest.raises(ExpiredCode):
            await pairing.poll(code)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in started.user_code)
    assert await pairing.find(wide, by=by, address=HERE)


async def test_an_account_has_ten_guesses_from_wherever(
    pairing: Pairing, by: Caller, started: Started
) -> None:
    wrong = others(started)
    for n in range(10):
        with pytest.raises(BadCode):
            await pairing.approve(wrong[n], by=by, address=f"203.0.113.{n}")
    for call in (pairing.find, pairing.approve, pairing.refuse):
        with pytest.raises(TooManyTries):
            await call(started.user_code, by=by, address=THERE)


async def test_an_address_has_ten_guesses_whoever_makes_them(
    pairing: Pairing, by: Caller, owner: Account, started: Started, sign_in: SignIn
) -> None:
    wrong, boss = others(started), await sign_in(owner)
    for n in range(10):
        with pytest.raises(BadCode):
            await pairing.find(wrong[n], by=by if n % 2 else boss, address=HERE)
    with pytest.raises(TooManyTries):
        await pairing.find(started.user_code, by=boss, address=HERE)
    assert await pairing.find(started.user_code, by=boss, address=THERE)


async def test_a_code_has_fifty_wrong_guesses_whoever_makes_them_and_wherever(
    pairing: Pairing, by: Caller, started: Started, database: Database, vault: Vault, clock: WallClock
) -> None:
    def guesser(n: int) -> Caller:
        return Caller(f"account{n}", Role.FAMILY, Kind.SESSION, by.scopes, "hash")

    wrong = others(started)
    for n in range(MOST_WRONG - 1):
        # Each from an address and an account of its own, and each in a process that has just started.
        with pytest.raises(BadCode):
            await Pairing(database, vault, clock).find(wrong[n], by=guesser(n), address=f"203.0.113.{n}")
    assert await pairing.find(started.user_code, by=by, address=HERE)
    with pytest.raises(BadCode):
        await pairing.find(wrong[MOST_WRONG], by=by, address=HERE)
    with pytest.raises(BadCode):
        await pairing.approve(started.user_code, by=by, address=HERE)
    with pytest.raises(ExpiredCode):
        await pairing.poll(started.device_code)
    fresh = await pairing.start("speaker", "Parley One", THERE)
    assert await pairing.find(fresh.user_code, by=by, address=HERE)


async def test_right_codes_are_no_guesses(pairing: Pairing, by: Caller, started: Started) -> None:
    for _ in range(20):
        await pairing.find(started.user_code, by=by, address=HERE)


async def test_few_wait_at_one_address_and_many_in_all(
    pairing: Pairing, by: Caller, clock: WallClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = [await pairing.start("speaker", "one", HERE) for _ in range(5)]
    with pytest.raises(TooManyTries):
        await pairing.start("speaker", "six", HERE)
    await pairing.refuse(made[0].user_code, by=by, address=HERE)
    with pytest.raises(AccessDenied):
        await pairing.poll(made[0].device_code)
    await pairing.start("speaker", "again", HERE)
    monkeypatch.setattr(module, "MOST_WAITING", 6)
    await pairing.start("speaker", "there", THERE)
    for _ in range(7):  # being told to come again takes no place away
        with pytest.raises(Busy):
            await pairing.start("speaker", "too many", "203.0.113.1")
    clock.jump(timedelta(minutes=11))
    assert await pairing.start("speaker", "later", "203.0.113.1")
    assert await pairing.start("speaker", "later", HERE)


async def test_codes_that_wait_differ(
    pairing: Pairing, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([7, 7, 7, 7, 8, 8, 9])
    monkeypatch.setattr(module.secrets, "randbelow", lambda most: next(drawn))
    made = [await pairing.start("speaker", "x", HERE) for _ in range(3)]
    assert [each.user_code for each in made] == ["000007", "000008", "000009"]
    count = select(func.count()).select_from(pairings)
    assert await database.read(lambda connection: connection.execute(count).scalar()) == 3
