"""Small collections that every turn asks for, such as settings: read once, and again after a change."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Sequence

from parley.home.reading import Record

TRUSTED = 10.0
"""Seconds for which what was read holds; what another process writes is noticed after these."""
_KEPT = 2_000
"""Collections of accounts that are at hand at once."""

_Key = tuple[str, str]


class AtHand:
    """What was read of some accounts' collections."""

    def __init__(self, read: Callable[[str, str], Awaitable[Sequence[Record]]]) -> None:
        """``read`` gives the documents of an account's collection."""
        self._read = read
        self._kept: OrderedDict[_Key, tuple[float, Sequence[Record]]] = OrderedDict()
        self._changes = 0
        """How often anything changed: what was being read meanwhile is not kept."""

    async def all(self, account: str, collection: str) -> Sequence[Record]:
        """Every document of a collection, oldest first."""
        now = asyncio.get_running_loop().time()
        at, found = self._kept.get((account, collection), (float("-inf"), ()))
        if now - at < TRUSTED:
            return found
        before = self._changes
        found = await self._read(account, collection)
        if before == self._changes:
            self._kept[account, collection] = now, found
            self._kept.move_to_end((account, collection))
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found

    def changed(self, account: str, collections: Collection[str]) -> None:
        """Something was written here."""
        for name in collections:
            self._kept.pop((account, name), None)
        self._changes += 1
