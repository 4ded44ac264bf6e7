"""A device that is known by its hardware is let in by a code, and needs no token to be known again."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from fakes.people import SignIn
from fakes.wall_clock import WallClock
from parley.home.accounts.accounts import Account
from parley.home.accounts.callers import Caller, UnknownDevice
from parley.home.accounts.devices import Device, Devices
from parley.home.accounts.pairing import BadCode, ExpiredCode, Pairing, State
from parley.home.accounts.rotating import MOST_PENDING
from parley.home.accounts.tokens import Tokens
from parley.home.database.database import Database
from parley.home.database.opening import open_database
from parley.home.database.schema import tokens as table
from parley.home.vault import Vault

HERE, BOARD = "192.0.2.1", "xiaozhi:24:0a:c4:00:01:02:2f6e4c1e-4e0c-4a3f-9f5e-3f0d3f6a8b11"


@pytest.fixture
async def by(anna: Account, sign_in: SignIn) -> Caller:
    return await sign_in(anna)


async def test_approved_it_is_known_at_once_and_stays(
    pairing: Pairing, devices: Devices, by: Caller, clock: WallClock
) -> None:
    started = await pairing.start("speaker", "box-3", HERE, hardware=BOARD)
    assert await pairing.state(started.device_code) is State.WAITING
    assert await devices.by_hardware(BOARD) is None
    device = await pairing.approve(started.user_code, room="hall", by=by, address=HERE)
    assert await devices.by_hardware(BOARD) == device
    assert (device.name, device.model, device.room) == ("box-3", "box-3", "hall")
    assert await pairing.state(started.device_code) is None
    with pytest.raises(ExpiredCode):
        await pairing.poll(started.device_code)
    clock.jump(timedelta(hours=1))
    await pairing.sweep()
    assert await devices.by_hardware(BOARD) == device, "it has nothing to fetch in time"


async def test_only_its_latest_code_works_and_other_boards_keep_theirs(
    pairing: Pairing, devices: Devices, by: Caller, database: Database, vault: Vault, clock: WallClock
) -> None:
    other = await pairing.start("speaker", "box-3", HERE, hardware="another")
    codes = [await pairing.start("speaker", "box-3", HERE, hardware=BOARD) for _ in range(9)]
    assert [await pairing.state(each.device_code) for each in codes] == [None] * 8 + [State.WAITING]
    with pytest.raises(BadCode):
        await pairing.approve(codes[0].user_code, by=by, address=HERE)
    await pairing.approve(codes[-1].user_code, by=by, address=HERE)
    late = await Pairing(database, vault, clock).start("speaker", "box-3", HERE, hardware=BOARD)
    with pytest.raises(BadCode, match="already"):
        await pairing.approve(late.user_code, by=by, address=HERE)
    await pairing.approve(other.user_code, by=by, address=HERE)
    assert len([each for each in await devices.everybodys() if each.model == "box-3"]) == 2


async def test_two_who_approve_two_of_its_codes_at_once_have_one_device(
    pairing: Pairing, devices: Devices, by: Caller, database_url: str, vault: Vault, clock: WallClock
) -> None:
    other = await open_database(database_url)
    elsewhere = Pairing(other, vault, clock)
    both = await asyncio.gather(
        pairing.start("speaker", "box-3", HERE, hardware=BOARD),
        elsewhere.start("speaker", "box-3", HERE, hardware=BOARD),
    )
    outcomes = await asyncio.gather(
        *(
            door.approve(each.user_code, by=by, address=HERE)
            for each, door in zip(both, (pairing, elsewhere), strict=True)
        ),
        return_exceptions=True,
    )
    await other.close()
    (device,) = (each for each in outcomes if isinstance(each, Device))
    assert sum(isinstance(each, BadCode) for each in outcomes) == 1
    assert await devices.by_hardware(BOARD) == device


async def test_refused_it_is_refused_until_the_code_is_too_old(
    pairing: Pairing, by: Caller, clock: WallClock
) -> None:
    started = await pairing.start("speaker", "box-3", HERE, hardware=BOARD)
    await pairing.refuse(started.user_code, by=by, address=HERE)
    assert await pairing.state(started.device_code) is State.REFUSED
    clock.jump(timedelta(minutes=11))
    assert await pairing.state(started.device_code) is None


async def test_its_token_is_renewed_without_showing_the_old_one(
    tokens: Tokens, devices: Devices, pairing: Pairing, by: Caller, database: Database, clock: WallClock
) -> None:
    started = await pairing.start("speaker", "box-3", HERE, hardware=BOARD)
    device = await pairing.approve(started.user_code, by=by, address=HERE)
    made = [(await tokens.renew(device.id)).secret]
    for _ in range(3 * MOST_PENDING):
        clock.jump(timedelta(seconds=1))
        made.append((await tokens.renew(device.id)).secret)
    count = select(func.count()).select_from(table).where(table.c.device == device.id)
    assert await database.read(lambda c: c.execute(count).scalar()) == 1 + MOST_PENDING
    assert await tokens.caller(made[1]) is None
    assert await tokens.caller(made[0]), "the first goes on working"
    assert await tokens.caller(made[-1])
    assert await tokens.caller(made[0]) is None
    assert await database.read(lambda c: c.execute(count).scalar()) == 1
    clock.jump(timedelta(days=400))
    assert await tokens.caller(made[-1]) is None
    fresh = (await tokens.renew(device.id)).secret  # nothing swept the expired one away meanwhile
    assert await tokens.caller(fresh)
    await devices.remove(device.id)
    with pytest.raises(UnknownDevice):
        await tokens.renew(device.id)


async def test_renewed_at_once_from_two_processes_some_work_and_few_are_kept(
    tokens: Tokens,
    pairing: Pairing,
    by: Caller,
    database: Database,
    database_url: str,
    vault: Vault,
    clock: WallClock,
) -> None:
    started = await pairing.start("speaker", "box-3", HERE, hardware=BOARD)
    device = await pairing.approve(started.user_code, by=by, address=HERE)
    other = await open_database(database_url)
    doors = [tokens, Tokens(other, vault, clock)]
    made = await asyncio.gather(*(doors[n % 2].renew(device.id) for n in range(12)))
    count = select(func.count()).select_from(table).where(table.c.device == device.id)
    assert await database.read(lambda c: c.execute(count).scalar()) == 1 + MOST_PENDING
    assert any([await tokens.caller(each.secret) for each in made])
    await other.close()
