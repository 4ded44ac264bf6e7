"""What questions and answers are compared by: stems of English words, words and characters of Chinese.

How rare a term is among what is compared decides how much it counts. Nothing here knows that two words mean
the same: a question in other words than the text's is not found.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from parley.language.script import to_simplified
from parley.language.understanding.model.features import legible, stem

Weights = Mapping[str, float]

_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[^\W_\u3400-\u9fff]+(?:['’][a-z]+)?")
_ASKING = re.compile(
    "什么|怎么样?|如何|哪里|哪儿|哪个|哪些|谁|何时|为什么|为何|多少|几|吗|呢|请问|是|的|了|在|有|我|你|您|可以|能|要|想|一下|告诉"
)
_EMPTY = frozenset(
    [
        *("a", "an", "the", "is", "are", "was", "were", "be", "been", "do", "does", "did", "what", "which"),
        *("who", "whom", "whose", "when", "where", "why", "how", "to", "of", "in", "on", "at", "for", "and"),
        *("or", "it", "its", "i", "you", "my", "your", "we", "me", "can", "could", "will", "would", "should"),
        *(
            "please",
            "tell",
            "about",
            "this",
            "that",
            "there",
            "with",
            "by",
            "from",
            "as",
            "many",
            "much",
            "have",
        ),
        *("has", "had", "get", "if", "not"),
    ]
)
_PAIR = 0.5
"""What two neighbouring Chinese characters count, beside 1 for a word."""


def terms(text: str) -> dict[str, float]:
    """The terms of a text and how much of each there is."""
    import rjieba

    plain = to_simplified(legible(text)).lower()
    found: defaultdict[str, float] = defaultdict(float)
    for word in _WORD.findall(plain):
        if word not in _EMPTY:
            found[stem(stem(word.replace("’", "'").removesuffix("'s")))] += 1
    for run in _HAN.findall(plain):
        kept = _ASKING.sub(" ", run)
        for piece in kept.split():
            for word in rjieba.cut(piece):
                found[word] += 1
            for first, second in pairwise(piece):
                found[f"#{first}{second}"] += _PAIR
    return dict(found)


def rarity(texts: Iterable[Mapping[str, float]]) -> Weights:
    """How much each term counts: the more, the fewer of the texts have it."""
    several = list(texts)
    seen = Counter(term for one in several for term in one)
    return {term: math.log(1 + len(several) / times) for term, times in seen.items()}


def covered(question: Mapping[str, float], text: Mapping[str, float], rare: Weights) -> float:
    """How much of the question is in the text, in [0, 1]; a term that is nowhere counts as the rarest."""
    most = max(rare.values(), default=1.0)
    total = sum(amount * rare.get(term, most) for term, amount in question.items())
    there = sum(amount * rare.get(term, most) for term, amount in question.items() if term in text)
    return there / total if total else 0.0


def length(text: Mapping[str, float], rare: Weights, most: float) -> float:
    """The length of a text's terms as a vector; ``most`` for those that are nowhere else."""
    return math.sqrt(sum((amount * rare.get(term, most)) ** 2 for term, amount in text.items()))


def alike(
    one: Mapping[str, float], other: Mapping[str, float], rare: Weights, most: float, size: float
) -> float:
    """The cosine of two texts' terms, in [0, 1]; ``size`` is the product of their lengths."""
    product = sum(
        amount * other[term] * rare.get(term, most) ** 2 for term, amount in one.items() if term in other
    )
    return min(product / size, 1.0) if size else 0.0
