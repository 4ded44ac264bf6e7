"""Words that are spelt right and too rare for the model: they are not corrected, and seldom suggested."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from parley.keyboard.packs.building.english.dictionary import Dictionary

MOST = 70_000
"""About half a megabyte of a pack."""
_LEAST = 3e-9
"""The share of a word that no list of frequencies has."""


def rare(
    dictionaries: Sequence[Dictionary], known: Iterable[str], frequencies: Mapping[str, float]
) -> dict[str, float]:
    """Words of dictionaries that are not known, and their ln P; the most frequent, genitives left out."""
    there = {each.lower() for each in known}
    shares: dict[str, float] = {}
    for dictionary in dictionaries:
        for word, forms in dictionary.written.items():
            if word in there or word.endswith("'s") or len(word) < 3 or word in dictionary.hidden:
                continue
            shares[min(forms, key=lambda each: (each != word, each))] = frequencies.get(word, _LEAST)
    best = sorted(shares, key=lambda word: (-shares[word], word))[:MOST]
    return {word: math.log(shares[word]) for word in best}
