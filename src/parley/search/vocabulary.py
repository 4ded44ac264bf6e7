"""The words of an index and how many documents have each: for completing, spelling and fuzzy search."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from parley.language.analysis.folding import folded
from parley.language.analysis.stems import stem
from parley.language.analysis.tokens import pieces, segmented, unspaced, words
from parley.search.stops import STOPS

MOST = 300_000
"""Words of one vocabulary: the rarest are left out, of which most are misspelt anyway."""
_LONGEST = 32
"""Characters of a word; what is longer is none."""
_WORDS_READ = 12
"""Words of a query that are looked at for their spelling."""
_SHORTEST = 4
"""Letters of a word that may be misspelt: of shorter ones too many are alike."""
_TEXTS_READ = 20
"""Documents whose words lead on to other queries."""


def words_of(title: str, body: str) -> set[str]:
    """The words of a document as they are counted, folded: those of two characters and more, no numbers."""
    found = words(f"{title}\n{body}")
    return {each for each in found if 1 < len(each) <= _LONGEST and not each[0].isdigit()}


class Vocabulary:
    """Words in memory, at most ``MOST``. Made of what somebody may find, and of nothing else."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """``counts`` has folded words and the number of documents with each."""
        if len(counts) > MOST:
            counts = dict(heapq.nlargest(MOST, counts.items(), key=lambda each: each[1]))
        self._counts = counts
        self._words = sorted(counts)
        self._likeliest: dict[str, list[str]] = {}
        self._by_length: dict[int, list[str]] = {}
        self._by_sound: dict[str, list[str]] | None = None

    def __len__(self) -> int:
        return len(self._words)

    def count(self, word: str) -> int:
        """Documents with a folded word."""
        return self._counts.get(word, 0)

    def complete(self, prefix: str, most: int = 8) -> tuple[str, ...]:
        """A query that is being typed, with its last word completed, the likeliest first."""
        plain = folded(prefix)
        if not plain or not plain[-1].isalnum():
            return ()
        last = pieces(plain)[-1]
        for begin in _begins(last):
            if found := [each for each in self.beginning(last[begin:], most + 1) if each != last[begin:]]:
                kept = prefix[: len(prefix) - len(last) + begin] if len(plain) == len(prefix) else ""
                return tuple(
                    (kept or plain[: len(plain) - len(last) + begin]) + each for each in found[:most]
                )
        return ()

    def beginning(self, start: str, most: int) -> list[str]:
        """Words that begin so, those of the most documents first."""
        if len(start) <= 2 and start in self._likeliest and most <= 32:
            return self._likeliest[start][:most]
        first = bisect_left(self._words, start)
        last = bisect_left(self._words, start + "\U0010ffff")
        found = heapq.nlargest(max(most, 32), self._words[first:last], key=lambda each: self._counts[each])
        if len(start) <= 2 and len(self._likeliest) < 20_000:  # of few letters there are many words
            self._likeliest[start] = found
        return found[:most]

    def alike(self, word: str, fuzzy: int, goes_on: bool) -> Sequence[str]:
        """Words that a word may stand for, as ``matching.Alike``; at most 32, the likeliest first."""
        found = [each for each, _ in self._near(word, fuzzy)] if fuzzy else []
        if goes_on:
            found += self.beginning(word, 32)
        return list(dict.fromkeys(each for each in found if each != word))[:32]

    def spelling(self, text: str) -> str:
        """A query with its unknown words spelt as known ones; empty where nothing is to be said."""
        plain = folded(text)
        changed = plain
        for word in islice(_unsure(plain), _WORDS_READ):
            better = self._better(word)
            if better:
                changed = changed.replace(word, better, 1)
        return changed if changed != plain else ""

    def _better(self, word: str) -> str:
        """What an unknown word was probably meant to be; empty for no idea or a form of a known word."""
        if self.count(word) or word in STOPS:
            return ""
        if unspaced(word):
            return self._sounding(_sound(word), len(word))
        if len(word) < _SHORTEST or word[0].isdigit():
            return ""
        near = self._near(word, 1 if len(word) < 8 else 2)
        if any(stem(each) == stem(word) for each, _ in near):
            return ""
        if not near:
            return self._sounding(word, 0)
        return max(near, key=lambda each: math.log1p(self._counts[each[0]]) - 3 * each[1])[0]

    def _near(self, word: str, distance: int) -> list[tuple[str, int]]:
        """Words with at most so many letters wrong, missing, too many or swapped; nearest first.

        Distance: Damerau and Levenshtein's, by rapidfuzz. Of a word of three Chinese characters one may be
        wrong, of shorter ones none: nothing of them would be left.
        """
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if len(word) < (3 if unspaced(word) else _SHORTEST):
            return []
        if not self._by_length:
            for each in self._words:
                self._by_length.setdefault(len(each), []).append(each)
        lengths = range(len(word) - distance, len(word) + distance + 1)
        found: list[tuple[str, int]] = []
        for choices in (self._by_length.get(length, []) for length in lengths):
            near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=distance, limit=32)
            found += [(each, int(far)) for each, far, _ in near if each != word]
        return sorted(found, key=lambda each: (each[1], -self._counts[each[0]]))

    def _sounding(self, sound: str, length: int) -> str:
        """The commonest Chinese word that is pronounced so; of so many characters, if any are given."""
        if not sound or not sound.isascii():
            return ""
        if self._by_sound is None:
            self._by_sound = {}
            for each in self._words:
                if "\u4e00" <= each[0] <= "\u9fff" and 1 < len(each) <= 4:
                    self._by_sound.setdefault(_sound(each), []).append(each)
        found = [each for each in self._by_sound.get(sound, []) if not length or len(each) == length]
        return max(found, key=lambda each: self._counts[each], default="")


def _begins(last: str) -> range:
    """Where in the last piece of a query the word may begin that is being typed."""
    return (
        range(max(0, len(last) - 4), len(last))
        if unspaced(last) and len(last) > 4
        else range(len(last) if unspaced(last) else 1)
    )


def _unsure(plain: str) -> Iterable[str]:
    """Words of a query; single Chinese characters that stand together are one that no dictionary has."""
    for piece in pieces(plain):
        if not unspaced(piece):
            yield piece
            continue
        alone = ""
        for word in [*segmented(piece), ""]:
            if len(word) == 1 and word not in STOPS:
                alone += word
                continue
            if len(alone) > 1:
                yield alone
            alone = ""
            if len(word) > 1:
                yield word


def _sound(word: str) -> str:
    """Pinyin without tones or spaces."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(word, style=Style.NORMAL, v_to_u=False))


def related(
    query: str, texts: Iterable[str], most: int = 6, vocabulary: Vocabulary | None = None
) -> tuple[str, ...]:
    """Queries that lead on: the query with words that stand out in the documents it found.

    ``texts`` are those of the best hits. A word counts by how many of them have it, and less the more
    documents of the whole vocabulary do.
    """
    asked = set(words(query)) | {stem(each) for each in words(query)}
    counts: Counter[str] = Counter()
    for text in islice(texts, _TEXTS_READ):
        counts.update(words_of(text[:2_000], ""))
    size = float(max((vocabulary.count(each) for each in counts), default=1)) if vocabulary else 1.0
    scores: dict[str, float] = {}
    for word, count in counts.items():
        if (
            count < 2
            or word in STOPS
            or word in asked
            or stem(word) in asked
            or any(word in each or each in word for each in asked)
        ):
            continue
        rare = math.log1p(size / max(1, vocabulary.count(word))) if vocabulary else 1.0
        scores[word] = count * rare
    best = heapq.nlargest(most, scores, key=lambda word: (scores[word], word))
    return tuple(f"{query.strip()} {word}" for word in best)
