"""One person's index: searched, added to, and its words at hand for whoever is typing."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection

from parley.home.accounts.sealing import account_key
from parley.home.database.database import Database
from parley.home.database.schema import accounts
from parley.home.vault import Vault
from parley.search.matching import Matching, tries
from parley.search.personal import rows
from parley.search.personal.blind import Blind
from parley.search.personal.matching import node_of
from parley.search.personal.rows import Fit, Kept
from parley.search.personal.vocabulary import MOST_DOCUMENTS, Vocabulary
from parley.search.types import Document, Query

T = TypeVar("T")

PEOPLE = 32
"""People whose words are in memory at once: 5,000 notes take about 10 MB."""
_READ_TOGETHER = 200
"""Documents that are read in one go for their words."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """What of an account fits a query."""

    fits: tuple[Fit, ...] = ()
    """The best first, or the newest."""
    partly: bool = False
    """Nothing has all of it: these have some."""


class Personal:
    """Everybody's own documents. Safe to share between tasks of one event loop."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault
        self._known: OrderedDict[str, _Known] = OrderedDict()

    async def fitting(self, account: str, query: Query) -> Fitting:
        """What fits. Raises ``UnknownAccount``, ``DatabaseFailed``."""
        ways = tries(query)
        if _needs_words(query):
            ways = await self.words(account, lambda known: tries(query, known.alike))

        def work(connection: Connection) -> Fitting:
            spelled = Blind(account_key(connection, self._vault, account))
            found = _fitting(connection, account, spelled, query, ways.whole)
            if found.fits:
                return found
            for way in ways.partly:
                found = _fitting(connection, account, spelled, query, [way])
                if found.fits:
                    return Fitting(found.fits, partly=True)
            return found

        return await self._database.read(work)

    async def opened(self, account: str, numbers: Sequence[int]) -> Mapping[int, Kept]:
        """Documents of the account, of the rows' numbers; those that are gone are left out."""
        return await self._database.read(
            lambda c: rows.opened(c, account, account_key(c, self._vault, account), numbers)
        )

    async def take(self, account: str, documents: Sequence[Document], opens: str = "") -> None:
        """Keep documents that are no records. On disk when it returns. Raises ``UnknownAccount``."""
        new = [rows.New(Kept.of(each, opens)) for each in documents]

        def work(connection: Connection) -> None:
            key = account_key(connection, self._vault, account)
            rows.keep(connection, account, key, new)

        await self._database.write(work)

    async def forget(self, account: str, ids: Iterable[str]) -> int:
        """Forget documents; how many of them were there. Of an account that is gone there are none."""
        wanted = [*ids]

        def work(connection: Connection) -> int:
            if connection.execute(accounts.select().where(accounts.c.id == account)).first() is None:
                return 0
            return rows.drop(connection, account, account_key(connection, self._vault, account), wanted)

        return await self._database.write(work)

    async def words(self, account: str, work: Callable[[Vocabulary], T]) -> T:
        """What ``work`` makes, in a thread, of the words of a person's latest documents, as they are now.

        Raises ``UnknownAccount``.
        """
        known = self._known.pop(account, None) or _Known()
        self._known[account] = known
        if len(self._known) > PEOPLE:
            self._known.popitem(last=False)
        async with known.lock:
            await self._freshen(account, known)
            return await asyncio.to_thread(work, known.vocabulary)

    def let_go(self, account: str) -> None:
        """The account is gone, and its words from memory."""
        self._known.pop(account, None)

    async def _freshen(self, account: str, known: _Known) -> None:
        signature = await self._database.read(lambda c: rows.signature(c, account))
        if signature == known.signature:
            return
        numbers = await self._database.read(lambda c: rows.latest(c, account, MOST_DOCUMENTS))
        vocabulary, now = known.vocabulary, set(numbers)
        vocabulary.drop([each for each in vocabulary.known if each not in now])
        missing = [each for each in numbers if each not in vocabulary.titles]
        for start in range(0, len(missing), _READ_TOGETHER):
            some = await self.opened(account, missing[start : start + _READ_TOGETHER])
            await asyncio.to_thread(vocabulary.add, some)
        known.signature = signature


class _Known:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.signature: tuple[int, int] = (-1, -1)
        self.vocabulary = Vocabulary()


def _fitting(
    connection: Connection, account: str, spelled: Blind, query: Query, ways: Sequence[Matching]
) -> Fitting:
    """What fits one of the ways; what fits the stricter ones comes first."""
    loosest = ways[-1]
    if loosest.wanted is None and not (query.filtered or query.newest or loosest.unwanted):
        return Fitting()  # nothing at all finds nothing

    def fits_of(way: Matching) -> list[Fit]:
        limits = {"after": query.after, "before": query.before}
        return rows.fitting(connection, account, node_of(way, query, spelled), kinds=query.kinds, **limits)

    # Each way finds what those before it found: where the last finds hardly anything, nothing needs an order.
    last = fits_of(loosest)
    found: dict[int, Fit] = {}
    for way in ways[:-1] if len(last) > 1 else ():
        for each in fits_of(way):
            found.setdefault(each.number, each)
    for each in last:
        found.setdefault(each.number, each)
    # Who looks for words seldom means when they said them to the house: first what is kept.
    fits = sorted(found.values(), key=lambda each: each.kind == "history")
    if query.newest or ways[0].wanted is None:
        fits.sort(key=lambda each: -each.at)
    return Fitting(tuple(fits))


def _needs_words(query: Query) -> bool:
    """Whether a word of it goes on or is misspelt: no hash tells what it may be."""
    terms = [*(term for clause in query.wanted for term in clause), *query.unwanted]
    return any(term.prefix or term.fuzzy for term in terms)
