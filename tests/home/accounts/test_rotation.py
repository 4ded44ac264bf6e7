"""A device's token is replaced while it is in use, and whatever breaks, one of the two works."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from fakes.people import SignIn
from fakes.wall_clock import WallClock
from parley.home.accounts.accounts import Account
from parley.home.accounts.callers import DATA, Forbidden, Kind, UnknownToken
from parley.home.accounts.devices import Device, DeviceKind, Devices, NewDevice
from parley.home.accounts.rotating import MOST_PENDING
from parley.home.accounts.tokens import Tokens
from parley.home.database.database import Database
from parley.home.database.schema import tokens as table


@pytest.fixture
async def speaker(devices: Devices, anna: Account) -> Device:
    return await devices.add(anna.id, NewDevice(DeviceKind.SPEAKER, "Kitchen"))


@pytest.fixture
async def first(tokens: Tokens, speaker: Device) -> str:
    """Its token."""
    return await tokens.issue(speaker.account, Kind.DEVICE, DATA, speaker.id, 3600)


async def rotate(tokens: Tokens, secret: str) -> str:
    """What a device does."""
    caller = await tokens.caller(secret)
    assert caller is not None
    return (await tokens.rotate(caller)).secret


async def test_the_old_token_works_until_the_new_one_is_used(tokens: Tokens, first: str) -> None:
    before = await tokens.caller(first)
    second = await rotate(tokens, first)
    assert await tokens.caller(first) == before
    after = await tokens.caller(second)
    assert before is not None and after is not None
    assert (after.account, after.device, after.scopes) == (before.account, before.device, before.scopes)
    assert await tokens.caller(first) is None
    assert await tokens.caller(second) == after


async def test_an_answer_that_got_lost_is_asked_for_again(tokens: Tokens, first: str) -> None:
    lost = await rotate(tokens, first)
    second = await rotate(tokens, first)
    assert await tokens.caller(second)
    assert await tokens.caller(lost) is None and await tokens.caller(first) is None


async def test_the_answer_that_was_thought_lost_may_be_the_one_that_is_used(
    tokens: Tokens, first: str
) -> None:
    late = await rotate(tokens, first)
    other = await rotate(tokens, first)
    assert await tokens.caller(late)
    assert await tokens.caller(other) is None and await tokens.caller(first) is None


async def test_asking_again_and_again_piles_nothing_up(
    tokens: Tokens, first: str, database: Database, clock: WallClock
) -> None:
    made: list[str] = []
    for _ in range(3 * MOST_PENDING):
        made.append(await rotate(tokens, first))
        clock.jump(timedelta(seconds=1))
    count = select(func.count()).select_from(table)
    assert await database.read(lambda c: c.execute(count).scalar()) == 1 + MOST_PENDING
    assert await tokens.caller(made[0]) is None
    assert await tokens.caller(made[-1]) and await tokens.caller(first) is None
    assert await database.read(lambda c: c.execute(count).scalar()) == 1


async def test_a_new_token_lives_anew(tokens: Tokens, first: str, clock: WallClock) -> None:
    clock.jump(timedelta(minutes=50))
    second = await rotate(tokens, first)
    clock.jump(timedelta(minutes=20))
    assert await tokens.caller(first) is None
    assert await tokens.caller(second)


async def test_no_crash_at_any_step_locks_the_device_out(tokens: Tokens, first: str) -> None:
    """The device keeps a token in a file. It may stop after any step, and goes on with what the file says."""
    chance = random.Random(3)
    kept = first
    for _ in range(30):
        caller = await tokens.caller(kept)
        assert caller is not None, "locked out"
        if chance.random() < 0.2:
            continue  # stopped before it asked
        answer = (await tokens.rotate(caller)).secret
        if chance.random() < 0.3:
            continue  # stopped before the answer was in the file
        kept = answer
        if chance.random() < 0.3:
            continue  # stopped before it used the new one
        assert await tokens.caller(kept)


async def test_only_devices_rotate(tokens: Tokens, anna: Account, sign_in: SignIn) -> None:
    with pytest.raises(Forbidden):
        await tokens.rotate(await sign_in(anna))


async def test_what_was_thrown_out_is_not_rotated(tokens: Tokens, devices: Devices, first: str) -> None:
    caller = await tokens.caller(first)
    assert caller is not None and caller.device is not None
    await devices.remove(caller.device)
    with pytest.raises(UnknownToken):
        await tokens.rotate(caller)
    assert await tokens.caller(first) is None
