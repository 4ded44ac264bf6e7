"""The same over a real SQLite and a real PostgreSQL, through connections of their own, at real speed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from sqlalchemy import insert, select

from fakes.wall_clock import WallClock
from parley.home.database.database import Database
from parley.home.database.opening import open_database
from parley.home.database.schema import due
from parley.home.records import Records
from parley.home.schedule.claims import Claims, Wanted
from parley.home.schedule.occurrence import NobodyThere, Occurrence
from parley.home.schedule.schedule import Schedule
from parley.home.vault import Vault

MakeAccount = Callable[..., Awaitable[str]]
WANTED = Wanted(["timers"], None)
MANY = 120


@pytest.fixture
async def others(database: Database, database_url: str) -> AsyncIterator[list[Database]]:
    """Three more processes' connections to the same database."""
    opened = [await open_database(database_url) for _ in range(3)]
    yield opened
    for each in opened:
        await each.close()


@pytest.fixture
async def account(database: Database, make_account: MakeAccount) -> str:
    return await make_account()


async def rows(database: Database) -> int:
    return len(await database.read(lambda connection: connection.execute(select(due.c.record)).all()))


async def set_due(database: Database, account: str, at: float, count: int) -> None:
    """Rows of so many timers."""
    values = [
        {"account": account, "collection": "timers", "record": f"t{number}", "at": at + number}
        for number in range(count)
    ]
    await database.write(lambda connection: connection.execute(insert(due).values(values)).rowcount)


async def test_no_two_processes_claim_the_same(
    database: Database, others: list[Database], account: str
) -> None:
    await set_due(database, account, 1_000.0, MANY)
    claims = [Claims(each, f"p{number}") for number, each in enumerate([database, *others])]

    async def take_all(mine: Claims) -> list[str]:
        taken: list[str] = []
        while some := await mine.take(WANTED, 5_000.0, 7):
            taken += [each.record for each in some]
        return taken

    taken = await asyncio.gather(*(take_all(each) for each in claims))
    assert sorted(record for each in taken for record in each) == sorted(f"t{n}" for n in range(MANY))


async def test_the_earliest_is_claimed_first_and_only_what_is_wanted(
    database: Database, account: str, make_account: MakeAccount
) -> None:
    somebody = await make_account()
    await set_due(database, account, 1_000.0, 5)
    claims = Claims(database, "p")
    assert [each.at for each in await claims.take(WANTED, 1_002.5, 2)] == [1_000.0, 1_001.0]
    assert [each.at for each in await claims.take(WANTED, 1_002.5, 2)] == [1_002.0]
    assert await claims.take(Wanted(["alarms"], None), 1_010.0, 2) == []
    assert await claims.take(Wanted(["timers"], []), 1_010.0, 2) == []
    assert await claims.take(Wanted(["timers"], [somebody]), 1_010.0, 2) == []
    assert len(await claims.take(Wanted(["timers"], [somebody, account]), 1_010.0, 9)) == 2
    assert len(await claims.take(Wanted(["timers"], []), 100_000.0, 9)) == 5, "after a day they are given up"


async def test_a_lease_that_ran_out_is_taken_over_and_one_that_was_renewed_is_not(
    database: Database, others: list[Database], account: str
) -> None:
    await set_due(database, account, 1_000.0, 2)
    dead, alive = Claims(database, "dead"), Claims(others[0], "alive")
    first, second = await dead.take(WANTED, 2_000.0, 2)
    assert (await alive.outlook(WANTED, 2_001.0)).elsewhere
    await dead.renew([second], 2_015.0)
    taken = await alive.take(WANTED, 2_021.0, 9)
    assert [each.record for each in taken] == [first.record]
    assert not await dead.holds(first)
    assert await dead.holds(second)


async def test_what_is_put_off_is_free_for_the_others_alone(
    database: Database, others: list[Database], account: str
) -> None:
    await set_due(database, account, 1_000.0, 1)
    here, there = Claims(database, "here"), Claims(others[0], "there")
    (held,) = await here.take(WANTED, 2_000.0, 1)
    await here.put_off(held, 2_010.0)
    assert await here.take(WANTED, 2_001.0, 1) == []
    assert (await here.outlook(WANTED, 2_001.0)).next == 2_010.0
    assert (await there.outlook(WANTED, 2_001.0)).next == 1_000.0
    await here.let_go([account])
    assert len(await here.take(WANTED, 2_001.0, 1)) == 1
    await here.let_go()
    assert len(await there.take(WANTED, 2_001.0, 1)) == 1


async def test_processes_with_databases_of_their_own_ring_each_thing_once(
    database: Database, others: list[Database], account: str, vault: Vault, clock: WallClock
) -> None:
    now = clock.now().timestamp()
    records = Records(database, vault, clock)
    for number in range(MANY):
        await records.put(account, "timers", f"t{number}", {"seconds": 1, "ends": now - number % 3})
    await records.put(account, "reminders", "r", {"text": "x", "due": now - 5, "repeat": "daily"})
    handed: Counter[str] = Counter()
    rung, refused = asyncio.Event(), {"t3", "t5"}

    async def ring(occurrence: Occurrence) -> None:
        if occurrence.record in refused:
            refused.discard(occurrence.record)
            raise NobodyThere("Not here.", again=0.0)
        handed[occurrence.id] += 1
        await asyncio.sleep(0)
        if len(handed) == MANY + 1:
            rung.set()

    schedules = [Schedule(each, Records(each, vault, clock), clock) for each in [database, *others]]
    for schedule in schedules:
        schedule.handle("timers", ring)
        schedule.handle("reminders", ring)
        await schedule.start()
    async with asyncio.timeout(20):
        await rung.wait()
        while await rows(database) > 1:  # noqa: ASYNC110 - what rang is being written down
            await asyncio.sleep(0.01)
    for schedule in schedules:
        await schedule.stop()
    assert set(handed.values()) == {1} and len(handed) == MANY + 1
    reminder = await records.get(account, "reminders", "r")
    assert reminder is not None and reminder.document["rang"] >= now
    assert (await records.all(account, "timers")) == []
    await records.close()


async def test_a_changed_record_is_free_again(
    database: Database, account: str, vault: Vault, clock: WallClock
) -> None:
    records = Records(database, vault, clock)
    await records.put(account, "timers", "t", {"seconds": 1, "ends": 1_000.0})
    claims = Claims(database, "p")
    (held,) = await claims.take(WANTED, 2_000.0, 1)
    await records.change(account, "timers", "t", {"ends": 1_500.0})
    assert not await claims.holds(held)
    assert [each.at for each in await claims.take(WANTED, 2_000.0, 1)] == [1_500.0]
    await records.close()
