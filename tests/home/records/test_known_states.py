"""What a process knows of records that it wrote lately is never taken for what somebody else made of them."""

from __future__ import annotations

import asyncio
import gc
import weakref

from fakes.sync import SetClock
from parley.home.changes import State
from parley.home.database.opening import open_database
from parley.home.records import Records
from parley.home.states import KnownStates, opened_state, sealed_state
from parley.home.vault import NONCE_BYTES, Vault, nonces

NAME = ("anna", "notes", "n")


def a_state(text: str) -> State:
    return State({"text": text}, {"text": "0" * 12 + "-0000-home"})


def test_what_is_known_counts_only_for_the_bytes_it_was_sealed_to(vault: Vault) -> None:
    key = vault.unwrap("anna", vault.wrap("anna"))
    known = KnownStates().of(key)
    mine = known.sealed(NAME, a_state("mine"), *nonces(1))
    theirs = sealed_state(key, *NAME, a_state("theirs"))
    assert known.opened(NAME, theirs) == a_state("theirs")
    assert known.opened(NAME, mine) == a_state("mine") == opened_state(key, *NAME, mine)


def test_any_number_of_records_of_any_length_open_as_they_were_sealed(vault: Vault) -> None:
    key = vault.unwrap("anna", vault.wrap("anna"))
    known = KnownStates().of(key)
    states = {("anna", "notes", str(n)): a_state(str(n) * (500 if n % 100 else 3_000)) for n in range(9_000)}
    sealed = {
        name: known.sealed(name, state, nonce)
        for (name, state), nonce in zip(states.items(), nonces(len(states)), strict=True)
    }
    assert all(known.opened(name, each) == states[name] for name, each in sealed.items())
    assert len({each[:NONCE_BYTES] for each in sealed.values()}) == len(sealed)


def test_it_is_forgotten_with_the_account_s_key(vault: Vault) -> None:
    wrapped = vault.wrap("anna")
    key = vault.unwrap("anna", wrapped)
    known = KnownStates()
    known.of(key).sealed(NAME, a_state("secret"), *nonces(1))
    gone = weakref.ref(key)
    del key
    vault.forget(wrapped)
    gc.collect()
    assert gone() is None


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
