"""Searching: what belongs to a person, and the pages that the house chose to index, in one list."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from typing import Self

from parley.errors import MissingEngine
from parley.home.home import Home
from parley.search.background import Background
from parley.search.merging import Place, merged
from parley.search.personal.files import Reading
from parley.search.personal.following import Following
from parley.search.personal.index import Fitting, Personal
from parley.search.personal.rows import Kept
from parley.search.query.reading import understood
from parley.search.snippets import snippet
from parley.search.suggesting import (
    Slip,
    Suggestion,
    Words,
    known,
    misspelt,
    related_to,
    spelled,
    suggestions,
)
from parley.search.types import DEEPEST, MOST_HITS, Document, Engine, Hit, Query, Ranked, Results

__all__ = ["HOUSE", "MOST_SUGGESTIONS", "Searching", "Suggestion", "Wanted"]

HOUSE = ""
"""The account that stands for the house: what everybody here may find."""
MOST_SUGGESTIONS = 20
_TAKEN = 50
"""Documents of a person that are written in one transaction."""
_FEW = 3
"""Hits below which it is looked whether the words are misspelt."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search is limited to, beside what its words say. Empty limits nothing."""

    kinds: tuple[str, ...] = ()
    """As ``Document.kind``: ``note``, ``page``, …"""
    sites: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    after: float | None = None
    """Not before this moment, POSIX seconds."""
    before: float | None = None
    """Before this moment."""
    mine: bool = True
    """What belongs to the person."""
    house: bool = True
    """What the house indexed for everybody."""


