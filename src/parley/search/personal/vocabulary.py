"""The words and titles of one person, in memory: an index of hashes cannot say how a word goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from parley.language.analysis.folding import folded
from parley.search import vocabulary as words_in_memory
from parley.search.personal.rows import Kept

MOST_DOCUMENTS = 5_000
"""The latest of somebody's documents, whose words are known."""
_LOOKED_AT = 4_000
"""Characters of a text whose words are known."""


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

    _plain: words_in_memory.Vocabulary | None = None

    @property
    def known(self) -> Iterable[int]:
        """Numbers of the documents that are in it."""
        return self.titles.keys()

    def add(self, documents: Mapping[int, Kept]) -> None:
        """Take documents in."""
        self._plain = None
        for number, each in documents.items():
            mine = frozenset(words_in_memory.words_of(each.title, each.body[:_LOOKED_AT]))
            self.titles[number] = Titled(each.title, folded(each.title).strip(), each.kind, each.at)
            self._words[number] = mine
            self.counts.update(mine)

    def drop(self, numbers: Iterable[int]) -> None:
        """Documents are gone, or are others now."""
        self._plain = None
        for number in numbers:
            self.titles.pop(number, None)
            for word in self._words.pop(number, ()):
                self.counts[word] -= 1
                if self.counts[word] <= 0:
                    del self.counts[word]

    @property
    def plain(self) -> words_in_memory.Vocabulary:
        """The words by themselves, for completing and spelling."""
        if self._plain is None:
            self._plain = words_in_memory.Vocabulary(self.counts)
        return self._plain

    def alike(self, word: str, wrong: int, goes_on: bool) -> Sequence[str]:
        """Words that a folded word may stand for: with up to so many wrong letters, or going on."""
        return self.plain.alike(word, wrong, goes_on)
