"""People's names among pinyin: a surname and one or two characters that people are called by.

``names.txt`` has three lists, with an empty line between: surnames (with their syllables, and how many of a
million bear each); characters of given names (with their syllable, and how often each was the whole name, the
first of two, the second of two); and pairs that are seen oftener. A name is as likely as its surname is where
it stands, as the model of words knows it, that this is a name's, and that the rest is a given name.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import NamedTuple

from parley.keyboard.packs.words import Words
from parley.keyboard.pinyin.syllables import NUMBER, SYLLABLES
from parley.keyboard.types import Edge, FloatArray, NameEdge

SHARE = 0.006
"""Of all words in what people type, those that are names which no pack has: an estimate."""
SURE = 0.8
"""At most so much of a surname's character is a surname."""
ALONE = 0.2
"""Given names of one character, of all."""
PAIRED = 0.5
"""What a pair's own count weighs beside its two characters'."""
EXACT = 1.5
"""-ln P of a spelling, beyond which nobody is looked for: slips are not mended in names."""
_MOST_TEXTS = 3
"""Names of the same syllables; where they begin with the first key, for the list, so many:"""
_MOST_LISTED = 8
_MOST_PARTS = 12
"""Rows of syllables that may be part of a name, at a place."""


class _Part(NamedTuple):
    """Syllables that a name may have from where it begins."""

    start: int
    surname: tuple[int, ...]
    given: tuple[int, ...]
    cost: float


class _Lists:
    """What ``names.txt`` says; each list is read when it is first asked for."""

    def __init__(self) -> None:
        text = files("parley.keyboard.decoding").joinpath("names.txt").read_text("utf-8")
        self._surnames, self._given, self._pairs = text.split("\n", 1)[1].split("\n\n")

    @cached_property
    def surnames(self) -> Mapping[tuple[int, ...], Sequence[tuple[str, float]]]:
        """By their syllables, with the share of people who bear each."""
        found: defaultdict[tuple[int, ...], list[tuple[str, float]]] = defaultdict(list)
        for name, read, often in map(str.split, self._surnames.splitlines()):
            found[tuple(NUMBER[each] for each in read.split("'"))].append((name, int(often) / 1e6))
        return dict(found)

    @cached_property
    def given(self) -> _Given:
        """Given names, and the characters of those that are not listed."""
        rows = [line.split() for line in self._given.splitlines()]
        found: list[defaultdict[int, list[tuple[str, float]]]] = [defaultdict(list) for _ in range(3)]
        totals = [sum(int(row[place]) for row in rows) for place in (2, 3, 4)]
        read = {character: NUMBER[syllable] for character, syllable, *_ in rows}
        for character, _, *often in rows:
            for by, count, total in zip(found, often, totals, strict=True):
                by[read[character]].append((character, int(count) / total))
        for some in (each for by in found for each in by.values()):
            some.sort(key=lambda one: -one[1])
            del some[_MOST_LISTED:]
        alone = {(syllable,): some for syllable, some in found[0].items()}
        pairs: defaultdict[tuple[int, ...], dict[str, float]] = defaultdict(dict)
        for name, often in map(str.split, self._pairs.splitlines()):
            pairs[read[name[0]], read[name[1]]][name] = int(often) / totals[1]
        return _Given(alone, dict(found[1]), dict(found[2]), dict(pairs))


@dataclass(frozen=True, slots=True)
class _Given:
    alone: dict[tuple[int, ...], list[tuple[str, float]]]
    """Given names by their syllables, with P, the likeliest first."""
    first: dict[int, list[tuple[str, float]]]
    second: dict[int, list[tuple[str, float]]]
    pairs: dict[tuple[int, ...], dict[str, float]]


@cache
def lists() -> _Lists:
    """Read once."""
    return _Lists()


class Names:
    """Names over the words of a pack."""

    def __init__(self, words: Words, unigram: FloatArray) -> None:
        self._words, self._unigram, self._lists = words, unigram, lists()
        self.texts = lru_cache(4_096)(self._texts)
        """``texts(surname, given)``: names of these syllables, with the surname's word and -ln P of the rest
        when that word stands there, the likeliest first."""
        self._given = lru_cache(4_096)(self._likeliest)
        """``_given(syllables)``: given names with P, the likeliest first."""
        self.surnames = self._lists.surnames

    def _texts(self, surname: tuple[int, ...], given: tuple[int, ...]) -> Sequence[tuple[str, int, float]]:
        found: list[tuple[str, int, float]] = []
        for first, often in self._lists.surnames.get(surname, ()):
            if word := self._words.id(first):
                is_one = min(SURE, SHARE * often / math.exp(float(self._unigram[word])))
                found += [(first + name, word, -math.log(is_one * part)) for name, part in self._given(given)]
        return sorted(found, key=lambda each: each[2] - float(self._unigram[each[1]]))[:_MOST_LISTED]

    def _likeliest(self, syllables: tuple[int, ...]) -> Sequence[tuple[str, float]]:
        lists = self._lists.given
        if len(syllables) == 1:
            return [(each, ALONE * part) for each, part in lists.alone.get(syllables, ()) if part]
        pairs = lists.pairs.get(syllables, {})
        found = {name: PAIRED * part for name, part in pairs.items()}
        for first, p in lists.first.get(syllables[0], ()):
            for second, q in lists.second.get(syllables[1], ()):
                name = first + second
                found[name] = found.get(name, 0.0) + (1 - PAIRED) * p * q
        likely = sorted(found.items(), key=lambda each: -each[1])[:_MOST_LISTED]
        return [(name, (1 - ALONE) * part) for name, part in likely if part]


class NameFinder:
    """Where names may stand in a row of keys; told of each key as it comes."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._parts: list[list[_Part]] = [[]]
        self._syllables: list[list[tuple[int, int, float]]] = [[]]

    def cut(self, length: int) -> None:
        """Forget what lies behind the first ``length`` keys."""
        del self._parts[length + 1 :], self._syllables[length + 1 :]

    def ending(self, edges: Sequence[Edge]) -> list[NameEdge]:
        """The names that end after one key more; ``edges``: all syllables that do, the cheapest first."""
        here: list[tuple[int, int, float]] = []
        parts: list[_Part] = []
        for each in edges:
            if each.cost > EXACT:
                break
            if each.last - each.first == 1:
                here.append((each.start, each.first, each.cost))
                parts += self._longer(each.start, each.first, each.cost)
        # Of syllables within others (an in shan), the longer ones come first: few begin at the others.
        parts.sort(key=lambda one: (one.cost, one.start))
        self._syllables.append(here)
        self._parts.append(parts[:_MOST_PARTS])
        return [
            NameEdge(each.start, text, _read(each.surname + each.given), word, each.cost + cost)
            for each in self._parts[-1]
            if each.given
            for text, word, cost in self._names.texts(each.surname, each.given)[
                : _MOST_TEXTS if each.start else _MOST_LISTED
            ]
        ]

    def _longer(self, start: int, syllable: int, cost: float) -> Iterator[_Part]:
        """Parts that end in a syllable."""
        if (syllable,) in self._names.surnames:
            yield _Part(start, (syllable,), (), cost)
        for begin, before, more in self._syllables[start]:
            if (before, syllable) in self._names.surnames:
                yield _Part(begin, (before, syllable), (), more + cost)
        for each in self._parts[start]:
            if len(each.given) < 2:
                yield each._replace(given=(*each.given, syllable), cost=each.cost + cost)


def _read(syllables: Sequence[int]) -> tuple[str, ...]:
    return tuple(SYLLABLES[each] for each in syllables)
