"""The index of one person's photos, in memory: made when they first search, kept up with what changes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

import numpy as np
from numpy.typing import NDArray

from parley.vision.photos.search.tokens import folded, indexed
from parley.vision.photos.search.types import Entry, Found, Query, Term, When

MOST = 1_000
"""Photos of one answer."""
_LONGEST = 20_000
"""Characters of a photo's text that are indexed."""
_STALE = 0.25
"""Share of outdated entries from which on they are cleared away."""
_EPOCH = date(1970, 1, 1).toordinal()

_Scores = NDArray[np.float32]
_Mask = NDArray[np.bool_]

# What a term counts, by where it is found. A thing of the right colour before one on a photo of that colour.
_THING, _PLACE, _PERSON, _CAPTION, _TEXT, _NAME, _COLOUR, _TINTED = 3.0, 3.0, 4.0, 3.0, 2.0, 1.0, 1.5, 2.0


class Index:
    """Photos and what they are found by. Used in one thread at a time."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._ids: list[str] = []
        self._at: dict[str, int] = {}
        self._postings: dict[str, array[int]] = {}
        self._days, self._hours, self._people = array("i"), array("b"), array("i")
        self._order = array("d")
        self._flags = bytearray()  # 1: there, 2: a favourite
        for each in entries:
            self.put(each)

    def __len__(self) -> int:
        return len(self._at)

    def put(self, entry: Entry) -> None:
        """Take a photo in, in place of what was known of it before."""
        self.remove(entry.id)
        number = len(self._ids)
        self._at[entry.id] = number
        self._ids.append(entry.id)
        moment = datetime.fromtimestamp(min(max(entry.taken, -2e9), 3e10), UTC)
        self._days.append(moment.toordinal() - _EPOCH)
        self._hours.append(moment.hour)
        self._people.append(entry.people)
        self._order.append(entry.order or entry.taken)
        self._flags.append(3 if entry.favourite else 1)
        for key in set(_keys(entry)):
            self._postings.setdefault(key, array("I")).append(number)

    def remove(self, id: str) -> None:
        """Forget a photo, if it is there."""
        number = self._at.pop(id, None)
        if number is not None:
            self._flags[number] = 0

    @property
    def stale(self) -> bool:
        """So much of it is outdated that it should be made anew."""
        return len(self._ids) > 1_000 and len(self._at) < len(self._ids) * (1 - _STALE)

    def places(self, name: str) -> tuple[str, ...]:
        """The name, if photos were taken at a place called so."""
        return (name,) if f"p:{name}" in self._postings else ()

    def search(self, query: Query, most: int = 200) -> Found:
        """Photos with all that was asked for, the best first, of alike ones the latest first.

        Where none has all of several terms, those with the most of them.
        """
        flags = np.frombuffer(self._flags, np.uint8)
        fits = (flags & (2 if query.favourite else 1)) > 0
        for when in query.when:
            fits &= self._at_time(when)
        if not query.terms and not query.when and not query.favourite:
            return Found((), query)
        scores = [self._scored(term) for term in query.terms]
        have = sum((each > 0 for each in scores), np.zeros(len(fits), np.int32))
        have = np.where(fits, have, -1)
        best = int(have.max(initial=-1))
        if best < min(1, len(scores)):
            return Found((), query)
        total = np.sum(scores, axis=0) if scores else np.zeros(len(fits), np.float32)
        chosen = np.flatnonzero(have == best)
        order = np.lexsort((-np.frombuffer(self._order, np.float64)[chosen], -total[chosen]))
        numbers: list[int] = chosen[order[: min(most, MOST)]].tolist()
        return Found(tuple(self._ids[at] for at in numbers), query, partly=best < len(scores))

    def _at_time(self, when: When) -> _Mask:
        days, hours = np.frombuffer(self._days, np.int32), np.frombuffer(self._hours, np.int8)
        fits = np.zeros(len(days), bool) if when.spans else np.ones(len(days), bool)
        for span in when.spans:
            fits |= (days >= span.first.toordinal() - _EPOCH) & (days <= span.last.toordinal() - _EPOCH)
        if when.hours is not None:
            first, last = when.hours
            over = (hours >= first) | (hours < last) if first > last else (hours >= first) & (hours < last)
            fits &= over
        return fits

    def _scored(self, term: Term) -> _Scores:
        """What the term counts on every photo; 0 where it is not."""
        scores = np.zeros(len(self._ids), np.float32)
        for name in term.places:
            self._raise(scores, f"p:{name}", _PLACE)
        for name in term.things:
            if not term.colour:
                self._raise(scores, f"o:{name}", _THING)
                continue
            self._raise(scores, f"o:{name}/{term.colour}", _THING + _COLOUR)
            if (both := self._all((f"o:{name}", f"c:{term.colour}"))) is not None:
                scores[both] = np.maximum(scores[both], _TINTED)
        if term.colour and not term.things:
            self._raise(scores, f"c:{term.colour}", _COLOUR)
        if term.people:
            people = np.frombuffer(self._people, np.int32) >= term.people
            scores = np.maximum(scores, np.where(people, np.float32(_THING), np.float32(0)))
        for field, worth in (("t", _TEXT), ("n", _NAME), ("k", _CAPTION), ("w", _PERSON)):
            if (all_ := self._all(tuple(f"{field}:{each}" for each in term.words))) is not None:
                scores[all_] = np.maximum(scores[all_], worth)
        return scores

    def _raise(self, scores: _Scores, key: str, worth: float) -> None:
        found = self._postings.get(key)
        if found is not None:
            numbers = np.frombuffer(found, np.uint32)
            scores[numbers] = np.maximum(scores[numbers], np.float32(worth))

    def _all(self, keys: tuple[str, ...]) -> NDArray[np.uint32] | None:
        """The photos that have every key."""
        found = [self._postings[key] for key in keys if key in self._postings]
        if not keys or len(found) < len(keys):
            return None
        both, *more = (np.frombuffer(each, np.uint32) for each in sorted(found, key=len))
        for each in more:
            both = both[np.isin(both, each, assume_unique=True)]
        return both


def _keys(entry: Entry) -> Iterator[str]:
    for thing in entry.things:
        yield f"o:{thing.name}"
        if thing.colour:
            yield f"o:{thing.name}/{thing.colour}"
    for colour in entry.colours:
        yield f"c:{colour}"
    for place in entry.places:
        yield f"p:{folded(place)}"
    for field, texts in (
        ("t", (entry.text,)),
        ("k", (entry.caption, *entry.albums)),
        ("n", (entry.name,)),
        ("w", entry.persons),
    ):
        for text in texts:
            for token in indexed(text[:_LONGEST]):
                yield f"{field}:{token}"
