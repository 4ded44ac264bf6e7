"""How many more records there may be of a kind."""

from __future__ import annotations

from collections import OrderedDict

from sqlalchemy import Connection, func, select

from parley.home.accounts.callers import TooMany
from parley.home.database.schema import records
from parley.home.orders import MOST_RECORDS

_REMEMBERED = 4096


class Room:
    """Counts when need be, and trusts that count until half of the room it showed is used up.

    Several processes may so go beyond the bound by a little. Used by one batch at a time.
    """

    def __init__(self, most: int = MOST_RECORDS) -> None:
        self.most = most
        self._left: OrderedDict[tuple[str, str], int] = OrderedDict()

    def take(self, connection: Connection, account: str, collection: str) -> None:
        """There will be one record more. Raises ``TooMany``."""
        left = self._left.pop((account, collection), 0)
        if left <= 0:
            left = self.most - _count(connection, account, collection)
            if left <= 0:
                raise TooMany(f"There are {self.most} records of {collection} already. Delete some of them.")
            left = (left + 1) // 2
        self._left[account, collection] = left - 1
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)


def _count(connection: Connection, account: str, collection: str) -> int:
    of = (records.c.account == account) & (records.c.collection == collection)
    return connection.execute(select(func.count()).select_from(records).where(of)).scalar_one()
