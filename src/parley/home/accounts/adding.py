"""Adding a row, unless one with the same key is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def added(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Whether the row was added; False when a unique column of it is taken.

    Waits for others who add the same.
    """
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    first = next(iter(table.primary_key.columns))
    row = make(table).values(values).on_conflict_do_nothing().returning(first)
    return connection.execute(row).one_or_none() is not None
