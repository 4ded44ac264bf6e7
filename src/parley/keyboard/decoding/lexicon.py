"""Words by their syllables: a tree in sorted arrays, in which many nodes step at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.pinyin.syllables import NUMBER, SYLLABLES
from parley.keyboard.types import FloatArray, IntArray

WIDTH = 512
"""A key is ``parent · WIDTH + syllable``; there are some 420 syllables."""
LONGEST = 10
"""Syllables of a word: their tones fit three bits each into 32 bits. Longer words are left out."""
PREFIX = "zh.lexicon."
"""Before the names of these arrays in a pack."""
LEAST_SHARE = 0.02
"""Readings of a character seldomer than this are not tried in words that have no reading of their own."""

Reading = tuple[str, float]
"""Syllables separated by spaces, each with a tone digit or without (``zhong1 guo2``), and their share,
0 to 1, among the readings of that word."""
Entry = tuple[tuple[int, ...], int, int, float]
"""Numbers of syllables, word, tones in three bits each with the first lowest, and ln share."""


def arrays_for(
    words: Sequence[str], unigram: FloatArray, readings: Mapping[str, Sequence[Reading]]
) -> dict[str, NDArray[Any]]:
    """The arrays of a pack's lexicon, for its words in the order of their ids.

    ``unigram`` is ln P of each word, by which the words of one node are ordered. A word that is not among
    ``readings`` is read character by character; it is left out where a character has no reading.
    """
    entries: list[Entry] = []
    for number, word in enumerate(words):
        for reading, share in readings.get(word) or composed(word, readings):
            syllables, tones = parsed(reading)
            if syllables and share > 0:
                entries.append((syllables, number, tones, float(np.log(share))))
    return {f"{PREFIX}{name}": each for name, each in grown(entries, unigram).items()}


def composed(word: str, readings: Mapping[str, Sequence[Reading]]) -> list[Reading]:
    """How a word may be read by its characters: by the likeliest reading of each, but for one at most."""
    if not 1 < len(word) <= LONGEST:
        return []
    each = [sorted(readings.get(character, ()), key=lambda one: -one[1])[:3] for character in word]
    if not all(each):
        return []
    likeliest = [some[0] for some in each]
    found = [_joined(likeliest)]
    for place, some in enumerate(each):
        for other in some[1:]:
            if other[1] >= LEAST_SHARE:
                found.append(_joined([*likeliest[:place], other, *likeliest[place + 1 :]]))
    return found


def _joined(readings: Sequence[Reading]) -> Reading:
    return " ".join(each for each, _ in readings), float(np.prod([share for _, share in readings]))


def parsed(reading: str) -> tuple[tuple[int, ...], int]:
    """Numbers of syllables, and their tones in three bits each; empty where it is no pinyin."""
    numbers: list[int] = []
    tones = 0
    pieces = reading.split()
    for place, piece in enumerate(pieces[: LONGEST + 1]):
        tone = int(piece[-1]) if piece[-1] in "12345" else 0
        number = NUMBER.get(piece.rstrip("12345"))
        if number is None:
            return (), 0
        numbers.append(number)
        tones |= tone << 3 * place
    return (tuple(numbers), tones) if len(numbers) <= LONGEST else ((), 0)


def grown(entries: Sequence[Entry], unigram: FloatArray) -> dict[str, NDArray[Any]]:
    """The tree's arrays, without ``PREFIX``.

    ``keys`` (nodes - 1,): of node n + 1, its parent · ``WIDTH`` + its syllable, ascending; ``reach``
    (nodes,): ln P of the likeliest word at or below a node; ``first`` (nodes + 1,): its entries; ``word``,
    ``tones`` and ``share`` (ln) of each entry, likeliest first.
    """
    size = len(entries)
    lengths = np.fromiter((len(each[0]) for each in entries), np.int64, size)
    word = np.fromiter((each[1] for each in entries), np.int32, size)
    tones = np.fromiter((each[2] for each in entries), np.int32, size)
    share = np.fromiter((each[3] for each in entries), np.float32, size)
    rows = np.full((size, LONGEST), -1, np.int64)
    for place in range(LONGEST):
        longer = np.flatnonzero(lengths > place)
        rows[longer, place] = [entries[each][0][place] for each in longer.tolist()]
    at = np.zeros(size, np.int64)
    keys: list[NDArray[np.int64]] = []
    nodes = 1
    for place in range(LONGEST):
        longer = np.flatnonzero(lengths > place)
        level, inverse = np.unique(at[longer] * WIDTH + rows[longer, place], return_inverse=True)
        at[longer] = nodes + inverse
        nodes += len(level)
        keys.append(level)
    likelihood = (np.asarray(unigram)[word] + share).astype(np.float32)
    order = np.lexsort((word, -likelihood, at))
    key = np.concatenate(keys) if size else np.zeros(0, np.int64)
    reach = np.full(nodes, -np.inf, np.float32)
    np.maximum.at(reach, at, likelihood)
    for node in range(nodes - 1, 0, -1):
        parent = key[node - 1] // WIDTH
        reach[parent] = max(reach[parent], reach[node])
    return {
        "keys": key.astype(np.int32),
        "reach": reach,
        "first": np.searchsorted(at[order], np.arange(nodes + 1)).astype(np.int32),
        "word": word[order],
        "tones": tones[order],
        "share": share[order].astype(np.float16),
    }


class Lexicon:
    """Words by their syllables. Node 0 is the root; a node is a row of syllables that begins some word."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]], prefix: str = PREFIX) -> None:
        self.keys: IntArray = arrays[prefix + "keys"]
        self.reach: FloatArray = arrays[prefix + "reach"]
        self.first: IntArray = arrays[prefix + "first"]
        self.word: IntArray = arrays[prefix + "word"]
        self.tones: IntArray = arrays[prefix + "tones"]
        self.share: NDArray[np.float16] = arrays[prefix + "share"]

    @cached_property
    def depth(self) -> IntArray:
        """Syllables of each node."""
        depth = np.zeros(len(self.keys) + 1, np.int32)
        parent = self.keys // WIDTH
        for _ in range(LONGEST):
            depth[1:] = depth[parent] + 1
        return depth

    def steps(self, nodes: IntArray, first: IntArray, last: IntArray) -> tuple[NDArray[np.intp], IntArray]:
        """All children of nodes by the syllables ``first`` to ``last`` - 1, each (n,).

        Returns rows of ``nodes`` that they come from, and the children.
        """
        base = nodes * np.int32(WIDTH)
        low = self.keys.searchsorted(base + first)
        which, key = spread(low, self.keys.searchsorted(base + last) - low)
        return which, (key + 1).astype(np.int32)

    def entries(self, nodes: IntArray, most: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The likeliest ``most`` entries of each node: the row of ``nodes`` each is from, and its number."""
        low = self.first[nodes]
        return spread(low, np.minimum(self.first[nodes + 1] - low, most))

    def reading(self, node: int) -> tuple[str, ...]:
        """The syllables of a node."""
        found: list[str] = []
        while node:
            node, syllable = divmod(int(self.keys[node - 1]), WIDTH)
            found.append(SYLLABLES[syllable])
        return tuple(reversed(found))


def spread(low: NDArray[Any], count: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Ranges laid end to end: for every number of every range, which range it is of, and the number."""
    which = np.repeat(np.arange(len(low)), count)
    ends = np.cumsum(count)
    total = int(ends[-1]) if len(ends) else 0
    return which, np.arange(total) + np.repeat(low - ends + count, count)
