"""What a row of keys may mean so far: half-read words and the best sentences, at every place between keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.decoding.lexicon import Lexicon, spread
from parley.keyboard.decoding.places import First, Halves, Sentences, Step
from parley.keyboard.types import LONGEST_TYPED, Edge, FloatArray, IntArray, LatinEdge, NameEdge

Score = Callable[[IntArray, IntArray], FloatArray]
"""ln P(word | the two words before it): (n, 2), (n,) → (n,)."""

STATES = 24
"""Sentences kept at a place; no two of them end in the same two words."""
HALVES = 400
"""Half-read words kept at a place."""
ENTRIES = 240
"""Words that may end at a place, of which each node gives at most:"""
ENTRIES_OF_A_NODE = 60
FIRST = 250
"""Words for the first keys that are kept of a place, for the list: all characters of one syllable."""
PAIRS = 3_000
"""Words after sentences that are looked up in the model at a place."""
WIDE = 14.0
"""What is so much less likely than the best at its place (ln) is let go."""
WRONG_TONE = 4.0
"""-ln P of a tone that is not the word's: people are unsure of some, and neutral ones vary."""
RAW = 18.0
"""-ln P of a key that stands for itself, where nothing else was found."""


class Lattice:
    """The places of a row of keys, each made from those before it when its key comes."""

    def __init__(
        self,
        lexicons: Sequence[Lexicon],
        unigram: FloatArray,
        score: Score,
        context: tuple[int, int],
    ) -> None:
        """``unigram``: ln P of all words that the lexicons name, without context."""
        self._lexicons, self._unigram, self._score = lexicons, unigram, score
        zero = np.zeros(1, np.int32)
        start = Sentences(
            np.array([context], np.int32), np.zeros(1, np.float32), zero, zero, zero, zero, zero, (), ()
        )
        none = Halves(zero[:0], zero[:0], zero[:0].astype(np.float32), zero[:0])
        self.sentences = [start]
        rows = (LONGEST_TYPED + 1) * STATES
        self._before, self._score_of = np.zeros((rows, 2), np.int32), np.zeros(rows, np.float32)
        """The same of all places, ``STATES`` rows for each."""
        self._many = np.zeros(LONGEST_TYPED + 1, np.int64)
        self.first: list[First] = []
        """Of each place, the words that begin with the first key and end there."""
        self.halves = [[none for _ in lexicons]]
        self.steps: list[dict[int, Step]] = [{}]
        """Of each place, the last words of sentences listed so far, which those of later keys have too."""
        self.edges: list[Sequence[Edge]] = [()]
        self.names: list[Sequence[tuple[NameEdge, float]]] = [()]
        """Of each place, names that begin with the first key and end there, with ln P as in ``first``."""
        self.best = np.full(LONGEST_TYPED + 1, -np.inf, np.float32)
        """Of each place, ln P of its best sentence."""
        self._keep(start, 0)
        self._words_between: list[FloatArray] = [np.zeros(0, np.float32)]
        """Of each place, ln P without context of the best word that ends there, by where it begins."""
        self.first.append(self._first(self.halves[0]))

    def cut(self, length: int) -> None:
        """Forget what lies behind the first ``length`` keys."""
        for each in (self.sentences, self.halves, self.edges, self.names, self.first, self._words_between):
            del each[length + 1 :]
        del self.steps[length + 1 :]

    def add(
        self, edges: Sequence[Edge], latin: Sequence[LatinEdge], names: Sequence[NameEdge], key: str
    ) -> None:
        """One key more: ``edges``, ``latin`` and ``names`` are all that end after it."""
        end = len(self.sentences)
        halves = [self._halves(number, edges) for number in range(len(self._lexicons))]
        self.edges.append(edges)
        self.names.append(self._named(names))
        self.halves.append(halves)
        self.first.append(self._first(halves))
        sentences = self._sentences(end, halves, latin, names, key)
        self.sentences.append(sentences)
        self.steps.append({})
        self._keep(sentences, end)
        self._words_between.append(self._likeliest_words(end, halves, latin))

    def _keep(self, sentences: Sentences, end: int) -> None:
        self.best[end], self._many[end] = sentences.score[0], len(sentences.score)
        rows = slice(end * STATES, end * STATES + len(sentences.score))
        self._before[rows], self._score_of[rows] = sentences.before, sentences.score

    def _likeliest_words(self, end: int, halves: Sequence[Halves], latin: Sequence[LatinEdge]) -> FloatArray:
        between = np.full(end, -np.inf, np.float32)
        for lexicon, each in zip(self._lexicons, halves, strict=True):
            whole = np.flatnonzero(lexicon.first[each.node] < lexicon.first[each.node + 1])
            entry = lexicon.first[each.node[whole]]
            likelihood = self._unigram[lexicon.word[entry]] + lexicon.share[entry] - each.cost[whole]
            np.maximum.at(between, each.begin[whole], likelihood)
        for each in latin:
            between[each.start] = max(between[each.start], -each.cost)
        between[end - 1] = max(between[end - 1], -RAW)
        return between

    def rest(self) -> FloatArray:
        """Of each place, ln P without context of the best words from there to the last place."""
        size = len(self._words_between)
        rest = np.full(size, -np.inf, np.float32)
        rest[-1] = 0.0
        for end in range(size - 1, 0, -1):
            np.maximum(rest[:end], self._words_between[end] + rest[end], out=rest[:end])
        return rest

    def _first(self, halves: Sequence[Halves]) -> First:
        found = [self._entries(number, each.at_beginning(), FIRST) for number, each in enumerate(halves)]
        word, node = np.concatenate([each[0] for each in found]), np.concatenate([each[3] for each in found])
        cost = np.concatenate([each[2] for each in found])
        lexicon = np.repeat(np.arange(len(found), dtype=np.int32), [len(each[0]) for each in found])
        if len(word) > FIRST:
            kept = np.argpartition(cost - self._unigram[word], FIRST)[:FIRST]
            word, node, cost, lexicon = word[kept], node[kept], cost[kept], lexicon[kept]
        if len(word):
            cost = cost - self._score(np.repeat(self._before[:1], len(word), axis=0), word)
        return First(word, -cost, node, lexicon)

    def _halves(self, number: int, edges: Sequence[Edge]) -> Halves:
        """Words that were half-read where the edges begin, read on; and words that begin there."""
        lexicon = self._lexicons[number]
        sources = [self.halves[each.start][number] for each in edges]
        sizes = [len(each.node) + 1 for each in sources]
        if not sizes:
            return self.halves[0][number]
        node, begin, cost, tones = (np.empty(sum(sizes), kind) for kind in ("i4", "i4", "f4", "i4"))
        first, last = np.empty_like(node), np.empty_like(node)
        low = 0
        for edge, source, size in zip(edges, sources, sizes, strict=True):
            to = low + size - 1
            node[low:to], begin[low:to], tones[low:to] = source.node, source.begin, source.tones
            node[to], begin[to], tones[to], cost[to] = 0, edge.start, 0, edge.cost
            cost[low:to] = source.cost + edge.cost
            first[low : to + 1], last[low : to + 1] = edge.first, edge.last
            if edge.tone:
                tones[low : to + 1] |= edge.tone << 3 * lexicon.depth[node[low : to + 1]]
            low = to + 1
        which, child = lexicon.steps(node, first, last)
        begin, cost, tones = begin[which], cost[which], tones[which]
        hope = self.best[begin] - cost + lexicon.reach[child]
        kept = likeliest(hope, HALVES)
        if len(edges) > 1:  # one node may be reached by several spellings; the cheapest counts
            kept = once(begin[kept].astype(np.int64) << 32 | child[kept], kept)
        return Halves(begin[kept], child[kept], cost[kept], tones[kept])

    def _entries(
        self, number: int, halves: Halves, most: int
    ) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
        """Words that are read to their end: their numbers, where they begin, their cost, their node."""
        lexicon = self._lexicons[number]
        which, entry = lexicon.entries(halves.node, most)
        cost = halves.cost[which] - lexicon.share[entry]
        typed = halves.tones[which]
        if typed.any():
            cost += WRONG_TONE * wrong_tones(typed, lexicon.tones[entry])
        return lexicon.word[entry], halves.begin[which], cost, halves.node[which]

    def _sentences(
        self,
        end: int,
        halves: Sequence[Halves],
        latin: Sequence[LatinEdge],
        names: Sequence[NameEdge],
        key: str,
    ) -> Sentences:
        """The best sentences that end in one of the words that end here."""
        word, known, begin, cost, node, lexicon = self._words(end, halves, latin, names)
        texts = (*(each.text for each in latin), key if key.strip(" '") else "")
        readings: tuple[tuple[str, ...], ...] = ((),) * len(texts)
        if names:
            texts += tuple(each.text for each in names)
            readings += tuple(each.reading for each in names)
        which, row = spread(begin * STATES, self._many[begin])
        score = self._score_of[row]
        guess = np.where(known >= 0, self._unigram[known], 0) - cost
        # The model is quickest where what stands before does not change from word to word.
        kept = np.sort(likeliest(score + guess[which], PAIRS))
        kept = kept[np.argsort(row[kept], kind="stable")]
        which, row = which[kept], row[kept]
        before = self._before[row]
        last = known[which]
        total = score[kept] - cost[which]
        inside = np.flatnonzero(last >= 0)
        if len(inside):
            total[inside] += self._score(before[inside], last[inside])
        best = likeliest(total, 6 * STATES)
        # Names of the same keys are different ones, though what follows them is as likely.
        differs = word[which[best]]
        differs = np.where(differs < -len(latin) - 1, differs, np.maximum(last[best], 0)).astype(np.uint32)
        best = once(before[best, 1].astype(np.int64) << 32 | differs, best)[:STATES]
        begins = begin[which[best]]
        return Sentences(
            np.stack([before[best, 1], np.maximum(last[best], 0)], axis=1),
            total[best],
            word[which[best]],
            begins,
            (row[best] - begins * STATES).astype(np.int32),
            lexicon[which[best]],
            node[which[best]],
            texts,
            readings,
        )

    def _named(self, names: Sequence[NameEdge]) -> list[tuple[NameEdge, float]]:
        first = [each for each in names if not each.start]
        if not first:
            return []
        words = np.array([each.word for each in first], np.int32)
        score = self._score(np.repeat(self._before[:1], len(words), axis=0), words)
        return [(each, float(likely) - each.cost) for each, likely in zip(first, score, strict=True)]

    def _words(
        self, end: int, halves: Sequence[Halves], latin: Sequence[LatinEdge], names: Sequence[NameEdge]
    ) -> tuple[IntArray, IntArray, IntArray, FloatArray, IntArray, IntArray]:
        """All that may end here: words, what the model takes them for, where they begin, their costs, their
        nodes and lexicons.

        Last come what are no words of the lexicons: ``latin``, the key itself, and ``names``.
        """
        found = [self._entries(number, each, ENTRIES_OF_A_NODE) for number, each in enumerate(halves)]
        word, begin = np.concatenate([each[0] for each in found]), np.concatenate([each[1] for each in found])
        cost, node = np.concatenate([each[2] for each in found]), np.concatenate([each[3] for each in found])
        lexicon = np.repeat(np.arange(len(found), dtype=np.int32), [len(each[0]) for each in found])
        kept = likeliest(self.best[begin] - cost + self._unigram[word], ENTRIES)
        others: Sequence[LatinEdge | NameEdge] = (*latin, LatinEdge(end - 1, end, "", RAW), *names)
        number = -1 - np.arange(len(others), dtype=np.int32)
        known = number.copy()
        known[len(latin) + 1 :] = [each.word for each in names]
        zeros = np.zeros(len(others), np.int32)
        return (
            np.concatenate([word[kept], number]),
            np.concatenate([word[kept], known]),
            np.concatenate([begin[kept], np.array([each.start for each in others], np.int32)]),
            np.concatenate([cost[kept], np.array([each.cost for each in others], np.float32)]),
            np.concatenate([node[kept], zeros]),
            np.concatenate([lexicon[kept], zeros]),
        )


def likeliest(score: FloatArray, most: int) -> NDArray[np.intp]:
    """Rows of the ``most`` highest, highest first, without those that are too far below the highest."""
    if len(score) > most:
        rows = np.argpartition(score, len(score) - most)[len(score) - most :]
    else:
        rows = np.arange(len(score))
    rows = rows[np.argsort(-score[rows], kind="stable")]
    if not len(rows):
        return rows
    return rows[: int(np.searchsorted(-score[rows], WIDE - score[rows[0]], "right"))]


def once(keys: NDArray[np.int64], rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """Of rows that stand in order and have the same key, the first."""
    order = np.argsort(keys, kind="stable")
    ordered, again = keys[order], np.zeros(len(keys), np.bool_)
    again[order[1:][ordered[1:] == ordered[:-1]]] = True
    return rows[~again]


def wrong_tones(typed: IntArray, meant: IntArray) -> NDArray[Any]:
    """How many of the tones that were typed are not those of the word; tones nobody knows are never wrong."""
    wrong = np.zeros(len(typed), np.int32)
    for place in range(0, 30, 3):
        one, other = typed >> place & 7, meant >> place & 7
        wrong += (one != 0) & (other != 0) & (one != other)
    return wrong
