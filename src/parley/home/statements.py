"""The few statements that write records, for either kind of database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Literal, cast

import msgspec
from sqlalchemy import Connection, Table, bindparam, delete, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert, Update

from parley.home.database.schema import accounts, due, records, replicas
from parley.home.orders import MOST_REPLICAS

Dialect = Literal["sqlite", "postgresql"]
Key = tuple[str, str, str]
"""Account, collection and id of a record."""

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
        "lock": " ORDER BY id FOR NO KEY UPDATE",
    },
}


class Statements:
    """What reads and writes records, locked, of many accounts at once."""

    def __init__(self, dialect: Dialect) -> None:
        table = _TABLES[dialect]
        self._lock = text(f"SELECT id, key, seq FROM accounts WHERE id IN ({table['ids']}){table['lock']}")
        self._rows = text(
            "SELECT r.account, r.collection, r.id, r.created, r.sealed"
            f" FROM ({table['parts']}) AS k CROSS JOIN records AS r"
            " WHERE r.account = k.a AND r.collection = k.b AND r.id = k.c"
        )
        self._replicas = text(
            "SELECT r.account, r.replica, r.last, r.sealed"
            f" FROM ({table['parts']}) AS k CROSS JOIN replicas AS r"
            " WHERE r.account = k.a AND r.replica = k.b"
        )
        self._keep_row = _Many(dialect, _upsert(dialect, records, ("account", "collection", "id")))
        self._advance = _Many(dialect, _ADVANCE)
        self._keep_replica = _upsert(dialect, replicas, ("account", "replica"))
        self._keep_due = _due(dialect)

    def lock(self, connection: Connection, ids: Iterable[str]) -> Sequence[tuple[str, bytes, int]]:
        """Id, wrapped key and latest change of the accounts that exist; they are locked from now on."""
        found = connection.execute(self._lock, {"keys": _json(sorted(ids))})
        return [(row[0], bytes(row[1]), row[2]) for row in found]

    def rows(
        self, connection: Connection, keys: Iterable[Key]
    ) -> Sequence[tuple[str, str, str, float, bytes]]:
        """Account, collection, id, beginning and sealed state of the records that exist."""
        found = connection.execute(self._rows, {"keys": _json(list(keys))})
        return cast("Sequence[tuple[str, str, str, float, bytes]]", found.all())

    def replicas(
        self, connection: Connection, keys: Iterable[tuple[str, str]]
    ) -> Sequence[tuple[str, str, int, bytes | None]]:
        """Account, name, latest number and what was refused, of the replicas that are known."""
        found = connection.execute(self._replicas, {"keys": _json(list(keys))})
        return cast("Sequence[tuple[str, str, int, bytes | None]]", found.all())

    def keep_rows(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write records."""
        self._keep_row(connection, rows)

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

    def advance(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write the accounts' latest changes."""
        self._advance(connection, rows)


@cache
def statements(dialect: Dialect) -> Statements:
    """They follow from the tables alone, and are the same for all homes of a process."""
    return Statements(dialect)


class _Many:
    """A statement for many rows, each of which has all its values: SQLAlchemy would spend more time on them
    than the database does."""

    def __init__(self, dialect: Dialect, statement: Insert | Update) -> None:
        kind = sqlite.dialect() if dialect == "sqlite" else postgresql.asyncpg.dialect()
        compiled = statement.compile(dialect=kind)
        self._sql = str(compiled)
        self._values = itemgetter(*cast("Sequence[str]", compiled.positiontup))

    def __call__(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        connection.exec_driver_sql(self._sql, [self._values(row) for row in rows])


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
_ADVANCE = update(accounts).where(accounts.c.id == bindparam("_id")).values(seq=bindparam("_seq"))
_DROP_REPLICAS = delete(replicas).where(
    replicas.c.account == bindparam("_account"),
    replicas.c.replica.not_in(
        select(replicas.c.replica)
        .where(replicas.c.account == bindparam("_account"))
        .order_by(replicas.c.seen.desc())
        .limit(MOST_REPLICAS)
    ),
)
