"""A device is known again by its hardware: once, whoever asks at the same time, until it is thrown out."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from fakes.people import SignIn
from fakes.wall_clock import WallClock
from parley.home.accounts import device_rows
from parley.home.accounts.accounts import Account, Accounts
from parley.home.accounts.audit import Action, Audit
from parley.home.accounts.callers import TooMany, UnknownAccount, UnknownDevice
from parley.home.accounts.devices import BadDevice, DeviceKind, Devices
from parley.home.database.database import Database
from parley.home.database.opening import open_database
from parley.home.database.schema import devices as table
from parley.home.vault import Vault

SATELLITE = "wyoming:192.168.1.20:10700"


async def test_what_cannot_pair_is_adopted_once(devices: Devices, anna: Account, audit: Audit) -> None:
    assert await devices.by_hardware(SATELLITE) is None
    made = await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "Hall", account=anna.id, model="satellite")
    assert (made.account, made.kind, made.name, made.model) == (
        anna.id,
        DeviceKind.SPEAKER,
        "Hall",
        "satellite",
    )
    assert await devices.by_hardware(SATELLITE) == made
    assert await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "Other", account=anna.id) == made
    assert await devices.of(anna.id) == [made]
    paired = [each for each in await audit.entries(anna.id) if each.action == Action.DEVICE_PAIRED]
    assert len(paired) == 1


async def test_adopted_twice_at_once_from_two_processes_it_is_one(
    devices: Devices, anna: Account, owner: Account, database_url: str, vault: Vault, clock: WallClock
) -> None:
    other = await open_database(database_url)
    doors = [devices, Devices(other, vault, clock)]
    made = await asyncio.gather(
        *(
            doors[n % 2].adopt(SATELLITE, DeviceKind.SPEAKER, f"{n}", account=(anna, owner)[n // 2 % 2].id)
            for n in range(12)
        )
    )
    await other.close()
    assert len({each.id for each in made}) == 1
    assert await devices.everybodys() == made[:1]


async def test_it_stays_itself_when_it_is_renamed_or_given_away(
    devices: Devices, anna: Account, owner: Account, sign_in: SignIn
) -> None:
    made = await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "Hall", account=anna.id, model="satellite")
    await devices.noticed(made.id, firmware="1.2.3")
    await devices.change(made.id, name="门厅", room="门厅", languages=["zh"])
    await devices.change(made.id, person=owner.id, by=await sign_in(owner))
    again = await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "Hall", account=anna.id)
    assert (again.id, again.account, again.name, again.languages) == (made.id, owner.id, "门厅", ("zh",))
    assert (again.model, again.firmware) == ("satellite", "1.2.3")


async def test_thrown_out_it_is_new_when_it_comes_again(
    devices: Devices, accounts: Accounts, anna: Account, owner: Account
) -> None:
    made = await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "Hall", account=anna.id)
    await devices.remove(made.id)
    assert await devices.by_hardware(SATELLITE) is None
    anew = await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "Hall", account=anna.id)
    assert anew.id != made.id
    await accounts.delete(anna.id)
    assert await devices.by_hardware(SATELLITE) is None
    assert (await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "Hall", account=owner.id)).id != anew.id


async def test_what_it_is_known_by_stands_nowhere(
    devices: Devices, anna: Account, database: Database, vault: Vault
) -> None:
    await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "Hall", account=anna.id)
    rows = await database.read(
        lambda connection: connection.execute(select(table.c.hardware)).scalars().all()
    )
    assert rows == [vault.hash("hardware", SATELLITE)] and SATELLITE not in str(rows)


async def test_what_a_device_says_of_itself_is_kept_and_shown(
    devices: Devices, anna: Account, sign_in: SignIn
) -> None:
    made = await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "Hall", account=anna.id)
    assert (made.model, made.firmware) == ("", "")
    await devices.noticed(made.id, model="bread-compact-wifi", firmware="2.0.3")
    await devices.noticed(made.id, firmware="2.0.4")
    found = await devices.get(made.id)
    assert (found.name, found.model, found.firmware) == ("Hall", "bread-compact-wifi", "2.0.4")
    await devices.noticed(made.id, model="\0\x1b[31m evil\u202e" + "x" * 999)
    assert (await devices.get(made.id)).model == "[31m evil" + "x" * 55
    with pytest.raises(UnknownDevice):
        await devices.noticed("nobody", model="x")


async def test_nobody_adopts_without_number_or_for_nobody(
    devices: Devices, anna: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnknownAccount):
        await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "Hall", account="nobody")
    with pytest.raises(BadDevice):
        await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "x" * 65, account=anna.id)
    monkeypatch.setattr(device_rows, "MOST_DEVICES", 1)
    made = await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "Hall", account=anna.id)
    assert await devices.adopt(SATELLITE, DeviceKind.SPEAKER, "Hall", account=anna.id) == made
    with pytest.raises(TooMany):
        await devices.adopt("another", DeviceKind.SPEAKER, "Hall", account=anna.id)
