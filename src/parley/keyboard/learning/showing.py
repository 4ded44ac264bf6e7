"""What was learned of a person, laid out for them to look at."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice

import numpy as np

from parley.keyboard.learning.counts import gain, parts
from parley.keyboard.learning.types import Inventory, LearnedCorrection, LearnedPair, LearnedWord
from parley.keyboard.learning.vocabulary import Vocabulary


def inventory(
    several: Iterable[Vocabulary], own: Collection[tuple[str, str]] | None, now: float, most: int
) -> Inventory:
    """The heaviest ``most`` of each kind. ``own``: language and text of the words to show; None: all."""
    words: list[LearnedWord] = []
    pairs: list[LearnedPair] = []
    corrections: list[LearnedCorrection] = []
    for each in several:
        shown = (n for n in each.heaviest() if own is None or (each.language, each.texts[n]) in own)
        words += [word(each, number, now) for number in islice(shown, most)]
        pairs += _pairs(each, now, most)
        corrections += [
            LearnedCorrection(typed, each.texts[number], each.language, weight / gain(now))
            for (typed, number), weight in each.corrections.items()
        ]
    return Inventory(
        tuple(sorted(words, key=lambda each: -each.weight)[:most]),
        tuple(sorted(pairs, key=lambda each: -each.weight)[:most]),
        tuple(sorted(corrections, key=lambda each: -each.weight)[:most]),
    )


def word(vocabulary: Vocabulary, number: int, now: float) -> LearnedWord:
    """A word, as it weighs at a moment."""
    return LearnedWord(
        vocabulary.texts[number],
        vocabulary.language,
        vocabulary.readings.get(number, ""),
        float(vocabulary.weights[number]) / gain(now),
        float(vocabulary.used[number]),
        number in vocabulary.kept,
    )


def _pairs(vocabulary: Vocabulary, now: float, most: int) -> Iterator[LearnedPair]:
    counts = vocabulary.pairs
    heaviest = np.argsort(-counts.weights, kind="stable")[:most]
    first, second = parts(counts.keys[heaviest], 2)
    for place, weight in enumerate(counts.weights[heaviest]):
        one, two = vocabulary.texts[int(first[place])], vocabulary.texts[int(second[place])]
        yield LearnedPair(one, two, vocabulary.language, float(weight) / gain(now))
