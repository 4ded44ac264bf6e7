"""The few statements that write records, for either kind of database."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, Literal, cast

import msgspec
from sqlalchemy import Connection, Table, bindparam, delete, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from parley.home.database.schema import due, replicas
from parley.home.orders import MOST_REPLICAS, Key

Dialect = Literal["sqlite", "postgresql"]
Locked = tuple[str, bytes, int, bytes | None]
"""An account: id, wrapped key, latest change, and what the record of that change is sealed to."""
Found = tuple[int, int, float, bytes]
"""A record as it was read: which of those asked for, its change, beginning, and what is sealed."""
Kept = tuple[str, str, str, int, float, str | None, bytes]
"""A record as it is written: account, collection, id, change, beginning, deletion and what is sealed."""
Changed = tuple[int, bytearray, str, int]
"""One that was there and is not deleted: change, what is sealed, account, and the change it lay there with.
SQLite's driver takes these as they are; for bytes it would each time look for somebody who knows better how
to write them, which takes longer than all four."""
Latest = tuple[int, str]
"""An account's latest change, and its id."""

# One parameter holds all the keys as JSON, so that a statement is the same for one of them and for thousands.
_TABLES = {
    "sqlite": {
        "ids": "SELECT value FROM json_each(:keys)",
        "parts": "SELECT json_extract(value, '$[0]') AS a, json_extract(value, '$[1]') AS b,"
        " json_extract(value, '$[2]') AS c FROM json_each(:keys)",
        "lock": "",
    },
    "postgresql": {
        "ids": "SELECT json_array_elements_text(CAST(:keys AS json))",
        "parts": "SELECT value->>0 AS a, value->>1 AS b, value->>2 AS c"
        " FROM json_array_elements(CAST(:keys AS json))",
        # Others may go on to write what only refers to the account.
        "lock": " ORDER BY a.id FOR NO KEY UPDATE OF a",
    },
}


