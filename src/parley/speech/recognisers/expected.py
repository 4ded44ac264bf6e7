"""What people say to an assistant, as odds of the next token: n-grams of a recogniser's own subwords.

Beside the sound these odds lean a recogniser towards what is likely to be said ("shallow fusion"): "set a
timer" for "Santa timer". Capitals and punctuation count for nothing.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parley.language.spoken import spell_out
from parley.speech.recognisers.beam import Floats
from parley.speech.recognisers.subwords import Subwords

ORDER = 4
"""Tokens that are looked at together."""

LEANING = 0.4
"""What a nat of these odds counts beside one of the sound."""

EACH = 5.0
"""Nats that a token of a free text is expected to cost: what is likelier than that is leant towards, so that
the longer of two texts is neither better nor worse for being long."""

_BITS = 15
"""Of a token's number; ``ORDER`` of them fit into 64 bits."""

_REMEMBERED = 64
"""Runs of tokens whose odds are kept, 0.13 MB each: sequences followed side by side mostly end alike."""

_MOST_SENTENCES, _LONGEST = 60_000, 200
_COURTEOUS = 0.3
"""Share of the sentences that are said in one of these ways too."""
_COURTESIES = (
    *("please {}", "{} please", "can you {}", "could you {}", "would you {}", "hey {}", "{} for me"),
    *("i want to {}", "i'd like you to {}", "{} thanks"),
)
_PLAIN = re.compile(r"[a-z0-9']+")
_APART = re.compile(r" (?='(?:s|d|m|t|ll|ve|re)\b)")
_ENDING = re.compile(r"'(?:S|D|M|T|Ll|Ve|Re)\b")

_Counted = tuple[NDArray[np.int64], NDArray[np.int64]]
"""N-grams as numbers, sorted, and how often each is."""


class Expected:
    """Odds of the next token after those before. Safe to use from several threads."""

    def __init__(self, sentences: Iterable[str], subwords: Subwords, begin: int, end: int) -> None:
        """``begin`` and ``end``: the vocabulary's signs for them."""
        self._subwords = subwords
        self._begin, self._end = begin, end
        rows = [[begin, *row, end] for text in sentences for row in self._rows(text)]
        self._leaning = lru_cache(maxsize=_REMEMBERED)(self._lean)
        tokens = np.fromiter(chain.from_iterable(rows), np.int64)
        ends = np.cumsum([len(row) for row in rows], dtype=np.int64)
        left = np.repeat(ends, [len(row) for row in rows]) - np.arange(len(tokens))
        self._counted = [_counted(tokens, left, length) for length in range(1, ORDER + 1)]

    def __call__(self, tokens: Sequence[int]) -> Floats:
        """What each next token after these is worth beside its sound, in nats; negative for unlikely ones."""
        return self._leaning(tuple([self._begin, *self._heard(tokens)][1 - ORDER :]))

    def _lean(self, said: tuple[int, ...]) -> Floats:
        plain, silent = self._subwords.plain, self._subwords.silent
        odds = self._odds(said)
        leaning = (LEANING * (np.log(odds) + EACH)).astype(np.float32)[plain]
        leaning[silent] = 0.0
        leaning.flags.writeable = False  # others will be given the same
        return leaning

    def sentence(self, text: str) -> float:
        """Log odds of the whole text and its end, in nats, as people say things to an assistant.

        ``-inf`` where the vocabulary lacks a letter.
        """
        tokens = self._subwords.of(" ".join(_PLAIN.findall(text.lower())))
        if tokens is None:
            return -math.inf
        row = [self._begin, *self._heard(tokens), self._end]
        steps = (self._odds_of(row[max(0, at + 1 - ORDER) : at], row[at]) for at in range(1, len(row)))
        return sum(math.log(each) for each in steps)

    def _odds(self, said: Sequence[int]) -> NDArray[np.float64]:
        """Witten and Bell's: what was seen after these tokens, and for the rest after fewer of them."""
        size = len(self._subwords.plain)
        odds = np.full(size, 1.0 / size)
        for length, (grams, counts) in enumerate(self._counted):
            if length > len(said):
                break
            first = _number(said[len(said) - length :]) << _BITS
            low, high = np.searchsorted(grams, (first, first + (1 << _BITS)))
            if low == high:
                break
            total, kinds = int(counts[low:high].sum()), int(high - low)
            odds *= kinds / (total + kinds)
            odds[grams[low:high] - first] += counts[low:high] / (total + kinds)
        return odds

    def _odds_of(self, said: Sequence[int], token: int) -> float:
        """``_odds`` of one token alone."""
        odds = 1.0 / len(self._subwords.plain)
        for length, (grams, counts) in enumerate(self._counted):
            if length > len(said):
                break
            first = _number(said[len(said) - length :]) << _BITS
            low, high, at = np.searchsorted(grams, (first, first + (1 << _BITS), first + token))
            if low == high:
                break
            total, kinds = int(counts[low:high].sum()), int(high - low)
            odds *= kinds / (total + kinds)
            if at < high and grams[at] == first + token:
                odds += int(counts[at]) / (total + kinds)
        return odds

    def _rows(self, text: str) -> Iterator[list[int]]:
        """The sentence as tokens: in words, and with capitals as names may have."""
        for written in _ways(text):
            capital = _ENDING.sub(lambda found: found[0].lower(), written.title())
            rows = [self._heard(tokens) for each in (written, capital) if (tokens := self._subwords.of(each))]
            yield from rows[:1] if rows[1:] == rows[:1] else rows

    def _heard(self, tokens: Sequence[int]) -> list[int]:
        return [int(self._subwords.plain[token]) for token in tokens if not self._subwords.silent[token]]


def read_sentences(path: Path) -> list[str]:
    """The sentences of a file, one a line. Raises ``OSError``."""
    with path.open(encoding="utf-8", errors="replace") as lines:
        kept = (line.strip() for line in lines)
        return list(islice((line for line in kept if 0 < len(line) <= _LONGEST), _MOST_SENTENCES))


def _ways(text: str) -> Iterator[str]:
    """With digits, in words, and with a courtesy."""
    text = _APART.sub("", text)
    words = spell_out(text, "en").lower().replace(",", "")
    lot = random.Random(text)
    for written in dict.fromkeys((text, words)):
        yield written
        if lot.random() < _COURTEOUS:
            yield lot.choice(_COURTESIES).format(written)


def _number(tokens: Sequence[int]) -> int:
    number = 0
    for token in tokens:
        number = number << _BITS | token
    return number


def _counted(tokens: NDArray[np.int64], left: NDArray[np.int64], length: int) -> _Counted:
    """All runs of so many tokens; what begins a sentence follows nothing, and is not counted alone.

    ``left``: how many tokens of its sentence there are from each token on.
    """
    starts = np.flatnonzero(left >= length)
    if length == 1:
        starts = starts[(starts > 0) & (left[starts - 1] > 1)]
    runs = np.zeros(len(starts), np.int64)
    for at in range(length):
        runs = runs << _BITS | tokens[starts + at]
    grams, counts = np.unique(runs, return_counts=True)
    return grams, counts.astype(np.int64)
