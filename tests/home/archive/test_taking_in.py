"""Archives of two homes, each taken into the other: afterwards both have the same."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, insert, select

from parley.home.archive.kept import Kept
from parley.home.archive.taking_in import take_in
from parley.home.changes import NOTHING, Change, State, merged
from parley.home.collections import checked, with_defaults
from parley.home.database.schema import accounts, metadata, records
from parley.home.stamps import Stamp
from parley.home.states import opened_state
from parley.home.vault import Vault

NOW = 1_800_000_000.0
VAULT = Vault(bytes(range(32)))

FIELDS = st.fixed_dictionaries(
    {}, optional={"title": st.sampled_from("xyz"), "text": st.sampled_from("xyz"), "pinned": st.booleans()}
)


@st.composite
def edits(draw: st.DrawFn, deletions: bool = True) -> tuple[list[Change], list[Change]]:
    """Two homes' edits, some of which both have; no two edits have one stamp."""
    one: list[Change] = []
    other: list[Change] = []
    for number in range(draw(st.integers(0, 14))):
        stamp = str(Stamp(int(NOW * 1000) - 1000 + number // 2, 0, "ab"[number % 2]))
        id, deleted = draw(st.sampled_from(["n1", "n2"])), deletions and draw(st.integers(0, 4)) == 0
        edit = Change("notes", id, stamp, {} if deleted else draw(FIELDS), deleted)
        for home in draw(st.sampled_from([(one,), (other,), (one, other)])):
            home.append(edit)
    return draw(st.permutations(one)), draw(st.permutations(other))


def lived(changes: Sequence[Change]) -> dict[str, State]:
    """What a home has after these."""
    found: dict[str, State] = {}
    for change in changes:
        found[change.id] = merged(found.get(change.id, NOTHING), change)
    return found


def archived(home: Mapping[str, State], created: float) -> list[Kept]:
    """As it stands in an archive of the home: what was deleted does not."""
    return [
        Kept(
            id=id,
            created=created,
            document=with_defaults("notes", state.fields),
            stamps=state.stamps,
            deleted=state.deleted or "",
        )
        for id, state in sorted(home.items())
        if state.fields
    ]


def opened(connection: Connection, account: str) -> dict[str, State]:
    wrapped = connection.execute(select(accounts.c.key).where(accounts.c.id == account)).scalar_one()
    key = VAULT.unwrap(account, wrapped)
    rows = connection.execute(select(records).where(records.c.account == account))
    return {row.id: opened_state(key, account, row.collection, row.id, row.sealed) for row in rows}


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as opened:
        yield opened


def new_account(connection: Connection) -> str:
    id = secrets.token_hex(8)
    row = {"id": id, "role": "family", "sealed": b"", "key": VAULT.wrap(id), "created": 0.0}
    connection.execute(insert(accounts).values(row))
    return id


def taken(connection: Connection, account: str, archive: Sequence[Kept]) -> int:
    return take_in(connection, VAULT, account, "notes", archive, NOW)


@given(edits(deletions=False))
def test_in_which_order_archives_are_taken_in_does_not_matter(
    connection: Connection, homes: tuple[list[Change], list[Change]]
) -> None:
    first, second = archived(lived(homes[0]), 5.0), archived(lived(homes[1]), 4.0)
    anna, ben = new_account(connection), new_account(connection)
    for account, archives in ((anna, (first, second)), (ben, (second, first))):
        for archive in archives:
            taken(connection, account, archive)
    assert opened(connection, anna) == opened(connection, ben)


@given(edits())
def test_taking_it_in_again_changes_nothing(
    connection: Connection, homes: tuple[list[Change], list[Change]]
) -> None:
    first, second = archived(lived(homes[0]), 5.0), archived(lived(homes[1]), 4.0)
    anna = new_account(connection)
    taken(connection, anna, first)
    taken(connection, anna, second)
    rows = select(records).where(records.c.account == anna).order_by(records.c.id)
    before = connection.execute(rows).all()
    assert taken(connection, anna, second) == 0
    assert connection.execute(rows).all() == before
    for state in opened(connection, anna).values():
        checked("notes", state.fields)
    latest = connection.execute(select(accounts.c.seq).where(accounts.c.id == anna)).scalar_one()
    numbers = [row.seq for row in before]
    assert len(set(numbers)) == len(numbers) and max(numbers, default=0) <= latest


@given(edits())
def test_an_empty_account_has_then_the_very_states_of_the_home_that_the_archive_is_of(
    connection: Connection, homes: tuple[list[Change], list[Change]]
) -> None:
    home = lived(homes[0])
    anna = new_account(connection)
    taken(connection, anna, archived(home, 5.0))
    assert opened(connection, anna) == {id: state for id, state in home.items() if state.fields}
