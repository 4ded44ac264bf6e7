"""Every change reaches whoever asks for it, page by page, also after deletions were forgotten."""

from __future__ import annotations

import asyncio

from sqlalchemy import update

from fakes.sync import SetClock
from parley.home.changes import Row
from parley.home.database.database import Database
from parley.home.database.schema import accounts
from parley.home.records import Page, Records
from parley.home.vault import Vault

MILK = {"list": "shopping", "text": "milk"}


async def pages(records: Records, account: str, since: int = 0, most: int = 3) -> list[Page]:
    found = [await records.pull(account, since, most)]
    while found[-1].more:
        found.append(await records.pull(account, found[-1].cursor, most))
    return found


def ids(found: list[Page]) -> list[str]:
    return [row.id for page in found for row in page.rows]


async def fill(records: Records, account: str, names: str) -> None:
    for name in names:
        await records.put(account, "items", name, MILK)


async def test_each_record_comes_once_as_it_is_now(records: Records, anna: str) -> None:
    await fill(records, anna, "abcdefg")
    await records.change(anna, "items", "b", {"done": True})
    await records.delete(anna, "items", "d")
    found = await pages(records, anna)
    assert ids(found) == list("acefgbd")
    assert [len(page.rows) for page in found] == [3, 3, 1]
    last: Row = found[-1].rows[0]
    assert last.fields == {} and last.deleted
    assert [row.fields for page in found for row in page.rows if row.id == "b"] == [{**MILK, "done": True}]


async def test_who_is_up_to_date_gets_only_what_is_new(records: Records, anna: str) -> None:
    await fill(records, anna, "abc")
    (page,) = await pages(records, anna)
    assert (await records.pull(anna, page.cursor)).rows == []
    await fill(records, anna, "d")
    assert ids(await pages(records, anna, page.cursor)) == ["d"]


async def test_a_page_ends_when_it_is_large(records: Records, anna: str) -> None:
    long = {"text": "x" * 20_000}
    await asyncio.gather(*(records.put(anna, "notes", str(n), long) for n in range(120)))
    first = await records.pull(anna)
    assert 40 < len(first.rows) < 60 and first.more
    assert sorted(ids(await pages(records, anna, most=500)), key=int) == [str(n) for n in range(120)]


async def forgotten(records: Records, clock: SetClock) -> int:
    return await records.compact(clock.seconds + 1)


async def test_who_missed_a_forgotten_deletion_begins_again(
    records: Records, anna: str, clock: SetClock
) -> None:
    await fill(records, anna, "abcdefgh")
    (old,) = await pages(records, anna, most=500)
    await records.delete(anna, "items", "c")
    (knowing,) = await pages(records, anna, old.cursor)
    await fill(records, anna, "i")
    assert await forgotten(records, clock) == 1

    again = await pages(records, anna, old.cursor)

    assert [page.fresh for page in again] == [True, False, False]
    assert ids(again) == list("abdefghi")
    # Who had heard of it just goes on.
    (page,) = await pages(records, anna, knowing.cursor)
    assert (page.fresh, [row.id for row in page.rows]) == (False, ["i"])


async def test_a_new_device_comes_through_whatever_was_forgotten(
    records: Records, anna: str, clock: SetClock
) -> None:
    await fill(records, anna, "abcdefgh")
    await records.delete(anna, "items", "h")
    await forgotten(records, clock)
    assert ids(await pages(records, anna, most=1)) == list("abcdefg")


async def test_what_is_forgotten_between_two_pages_begins_the_round_again(
    records: Records, anna: str, clock: SetClock
) -> None:
    await fill(records, anna, "abcdef")
    first = await records.pull(anna, 0, 3)
    await records.delete(anna, "items", "a")
    await forgotten(records, clock)
    again = await pages(records, anna, first.cursor)
    assert again[0].fresh and ids(again) == list("bcdef")
    # And once more, in the middle of that.
    await records.delete(anna, "items", "b")
    await forgotten(records, clock)
    (*_, last) = await pages(records, anna, again[0].cursor)
    assert not last.more
    assert ids(await pages(records, anna, again[0].cursor)) == list("cdef")


async def test_who_read_more_than_a_restored_backup_has_begins_again(
    records: Records, database: Database, anna: str
) -> None:
    await fill(records, anna, "abcdef")
    (page,) = await pages(records, anna, most=10)
    await database.write(
        lambda to: to.execute(update(accounts).where(accounts.c.id == anna).values(seq=accounts.c.seq - 2))
    )
    assert (await records.pull(anna, page.cursor)).fresh


async def test_only_old_deletions_are_forgotten(
    records: Records, anna: str, bo: str, clock: SetClock
) -> None:
    for who in (anna, bo):
        await fill(records, who, "ab")
    await records.delete(anna, "items", "a")
    between = clock.seconds + 5
    clock.seconds += 10
    await records.delete(anna, "items", "b")
    await records.delete(bo, "items", "a")
    assert await records.compact(between) == 1
    assert ids(await pages(records, anna)) == ["b"]
    assert ids(await pages(records, bo)) == ["b", "a"]
    assert not (await records.pull(bo, 1 << 20)).fresh


async def test_a_reader_beside_many_writers_misses_nothing(
    database: Database, records: Records, vault: Vault, clock: SetClock, anna: str
) -> None:
    held: dict[str, str] = {}
    cursor, writing = 0, True

    async def read() -> None:
        nonlocal cursor
        while writing:
            page = await records.pull(anna, cursor, 7)
            held.update({row.id: row.fields["amount"] for row in page.rows})
            cursor = page.cursor

    async def write(each: Records, name: str) -> None:
        for turn in range(30):
            await each.put(anna, "items", f"{name}{turn % 5}", {**MILK, "amount": str(turn)})

    reading = asyncio.create_task(read())
    others = [Records(database, vault, clock) for _ in range(2)]
    await asyncio.gather(*(write(others[n % 2], f"w{n}-") for n in range(8)))
    writing = False
    await reading
    for page in await pages(records, anna, cursor, 500):
        held.update({row.id: row.fields["amount"] for row in page.rows})
    assert held == {f"w{n}-{i}": str(25 + i) for n in range(8) for i in range(5)}
