"""How many more records there may be of a kind."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from sqlalchemy import Connection, func, select

from parley.home.accounts.callers import TooMany
from parley.home.database.schema import records
from parley.home.orders import MOST_RECORDS

_REMEMBERED = 4096


class Room:
    """Counts when need be, and trusts that count until half of the room it showed is used up.

    Several processes may so go beyond the bound by a little. Batches may use it from several threads.
    """

    def __init__(self, most: int = MOST_RECORDS) -> None:
        self.most = most
        self._left: OrderedDict[tuple[str, str], int] = OrderedDict()

    def take(
        self, connection: Connection, account: str, collection: str, unwritten: Callable[[], int]
    ) -> None:
        """There will be one record more. ``unwritten`` are those that the database does not have yet.

        Raises ``TooMany``.
        """
        left = self._left.pop((account, collection), 0)
        if left <= 0:
            left = self.most - _count(connection, account, collection) - unwritten()
            if left <= 0:
                raise TooMany(f"There are {self.most} records of {collection} already. Delete some of them.")
            left = (left + 1) // 2
        self._left[account, collection] = left - 1
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)


def _count(connection: Connection, account: str, collection: str) -> int:
    of = (records.c.account == account) & (records.c.collection == collection)
    return connection.execute(select(func.count()).select_from(records).where(of)).scalar_one()
