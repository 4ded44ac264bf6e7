"""Names in a text, linked: which things of the graph they mean, where they stand, and how sure that is."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path

from parley.knowledge.linking import slips
from parley.knowledge.linking.folding import Unit, has_han, key, readable, units
from parley.knowledge.linking.forms import last_word
from parley.knowledge.linking.looking import (
    FORGIVEN,
    Hit,
    Span,
    by_sound,
    by_word,
    spans,
    written,
)
from parley.knowledge.linking.shelf import Entry, Shelf, newest
from parley.knowledge.linking.weighing import Weighed, weigh
from parley.knowledge.terms import entity, short
from parley.knowledge.types import Candidate, Mention

LEAST = 0.02
"""Confidence below which a thing is not even named as a possibility."""
LIKELY = 0.3
"""Confidence of all its things together from which on a part of a text is taken for a name."""
MOST = 50
"""Things that anything here returns."""


class Linker:
    """The names of one graph, as ``building.build`` wrote them down."""

    def __init__(self, folder: Path) -> None:
        """Open the newest whole index in ``folder``; where there is none, nothing has a name."""
        index = newest(folder)
        try:
            self._shelf = Shelf(index) if index is not None else None
        except (OSError, ValueError):
            self._shelf = None

    def mentions(self, text: str, language: str = "", most: int = 8) -> tuple[Mention, ...]:
        """The things that a text names, in its order, none over another; ``most`` candidates of each.

        Offsets are characters of ``text``, of which the first 10,000 are read. ``language`` (``en``, ``zh``)
        is that of the labels; empty for that of the text.
        """
        found = [each for each in self.spans(text, language, most) if sure(each) >= LIKELY]
        return tuple(_apart(found))

    def spans(self, text: str, language: str = "", most: int = 8) -> tuple[Mention, ...]:
        """Every part of a text that may name something, also over each other, the likeliest first."""
        shelf, text = self._shelf, readable(text)
        found = units(text)
        if shelf is None or not found:
            return ()
        language = language or ("zh" if has_han(text) else "en")
        weighed = weigh(shelf, text, found, hits(shelf, found))
        mentions = [
            Mention(
                found[span.first].start,
                found[span.last - 1].end,
                tuple(_candidate(each, language) for each in _best(things, most)),
            )
            for span, things in weighed.items()
            if things[0].confidence >= LEAST
        ]
        mentions.sort(key=lambda each: (-each.candidates[0].confidence, each.start - each.end))
        return tuple(mentions)

    def find(self, words: str, most: int = 10, language: str = "") -> tuple[Candidate, ...]:
        """Things by their name, or by a word of it, also mistyped or by sound; the likeliest first."""
        shelf, words = self._shelf, readable(words[:200])
        found = units(words)
        if shelf is None or not found:
            return ()
        language = language or ("zh" if has_han(words) else "en")
        whole = Span(0, len(found), key(words))
        named = written(shelf, [whole], MOST)
        named += by_sound(shelf, [whole]) + by_word(shelf, [whole], MOST)
        named += slips.of_words(shelf, [whole], MOST)
        named += [hit for hit in slips.of_characters(shelf, found, set()) if hit.span == whole]
        things = weigh(shelf, words, found, named).get(whole, [])
        return tuple(_candidate(each, language) for each in _best(things, min(most, MOST)))

    def complete(self, prefix: str, most: int = 10, language: str = "") -> tuple[Candidate, ...]:
        """Things of which a name, or the last word of one, begins so; the best known first."""
        shelf, start = self._shelf, key(readable(prefix[:200]))
        if shelf is None or not start:
            return ()
        language = language or ("zh" if has_han(prefix) else "en")
        found: dict[int, None] = {}
        for row in shelf.beginning(start, 4 * min(most, MOST)):
            whole, name = shelf.name(row)
            if whole.startswith(start) or last_word(name, whole).startswith(start):
                found.setdefault(int(shelf.of[row]))
        entries = [shelf.entry(number) for number in found][: min(most, MOST)]
        return tuple(_told(entry, 1.0, language) for entry in entries)

    def named(self, id: str, language: str = "en") -> Candidate | None:
        """A thing by its id (``Q513`` or a whole IRI), with label and description; None if it has no name."""
        number = self._shelf.find(entity(id)) if self._shelf is not None else None
        if self._shelf is None or number is None:
            return None
        return _told(self._shelf.entry(number), 1.0, language)

    def number_of_names(self) -> int:
        """How many names there are."""
        return self._shelf.about.names if self._shelf is not None else 0


def hits(shelf: Shelf, found: Sequence[Unit]) -> list[Hit]:
    """All names that may stand in a text; the forgiving ways only where nothing is written so."""
    parts = list(spans(found))
    named = written(shelf, parts)
    exact = {hit.span for hit in named}
    said = {hit.span.key for hit in named}
    rest = [part for part in parts if part not in exact]
    more = by_word(shelf, rest)
    if len(found) <= FORGIVEN:
        more += by_sound(shelf, rest) + slips.of_words(shelf, rest) + slips.of_characters(shelf, found, said)
    # What stands there as it is written is not misspelt, nor is the same name again a word further on.
    return named + [hit for hit in more if hit.span not in exact and shelf.name(hit.row)[0] not in said]


def sure(mention: Mention) -> float:
    """How sure it is that a part of a text names something, whichever of its things that is."""
    return sum(each.confidence for each in mention.candidates)


def _apart(mentions: Sequence[Mention]) -> list[Mention]:
    """Of mentions those that together are surest and cover most, none over another (weighted scheduling)."""
    ordered = sorted(mentions, key=lambda mention: mention.end)
    ends = [mention.end for mention in ordered]
    worth = [0.0]
    before: list[int] = []
    for place, mention in enumerate(ordered):
        before.append(bisect_right(ends, mention.start, hi=place))
        # The root of its length: a long name is no accident, but not worth every name within it.
        its = sure(mention) * math.sqrt(mention.end - mention.start)
        worth.append(max(worth[-1], worth[before[-1]] + its))
    chosen: list[Mention] = []
    place = len(ordered)
    while place:
        if worth[place] > worth[place - 1]:
            chosen.append(ordered[place - 1])
            place = before[place - 1]
        else:
            place -= 1
    return chosen[::-1]


def _best(things: Iterable[Weighed], most: int) -> list[Weighed]:
    return [each for each in things if each.confidence >= LEAST][:most]


def _candidate(weighed: Weighed, language: str) -> Candidate:
    return _told(weighed.entry, weighed.confidence, language)


def _told(entry: Entry, confidence: float, language: str) -> Candidate:
    chinese = language.startswith("zh")
    labels, about = (entry.chinese, entry.english), (entry.about_chinese, entry.about_english)
    if not chinese:
        labels, about = labels[::-1], about[::-1]
    return Candidate(
        short(entry.iri), labels[0] or labels[1], about[0], round(confidence, 4), entry.popularity
    )
