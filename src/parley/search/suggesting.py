"""How a query may go on, what was probably meant, and what leads on: from what the person may find alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

from parley.language.analysis.folding import folded
from parley.search.personal.index import Personal
from parley.search.personal.vocabulary import Vocabulary as Own
from parley.search.types import LONGEST_QUERY, Engine, Query, Term
from parley.search.vocabulary import Vocabulary, related

T = TypeVar("T")

LONGEST_SUGGESTION = 100
"""Characters of a title that is suggested."""
_TITLES = 4
"""Titles among the suggestions, before words come."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How a query may go on."""

    text: str
    kind: str
    """``query``, or the kind of the document whose title it is: ``note``, ``page``, …"""


@runtime_checkable
class Wordy(Protocol):
    """An engine that knows its words."""

    def vocabulary(self) -> Vocabulary:
        """The words of what the house has for everybody."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """The words that an account may be told of: its own, and the house's. Nobody else's are in there."""

    personal: Personal
    account: str
    house: Engine | None

    async def own(self, work: Callable[[Own], T]) -> T:
        """What ``work`` makes of the person's own."""
        return await self.personal.words(self.account, work)

    async def shared(self, work: Callable[[Vocabulary], T], without: T) -> T:
        """What ``work`` makes of the house's; ``without`` where there are none."""
        house = self.house
        if not isinstance(house, Wordy):
            return without
        return await asyncio.to_thread(lambda: work(house.vocabulary()))


async def suggestions(words: Words, prefix: str, most: int) -> tuple[Suggestion, ...]:
    """Titles that begin so, or in which a word does; then the query with its last word completed."""
    typed = prefix[:LONGEST_QUERY]
    start = folded(typed).lstrip()
    if not start.strip():
        return ()
    titles = await words.own(lambda own: _titles(own, start))
    completed = await words.own(lambda own: own.plain.complete(typed, most))
    shared = await words.shared(lambda known: known.complete(typed, most), ())
    pages = await asyncio.to_thread(_pages, words.house, typed, most)
    # As many titles as there is room for beside the words.
    room = max(_TITLES, most - len(completed) - len(shared))
    several = [
        *titles[:room],
        *(Suggestion(each, "query") for each in completed),
        *pages[:_TITLES],
        *(Suggestion(each, "query") for each in shared),
    ]
    found: dict[str, Suggestion] = {}
    for each in several:
        found.setdefault(folded(each.text).strip(), each)
    found.pop(start.strip(), None)  # what stands there already
    return tuple(found.values())[:most]


def _titles(own: Own, start: str) -> list[Suggestion]:
    """The person's own titles that begin so, then those of which a word does; the latest of each first."""
    begin: list[tuple[float, Suggestion]] = []
    within: list[tuple[float, Suggestion]] = []
    for each in own.titles.values():
        if not each.folded or len(each.text) > LONGEST_SUGGESTION:
            continue
        if each.folded.startswith(start):
            begin.append((-each.at, Suggestion(each.text, each.kind)))
        elif _inside(each.folded, start):
            within.append((-each.at, Suggestion(each.text, each.kind)))
    ordered = [*sorted(begin, key=_moment), *sorted(within, key=_moment)]
    return [suggestion for _, suggestion in ordered]


def _moment(each: tuple[float, Suggestion]) -> float:
    return each[0]


def _inside(title: str, start: str) -> bool:
    """Whether a word of the title begins so; among characters without spaces, any does."""
    at = title.find(start)
    while at > 0:
        if ord(start[0]) > 0x2E80 or not title[at - 1].isalnum():
            return True
        at = title.find(start, at + 1)
    return False


def _pages(house: Engine | None, typed: str, most: int) -> list[Suggestion]:
    """Titles of what the house has for everybody that go on from there."""
    if house is None:
        return []
    query = Query(typed, wanted=((Term(typed.strip(), prefix=True),),))
    ids = [each.id for each in house.search(query, "", most).hits]
    documents = house.documents(ids)
    start = folded(typed).strip()
    return [
        Suggestion(documents[id].title, documents[id].kind)
        for id in ids
        if id in documents
        and len(documents[id].title) <= LONGEST_SUGGESTION
        and start in folded(documents[id].title)
    ]


async def spelled(words: Words, text: str) -> str:
    """What was probably meant by a query; empty where its words are known."""
    if not text.strip():
        return ""
    own = await words.own(lambda known: known.plain.spelling(text))
    if own:
        # A word that only the house knows is no mistake.
        knows = await words.shared(lambda known: not known.spelling(text), without=False)
        return "" if knows and isinstance(words.house, Wordy) else own
    return await words.shared(lambda known: known.spelling(text), "")


def related_to(text: str, bodies: Sequence[str] | Iterable[str]) -> tuple[str, ...]:
    """Queries that lead on from what was found."""
    return related(text, bodies) if text.strip() else ()
