"""The words and titles of one person, in memory: an index of hashes cannot say how a word goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from parley.language.analysis.folding import folded
from parley.language.analysis.tokens import words
from parley.search.personal.rows import Kept

MOST_DOCUMENTS = 5_000
"""The latest of somebody's documents, whose words are known."""
_LOOKED_AT = 4_000
"""Characters of a text whose words are known."""
_WORDS_OF_ONE = 600
_SHORTEST_WRONG = 4
"""Letters of a word that may be misspelt."""
MOST = 40


@dataclass(frozen=True, slots=True)
class Titled:
    """The title of a document."""

    text: str
    folded: str
    kind: str
    at: float


@dataclass(slots=True)
class Vocabulary:
    """What a person's documents say. Not safe between threads."""

    counts: Counter[str] = field(default_factory=Counter[str])
    """Folded word → documents that it stands in."""
    titles: dict[int, Titled] = field(default_factory=dict[int, Titled])
    _words: dict[int, frozenset[str]] = field(default_factory=dict[int, frozenset[str]])

    @property
    def known(self) -> Iterable[int]:
        """Numbers of the documents that are in it."""
        return self.titles.keys()

    def add(self, documents: Mapping[int, Kept]) -> None:
        """Take documents in."""
        for number, each in documents.items():
            found = [*words(each.title), *words(each.body[:_LOOKED_AT])]
            mine = frozenset([*dict.fromkeys(word for word in found if len(word) > 1)][:_WORDS_OF_ONE])
            self.titles[number] = Titled(each.title, folded(each.title).strip(), each.kind, each.at)
            self._words[number] = mine
            self.counts.update(mine)

    def drop(self, numbers: Iterable[int]) -> None:
        """Documents are gone, or are others now."""
        for number in numbers:
            self.titles.pop(number, None)
            for word in self._words.pop(number, ()):
                self.counts[word] -= 1
                if self.counts[word] <= 0:
                    del self.counts[word]

    def alike(self, word: str, wrong: int, goes_on: bool) -> Sequence[str]:
        """Words that a folded word may stand for: with up to so many wrong letters, or going on; the most
        frequent first."""
        found: list[str] = []
        if goes_on:
            found += sorted(
                (each for each in self.counts if each.startswith(word) and each != word),
                key=lambda each: (-self.counts[each], each),
            )[:MOST]
        if wrong and len(word) >= _SHORTEST_WRONG:
            found += self.misspelt(word, wrong)
        return [*dict.fromkeys(found)][:MOST]

    def misspelt(self, word: str, wrong: int) -> list[str]:
        """Words with up to so many other letters, the nearest first."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extract(
            word, list(self.counts), scorer=OSA.distance, score_cutoff=wrong, limit=MOST, processor=None
        )
        ranked = sorted(near, key=lambda each: (each[1], -self.counts[each[0]], each[0]))
        return [each[0] for each in ranked if each[0] != word]
