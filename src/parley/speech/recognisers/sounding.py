"""Texts that sound like one that was heard, made of what people say to an assistant: its words, and what
follows which. "Santa Laram" sounds like "set alarm", and that is said.

Where words begin and end in the sound nobody knows, so all known words are laid over all places of the
heard text's phones, and the words as heard stay possible everywhere. A text is searched for that is likely
as said and near as heard; which of some dozen it was tells the sound itself (``weighing``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from parley.language.spoken import spell_out
from parley.speech.phones import DIFFERENCES, LOSSES
from parley.speech.recognisers.lattice import Edges, texts
from parley.speech.recognisers.pronouncing import Pronouncing

BEGIN, END, OTHER = 0, 1, 2
"""Numbers of what stands before and after a text, and for any word that nobody says."""

_NAT = 3.0
"""Nats of being unlike that one difference of ``phones`` counts, beside ``_ODDS`` for one of being said. Of
spoken commands that were misheard (the half of the test set that may be looked at, six voices) the right
words were then most often among the first."""
_ODDS = 0.5

_STRANGE = 6.0
"""Nats that a word as it was heard costs if nobody says it."""

_LONGEST_WORD, _LONGEST_TEXT = 14, 80
"""Phones."""

_UNIT = 40
"""Whole numbers are quicker: so many are one difference."""
_FAR = np.int16(3000)
_SHARE, _AT_LEAST = 0.34, 0.3
"""Differences for each phone, and beside that, by which a word may be unlike."""
_EARLIER, _LATER = 4, 3
"""Phones by which a word may be heard shorter or longer than it is."""

_REGION, _EVERYWHERE = 40, 12
"""Texts taken that differ in one place, and in any."""

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_WRITTEN = re.compile(r"[\w']+")
_APART = re.compile(r" (?='(?:s|d|m|t|ll|ve|re)\b)")
_EDGE = ".,?!;:\"'()"

Numbers = NDArray[np.int16]


class Sounding:
    """The words people say. Safe to use from several threads."""

    def __init__(self, sentences: Iterable[str], pronouncing: Pronouncing) -> None:
        """Takes about a second for ten thousand sentences, and 12 MB for 2,500 words."""
        self._pronouncing = pronouncing
        rows = [_spoken(_APART.sub("", text)) for text in sentences]
        known = sorted({word for row in rows for word in row})
        self._words = ["", "", "", *known]
        self._numbers = {word: OTHER + 1 + at for at, word in enumerate(known)}
        self._odds = _odds([[self._numbers[word] for word in row] for row in rows], len(self._words))
        pronouncing.learn(known)
        ways = [
            (way, number)
            for word, number in self._numbers.items()
            for way in pronouncing.ways(word)
            if len(way) <= _LONGEST_WORD
        ]
        ways.sort(key=lambda each: -len(each[0]))
        self._lengths = np.array([len(way) for way, _ in ways], np.int64)
        self._which = np.array([number for _, number in ways], np.int64)
        self._phones = np.zeros((len(ways), _LONGEST_WORD), np.int64)
        for at, (way, _) in enumerate(ways):
            self._phones[at, : len(way)] = way
        self._unlike = (DIFFERENCES * _UNIT).round().astype(np.int16)
        self._loss = (LOSSES * _UNIT).round().astype(np.int16)

    def alike(self, heard: str) -> list[str]:
        """Texts that sound like it, those that differ in one place first; at most 52, without itself."""
        phones, edges = self._heard(heard)
        if not phones or len(phones) > _LONGEST_TEXT:
            return []
        known = self._laid(np.array(phones, np.int64))
        lattice = Edges(
            starts=np.concatenate([edges.starts, known[:, 0]]),
            ends=np.concatenate([edges.ends, known[:, 1]]),
            firsts=np.concatenate([edges.firsts, known[:, 2]]),
            lasts=np.concatenate([edges.lasts, known[:, 2]]),
            costs=np.concatenate([edges.costs, known[:, 3] * (_NAT / _UNIT)]).astype(np.float64),
            words=[*edges.words, *(self._words[int(number)] for number in known[:, 2])],
            kept=len(edges.words),
        )
        found = {_bare(heard): ""}
        for one_place, most in ((True, _REGION), (False, _EVERYWHERE)):
            new = (text for text in texts(lattice, len(phones), self._odds, one_place=one_place))
            fresh = {_bare(text): text for text in new if _bare(text) not in found}
            found |= dict(list(fresh.items())[:most])
        return [text for text in found.values() if text]

    def _heard(self, text: str) -> tuple[list[int], Edges]:
        """The phones of the words as they were heard, and these as edges."""
        phones: list[int] = []
        rows: list[tuple[int, int, int, int, float]] = []
        shown: list[str] = []
        for token in text.split():
            words = _spoken(token)
            ways = [self._pronouncing.ways(word)[:1] for word in words]
            start = len(phones)
            phones += [phone for way in ways for each in way for phone in each]
            if len(phones) > start:
                first, last = (self._numbers.get(word, OTHER) for word in (words[0], words[-1]))
                cost = _STRANGE * _ODDS if first == OTHER else 0.0
                rows.append((start, len(phones), first, last, cost))
                shown.append(token.strip(_EDGE))
        table = np.array([row[:4] for row in rows], np.int64).reshape(-1, 4)
        costs = np.array([row[4] for row in rows], np.float64)
        return phones, Edges(table[:, 0], table[:, 1], table[:, 2], table[:, 3], costs, shown, len(shown))

    def _laid(self, heard: NDArray[np.int64]) -> NDArray[np.int64]:
        """Known words over places of the heard phones: rows of start, end, word and cost in ``_UNIT``.

        Edit distance of all words from all places at once; the words are sorted, longest first, and leave
        when they are over.
        """
        size = len(heard)
        most = min(size, _LONGEST_WORD + _LATER)
        padded = np.concatenate([heard, np.zeros(most, np.int64)])
        extra = np.concatenate([self._loss[heard], np.full(most, _FAR, np.int16)])
        # distances[k][w, i]: of the first phones of word w from k phones heard from place i on.
        distances: list[Numbers] = [np.zeros((len(self._lengths), size), np.int16)]
        for k in range(1, most + 1):
            more = np.minimum(distances[-1] + extra[k - 1 : k - 1 + size], _FAR)
            distances.append(more if k <= _LATER else np.full_like(more, _FAR))
        found: list[NDArray[np.int64]] = []
        for length in range(_LONGEST_WORD + 1):
            alive = int((self._lengths > length).sum())
            if length:
                found.append(self._over(distances, alive, length, size))
            if not alive:
                break
            distances = [each[:alive] for each in distances]
            phone = self._phones[:alive, length]
            swaps, loss = self._unlike[phone][:, padded], self._loss[phone][:, None]
            longer = list(distances)
            for k in range(max(0, length + 1 - _EARLIER), min(most, length + 1 + _LATER) + 1):
                longer[k] = distances[k] + loss
                if k:
                    swapped = swaps[:, k - 1 : k - 1 + size]
                    np.minimum(longer[k], distances[k - 1] + swapped, out=longer[k])
                    np.minimum(longer[k], longer[k - 1] + extra[k - 1 : k - 1 + size], out=longer[k])
            distances = longer
        return _nearest(np.concatenate(found)) if found else np.zeros((0, 4), np.int64)

    def _over(self, distances: Sequence[Numbers], alive: int, length: int, size: int) -> NDArray[np.int64]:
        """Where the words of this length are near enough."""
        line = int((_SHARE * length + _AT_LEAST) * _UNIT)
        rows: list[NDArray[np.int64]] = [np.zeros((0, 4), np.int64)]
        for k in range(max(1, length - _EARLIER), min(len(distances) - 1, length + _LATER) + 1):
            ended = distances[k][alive:, : size - k + 1]
            word, start = np.nonzero(ended <= line)
            rows.append(
                np.stack([start, start + k, self._which[alive + word], ended[word, start]], 1).astype(
                    np.int64
                )
            )
        return np.concatenate(rows)


def _nearest(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each word once at each place: by the way to say it that is nearest."""
    rows = rows[np.lexsort(rows.T[::-1])]
    fresh = np.ones(len(rows), np.bool_)
    fresh[1:] = (rows[1:, :3] != rows[:-1, :3]).any(axis=1)
    return rows[fresh]


def _odds(rows: Iterable[Sequence[int]], size: int) -> NDArray[np.float16]:
    """Log odds of each word after each other, shape (size, size): Witten and Bell's."""
    pairs = np.zeros((size, size), np.float32)
    for row in rows:
        for one, other in pairwise((BEGIN, *row, END)):
            pairs[one, other] += 1
    single = pairs.sum(axis=0)
    single[OTHER] = 0.02 * single.sum()
    single /= single.sum()
    total, kinds = pairs.sum(axis=1), (pairs > 0).sum(axis=1)
    rest = np.maximum(kinds / np.maximum(total + kinds, 1), 0.02)
    rest[total == 0] = 1.0
    pairs *= ((1 - rest) / np.maximum(total, 1))[:, None]
    pairs += rest[:, None] * single
    return (_ODDS * np.log(np.maximum(pairs, 1e-9))).astype(np.float16)


def _spoken(text: str) -> list[str]:
    return _WORD.findall(spell_out(text, "en").lower().replace("’", "'"))


def _bare(text: str) -> str:
    return " ".join(_WRITTEN.findall(text.lower()))
