"""A device's changes are taken once each, in order, and judged one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, select

from fakes.sync import SetClock
from fakes.wall_clock import MORNING
from parley.errors import TooLong
from parley.home.changes import Change
from parley.home.database.database import Database
from parley.home.database.schema import replicas
from parley.home.orders import MOST_REPLICAS
from parley.home.records import Records
from parley.home.stamps import AHEAD_MS, BadStamp, Stamp
from parley.home.vault import Vault

NOW = int(MORNING.timestamp() * 1000)
MILK = {"list": "shopping", "text": "milk"}


def edit(id: str = "milk", at: int = 0, replica: str = "phone", **fields: Any) -> Change:
    return Change("items", id, str(Stamp(NOW + at, 0, replica)), fields or MILK)


def deletion(id: str = "milk", at: int = 0) -> Change:
    return Change("items", id, str(Stamp(NOW + at, 0, "phone")), deleted=True)


async def texts(records: Records, account: str) -> dict[str, str]:
    return {each.id: each.document["text"] for each in await records.all(account, "items")}


async def test_each_number_is_taken_once_however_the_pushes_overlap(records: Records, anna: str) -> None:
    changes = [edit(str(n)) for n in range(6)]
    assert (await records.push(anna, "phone", 1, changes[:4])).taken == 4
    await records.delete(anna, "items", "3")
    await records.compact(NOW / 1000 + 100)
    # Nothing but its number tells that 4 was there before.
    assert (await records.push(anna, "phone", 3, changes[2:])).taken == 6
    assert (await texts(records, anna)).keys() == {"0", "1", "2", "4", "5"}
    assert (await records.push(anna, "phone", 1, [])).taken == 6


async def test_a_gap_is_not_taken(records: Records, anna: str) -> None:
    assert (await records.push(anna, "phone", 1, [edit()])).taken == 1
    assert (await records.push(anna, "phone", 3, [edit("bread")])).taken == 1
    assert (await texts(records, anna)).keys() == {"milk"}


async def test_two_replicas_and_two_people_have_numbers_of_their_own(
    records: Records, anna: str, bo: str
) -> None:
    pushes = [records.push(who, name, 1, [edit(name)]) for who in (anna, bo) for name in ("phone", "speaker")]
    assert [each.taken for each in await asyncio.gather(*pushes)] == [1] * 4
    assert (await texts(records, anna)).keys() == (await texts(records, bo)).keys() == {"phone", "speaker"}


async def test_the_same_push_twice_at_once_is_made_once(records: Records, anna: str) -> None:
    changes = [edit(str(n), text=f"{n}", list="a") for n in range(50)]
    done = await asyncio.gather(*(records.push(anna, "phone", 1, changes) for _ in range(5)))
    assert [each.taken for each in done] == [50] * 5
    assert max(row.seq for row in (await records.pull(anna)).rows) == 50


async def test_the_later_edit_of_a_field_stays(records: Records, anna: str) -> None:
    await records.push(anna, "phone", 1, [edit(), edit(at=20, text="soy milk")])
    await records.push(anna, "speaker", 1, [edit(at=10, text="oat milk"), edit(at=15, amount="2 l")])
    (milk,) = await records.all(anna, "items")
    assert (milk.document["text"], milk.document["amount"]) == ("soy milk", "2 l")


@pytest.mark.parametrize("order", [1, -1])
async def test_an_edit_from_before_a_deletion_does_not_bring_a_record_back(
    records: Records, anna: str, order: int
) -> None:
    for number, change in enumerate([edit(at=0), deletion(at=10)][::order], 1):
        await records.push(anna, "phone", number, [change])
    assert await texts(records, anna) == {}


async def test_a_whole_edit_after_a_deletion_brings_it_back_and_a_part_is_refused(
    records: Records, anna: str
) -> None:
    await records.push(anna, "phone", 1, [edit(), deletion(at=10)])
    done = await records.push(anna, "phone", 3, [edit(at=20, text="soy"), edit(at=30)])
    assert [(each.number, each.code) for each in done.refused] == [(3, "bad_record")]
    assert await texts(records, anna) == {"milk": "milk"}


async def test_what_was_refused_is_told_again_but_not_of_long_ago(records: Records, anna: str) -> None:
    await records.push(anna, "phone", 1, [edit(), edit("x", colour="red")])
    again = await records.push(anna, "phone", 1, [edit(), edit("x", colour="red"), edit("y")])
    assert [each.number for each in again.refused] == [2] and "colour" in again.refused[0].message
    assert (await records.push(anna, "phone", 4, [edit("z")])).refused == []


async def test_a_wild_clock_wins_for_a_minute_at_most(records: Records, anna: str, clock: SetClock) -> None:
    years = 10**11
    await records.push(anna, "phone", 1, [edit(at=years), edit(at=years + 1, text="second")])
    await records.push(anna, "phone", 3, [edit(at=years + 2, text="third")])
    assert await texts(records, anna) == {"milk": "third"}, "its own edits stay in order"
    (row,) = (await records.pull(anna)).rows
    assert Stamp.parse(row.stamps["text"]).wall == NOW + AHEAD_MS
    clock.seconds += AHEAD_MS / 1000 + 1
    await records.push(anna, "speaker", 1, [edit(at=AHEAD_MS + 1000, text="later")])
    assert await texts(records, anna) == {"milk": "later"}


async def test_the_assistant_wins_over_what_it_has_seen(records: Records, anna: str) -> None:
    await records.push(anna, "phone", 1, [edit(at=AHEAD_MS)])
    await records.change(anna, "items", "milk", {"text": "oat milk"})
    assert await texts(records, anna) == {"milk": "oat milk"}
    await records.push(anna, "phone", 2, [edit("tea", at=AHEAD_MS)])
    assert await records.delete(anna, "items", "tea")
    assert await texts(records, anna) == {"milk": "oat milk"}


async def test_the_assistant_changes_only_what_differs(records: Records, anna: str) -> None:
    await records.put(anna, "items", "milk", MILK)
    await records.put(anna, "items", "milk", {**MILK, "amount": "2 l"})
    await records.put(anna, "items", "milk", {**MILK, "amount": "2 l"})
    (row,) = (await records.pull(anna)).rows
    assert row.seq == 2
    assert row.stamps["amount"] > row.stamps["text"] == row.stamps["list"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (Change("items", "milk", "noon", MILK), "bad_stamp"),
        (Change("items", "a b", edit().stamp, MILK), "bad_record"),
        (Change("items", "x" * 65, edit().stamp, MILK), "bad_record"),
        (Change("shares", "a", edit().stamp, MILK), "bad_record"),
        (Change("shares", "a", edit().stamp, deleted=True), "bad_record"),
        (Change("items", "milk", edit().stamp, {"text": "no list"}), "bad_record"),
        (Change("items", "milk", edit().stamp, {**MILK, "done": 1}), "bad_record"),
        (Change("routines", "r", edit().stamp, {"name": "r", "days": [1] * 40_000}), "too_long"),
    ],
)
async def test_one_wrong_change_is_refused_and_the_next_one_taken(
    records: Records, anna: str, change: Change, code: str
) -> None:
    done = await records.push(anna, "phone", 1, [change, edit("bread")])
    assert (done.taken, [each.code for each in done.refused]) == (2, [code])
    assert await texts(records, anna) == {"bread": "milk"}
    assert len((await records.pull(anna)).rows) == 1


@pytest.mark.parametrize(
    ("replica", "first", "changes", "error"),
    [("a b", 1, [], BadStamp), ("phone", 0, [], BadStamp), ("phone", 1, [edit()] * 501, TooLong)],
)
async def test_a_push_has_bounds(
    records: Records, anna: str, replica: str, first: int, changes: Sequence[Change], error: type[Exception]
) -> None:
    with pytest.raises(error):
        await records.push(anna, replica, first, changes)


async def test_so_many_replicas_are_remembered(records: Records, database: Database, anna: str) -> None:
    for n in range(0, MOST_REPLICAS + 20, 60):
        await asyncio.gather(*(records.push(anna, f"r{n + i}", 1, [edit(str(n + i))]) for i in range(60)))
    count = await database.read(lambda to: to.execute(select(func.count()).select_from(replicas)).scalar())
    assert count == MOST_REPLICAS


async def test_a_collection_has_a_bound(
    database: Database, vault: Vault, clock: SetClock, anna: str, bo: str
) -> None:
    records = Records(database, vault, clock)
    records._applying.room.most = 10
    done = await records.push(anna, "phone", 1, [edit(str(n)) for n in range(12)])
    assert [(each.number, each.code) for each in done.refused] == [(11, "too_many"), (12, "too_many")]
    assert (await records.push(bo, "phone", 1, [edit()])).refused == []
    await records.push(anna, "phone", 13, [edit("3", at=10, done=True), deletion("4", at=10)])
    await records.compact(NOW / 1000 + 100)
    assert (await records.push(anna, "phone", 15, [edit("new"), edit("newer")])).refused[0].number == 16


async def test_several_processes_push_to_one_account(
    database: Database, records: Records, vault: Vault, clock: SetClock, anna: str
) -> None:
    other = Records(database, vault, clock)
    await asyncio.gather(
        *(
            each.push(anna, f"{name}{n}", 1, [edit(f"{name}{n}-{i}") for i in range(5)])
            for name, each in (("a", records), ("b", other))
            for n in range(20)
        )
    )
    rows = (await records.pull(anna)).rows
    assert sorted(row.seq for row in rows) == list(range(1, 201))
