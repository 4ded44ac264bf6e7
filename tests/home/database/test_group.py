"""Writes that share a commit end as if each had been alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, event, insert, select

from fakes.database import InlineDatabase
from parley.errors import BadText
from parley.home.database.group import Fault, Job, commit
from parley.home.database.schema import house


def in_one_statement(connection: Connection, names: Sequence[str]) -> list[str]:
    """Keeps all of them, or fails for whatever is wrong with one: a name that is taken, or ``!``."""
    connection.execute(insert(house), [{"name": name, "value": b"1"} for name in names])
    if "!" in names:
        raise BadText("Nobody may be called that.")
    return [name.upper() for name in names]


def one_by_one(connection: Connection, names: Sequence[str]) -> list[str]:
    """Another function, so that groups are of several kinds."""
    return [in_one_statement(connection, [name])[0] for name in names]


wishes = st.lists(
    st.tuples(st.sampled_from([in_one_statement, one_by_one, None]), st.sampled_from("abcdefgh!")),
    max_size=30,
)


@given(wishes)
def test_a_group_does_what_each_alone_would_have_done(
    wanted: list[tuple[object, str]],
) -> None:
    loop = asyncio.new_event_loop()
    jobs: list[Job] = []
    for batch, name in wanted:
        work = name if batch else lambda connection, name=name: in_one_statement(connection, [name])[0]
        jobs.append(Job(batch, work, loop.create_future()))  # pyright: ignore[reportArgumentType]
    engine = create_engine("sqlite://", connect_args={"isolation_level": None})
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    house.create(engine)
    with engine.connect() as connection:
        results = commit(connection, jobs, lambda _: False) if jobs else []
    taken: set[str] = set()
    for (_, name), result in zip(wanted, results, strict=True):
        if name in taken or name == "!":
            assert isinstance(result, Fault)
        else:
            assert result == name.upper()
            taken.add(name)
    with engine.connect() as connection:
        assert set(connection.execute(select(house.c.name)).scalars()) == taken
    engine.dispose()
    loop.close()


async def test_the_inline_database_behaves_as_the_real_ones() -> None:
    database = InlineDatabase()
    results = await asyncio.gather(
        *(database.apply(in_one_statement, name) for name in "ab!ac"), return_exceptions=True
    )
    assert [each if isinstance(each, str) else None for each in results] == ["A", "B", None, None, "C"]
    await database.write(lambda connection: in_one_statement(connection, ["d"]))
    found = await database.read(lambda connection: set(connection.execute(select(house.c.name)).scalars()))
    assert found == {"a", "b", "c", "d"}
    await database.close()