class Searching:
    """Use as an async context manager: then what is not indexed yet is, in the background."""

    def __init__(
        self,
        home: Home,
        house: Engine | None = None,
        texts: Reading | None = None,
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        """``house`` has what is indexed for everybody, ``texts`` reads people's files; both are closed with
        this. ``busy`` tells whether anybody talks: what can wait does then. From now on the home's records
        are indexed as they are written."""
        self._home, self._house = home, house
        self._personal = Personal(home.database, home.vault)
        self._background = Background(home, house, texts, busy)
        home.records.follow(Following(home.vault))
        home.accounts.on_gone.append(self._personal.let_go)

    async def __aenter__(self) -> Self:
        self._background.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._background.stop()
        if self._house is not None:
            await asyncio.to_thread(self._house.close)

    def found_on_photo(self, account: str, photo: str) -> None:
        """Something was found on a photo: whoever looks for its words is to find it soon."""
        self._background.wake()

    async def caught_up(self) -> None:
        """Index here and now what no writing of records did: for commands and tests."""
        await self._background.all()

    async def records_caught_up(self) -> None:
        """The same for records alone: what another process wrote, who indexed nothing."""
        await self._background.records()

    async def search(
        self,
        account: str,
        text: str,
        wanted: Wanted | None = None,
        *,
        language: str = "",
        today: date | None = None,
        zone: tzinfo | None = None,
        most: int = 10,
        offset: int = 0,
    ) -> Results:
        """What an account may find, the best first; of nobody else anything but what is the house's. With
        ``HOUSE`` for an account nothing but that.

        ``text`` as somebody typed or said it (``lease -flat "last year" site:example.org``, 上周的笔记);
        ``language`` that of whoever asks (BCP 47), for how words are read; ``today`` and ``zone`` the day and
        the time zone where they are, else the house's. ``most`` ≤ ``MOST_HITS``, ``offset`` ≤ ``DEEPEST``.
        Raises ``TooLong`` over ``LONGEST_QUERY`` characters, ``UnknownAccount``, ``SearchFailed``,
        ``DatabaseFailed``.
        """
        began = time.perf_counter()
        wanted = wanted or Wanted()
        most, offset = min(max(most, 1), MOST_HITS), min(max(offset, 0), DEEPEST)
        now = self._home.clock.now()
        query = _limited(understood(text, today or now.date(), zone or now.tzinfo, language), wanted)
        mine, house, places = await self._places(account, query, wanted, offset + most)
        if not places and query.literal is not None:
            query = _limited(query.literal, wanted)
            mine, house, places = await self._places(account, query, wanted, offset + most)
        page = places[offset : offset + most]
        hits, bodies = await self._hits(account, query, page)
        spelling = ""
        related: tuple[str, ...] = ()
        if offset == 0:
            words = Words(self._personal, account, self._house)
            if len(places) < _FEW or mine.partly:
                spelling = await spelled(words, query.plain)
            related = await asyncio.to_thread(related_to, query.plain, bodies)
        total = max(len(places), len(mine.fits) + house.total)
        more = len(places) > offset + most
        return Results(hits, total, more, spelling, related, time.perf_counter() - began)

    async def suggest(self, account: str, prefix: str, most: int = 8) -> tuple[Suggestion, ...]:
        """How what somebody is typing may go on, from their own titles and words and from the house's.

        Raises ``UnknownAccount``, ``SearchFailed``, ``DatabaseFailed``.
        """
        words = Words(self._personal, account, self._house)
        return await suggestions(words, prefix, min(max(most, 1), MOST_SUGGESTIONS))

    async def misspelt(self, account: str, text: str) -> tuple[Slip, ...]:
        """Words of a text that nothing an account may find has, where it has one that is like them.

        ``HOUSE`` for what everybody may find. Raises ``UnknownAccount``, ``SearchFailed``.
        """
        return await misspelt(Words(self._personal, account, self._house), text)

    async def known(self, account: str, words: Sequence[str]) -> frozenset[str]:
        """Those of some words that something has which an account may find. Raises as ``misspelt``."""
        return await known(Words(self._personal, account, self._house), words)

    async def take(self, account: str, documents: Sequence[Document]) -> None:
        """Take documents in, in place of those of the same id; on disk when it returns.

        They are the account's alone; ``HOUSE`` for everybody. What stands in ``Document.owner`` does not
        count. Of records nothing need be told: they are found from the moment they are written. Raises
        ``UnknownAccount``, ``DatabaseFailed``, ``Busy``, ``SearchFailed``.
        """
        if account == HOUSE:
            several = [replace(each, owner=HOUSE) for each in documents]
            await asyncio.to_thread(self._shared().write, several)
            self._background.wake()
            return
        for start in range(0, len(documents), _TAKEN):
            await self._personal.take(account, documents[start : start + _TAKEN])

    async def forget(self, account: str, ids: Sequence[str]) -> None:
        """Forget documents that were taken in; those that are not there are passed over."""
        if account == HOUSE:
            await asyncio.to_thread(self._shared().delete, ids)
        else:
            await self._personal.forget(account, ids)

    def _shared(self) -> Engine:
        if self._house is None:
            raise MissingEngine("search", "set search.engine in the settings")
        return self._house

    async def _places(
        self, account: str, query: Query, wanted: Wanted, most: int
    ) -> tuple[Fitting, Ranked, list[Place]]:
        """What fits of the person's and of the house's, and both in one order."""
        mine, house = await asyncio.gather(
            self._personal.fitting(account, query) if wanted.mine and account != HOUSE else _no_fits(),
            asyncio.to_thread(self._ranked, query, most) if wanted.house else _no_ranks(),
        )
        return mine, house, merged(mine, house, query)

    def _ranked(self, query: Query, most: int) -> Ranked:
        """The house's, page by page until there are enough."""
        if self._house is None:
            return Ranked()
        found = self._house.search(query, HOUSE, min(most, MOST_HITS))
        hits = list(found.hits)
        # One more than is shown: then it is known whether there are others.
        while len(hits) <= most and len(hits) < min(found.total, DEEPEST):
            further = self._house.search(query, HOUSE, MOST_HITS, len(hits)).hits
            if not further:
                break
            hits += further
        return replace(found, hits=tuple(hits))

    async def _hits(
        self, account: str, query: Query, page: Sequence[Place]
    ) -> tuple[tuple[Hit, ...], list[str]]:
        """The page as it is shown, and the texts on it."""
        numbers = [each.number for each in page if each.number is not None]
        ids = [each.id for each in page if each.number is None]
        mine, house = dict[int, Kept](), dict[str, Document]()
        if numbers:
            mine |= await self._personal.opened(account, numbers)
        if ids:
            house |= await asyncio.to_thread(self._shared().documents, ids)
        return await asyncio.to_thread(_shown, account, query, page, mine, house)


def _shown(
    account: str,
    query: Query,
    page: Sequence[Place],
    mine: Mapping[int, Kept],
    house: Mapping[str, Document],
) -> tuple[tuple[Hit, ...], list[str]]:
    hits: list[Hit] = []
    bodies: list[str] = []
    seen: set[str] = set()
    for place in page:
        kept = mine.get(place.number) if place.number is not None else None
        document = kept.document(account) if kept else house.get(place.id)
        if document is None or (document.url and document.url in seen):
            continue  # it has gone since it was found, or is the same page once more
        seen.add(document.url)
        hits.append(
            Hit(
                id=document.id,
                kind=document.kind,
                title=document.title,
                snippet=snippet(document.body or document.title, query),
                url=document.url,
                site=document.site,
                language=document.language,
                at=document.at,
                score=place.score,
                owner=document.owner,
                open=kept.open if kept else "",
            )
        )
        bodies.append(f"{document.title}\n{document.body[:2_000]}")
    return tuple(hits), bodies


def _limited(query: Query, wanted: Wanted) -> Query:
    """A query within what is wanted beside it."""
    return replace(
        query,
        kinds=wanted.kinds or query.kinds,
        sites=wanted.sites or query.sites,
        languages=wanted.languages or query.languages,
        after=query.after if wanted.after is None else wanted.after,
        before=query.before if wanted.before is None else wanted.before,
    )


async def _no_fits() -> Fitting:
    return Fitting()


async def _no_ranks() -> Ranked:
    return Ranked()
