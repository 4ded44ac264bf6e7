"""A home does not keep what is over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from fakes.wall_clock import WallClock
from parley.errors import ParleyError
from parley.home.accounts.callers import Role, UnknownAccount
from parley.home.accounts.pairing import ExpiredCode
from parley.home.database.database import DatabaseFailed
from parley.home.database.schema import accounts, pairings, records, tokens
from parley.home.home import Home
from parley.home.upkeep import TOMBSTONES, keep_up
from parley.settings import Settings


async def test_guests_links_codes_and_tombstones_go_when_their_time_is_over(tmp_path: Path) -> None:
    clock = WallClock()
    async with await Home.open(Settings(data=str(tmp_path)), clock) as home:
        owner = await home.accounts.owner()
        guest = await home.accounts.create(Role.GUEST, "Bo")
        await home.tokens.link(owner.id)
        started = await home.pairing.start("speaker", "Box 3", "10.0.0.1")
        await home.records.put(owner.id, "notes", "n1", {"title": "milk"})
        await home.records.delete(owner.id, "notes", "n1")

        clock.jump(timedelta(seconds=TOMBSTONES + 1))
        await keep_up(home)

        counts = await home.database.read(
            lambda c: [
                len(c.execute(table.select()).all()) for table in (accounts, tokens, pairings, records)
            ]
        )
        assert counts == [1, 0, 0, 0]
        with pytest.raises(UnknownAccount):
            await home.accounts.get(guest.id)
        with pytest.raises(ExpiredCode):
            await home.pairing.poll(started.device_code)


async def test_what_fails_keeps_nothing_else_from_being_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing() -> ParleyError:
        raise DatabaseFailed("The disk is full.")

    clock = WallClock()
    async with await Home.open(Settings(data=str(tmp_path)), clock) as home:
        owner = await home.accounts.owner()
        await home.tokens.link(owner.id)
        monkeypatch.setattr(home.accounts, "expire", failing)
        clock.jump(timedelta(days=2))

        await keep_up(home)

        assert await home.database.read(lambda c: c.execute(tokens.select()).all()) == []
