"""Whoever watches hears of changes, and the schedule of what is due."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from fakes.sync import SetClock
from fakes.wall_clock import MORNING
from parley.home import watching
from parley.home.changes import Change
from parley.home.database.database import Database
from parley.home.database.schema import due
from parley.home.records import Records
from parley.home.stamps import Stamp
from parley.home.vault import Vault

SOON = MORNING.timestamp() + 60
TEA = {"seconds": 60, "ends": SOON}
MILK = {"list": "shopping", "text": "milk"}


async def times(database: Database) -> dict[str, tuple[float, str | None]]:
    rows = await database.read(lambda to: to.execute(select(due)).all())
    return {row.record: (row.at, row.claimed_by) for row in rows}


@pytest.fixture
def heard(records: Records) -> list[str]:
    told: list[str] = []
    records.on_due.append(lambda: told.append("due"))
    return told


async def test_what_is_due_is_written_with_its_record(
    records: Records, database: Database, anna: str, heard: list[str]
) -> None:
    await records.put(anna, "timers", "tea", TEA)
    assert await times(database) == {"tea": (SOON, None)} and heard == ["due"]
    await records.change(anna, "timers", "tea", {"ends": SOON + 5})
    assert await times(database) == {"tea": (SOON + 5, None)} and len(heard) == 2
    await records.change(anna, "timers", "tea", {"name": "绿茶"})
    await records.put(anna, "items", "milk", MILK)
    assert len(heard) == 2, "nothing is due at another time"
    await records.delete(anna, "timers", "tea")
    assert await times(database) == {} and len(heard) == 3


async def test_a_push_moves_what_is_due_too(
    records: Records, database: Database, anna: str, heard: list[str]
) -> None:
    def pushed(at: int, **change: Any) -> Change:
        return Change("timers", "tea", str(Stamp(int(SOON * 1000) - 60_000 + at, 0, "phone")), **change)

    await records.push(anna, "phone", 1, [pushed(0, fields=TEA), pushed(1, fields={"ends": SOON + 9})])
    assert await times(database) == {"tea": (SOON + 9, None)} and heard == ["due"]
    await records.push(anna, "phone", 3, [pushed(2, deleted=True)])
    assert await times(database) == {} and len(heard) == 2


async def test_whoever_rings_something_goes_on_unless_its_time_changes(
    records: Records, database: Database, anna: str
) -> None:
    await records.put(anna, "timers", "tea", TEA)
    await database.write(lambda to: to.execute(update(due).values(claimed_by="me", tries=3)))
    await records.change(anna, "timers", "tea", {"name": "绿茶"})
    assert await times(database) == {"tea": (SOON, "me")}
    await records.change(anna, "timers", "tea", {"ends": SOON + 1})
    assert await times(database) == {"tea": (SOON + 1, None)}


async def test_a_watcher_hears_at_once_and_only_of_its_account(records: Records, anna: str, bo: str) -> None:
    told: list[str] = []
    end = records.watch(anna, lambda: told.append("anna"))
    records.watch(bo, lambda: told.append("bo"))
    await records.put(anna, "items", "milk", MILK)
    assert told == ["anna"]
    await records.put(anna, "items", "milk", MILK)
    assert told == ["anna"], "nothing changed"
    end()
    end()
    await records.delete(anna, "items", "milk")
    assert told == ["anna"]


async def test_a_watcher_hears_of_other_processes(
    database: Database, records: Records, vault: Vault, clock: SetClock, anna: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(watching, "POLL", 0.02)
    other = Records(database, vault, clock)
    changed = asyncio.Event()
    end = records.watch(anna, changed.set)
    async with asyncio.timeout(60):
        await changed.wait()  # of what may have happened before the first look
        for n in range(3):
            changed.clear()
            await other.put(anna, "items", str(n), MILK)
            await changed.wait()
    end()


async def test_nobody_looks_when_nobody_watches(records: Records, anna: str, bo: str) -> None:
    ends = [records.watch(each, lambda: None) for each in (anna, bo, anna)]
    assert records._watchers._polling is not None
    for end in ends:
        end()
    assert records._watchers._polling is None and not records._watchers._seen
    records.watch(anna, lambda: None)
    await records.close()
    assert records._watchers._polling is None
