"""How a query may go on, what was probably meant, and what leads on: from what the person may find alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

from parley.language.analysis.folding import aligned, composed, folded
from parley.language.analysis.tokens import spans
from parley.search.personal.index import Personal
from parley.search.personal.vocabulary import Vocabulary as Own
from parley.search.types import LONGEST_QUERY, Engine, Query, Term
from parley.search.vocabulary import Vocabulary, related

T = TypeVar("T")

LONGEST_SUGGESTION = 100
"""Characters of a title that is suggested."""
LONGEST_TEXT = 10_000
MOST_WORDS = 500
"""Of one text whose spelling is looked at."""
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

    async def own(self, work: Callable[[Own], T], without: T) -> T:
        """What ``work`` makes of the person's own; ``without`` where it is the house that asks."""
        return await self.personal.words(self.account, work) if self.account else without

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
    titles = await words.own(lambda own: _titles(own, start), [])
    completed = await words.own(lambda own: own.plain.complete(typed, most), ())
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
    plain = composed(text)
    better = plain
    for slip in reversed(await misspelt(words, plain)):
        better = better[: slip.start] + slip.better + better[slip.start + len(slip.word) :]
    return better if better != plain else ""


@dataclass(frozen=True, slots=True)
class Slip:
    """A word that nothing has, and one like it that something has."""

    start: int
    """Index of its first character in the text."""
    word: str
    better: str
    alike: float
    """How much of the one is in the other, from 0 to 1."""


async def misspelt(words: Words, text: str) -> tuple[Slip, ...]:
    """Words of a text that neither the person's documents nor the house's have, but one that is like them."""
    from rapidfuzz.distance import OSA

    plain, places = aligned(composed(text[:LONGEST_TEXT]))
    several = [(start, end, word) for start, end, word in spans(plain) if len(word) > 1][:MOST_WORDS]
    asked = list(dict.fromkeys(word for _, _, word in several))
    own = await words.own(lambda known: _better(known.plain, asked), {})
    shared = await words.shared(lambda known: _better(known, asked), {})
    found: list[Slip] = []
    for start, end, word in several:
        answers = [each[word] for each in (own, shared) if word in each]
        better = next((each for each in answers if each), "")
        if not better or None in answers:  # one of the two has it
            continue
        first, last = (start, end) if places is None else (places[start], places[end - 1] + 1)
        as_written = composed(text)[first:last]
        found.append(Slip(first, as_written, better, OSA.normalized_similarity(word, better)))
    return tuple(found)


async def known(words: Words, asked: Sequence[str]) -> frozenset[str]:
    """Those of some words that the person's documents or the house's have."""
    plain = {each: folded(each) for each in asked[:MOST_WORDS]}
    own = await words.own(lambda all: {each for each in plain if all.plain.count(plain[each])}, set[str]())
    shared = await words.shared(lambda all: {each for each in plain if all.count(plain[each])}, set[str]())
    return frozenset(own | shared)


def _better(known: Vocabulary, asked: Sequence[str]) -> dict[str, str | None]:
    """Each word as it was probably meant; empty for no idea, None where it is known."""
    return {word: None if known.count(word) else known.spelling(word) for word in asked}


def related_to(text: str, bodies: Sequence[str] | Iterable[str]) -> tuple[str, ...]:
    """Queries that lead on from what was found."""
    return related(text, bodies) if text.strip() else ()
