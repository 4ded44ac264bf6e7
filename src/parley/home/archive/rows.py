"""The tables of a home as JSON Lines: the same from and for SQLite and PostgreSQL."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, LargeBinary, Table, func, insert, select, text, tuple_

from parley.home.accounts.sealing import unseal
from parley.home.archive.errors import BadArchive
from parley.home.database import schema
from parley.home.files.ledger import Kept
from parley.home.vault import AccountKey

PAGE = 500
"""Rows read or written at a time."""
LEFT_OUT = frozenset({"pairings", "uploads", "search_documents", "search_progress"})
"""What lasts minutes and means nothing elsewhere, and what is made anew from the rest."""
TABLES: tuple[Table, ...] = tuple(
    table for table in schema.metadata.sorted_tables if table.name not in LEFT_OUT
)
"""In an order in which every row comes after those that it refers to."""

Row = dict[str, Any]


def read(connection: Connection, table: Table, account: str | None = None) -> Iterator[Row]:
    """The rows of a table, or those of one account, by primary key."""
    keys = list(table.primary_key.columns)
    chosen = select(table).order_by(*keys).limit(PAGE)
    if account is not None:
        chosen = chosen.where((table.c.id if table is schema.accounts else table.c.account) == account)
    page = [dict(row) for row in connection.execute(chosen).mappings()]
    while page:
        yield from page
        if len(page) < PAGE:
            return
        last = tuple_(*keys) > tuple_(*(page[-1][key.name] for key in keys))
        page = [dict(row) for row in connection.execute(chosen.where(last)).mappings()]


def count(connection: Connection, table: Table) -> int:
    """How many rows a table has."""
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def as_line(row: Mapping[str, Any]) -> bytes:
    """A row as one line of JSON, bytes as base64."""
    return msgspec.json.encode(row) + b"\n"


def as_row(table: Table, line: bytes) -> Row:
    """The row of a line. Raises ``BadArchive`` when the table has no such columns."""
    try:
        row = msgspec.json.decode(line, type=dict[str, Any])
        unknown = row.keys() - table.c.keys()
        if unknown:
            raise BadArchive(f"The table {table.name} has no column {min(unknown)[:60]!r} here.")
        for column in table.c:
            if isinstance(column.type, LargeBinary) and row.get(column.name) is not None:
                row[column.name] = base64.b64decode(row[column.name], validate=True)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, binascii.Error, TypeError) as error:
        raise BadArchive(f"A row of the table {table.name} cannot be read.") from error
    return row


def write(
    connection: Connection,
    table: Table,
    rows: Iterable[Row],
    told: Callable[[int], None] = lambda count: None,
) -> int:
    """Add rows to an empty table; how many."""
    written = 0
    page: list[Row] = []
    for row in rows:
        page.append(row)
        if len(page) == PAGE:
            written += _add(connection, table, page)
            told(written)
            page = []
    if page:
        written += _add(connection, table, page)
        told(written)
    return written


def _add(connection: Connection, table: Table, rows: list[Row]) -> int:
    # Rows of one statement must name the same columns, which those of one table in one archive do.
    connection.execute(insert(table), rows)
    return len(rows)


def placed(key: AccountKey, row: Row) -> str:
    """Name of the object that holds the bytes of a file's row. Raises ``Unreadable``."""
    return unseal(key, f"files:{row['account']}:{row['id']}", row["sealed"], Kept).placed.object


def go_on_counting(connection: Connection) -> None:
    """PostgreSQL counts by a sequence of its own, which must be told what is there already."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(
                "SELECT setval(pg_get_serial_sequence('audit', 'id'), "
                "coalesce((SELECT max(id) FROM audit), 0) + 1, false)"
            )
        )
