"""What a composition may mean: keys in, hanzi out, a keystroke at a time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from parley.errors import TooLong
from parley.keyboard.decoding.alphabet import Alphabet
from parley.keyboard.decoding.lattice import Lattice
from parley.keyboard.decoding.lexicon import Lexicon, grown, parsed
from parley.keyboard.decoding.listing import Listing
from parley.keyboard.decoding.names import NameFinder, Names
from parley.keyboard.pinyin.spelling import Spelling
from parley.keyboard.types import (
    LONGEST_BEFORE,
    LONGEST_TYPED,
    MOST_CANDIDATES,
    Candidates,
    Fixed,
    FloatArray,
    IntArray,
    OwnWord,
    PersonalModel,
    Wishes,
)

if TYPE_CHECKING:
    from parley.keyboard.packs.pack import Pack

BEGINNING = 1
"""The word before a sentence's first."""
_ENDS = frozenset("。！？!?.…；;\n")
UNKNOWN_OWN = -14.0
"""ln P of a person's own word before their model has its say; as of a word written once in a million."""


class Decoder:
    """Reads keys as Chinese, with English among it; for any number of compositions at once."""

    def __init__(self, pack: Pack, english: Pack | None = None) -> None:
        """``pack`` has a lexicon (``lexicon.arrays_for``); ``english`` knows the words among pinyin."""
        self.pack = pack
        self.lexicon = Lexicon(pack.arrays)
        self.latin = Alphabet(english) if english else None
        self.names = Names(pack.words, pack.model.unigram)
        self.own = lru_cache(32)(self._own_words)
        """``own(words) -> (lexicon, unigram)``: kept, since each sentence taught makes another model, seldom
        with other words."""
        self._plain = Vocabulary(self, None)

    def open(self, wishes: Wishes, before: str = "", personal: PersonalModel | None = None) -> Composition:
        """A composition that follows the text ``before``."""
        return Composition(self, self.vocabulary(personal), wishes, before)

    def _own_words(self, own: tuple[OwnWord, ...]) -> tuple[Lexicon, FloatArray]:
        """A person's own words by their syllables, and ln P of the pack's words and theirs."""
        unigram, size = self.pack.model.unigram, len(self.pack.words)
        all_ = np.concatenate([unigram, np.full(len(own), UNKNOWN_OWN, np.float32)])
        read = [(parsed(" ".join(each.reading)), size + number) for number, each in enumerate(own)]
        entries = [(syllables, word, tones, 0.0) for (syllables, tones), word in read if syllables]
        return Lexicon(grown(entries, all_), ""), all_

    def vocabulary(self, personal: PersonalModel | None) -> Vocabulary:
        """The pack's words and a person's."""
        return self._plain if personal is None else Vocabulary(self, personal)


class Vocabulary:
    """Words to choose from, with their likelihoods: a pack's, and those of one person."""

    def __init__(self, decoder: Decoder, personal: PersonalModel | None) -> None:
        self._pack, self._personal = decoder.pack, personal
        own = tuple(personal.own) if personal else ()
        self._own = tuple(each.text for each in own)
        self.lexicons = [decoder.lexicon]
        self.unigram: FloatArray = decoder.pack.model.unigram
        if own:
            theirs, self.unigram = decoder.own(own)
            self.lexicons.append(theirs)

    def score(self, before: IntArray, words: IntArray) -> FloatArray:
        """ln P(word | two words before): (n, 2), (n,) → (n,)."""
        base = self._pack.model.score(before, words)
        return base if self._personal is None else self._personal.mixed(before, words, base)

    def text(self, word: int) -> str:
        """A word as it is written."""
        size = len(self._pack.words)
        return self._own[word - size] if word >= size else self._pack.words.text(word)

    @cached_property
    def _own_ids(self) -> dict[str, int]:
        return {text: len(self._pack.words) + number for number, text in enumerate(self._own)}

    def context(self, before: str) -> tuple[int, int]:
        """The last two words of a text; of an empty one, and after the end of a sentence, its beginning."""
        words = self._pack.segmented(before[-LONGEST_BEFORE:])[-2:]
        ids = [BEGINNING, BEGINNING]
        for each in words:
            ids.append(
                BEGINNING if each in _ENDS else self._pack.words.id(each) or self._own_ids.get(each, 0)
            )
        return ids[-2], ids[-1]


class Composition:
    """What one person is typing, before it becomes text. Not for two threads at once."""

    def __init__(self, decoder: Decoder, vocabulary: Vocabulary, wishes: Wishes, before: str) -> None:
        self._vocabulary, self._wishes, self._before = vocabulary, wishes, before
        self._spelling = Spelling(wishes, decoder.latin)
        self._names = decoder.names
        self._fixed = ""
        self._rest = ""
        self._begin()

    def _begin(self) -> None:
        words = self._vocabulary
        context = words.context(self._before + self._fixed)
        self._lattice = Lattice(words.lexicons, words.unigram, words.score, context)
        self._finder = NameFinder(self._names)

    def set(self, typed: str, fixed: Sequence[Fixed] = ()) -> None:
        """The keys so far. What they share with those before is not decoded again, nor after a backspace.

        ``fixed``: parts from the beginning that were chosen already; what follows is decoded after them.
        Raises ``TooLong`` beyond ``LONGEST_TYPED`` characters.
        """
        if len(typed) > LONGEST_TYPED:
            raise TooLong(f"At most {LONGEST_TYPED} characters are composed at once.")
        rest, text = typed[sum(max(0, each.keys) for each in fixed) :], "".join(each.text for each in fixed)
        if text != self._fixed:
            self._fixed, self._rest = text, ""
            self._begin()
        same = 0
        while same < min(len(rest), len(self._rest)) and rest[same] == self._rest[same]:
            same += 1
        self._lattice.cut(same)
        self._finder.cut(same)
        self._rest = rest
        for end in range(same + 1, len(rest) + 1):
            edges, latin = self._spelling.edges(rest, end), self._spelling.latin(rest, end)
            self._lattice.add(edges, latin, self._finder.ending(edges), rest[end - 1])

    def candidates(self, most: int = MOST_CANDIDATES) -> Candidates:
        """What the keys after the fixed parts may mean: sentences, then words from their beginning.

        ``Candidate.keys`` counts the characters after the fixed parts, and ``text`` is without these;
        ``shown`` is of these characters, too: pinyin with spaces.
        """
        if not self._rest:
            return Candidates(())
        listing = Listing(self._vocabulary, self._lattice, self._wishes.script)
        shown = self._spelling.shown(self._rest, listing.ends())
        return Candidates(listing.candidates(min(most, MOST_CANDIDATES)), shown)
