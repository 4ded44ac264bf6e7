"""What a process knows of records that it wrote lately is never taken for what somebody else made of them."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection

from fakes.sync import SetClock
from parley.home.changes import State
from parley.home.database.database import Database
from parley.home.database.opening import open_database
from parley.home.orders import Order, Outcome
from parley.home.records import Records
from parley.home.states import KnownStates, Remembered, sealed_state
from parley.home.vault import AccountKey, Vault

NAME = ("anna", "notes", "n")
NOTE = {"title": "", "text": "", "pinned": False}


def a_state(text: str) -> State:
    return State({"text": text}, {"text": "0" * 12 + "-0000-home"})


def read(known: Remembered, key: AccountKey, id: str, text: str) -> bytes:
    """What it would have read from disk."""
    sealed = sealed_state(key, "anna", "notes", id, a_state(text))
    known.opened(key, ("anna", "notes", id), 1, 0.0, sealed)
    return sealed


def test_what_is_known_counts_only_until_somebody_else_wrote(vault: Vault) -> None:
    key = vault.unwrap("anna", vault.wrap("anna"))
    states = KnownStates()

    def at_seven() -> Remembered:
        known = states.of(key, 7, b"witness")
        read(known, key, "n", "mine")
        known.hold(7, b"witness")
        return known

    assert at_seven().rows[NAME].state == a_state("mine")
    assert NAME in states.of(key, 7, b"witness").rows
    at_seven()
    assert not states.of(key, 8, b"witness").rows  # they counted on
    at_seven()
    assert not states.of(key, 7, b"another").rows  # the same number, of another change
    at_seven()
    assert not states.of(key, 7, None).rows  # it was deleted, and that forgotten
    at_seven()
    states.of(key, 7, b"witness")  # a transaction that comes to nothing
    assert not states.of(key, 7, b"witness").rows


def test_of_any_number_of_records_of_any_length_some_are_known_and_rightly(vault: Vault) -> None:
    key = vault.unwrap("anna", vault.wrap("anna"))
    known = KnownStates().of(key, 1, b"witness")
    for n in range(9_000):
        read(known, key, str(n), str(n) * (500 if n % 100 else 3_000))
        assert len(known.rows) <= 4_096
    assert known.rows and not any(int(name[2]) % 100 == 0 for name in known.rows)
    assert all(row.state.fields["text"] == name[2] * 500 for name, row in known.rows.items())


def test_it_is_forgotten_with_the_account_s_key(vault: Vault) -> None:
    wrapped = vault.wrap("anna")
    key = vault.unwrap("anna", wrapped)
    states = KnownStates()
    known = states.of(key, 7, b"witness")
    read(known, key, "n", "secret")
    gone = weakref.ref(key)
    del key, known
    vault.forget(wrapped)
    gc.collect()
    assert gone() is None


async def text_of(records: Records, anna: str) -> str:
    found = await records.get(anna, "notes", "n")
    assert found is not None
    return found.document["text"]


async def test_what_a_failed_commit_took_back_is_not_known(
    database: Database,
    database_url: str,
    vault: Vault,
    clock: SetClock,
    anna: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = await open_database(database_url)
    mine, theirs = Records(database, vault, clock), Records(other, vault, clock)
    await mine.put(anna, "notes", "n", NOTE)
    applying = mine._applying  # pyright: ignore[reportPrivateUsage]
    real = type(applying).__call__

    def failing(self: object, connection: Connection, orders: Sequence[Order]) -> Sequence[Outcome]:
        real(applying, connection, orders)
        raise ValueError("after all was written")

    with monkeypatch.context() as patched:
        patched.setattr(type(applying), "__call__", failing)
        with pytest.raises(ValueError, match="after all was written"):
            await mine.put(anna, "notes", "n", {**NOTE, "text": "taken back"})
    assert await text_of(mine, anna) == ""
    # They make the change that has the number of the one that was taken back.
    await theirs.put(anna, "notes", "n", {**NOTE, "text": "theirs"})
    await mine.change(anna, "notes", "n", {"title": "mine"})
    assert await text_of(mine, anna) == "theirs"
    # And one that they made meanwhile is not passed over as if it were there already.
    await theirs.put(anna, "notes", "n", {**NOTE, "text": "other"})
    await mine.put(anna, "notes", "n", {**NOTE, "text": "theirs", "title": "mine"})
    assert await text_of(mine, anna) == "theirs"
    await mine.close()
    await theirs.close()
    await other.close()


async def test_a_record_that_was_deleted_and_forgotten_is_made_anew(
    database: Database, vault: Vault, clock: SetClock, anna: str
) -> None:
    records = Records(database, vault, clock)
    await records.put(anna, "notes", "n", NOTE)
    await records.put(anna, "notes", "other", NOTE)
    assert await records.delete(anna, "notes", "n")
    assert await records.compact(clock.now().timestamp() + 1) == 1
    await records.put(anna, "notes", "n", {**NOTE, "text": "again"})
    await records.change(anna, "notes", "n", {"text": "and again"})
    assert await text_of(records, anna) == "and again"
    assert len(await records.all(anna, "notes")) == 2
    await records.close()


async def test_two_processes_change_one_record_in_turns(
    database_url: str, vault: Vault, clock: SetClock, anna: str
) -> None:
    databases = [await open_database(database_url) for _ in range(2)]
    both = [Records(each, vault, clock) for each in databases]
    await both[0].put(anna, "notes", "n", {"title": "", "text": "", "pinned": False})
    for turn in range(20):
        # Each sets one field, and must not bring back what it knew of the other.
        await asyncio.gather(
            both[0].change(anna, "notes", "n", {"title": f"title {turn}"}),
            both[1].change(anna, "notes", "n", {"text": f"text {turn}"}),
        )
    found = await both[0].get(anna, "notes", "n")
    assert found is not None
    assert (found.document["title"], found.document["text"]) == ("title 19", "text 19")
    for records, database in zip(both, databases, strict=True):
        await records.close()
        await database.close()
