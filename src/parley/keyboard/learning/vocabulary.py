"""What was written in one language: its words, what followed what, and what was taken instead of what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.learning.counts import BITS, Counts, gain, joined, parts
from parley.keyboard.learning.types import LONGEST_WORD, MOST_CORRECTIONS, MOST_PAIRS, MOST_WORDS
from parley.keyboard.types import Typed

BEGINNING = ""
"""What is before the first word, and what every mark is to the word after it; its number is 0."""
MARKS = '，。！？；：、…—,.!?;:()（）“”"-'
"""Those whose numbers in a pack are taken for a beginning."""
_NOBODY = -1
"""In place of a word that is not learned, such as one that is too long: nothing follows it."""


_MOST_DIGITS = 3


def learnable(text: str) -> bool:
    """Whether a word may be learned.

    It has a word's length, and no blanks and control characters; and it is nothing that should not come up
    again by itself: no number of more than three digits, such as a card's, and no address.
    """
    if not 0 < len(text) <= LONGEST_WORD or not text.isprintable() or "@" in text or "://" in text:
        return False
    return sum(map(str.isdigit, text)) <= _MOST_DIGITS and not any(map(str.isspace, text))


class Vocabulary:
    """Of one language. Not for two threads at once; what it gives away never changes."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.texts: list[str] = [BEGINNING]
        """Number → word."""
        self.numbers: dict[str, int] = {BEGINNING: 0}
        self.weights: NDArray[np.float64] = np.zeros(1)
        """Number → how much it was written; see ``counts.gain``."""
        self.used: NDArray[np.float64] = np.zeros(1)
        """Number → when it was last written; POSIX seconds."""
        self.readings: dict[int, str] = {}
        self.kept: set[int] = set()
        """Those that were insisted on."""
        self.corrections: dict[tuple[str, int], float] = {}
        """Keys and the word taken instead → weight."""
        self.pairs, self.triples = Counts(), Counts()
        self.generation = 0
        """Another one when numbers mean other words than before."""

    def __len__(self) -> int:
        return len(self.texts)

    def learn(self, events: Iterable[Typed], now: float) -> None:
        """Count what was written at a moment."""
        weight = gain(now)
        words: list[int] = []
        pairs: list[tuple[int, int]] = []
        triples: list[tuple[int, int, int]] = []
        for each in events:
            chain = [*self._before(each.before), *map(self._number_or_mark, each.words)]
            first = len(chain) - len(each.words)
            self._about(each, chain[first:], weight)
            for place in range(first, len(chain)):
                if chain[place] <= 0:
                    continue
                words.append(chain[place])
                if place >= 1 and chain[place - 1] >= 0:
                    pairs.append((chain[place - 1], chain[place]))
                    if place >= 2 and chain[place - 2] >= 0:
                        triples.append((chain[place - 2], *pairs[-1]))
        self._grow()
        np.add.at(self.weights, words, weight)
        self.used[words] = now
        for counts, found in ((self.pairs, pairs), (self.triples, triples)):
            if found:
                counts.add(Counts.of(joined(*np.asarray(found, np.int64).T), weight))
        self._within_bounds()

    def add(self, other: Vocabulary) -> None:
        """Add what another device counted."""
        to = np.array([self._number(text) for text in other.texts], np.int64)
        self._grow()
        self.weights[to] += other.weights
        self.used[to] = np.maximum(self.used[to], other.used)
        self.readings |= {int(to[number]): reading for number, reading in other.readings.items()}
        self.kept |= {int(to[number]) for number in other.kept}
        for (typed, number), weight in other.corrections.items():
            key = (typed, int(to[number]))
            self.corrections[key] = self.corrections.get(key, 0.0) + weight
        for counts, theirs, words in ((self.pairs, other.pairs, 2), (self.triples, other.triples, 3)):
            counts.add(Counts.of(joined(*(to[each] for each in parts(theirs.keys, words))), theirs.weights))
        self._within_bounds()

    def take_in(self, text: str, reading: str, weight: float, used: float, kept: bool = False) -> bool:
        """A word from elsewhere. It weighs at least that much afterwards; whether anything is different."""
        if not learnable(text) or weight < 0:
            return False
        number = self._number(text)
        self._grow()
        before = (self.weights[number], self.readings.get(number), number in self.kept)
        self.weights[number] = max(self.weights[number], weight)
        self.used[number] = max(self.used[number], used)
        if reading:
            self.readings[number] = reading
        if kept:
            self.kept.add(number)
        self._within_bounds()
        return before != (self.weights[number], self.readings.get(number), number in self.kept)

    def forget(self, text: str) -> bool:
        """Forget a word, in whichever casing, with everything that has to do with it."""
        folded = text.casefold()
        gone = {number for each, number in self.numbers.items() if each and each.casefold() == folded}
        typed = [key for key in self.corrections if key[0].casefold() == folded]
        for key in typed:
            del self.corrections[key]
        if gone:
            which = np.ones(len(self), np.bool_)
            which[list(gone)] = False
            self._only(which)
        return bool(gone or typed)

    def has(self, text: str) -> bool:
        """Whether ``forget`` would find something."""
        folded = text.casefold()
        return any(each.casefold() == folded for each in self.texts[1:]) or any(
            typed.casefold() == folded for typed, _ in self.corrections
        )

    def part(self, first: int, last: int) -> Vocabulary:
        """The words from a number to the one before another, and what follows them."""
        found = Vocabulary(self.language)
        mine = np.zeros(len(self), np.bool_)
        mine[first:last] = True
        there = mine.copy()
        some: list[Counts] = []
        for counts, words in ((self.pairs, 2), (self.triples, 3)):
            begin, end = np.searchsorted(
                counts.keys, [first << (words - 1) * BITS, last << (words - 1) * BITS]
            )
            some.append(Counts(counts.keys[begin:end], counts.weights[begin:end]))
            for each in parts(some[-1].keys, words):
                there[each] = True
        there[0] = True
        to = np.cumsum(there) - 1
        found.texts = [text for text, stays in zip(self.texts, there, strict=True) if stays]
        found.numbers = {text: number for number, text in enumerate(found.texts)}
        found.weights = np.where(mine, self.weights, 0.0)[there]
        found.used = np.where(mine, self.used, 0.0)[there]
        found.readings = {int(to[n]): reading for n, reading in self.readings.items() if mine[n]}
        found.kept = {int(to[n]) for n in self.kept if mine[n]}
        found.corrections = {(t, int(to[n])): w for (t, n), w in self.corrections.items() if mine[n]}
        found.pairs, found.triples = (
            Counts(joined(*(to[each] for each in parts(counts.keys, words))), counts.weights)
            if len(counts)
            else Counts()
            for counts, words in zip(some, (2, 3), strict=True)
        )
        return found

    def lighter(self, share: float) -> None:
        """Keep this share of what weighs most."""
        for counts in (self.pairs, self.triples):
            counts.lightest_out(max(int(len(counts) * share), 1))
        inside = np.zeros(len(self), np.bool_)
        inside[np.argsort(-self.weights, kind="stable")[: max(int(len(self) * share), 1)]] = True
        inside[[0, *self.kept, *self.readings]] = True
        if not inside.all():
            self._only(inside)

    def heaviest(self) -> Iterator[int]:
        """The words' numbers, those first that weigh most."""
        yield from (int(each) for each in np.argsort(-self.weights[1:], kind="stable") + 1)

    def _before(self, before: Sequence[str]) -> list[int]:
        if not before:
            return [0]
        return [self._number_or_mark(word) for word in before[-2:]]

    def _number_or_mark(self, text: str) -> int:
        return self._number(text) if any(map(str.isalnum, text)) else 0 if learnable(text) else _NOBODY

    def _number(self, text: str) -> int:
        number = self.numbers.get(text)
        if number is None:
            if not learnable(text):
                return _NOBODY
            number = self.numbers[text] = len(self.texts)
            self.texts.append(text)
        return number

    def _about(self, typed: Typed, numbers: list[int], weight: float) -> None:
        """What an event says besides which words were written."""
        if typed.replaced and len(numbers) == 1 and numbers[0] > 0 and learnable(typed.replaced):
            key = (typed.replaced.casefold(), numbers[0])
            self.corrections[key] = self.corrections.get(key, 0.0) + weight
        if typed.insisted:
            self.kept.update(each for each in numbers if each > 0)
        syllables = typed.reading.split()
        if len(syllables) != sum(map(len, typed.words)):
            return
        for word, number in zip(typed.words, numbers, strict=True):
            reading, syllables = syllables[: len(word)], syllables[len(word) :]
            if number > 0 and len(word) > 1:
                self.readings[number] = " ".join(reading)

    def _grow(self) -> None:
        """Room for the words that are new."""
        more = len(self.texts) - len(self.weights)
        if more > 0:
            self.weights = np.concatenate([self.weights, np.zeros(more)])
            self.used = np.concatenate([self.used, np.zeros(more)])

    def _within_bounds(self) -> None:
        self.pairs.lightest_out(MOST_PAIRS)
        self.triples.lightest_out(MOST_PAIRS)
        if len(self.corrections) > MOST_CORRECTIONS:
            heaviest = sorted(self.corrections.items(), key=lambda each: (-each[1], each[0]))
            self.corrections = dict(heaviest[: MOST_CORRECTIONS * 9 // 10])
        if len(self) > MOST_WORDS:
            out = np.argsort(self.weights[1:], kind="stable")[: len(self) - MOST_WORDS * 9 // 10] + 1
            which = np.ones(len(self), np.bool_)
            which[out] = False
            self._only(which)

    def _only(self, which: NDArray[np.bool_]) -> None:
        """Drop the other words; those that stay get other numbers, in the same order."""
        to = np.where(which, np.cumsum(which) - 1, _NOBODY)
        self.texts = [text for text, stays in zip(self.texts, which, strict=True) if stays]
        self.numbers = {text: number for number, text in enumerate(self.texts)}
        self.weights, self.used = self.weights[which], self.used[which]
        self.readings = {int(to[n]): reading for n, reading in self.readings.items() if to[n] >= 0}
        self.kept = {int(to[n]) for n in self.kept if to[n] >= 0}
        self.corrections = {(t, int(to[n])): w for (t, n), w in self.corrections.items() if to[n] >= 0}
        for counts, words in ((self.pairs, 2), (self.triples, 3)):
            numbers = [to[each] for each in parts(counts.keys, words)]
            stay = np.min(numbers, axis=0) >= 0 if len(counts) else np.zeros(0, np.bool_)
            counts.keys = joined(*(np.maximum(each, 0) for each in numbers))
            counts.only(stay)  # the order of words stays, and so does that of keys
        self.generation += 1
