"""What a Chinese pack keeps besides words and n-grams: each part's arrays, made from words and readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from numpy.typing import NDArray

from parley.keyboard.decoding.lexicon import PREFIX, Lexicon, arrays_for, grown
from parley.keyboard.pinyin.syllables import NUMBER
from parley.keyboard.types import FloatArray

Readings = Mapping[str, Sequence[tuple[str, float]]]
"""Word → its readings: syllables separated by spaces, with or without tone digits, and their share of 1."""


def parts(known: Sequence[str], unigram: FloatArray, readings: Readings) -> dict[str, NDArray[Any]]:
    """The arrays of all parts. ``known``: words from number 3 on; ``unigram``: ln P of all numbers."""
    return arrays_for(["", "", "", *known], unigram, toned(readings))


def toned(readings: Readings) -> Readings:
    """Readings with the tones that pypinyin knows, where it reads a word the same way."""
    from pypinyin import Style, pinyin

    found: dict[str, list[tuple[str, float]]] = {}
    for word, some in readings.items():
        several = len(word) == 1
        known = pinyin(word, Style.TONE3, heteronym=several, neutral_tone_with_five=True, v_to_u=False)
        if several and known:
            tones = {each.rstrip("12345"): each for each in reversed(known[0])}
        else:
            each = " ".join(reading[0] for reading in known)
            tones = {"".join(c for c in each if not c.isdigit()): each}
        found[word] = [(tones.get(reading, reading), share) for reading, share in some]
    return found


def lexicon_again(arrays: Mapping[str, NDArray[Any]], unigram: FloatArray) -> dict[str, NDArray[Any]]:
    """A pack's lexicon with other probabilities of its words; nothing where it has none."""
    if f"{PREFIX}keys" not in arrays:
        return {}
    lexicon = Lexicon(arrays)
    first = lexicon.first.tolist()
    entries = [
        (
            tuple(NUMBER[each] for each in lexicon.reading(node)),
            int(lexicon.word[entry]),
            int(lexicon.tones[entry]),
            float(lexicon.share[entry]),
        )
        for node in range(len(first) - 1)
        for entry in range(first[node], first[node + 1])
    ]
    return {f"{PREFIX}{name}": each for name, each in grown(entries, unigram).items()}
