"""Whoever holds connections open listens in one place, and hears of every token that ends."""

from __future__ import annotations

from pathlib import Path

from fakes.wall_clock import WallClock
from parley.home.accounts.callers import DATA, Kind, Role
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.home.accounts.issuing import digest
from parley.home.home import Home
from parley.settings import Settings


async def test_every_end_of_a_token_is_heard(tmp_path: Path, clock: WallClock) -> None:
    async with await Home.open(Settings(data=str(tmp_path)), clock) as home:
        ended: list[str] = []
        home.tokens.on_ended.append(ended.append)
        await home.accounts.owner()
        anna = (await home.accounts.create(Role.FAMILY, "Anna")).id
        revoked, left = [await home.tokens.sign_in(anna, NewDevice(), "password") for _ in range(2)]
        speaker = await home.devices.add(anna, NewDevice(DeviceKind.SPEAKER))
        thrown_out = await home.tokens.issue(anna, Kind.DEVICE, DATA, speaker.id)
        await home.tokens.revoke(anna, revoked.caller.token)
        assert ended == [revoked.caller.token]
        await home.devices.remove(speaker.id)
        assert ended[1:] == [digest(thrown_out)]
        await home.delete(anna)
        assert ended[2:] == [left.caller.token]
