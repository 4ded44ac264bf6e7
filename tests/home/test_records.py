"""What was recorded is on disk, is one person's, and comes back as it was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from fakes.wall_clock import WallClock
from parley.errors import TooLong
from parley.home.accounts.callers import UnknownAccount
from parley.home.collections import BadRecord
from parley.home.database.database import Database
from parley.home.records import Records
from parley.home.vault import Unreadable, Vault

MakeAccount = Callable[..., Awaitable[str]]
MILK = {"list": "shopping", "text": "牛奶"}


@pytest.fixture
async def records(database: Database, vault: Vault, clock: WallClock) -> AsyncIterator[Records]:
    opened = Records(database, vault, clock)
    yield opened
    await opened.close()


@pytest.fixture
async def anna(make_account: MakeAccount) -> str:
    return await make_account()


@pytest.fixture
async def bo(make_account: MakeAccount) -> str:
    return await make_account()


async def documents(records: Records, account: str, collection: str = "items") -> dict[str, dict[str, Any]]:
    return {each.id: each.document for each in await records.all(account, collection)}


async def test_what_was_put_comes_back_with_its_defaults(records: Records, anna: str) -> None:
    await records.put(anna, "items", "milk", MILK)
    found = await records.get(anna, "items", "milk")
    assert found is not None
    assert found.document == {"list": "shopping", "text": "牛奶", "amount": "", "done": False, "order": ""}
    assert await documents(records, anna) == {"milk": found.document}


async def test_a_document_takes_the_place_of_another(records: Records, anna: str) -> None:
    await records.put(anna, "items", "milk", {**MILK, "amount": "2 l", "done": True})
    await records.put(anna, "items", "milk", {**MILK, "text": "soy milk"})
    assert (await documents(records, anna))["milk"] == {
        "list": "shopping", "text": "soy milk", "amount": "", "done": False, "order": ""
    }  # fmt: skip


async def test_true_in_the_place_of_one_is_a_change(records: Records, anna: str) -> None:
    await records.put(anna, "settings", "loud", {"value": 1})
    await records.put(anna, "settings", "loud", {"value": True})
    assert (await documents(records, anna, "settings"))["loud"]["value"] is True


async def test_some_fields_are_changed_and_the_others_stay(records: Records, anna: str) -> None:
    await records.put(anna, "items", "milk", {**MILK, "amount": "2 l"})
    assert await records.change(anna, "items", "milk", {"done": True})
    assert not await records.change(anna, "items", "bread", {"done": True})
    found = (await documents(records, anna))["milk"]
    assert (found["amount"], found["done"]) == ("2 l", True)


async def test_what_was_deleted_is_gone_and_may_come_again(records: Records, anna: str) -> None:
    await records.put(anna, "items", "milk", {**MILK, "done": True})
    assert await records.delete(anna, "items", "milk")
    assert not await records.delete(anna, "items", "milk")
    assert await records.get(anna, "items", "milk") is None
    await records.put(anna, "items", "milk", MILK)
    assert (await documents(records, anna))["milk"]["done"] is False


async def test_several_become_one_only_as_they_were_seen(records: Records, anna: str) -> None:
    for name in ("milk", "bread", "tea"):
        await records.put(anna, "items", name, {"list": "shopping", "text": name})
    seen = {name: {"text": name} for name in ("milk", "bread")}
    await records.change(anna, "items", "bread", {"text": "rye bread"})
    assert not await records.exchange(anna, "items", "both", {**MILK, "text": "milk and bread"}, seen)
    assert (await documents(records, anna)).keys() == {"milk", "bread", "tea"}
    seen["bread"] = {"text": "rye bread"}
    assert await records.exchange(anna, "items", "both", {**MILK, "text": "milk and bread"}, seen)
    assert (await documents(records, anna)).keys() == {"both", "tea"}
    assert not await records.exchange(anna, "items", "again", MILK, seen), "what is gone is not what was seen"
    assert await records.exchange(anna, "items", "tea", {**MILK, "text": "green"}, {"tea": {"text": "tea"}})
    assert not await records.exchange(anna, "items", "tea", {**MILK, "text": "red"}, {"tea": {"text": "tea"}})
    with pytest.raises(BadRecord):
        await records.exchange(anna, "items", "none", {"list": 1}, {"tea": {"text": "green"}})
    assert {id: each["text"] for id, each in (await documents(records, anna)).items()} == {
        "both": "milk and bread", "tea": "green"
    }  # fmt: skip


async def test_of_those_who_exchange_the_same_one_does(records: Records, anna: str) -> None:
    await records.put(anna, "items", "n", {"list": "shopping", "text": "0"})
    tried = [
        records.exchange(anna, "items", "n", {"list": "shopping", "text": f"{n}"}, {"n": {"text": "0"}})
        for n in range(1, 9)
    ]
    assert sum(await asyncio.gather(*tried)) == 1


async def test_who_listens_is_told_whose_records_changed_and_in_which_collection(
    records: Records, anna: str, bo: str
) -> None:
    told: list[tuple[str, list[str]]] = []
    records.on_changed.append(lambda account, collections: told.append((account, sorted(collections))))
    await records.put(anna, "items", "milk", MILK)
    await records.put(bo, "settings", "history", {"value": False})
    await records.put(anna, "items", "milk", MILK)  # as it was
    assert told == [(anna, ["items"]), (bo, ["settings"])]


async def test_nobody_sees_what_is_anothers(records: Records, anna: str, bo: str) -> None:
    await records.put(anna, "notes", "diary", {"text": "秘密"})
    assert await records.get(bo, "notes", "diary") is None
    assert await records.all(bo, "notes") == []
    assert not await records.change(bo, "notes", "diary", {"text": "x"})
    assert not await records.delete(bo, "notes", "diary")
    assert (await records.pull(bo)).rows == []
    await records.put(bo, "notes", "diary", {"text": "mine"})
    found = await records.everyone("notes")
    assert {(each.account, each.document["text"]) for each in found} == {(anna, "秘密"), (bo, "mine")}


async def test_the_oldest_comes_first(records: Records, anna: str, clock: WallClock) -> None:
    from datetime import timedelta

    for name in "cab":
        await records.put(anna, "items", name, MILK)
        clock.jump(timedelta(seconds=1))
    await records.change(anna, "items", "c", {"done": True})
    assert [each.id for each in await records.all(anna, "items")] == ["c", "a", "b"]


async def test_many_write_at_once_and_nothing_is_lost(records: Records, anna: str, bo: str) -> None:
    await asyncio.gather(
        *(
            records.put((anna, bo)[n % 2], "items", str(n // 2), {**MILK, "amount": str(n)})
            for n in range(600)
        )
    )
    for account, offset in ((anna, 0), (bo, 1)):
        found = await documents(records, account)
        assert {int(each["amount"]) for each in found.values()} == set(range(offset, 600, 2))


async def test_what_is_wrong_with_one_write_is_not_the_others_fault(records: Records, anna: str) -> None:
    await records.put(anna, "timers", "tea", {"seconds": 60, "ends": 2e9})
    results = await asyncio.gather(
        records.put(anna, "items", "milk", MILK),
        records.change(anna, "timers", "tea", {"ends": "soon"}),
        records.put("nobody", "items", "milk", MILK),
        records.put(anna, "items", "bread", MILK),
        return_exceptions=True,
    )
    assert [type(each) for each in results] == [type(None), BadRecord, UnknownAccount, type(None)]
    assert (await documents(records, anna)).keys() == {"milk", "bread"}
    assert (await documents(records, anna, "timers"))["tea"]["ends"] == 2e9


@pytest.mark.parametrize(
    ("collection", "id", "document"),
    [
        ("items", "milk", {"text": "no list"}),
        ("items", "milk", {**MILK, "colour": "white"}),
        ("items", "a/b", MILK),
        ("items", "", MILK),
        ("items", "x\n", MILK),
        ("shares", "a", {}),
        ("settings", "loud", {"value": float("nan")}),
        ("settings", "loud", {"value": "\ud800"}),
        ("settings", "loud", {"value": object()}),
        ("alarms", "early", {"time": "07:00\n"}),
    ],
)
async def test_what_is_not_of_its_shape_is_refused(
    records: Records, anna: str, collection: str, id: str, document: dict[str, Any]
) -> None:
    with pytest.raises(BadRecord) as error:
        await records.put(anna, collection, id, document)
    assert "white" not in str(error.value)


async def test_a_record_has_a_bound_also_when_it_grows_field_by_field(records: Records, anna: str) -> None:
    with pytest.raises(TooLong):
        await records.put(anna, "notes", "long", {"text": "x" * 70_000})
    long = {"phrases": ["x" * 500] * 20, "steps": ["y" * 500] * 50, "name": "long"}
    await records.put(anna, "routines", "long", long)
    with pytest.raises(TooLong):
        await records.change(anna, "routines", "long", {"days": [1] * 20_000})


async def test_what_lies_in_the_database_cannot_be_read_without_the_key(
    records: Records, database: Database, anna: str
) -> None:
    from sqlalchemy import select

    from parley.home.database.schema import records as table

    await records.put(anna, "notes", "diary", {"text": "plain words"})
    rows = await database.read(lambda to: [tuple(row) for row in to.execute(select(table))])
    assert len(rows) == 1
    assert b"plain" not in repr(rows).encode()


async def test_who_is_unknown_hears_so(records: Records) -> None:
    for asking in (
        records.put("nobody", "items", "milk", MILK),
        records.delete("nobody", "items", "milk"),
        records.push("nobody", "phone", 1, []),
        records.pull("nobody"),
    ):
        with pytest.raises(UnknownAccount):
            await asking
    assert await records.get("nobody", "items", "milk") is None
    assert await records.all("nobody", "items") == []


async def test_nobody_can_put_one_record_in_the_place_of_another(
    records: Records, database: Database, anna: str
) -> None:
    from sqlalchemy import update

    from parley.home.database.schema import records as table

    await records.put(anna, "notes", "diary", {"text": "plain words"})
    moved = update(table).values(id="shown")
    await database.write(lambda to: to.execute(moved))
    with pytest.raises(Unreadable):
        await records.get(anna, "notes", "shown")