class Statements:
    """What reads and writes records, locked, of many accounts at once."""

    def __init__(self, dialect: Dialect) -> None:
        table = _TABLES[dialect]
        self._lock = text(_LOCK.format(**table))
        self._replicas = text(
            "SELECT r.account, r.replica, r.last, r.sealed"
            f" FROM ({table['parts']}) AS k CROSS JOIN replicas AS r"
            " WHERE r.account = k.a AND r.replica = k.b"
        )
        self._keep_replica = _upsert(dialect, replicas, ("account", "replica"))
        self._keep_due = _due(dialect)

    def lock(self, connection: Connection, ids: Collection[str]) -> Sequence[Locked]:
        """The accounts that exist; they are locked from now on."""
        found = connection.execute(self._lock, {"keys": _json(sorted(ids))})
        return cast("Sequence[Locked]", found.all())

    def rows(self, connection: Connection, keys: Sequence[Key]) -> Sequence[Found]:
        """The records that exist."""
        found = connection.execute(_ROWS, {"keys": _json(keys)})
        return cast("Sequence[Found]", found.all())

    def replicas(
        self, connection: Connection, keys: Iterable[tuple[str, str]]
    ) -> Sequence[tuple[str, str, int, bytes | None]]:
        """Account, name, latest number and what was refused, of the replicas that are known."""
        found = connection.execute(self._replicas, {"keys": _json(list(keys))})
        return cast("Sequence[tuple[str, str, int, bytes | None]]", found.all())

    def write_rows(
        self,
        connection: Connection,
        changed: Sequence[Changed],
        kept: Sequence[Kept],
        latest: Sequence[Latest],
    ) -> None:
        """Write records in place of what lies there with the changes named, and nowhere else; others, new or
        not; and the accounts' latest changes."""
        # One statement for all of it: each would be one more way to the server and back.
        columns = [*_columns(changed, 4), *_columns(kept, 7), *_columns(latest, 2)]
        _see_all(connection.exec_driver_sql(_WRITE_ALL, tuple(columns)).rowcount, changed)

    def keep_replicas(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write how far replicas are."""
        connection.execute(self._keep_replica, rows)

    def keep_due(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write when records are due; whoever was at work on another time of theirs no longer is."""
        connection.execute(self._keep_due, rows)

    def drop_due(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Records that are not due any more."""
        connection.execute(_DROP_DUE, rows)

    def drop_old_replicas(self, connection: Connection, account: str) -> None:
        """Forget the replicas of an account that nobody heard of for longest, if there are too many."""
        connection.execute(_DROP_REPLICAS, {"_account": account})


class SQLiteStatements(Statements):
    """Those that every write needs, through the driver itself: SQLAlchemy would take longer over a statement
    than SQLite does."""

    def __init__(self) -> None:
        super().__init__("sqlite")
        self._lock_sql = _LOCK.format(**_TABLES["sqlite"])

    def lock(self, connection: Connection, ids: Collection[str]) -> Sequence[Locked]:
        # Whoever writes has locked the whole file.
        return _driver(connection).execute(self._lock_sql, {"keys": _json(list(ids))}).fetchall()

    def rows(self, connection: Connection, keys: Sequence[Key]) -> Sequence[Found]:
        driver = _driver(connection)
        found: list[Found] = []
        for start in range(0, len(keys), _ASKED):
            some = keys[start : start + _ASKED]
            size = 1 << (len(some) - 1).bit_length()
            values = list(chain.from_iterable(some))
            values += [""] * (3 * (size - len(some)))  # no record is called so
            rows = driver.execute(_asking(size), values).fetchall()
            found += [(start + row[0], *row[1:]) for row in rows] if start else rows
        return found

    def write_rows(
        self,
        connection: Connection,
        changed: Sequence[Changed],
        kept: Sequence[Kept],
        latest: Sequence[Latest],
    ) -> None:
        driver = _driver(connection)
        if changed:
            _see_all(driver.executemany(_CHANGE, changed).rowcount, changed)
        if kept:
            driver.executemany(_KEEP.format("VALUES (?, ?, ?, ?, ?, ?, ?)"), kept)
        driver.executemany("UPDATE accounts SET seq = ? WHERE id = ?", latest)


@cache
def statements(dialect: Dialect) -> Statements:
    """They follow from the tables alone, and are the same for all homes of a process."""
    return SQLiteStatements() if dialect == "sqlite" else Statements(dialect)


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.driver_connection)


_LOCK = (
    "SELECT a.id, a.key, a.seq, (SELECT r.sealed FROM records AS r WHERE r.account = a.id AND r.seq = a.seq)"
    " FROM accounts AS a WHERE a.id IN ({ids}){lock}"
)
_ROWS = text(
    "SELECT k.number - 1, r.seq, r.created, r.sealed"
    " FROM json_array_elements(CAST(:keys AS json)) WITH ORDINALITY AS k(value, number)"
    " CROSS JOIN records AS r"
    " WHERE r.account = k.value->>0 AND r.collection = k.value->>1 AND r.id = k.value->>2"
)
_KEEP = (
    "INSERT INTO records (account, collection, id, seq, created, deleted, sealed) {}"
    " ON CONFLICT (account, collection, id) DO UPDATE SET seq = excluded.seq, created = excluded.created,"
    " deleted = excluded.deleted, sealed = excluded.sealed"
)
_CHANGE = "UPDATE records SET seq = ?, sealed = ? WHERE account = ? AND seq = ?"
_WRITE_ALL = (
    "WITH kept AS ("
    + _KEEP.format(
        "SELECT * FROM unnest($5::text[], $6::text[], $7::text[], $8::bigint[], $9::float8[], $10::text[],"
        " $11::bytea[])"
    )
    + "), advanced AS ("
    "UPDATE accounts AS a SET seq = l.seq FROM unnest($12::bigint[], $13::text[]) AS l(seq, id)"
    " WHERE a.id = l.id)"
    " UPDATE records AS r SET seq = k.seq, sealed = k.sealed"
    " FROM unnest($1::bigint[], $2::bytea[], $3::text[], $4::bigint[]) AS k(seq, sealed, account, was)"
    " WHERE r.account = k.account AND r.seq = k.was"
)
_ASKED = 256
"""Records that SQLite is asked for in one statement: three parameters each, and it may allow only 999."""


@cache
def _asking(size: int) -> str:
    keys = ", ".join(f"({number}, ?, ?, ?)" for number in range(size))
    return (
        f"WITH k (number, a, b, c) AS (VALUES {keys})"
        " SELECT k.number, r.seq, r.created, r.sealed FROM k CROSS JOIN records AS r"
        " WHERE r.account = k.a AND r.collection = k.b AND r.id = k.c"
    )


def _columns(rows: Sequence[tuple[object, ...]], count: int) -> Sequence[list[object]]:
    """The columns of rows that have so many."""
    return [[row[number] for row in rows] for number in range(count)]


def _see_all(changed: int, rows: Sequence[Changed]) -> None:
    if changed != len(rows):  # somebody wrote to an account without counting its changes up
        raise RuntimeError(f"Of {len(rows)} records {changed} were where they had been.")


def _json(keys: object) -> str:
    return msgspec.json.encode(keys).decode()


def _insert(dialect: Dialect, table: Table) -> Any:
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)


def _upsert(dialect: Dialect, table: Table, key: tuple[str, ...]) -> Insert:
    new = _insert(dialect, table)
    changed = {column.name: new.excluded[column.name] for column in table.columns if column.name not in key}
    return new.on_conflict_do_update(index_elements=list(key), set_=changed)


def _due(dialect: Dialect) -> Insert:
    new = _insert(dialect, due)
    changed = {"at": new.excluded.at, "claimed_by": None, "claimed_until": None, "tries": 0}
    return new.on_conflict_do_update(
        index_elements=["account", "collection", "record"], set_=changed, where=due.c.at != new.excluded.at
    )


_DROP_DUE = delete(due).where(
    due.c.account == bindparam("_account"),
    due.c.collection == bindparam("_collection"),
    due.c.record == bindparam("_record"),
)
_DROP_REPLICAS = delete(replicas).where(
    replicas.c.account == bindparam("_account"),
    replicas.c.replica.not_in(
        select(replicas.c.replica)
        .where(replicas.c.account == bindparam("_account"))
        .order_by(replicas.c.seen.desc())
        .limit(MOST_REPLICAS)
    ),
)
