"""Whoever keeps something that follows from records, in the same transaction as the records themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from parley.home.collections import Fields
from parley.home.vault import AccountKey


@dataclass(frozen=True, slots=True)
class Written:
    """One record as it was just written."""

    collection: str
    id: str
    seq: int
    """The account's change that it was last part of."""
    created: float
    """When it was first written; POSIX seconds."""
    fields: Fields
    """Those that were ever set; empty when the record was deleted."""


class Follower(Protocol):
    """What is told of records while they are written."""

    def wrote(
        self, connection: Connection, account: str, key: AccountKey, before: int, rows: Sequence[Written]
    ) -> None:
        """Records of an account were written over this connection, whose commit is still to come.

        The account's row is locked. ``before`` is its latest change before these: who follows has missed
        something when that is later than the last one it saw (another process may follow nothing). What this
        raises takes the records back, too; it may run again, as every ``Work`` may.
        """
        ...
