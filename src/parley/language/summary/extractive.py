"""The sentences of a text that say most of it: LexRank and their place, without a trained model.

LexRank (Erkan and Radev, 2004): sentences vote for those that they share rare words with, as PageRank has it.
The first sentences of a text count more (Edmundson, 1969), very short or very long ones less. About 5 ms for
100 sentences.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from parley.errors import Unsupported
from parley.language.limits import bounded
from parley.language.stretches import sentence_stretches
from parley.language.summary.types import Ranked
from parley.language.understanding.model.features import legible, stem

LANGUAGES = ("en", "zh")
MOST = 20
"""Sentences of a summary, as Azure's API has it."""
_READ = 600
"""Sentences that are compared; later ones are not looked at."""
_DAMPING = 0.85
_ROUNDS = 30
_FIRST = 0.5
"""By how much the first sentence counts more; a later one the less the later it is."""
_SHORT, _LONG = 5, 60
"""Words between which a sentence is of a good length."""
_WORD = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


def summary(text: str, language: str, sentences: int = 3) -> tuple[Ranked, ...]:
    """The best sentences of a text in ``en`` or ``zh``, best first.

    Raises ``Unsupported`` for another language, ``TooLong``.
    """
    if language not in LANGUAGES:
        raise Unsupported("Texts in English and Chinese are summed up.")
    plain = legible(bounded(text))
    stretches = sentence_stretches(plain)[:_READ]
    if not stretches:
        return ()
    words = [_words(plain[start:end]) for start, end in stretches]
    ranks = _ranks(words) * np.array([_place(at, len(one)) for at, one in enumerate(words)])
    ranks = ranks / (ranks.max() or 1.0)
    best: list[int] = np.argsort(-ranks, kind="stable")[: min(max(sentences, 1), MOST)].tolist()
    return tuple(Ranked(*stretches[at], round(float(ranks[at]), 2)) for at in best)


def _words(sentence: str) -> list[str]:
    if _HAN.search(sentence):
        import rjieba

        return [word.lower() for word in rjieba.cut(sentence) if word[0].isalnum()]
    return [stem(word.lower()) for word in _WORD.findall(sentence)]


def _place(at: int, words: int) -> float:
    length = min(1.0, words / _SHORT, _LONG / words if words else 0.0)
    return (1 + _FIRST / math.sqrt(1 + at)) * length


def _ranks(lines: Sequence[Sequence[str]]) -> NDArray[np.float64]:
    """PageRank over how alike sentences are: the cosine of their words, each by how rare it is."""
    seen = Counter(word for line in lines for word in set(line))
    places = {word: place for place, word in enumerate(seen)}
    rare = np.array([math.log(1 + len(lines) / times) for times in seen.values()])
    table = np.zeros((len(lines), len(places) or 1))
    for row, line in enumerate(lines):
        for word, times in Counter(line).items():
            table[row, places[word]] = (1 + math.log(times)) * rare[places[word]]
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    alike = table @ table.T
    np.fill_diagonal(alike, 0)
    alike /= np.maximum(alike.sum(1, keepdims=True), 1e-9)
    ranks = np.full(len(lines), 1 / len(lines))
    for _ in range(_ROUNDS):
        ranks = (1 - _DAMPING) / len(lines) + _DAMPING * (ranks @ alike)
    return ranks
