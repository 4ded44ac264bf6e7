"""Documents that have everything a query asks for, the best first: how SQLite's tables are gone through.

Matching is fast (30 ns a document); to score one takes 1 µs, to look at its text 2 µs: of a query that
many documents fit, those with the words in their titles come first, and of the others those written last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from parley.search.engines.asking import Limits, numbers, scored
from parley.search.engines.literal import TEXTS, narrowed
from parley.search.engines.stored import exactly
from parley.search.matching import Matching, Phrase
from parley.search.types import Field

RANKED = 300
"""Documents of one try that are looked at, and so far as they are counted."""
SCORED = 200
"""Documents of one try that are scored."""
_FURTHER = 100
"""The same for a looser try, when a stricter one found some: enough for what is shown after them."""
_LOOKED = 150
"""Documents whose texts are looked at."""
EXACT, PHRASE, TITLED, WORDS, LOOSER = range(1, 6)
"""How strictly something fits: a score is 1 / this and a little, less than a hundredth, for its words."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Goes through documents that have everything, as many as are wanted."""

    connection: sqlite3.Connection
    limits: Limits
    pieces: tuple[str, ...]
    """What of the query is looked for letter by letter; empty where the index tells all there is to tell."""
    wanted: int

    def scores(self, ways: Sequence[Matching], every: Sequence[int]) -> dict[int, float]:
        """Documents' scores, best first. ``every`` are those that fit the loosest way, up to ``RANKED``."""
        *strict, loosest = ways
        phrases = [each for each in strict if not each.titled]
        titles = [each for each in strict if each.titled]
        scores: dict[int, float] = {}
        heads: list[int] | None = None
        read: Collection[int] = every
        if self.pieces and len(every) > 1:
            if len(every) > TEXTS:  # not all may be read: those with the words in their titles come first
                # Of common words the phrase tells better than they do what else to read.
                read = every if len(every) <= _LOOKED or not phrases else ()
                heads = self._heads(titles, _LOOKED // 2 if read else TEXTS)
                read = dict.fromkeys([*heads, *read])
            _place(scores, exactly(self.connection, self.pieces, [*read][:_LOOKED], self.wanted), EXACT)
        if len(scores) >= self.wanted:
            return scores
        if len(every) < (_FURTHER if self.pieces else SCORED):
            self._all(scores, phrases, loosest)
            return scores
        if self.pieces and phrases:
            self._beside(scores, phrases[0], read, more=len(every) > _LOOKED)
            _place(scores, heads or (), TITLED)
        else:
            self._titled(scores, phrases, titles)
        if len(scores) < self.wanted:
            most = _FURTHER if scores and self.wanted <= _FURTHER // 2 else SCORED
            add(scores, scored(self.connection, loosest, self.limits, most), WORDS)
        return scores

    def _heads(self, titles: Sequence[Matching], most: int) -> list[int]:
        """Documents with the words in their titles, those written last."""
        return [head for each in titles for head in numbers(self.connection, each, self.limits, most)]

    def _all(self, scores: dict[int, float], phrases: Sequence[Matching], loosest: Matching) -> None:
        """The score has the titles in it, and what is stricter only lifts."""
        rows = scored(self.connection, loosest, self.limits, SCORED)
        for each in phrases if len(rows) > 1 else ():
            if (phrase := narrowed(each) if self.pieces else each) is not None:
                found = set(numbers(self.connection, phrase, self.limits, RANKED))
                add(scores, [row for row in rows if row[0] in found], PHRASE)
        add(scores, rows, WORDS)

    def _beside(
        self, scores: dict[int, float], phrase: Matching, read: Collection[int], *, more: bool
    ) -> None:
        """Add what has a phrase: before the others what has it letter by letter, where that was not seen yet.

        A phrase whose words but one are common is looked for only where there are ``more`` than can be read.
        """
        narrow = narrowed(phrase)
        ways = [narrow] if narrow is not None else []
        ways += [phrase] if more and narrow != phrase else []
        found: list[int] = []
        for each in ways:
            found = numbers(self.connection, each, self.limits, _LOOKED)
            others = [number for number in found if number not in read]
            _place(scores, exactly(self.connection, self.pieces, others, self.wanted), EXACT)
            if len(found) < _LOOKED or len(scores) >= self.wanted:
                break
        _place(scores, found, PHRASE)

    def _titled(
        self, scores: dict[int, float], phrases: Sequence[Matching], titles: Sequence[Matching]
    ) -> None:
        """Add what has a phrase, in titles first; then what has the words in its title."""
        found = [numbers(self.connection, each, self.limits, RANKED) for each in phrases]
        if len(phrases) == 1 and len(found[0]) < 2 and _same(phrases[0], titles):
            titles = ()
        most = _LOOKED // 2 if self.pieces else SCORED
        heads = [row for each in titles for row in scored(self.connection, each, self.limits, most)]
        scoring = dict(heads)
        for some in found:  # to score a phrase of common words is to go through all that have them, twice
            add(scores, [(number, scoring.get(number, 0.0)) for number in some], PHRASE)
        add(scores, heads, TITLED)


def _same(phrase: Matching, titles: Sequence[Matching]) -> bool:
    """Whether what has the words in its title has the phrase there: then the phrase finds it, too."""
    wanted = phrase.wanted
    return isinstance(wanted, Phrase) and all(
        each.wanted == replace(wanted, field=Field.TITLE) for each in titles
    )


def _place(scores: dict[int, float], ordered: Sequence[int], way: int) -> None:
    """Add documents that are in their order already."""
    for number in ordered:
        scores.setdefault(number, 1 / way - len(scores) * 1e-6)


def add(scores: dict[int, float], rows: Sequence[tuple[int, float]], way: int) -> None:
    """Add what a try found: after what a stricter one found, whatever it scored."""
    for number, score in sorted(rows, key=itemgetter(1)):  # they came with the last written first
        if number not in scores:
            scores[number] = 1 / way - score * 1e-6  # bm25 is negative, and better the further from zero
