"""Devices: listed, named, given to others, and thrown out at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from fakes.people import SignIn
from fakes.wall_clock import WallClock
from parley.home.accounts import device_rows as module
from parley.home.accounts.accounts import Account, Accounts
from parley.home.accounts.audit import Action, Audit
from parley.home.accounts.callers import (
    DATA,
    Forbidden,
    Kind,
    Role,
    Scope,
    TooMany,
    UnknownAccount,
    UnknownDevice,
)
from parley.home.accounts.devices import BadDevice, Device, DeviceKind, Devices, NewDevice
from parley.home.accounts.issuing import digest
from parley.home.accounts.tokens import Tokens

KITCHEN = NewDevice(DeviceKind.SPEAKER, "厨房音箱", "厨房", ("zh", "en-GB"))


@pytest.fixture
async def speaker(devices: Devices, anna: Account) -> Device:
    return await devices.add(anna.id, KITCHEN)


async def test_a_device_is_listed_for_its_person_and_for_the_house(
    devices: Devices, owner: Account, anna: Account, speaker: Device
) -> None:
    mine = await devices.add(owner.id, NewDevice(DeviceKind.PHONE, "phone"))
    assert await devices.of(anna.id) == [speaker]
    assert await devices.everybodys() == [speaker, mine]
    assert (speaker.name, speaker.room, speaker.languages) == ("厨房音箱", "厨房", ("zh", "en-GB"))
    assert await devices.get(speaker.id) == speaker


async def test_a_device_is_renamed_moved_and_taught(
    devices: Devices, anna: Account, speaker: Device, audit: Audit, sign_in: SignIn
) -> None:
    by = await sign_in(anna)
    changed = await devices.change(speaker.id, name=" Hall  speaker ", by=by)
    assert (changed.name, changed.room) == ("Hall speaker", "厨房")
    changed = await devices.change(speaker.id, room="", languages=["en"], by=by)
    assert (changed.name, changed.room, changed.languages) == ("Hall speaker", "", ("en",))
    assert await devices.get(speaker.id, by=by) == changed
    assert (await audit.entries(anna.id))[0].action == Action.DEVICE_CHANGED


async def test_what_cannot_be_is_refused(devices: Devices, anna: Account, speaker: Device) -> None:
    for wrong in (
        NewDevice("toaster"),  # pyright: ignore[reportArgumentType]
        NewDevice(name="x" * 65),
        NewDevice(room="a\0b"),
        NewDevice(languages=["not a tag"]),
        NewDevice(languages=["en"] * 9),
    ):
        with pytest.raises(BadDevice):
            await devices.add(anna.id, wrong)
    with pytest.raises(BadDevice):
        await devices.change(speaker.id, name="x" * 65)
    with pytest.raises(UnknownAccount):
        await devices.add("nobody", KITCHEN)
    assert await devices.of(anna.id) == [speaker]


async def test_a_device_is_nobody_elses_business_but_the_owners(
    devices: Devices, accounts: Accounts, owner: Account, speaker: Device, sign_in: SignIn
) -> None:
    ben = await sign_in(await accounts.create(Role.FAMILY, "Ben"))
    for call in (
        devices.get(speaker.id, by=ben),
        devices.change(speaker.id, name="mine", by=ben),
        devices.change(speaker.id, person=ben.account, by=ben),
        devices.remove(speaker.id, by=ben),
    ):
        with pytest.raises(UnknownDevice):
            await call
    by = await sign_in(owner)
    assert (await devices.change(speaker.id, room="hall", by=by)).room == "hall"


async def test_a_device_is_given_to_another_person_with_its_token(
    devices: Devices, tokens: Tokens, owner: Account, anna: Account, speaker: Device, sign_in: SignIn
) -> None:
    gone: list[str] = []
    ended: list[str] = []
    devices.on_gone.append(gone.append)
    devices.on_ended.append(ended.append)
    secret = await tokens.issue(anna.id, Kind.DEVICE, DATA, speaker.id)
    with pytest.raises(Forbidden):
        await devices.change(speaker.id, person=owner.id, by=await sign_in(anna))
    with pytest.raises(UnknownAccount):
        await devices.change(speaker.id, person="nobody", by=await sign_in(owner))
    assert gone == ended == []
    moved = await devices.change(speaker.id, person=owner.id, by=await sign_in(owner))
    assert (moved.account, moved.name, moved.languages) == (owner.id, speaker.name, speaker.languages)
    assert gone == [speaker.id] and ended == [digest(secret)]  # its connections act as the person before
    caller = await tokens.caller(secret)
    assert caller is not None and (caller.account, caller.device) == (owner.id, speaker.id)
    assert caller.scopes == DATA
    assert speaker.id not in {each.id for each in await devices.of(anna.id)}
    named = await tokens.issue(owner.id, Kind.KEY, DATA, speaker.id, name="script")
    await devices.change(speaker.id, person=anna.id)
    assert [(each.id, each.name) for each in await tokens.keys(anna.id)] == [(digest(named), "厨房音箱")]


async def test_a_device_given_to_a_guest_may_only_talk_and_not_for_long(
    devices: Devices,
    tokens: Tokens,
    accounts: Accounts,
    anna: Account,
    speaker: Device,
    clock: WallClock,
) -> None:
    secret = await tokens.issue(anna.id, Kind.DEVICE, DATA, speaker.id)
    guest = await accounts.create(Role.GUEST, "Gina")
    await devices.change(speaker.id, person=guest.id)
    caller = await tokens.caller(secret)
    assert caller is not None and caller.scopes == {Scope.TALK}
    clock.jump(timedelta(hours=25))
    assert await tokens.caller(secret) is None


async def test_a_browser_stays_with_who_signed_in(
    devices: Devices, owner: Account, anna: Account, sign_in: SignIn
) -> None:
    hers = await sign_in(anna)
    assert hers.device is not None
    with pytest.raises(BadDevice):
        await devices.change(hers.device, person=owner.id, by=await sign_in(owner))


async def test_a_device_is_thrown_out_at_once(
    devices: Devices, tokens: Tokens, owner: Account, anna: Account, speaker: Device, sign_in: SignIn
) -> None:
    gone: list[str] = []
    ended: list[str] = []
    devices.on_gone.append(gone.append)
    devices.on_ended.append(ended.append)
    secret = await tokens.issue(anna.id, Kind.DEVICE, DATA, speaker.id)
    await devices.remove(speaker.id, by=await sign_in(owner))
    assert gone == [speaker.id] and ended == [digest(secret)]
    assert await tokens.caller(secret) is None
    with pytest.raises(UnknownDevice):
        await devices.remove(speaker.id)
    with pytest.raises(UnknownDevice):
        await devices.get(speaker.id)
    assert gone == [speaker.id]


async def test_a_device_in_use_is_thrown_out_too(
    devices: Devices, tokens: Tokens, anna: Account, speaker: Device, clock: WallClock
) -> None:
    secrets = [await tokens.issue(anna.id, Kind.DEVICE, DATA, speaker.id) for _ in range(5)]
    clock.jump(timedelta(minutes=5))  # so that every use is noted
    uses = [tokens.caller(secret) for secret in secrets * 4]
    await asyncio.gather(*uses[:10], devices.remove(speaker.id), *uses[10:])
    assert [await tokens.caller(secret) for secret in secrets] == [None] * 5
    assert await devices.of(anna.id) == []


async def test_devices_are_not_without_number(
    devices: Devices, owner: Account, anna: Account, speaker: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_DEVICES", 1)
    with pytest.raises(TooMany):
        await devices.add(anna.id, KITCHEN)
    mine = await devices.add(owner.id, KITCHEN)
    with pytest.raises(TooMany):
        await devices.change(mine.id, person=anna.id)
