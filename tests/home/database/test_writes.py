"""Many write at once: they share commits, and only what is at fault fails."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from parley.errors import BadText, Busy
from parley.home.database import group
from parley.home.database.database import Database, DatabaseFailed
from parley.home.database.opening import open_database
from parley.home.database.schema import accounts, house, replicas


def keep(name: str) -> Callable[[Connection], None]:
    """Work that keeps one row."""

    def work(connection: Connection) -> None:
        connection.execute(insert(house).values(name=name, value=b"1"))

    return work


def keep_all(connection: Connection, names: Sequence[str]) -> list[int]:
    """A batch that keeps many rows in one statement, and refuses one."""
    connection.execute(insert(house), [{"name": name, "value": b"1"} for name in names])
    if "bad" in names:
        raise BadText("Nobody may be called that.")
    return [len(name) for name in names]


def names(connection: Connection) -> set[str]:
    return set(connection.execute(select(house.c.name)).scalars())


async def test_a_batch_gives_each_its_own_result(database: Database) -> None:
    assert await asyncio.gather(*(database.apply(keep_all, "x" * n) for n in range(1, 20))) == [*range(1, 20)]
    assert len(await database.read(names)) == 19


async def test_who_asks_at_the_same_time_shares_a_commit(database: Database) -> None:
    sizes: list[int] = []

    def counted(connection: Connection, items: Sequence[str]) -> list[int]:
        sizes.append(len(items))
        return keep_all(connection, items)

    await asyncio.gather(*(database.apply(counted, f"{n}") for n in range(400)))
    assert sizes == [400]


async def test_what_was_written_is_read_at_once(database: Database) -> None:
    for n in range(20):
        await database.write(keep(str(n)))
        assert str(n) in await database.read(names)


async def test_of_a_batch_only_the_item_at_fault_fails(database: Database) -> None:
    wanted = ["one", "bad", "two", "three"]
    results = await asyncio.gather(
        *(database.apply(keep_all, name) for name in wanted), return_exceptions=True
    )
    assert [type(result) for result in results] == [int, BadText, int, int]
    assert await database.read(names) == {"one", "two", "three"}


async def test_what_the_database_itself_refuses_fails_alone(database: Database) -> None:
    await database.write(keep("there"))
    wanted = ["one", "there", "two"]
    batched = await asyncio.gather(
        *(database.apply(keep_all, name) for name in wanted), return_exceptions=True
    )
    assert [type(result) for result in batched] == [int, IntegrityError, int]
    alone = await asyncio.gather(
        *(database.write(keep(name)) for name in ["three", "there", "four"]), return_exceptions=True
    )
    assert [type(result) for result in alone] == [type(None), IntegrityError, type(None)]
    assert await database.read(names) == {"one", "two", "three", "four", "there"}


async def test_work_that_fails_leaves_nothing_behind_and_harms_nobody(database: Database) -> None:
    def half(connection: Connection) -> None:
        keep("half")(connection)
        raise BadText("Changed my mind.")

    results = await asyncio.gather(
        database.write(keep("before")),
        database.write(half),
        database.apply(keep_all, "batched"),
        database.write(keep("after")),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [type(None), BadText, int, type(None)]
    with pytest.raises(BadText):
        await database.write(half)
    assert await database.read(names) == {"before", "batched", "after"}


async def test_a_batch_that_forgets_an_item_is_not_believed(database: Database) -> None:
    def forgetful(connection: Connection, items: Sequence[str]) -> list[int]:
        return keep_all(connection, items)[1:]

    results = await asyncio.gather(
        *(database.apply(forgetful, name) for name in ("one", "two")), return_exceptions=True
    )
    assert [type(result) for result in results] == [TypeError, TypeError]
    assert await database.read(names) == set()


async def test_work_that_no_future_could_tell_of_harms_nobody(database: Database) -> None:
    results = await asyncio.gather(
        database.write(keep("before")),
        database.write(lambda _: next(iter(()))),
        database.write(keep("after")),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [type(None), RuntimeError, type(None)]
    assert await database.read(names) == {"before", "after"}


async def test_slow_work_holds_up_nobody_who_does_something_else(database: Database) -> None:
    began, may_end = threading.Event(), threading.Event()

    def slow(_: Connection) -> bool:
        began.set()
        return may_end.wait(30)

    for slowly in (database.read, database.write):
        began.clear()
        may_end.clear()
        working = asyncio.create_task(slowly(slow))
        await asyncio.to_thread(began.wait, 30)
        may_end.set()  # only a loop that runs on comes here
        assert await working


async def test_a_statement_that_makes_no_sense_is_not_called_a_broken_disk(database: Database) -> None:
    with pytest.raises(DBAPIError):
        await database.write(lambda connection: connection.exec_driver_sql("SELECT nonsense FROM nowhere"))
    with pytest.raises(DBAPIError):
        await database.read(lambda connection: connection.exec_driver_sql("SELECT nonsense FROM nowhere"))
    await database.write(keep("after"))


async def test_who_reads_cannot_write(database: Database) -> None:
    with pytest.raises((DBAPIError, DatabaseFailed)):
        await database.read(keep("sly"))
    await database.write(keep("honest"))
    assert await database.read(names) == {"honest"}


async def test_a_read_sees_one_moment(database: Database, database_url: str) -> None:
    """Whatever others commit meanwhile: a page of changes and its cursor belong together."""

    def twice(connection: Connection) -> tuple[set[str], set[str]]:
        before = names(connection)
        writer = threading.Thread(target=lambda: asyncio.run(elsewhere()))
        writer.start()
        writer.join()
        return before, names(connection)

    async def elsewhere() -> None:
        other = await open_database(database_url)
        await other.write(keep("meanwhile"))
        await other.close()

    assert await database.read(twice) == (set(), set())
    assert await database.read(names) == {"meanwhile"}


async def test_a_caller_who_gives_up_does_not_lose_the_write_of_another(database: Database) -> None:
    leaving = asyncio.create_task(database.apply(keep_all, "leaving"))
    staying = asyncio.create_task(database.apply(keep_all, "staying"))
    await asyncio.sleep(0)
    leaving.cancel()
    await staying
    assert await database.read(names) == {"staying", "leaving"}


async def test_closing_finishes_what_was_accepted(database: Database, database_url: str) -> None:
    writing = [asyncio.create_task(database.apply(keep_all, f"{n}")) for n in range(1200)]
    reading = asyncio.create_task(database.read(lambda connection: "read"))
    await asyncio.sleep(0)
    await asyncio.gather(database.close(), database.close())
    await database.close()
    await asyncio.gather(*writing)
    assert await reading == "read"
    with pytest.raises(DatabaseFailed, match="is closed"):
        await database.apply(keep_all, "late")
    with pytest.raises(DatabaseFailed, match="is closed"):
        await database.read(names)
    again = await open_database(database_url)
    assert len(await again.read(names)) == 1200
    await again.close()


async def test_only_so_many_may_wait(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "WAITING", 10)
    asking = [asyncio.create_task(database.write(keep(f"{n}"))) for n in range(12)]
    results = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(result) for result in results] == [type(None)] * 10 + [Busy] * 2
    await database.write(keep("afterwards"))


async def test_two_processes_worth_of_writers_lose_nothing(database: Database, database_url: str) -> None:
    def count(connection: Connection, items: Sequence[int]) -> list[int]:
        connection.execute(select(house.c.value).where(house.c.name == "count").with_for_update())
        found: Row[Any] = connection.execute(select(house.c.value).where(house.c.name == "count")).one()
        total = int(found.value) + sum(items)
        connection.execute(update(house).where(house.c.name == "count").values(value=b"%d" % total))
        return [total] * len(items)

    await database.write(
        lambda connection: connection.execute(insert(house).values(name="count", value=b"0"))
    )
    other = await open_database(database_url)

    async def counting(one: Database) -> None:
        for _ in range(30):
            await one.apply(count, 1)

    await asyncio.gather(*(counting(one) for one in (database, other) for _ in range(4)))
    assert await other.read(lambda connection: connection.execute(select(house.c.value)).scalar()) == b"240"
    await other.close()


async def test_deleting_an_account_deletes_what_belongs_to_it(database: Database, make_account: Any) -> None:
    id = await make_account()
    await database.write(
        lambda connection: connection.execute(
            insert(replicas).values(account=id, replica="phone", last=1, seen=0)
        )
    )
    await database.write(lambda connection: connection.execute(delete(accounts)))
    assert await database.read(lambda c: c.execute(select(func.count()).select_from(replicas)).scalar()) == 0
