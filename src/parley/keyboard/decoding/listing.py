"""The candidates of a lattice: whole sentences, and the words that its first keys may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from parley.keyboard.decoding.lattice import Lattice
from parley.keyboard.decoding.lexicon import Lexicon
from parley.keyboard.decoding.places import Step
from parley.keyboard.pinyin.syllables import NUMBER
from parley.keyboard.types import Candidate, FloatArray, Kind
from parley.language.script import to_traditional

SENTENCES = 3
"""Whole sentences that are offered; another than the first only if it is so likely beside it (ln):"""
CLOSE = 4.0
NAMES = 5
"""The same, where they are but somebody's name: of these many sound alike."""


class Vocabulary(Protocol):
    """What the numbers of words mean."""

    @property
    def lexicons(self) -> list[Lexicon]: ...

    def text(self, word: int) -> str: ...


class Listing:
    """The candidates of what was typed, to be asked after each key."""

    def __init__(self, vocabulary: Vocabulary, lattice: Lattice, script: str) -> None:
        self._vocabulary, self._lattice, self._script = vocabulary, lattice, script
        self._end = len(lattice.sentences) - 1

    def _steps(self, sentence: int) -> list[Step]:
        """The words of a sentence that ends at the last place."""
        steps: list[Step] = []
        end = self._end
        while end:
            step = self._lattice.steps[end].get(sentence) or self._step(end, sentence)
            steps.append(step)
            end, sentence = step.begin, step.follows
        return steps[::-1]

    def _step(self, end: int, sentence: int) -> Step:
        place, vocabulary = self._lattice.sentences[end], self._vocabulary
        word, begin = int(place.word[sentence]), int(place.begin[sentence])
        known = word >= 0
        text = vocabulary.text(word) if known else place.texts[-1 - word]
        lexicon = vocabulary.lexicons[int(place.lexicon[sentence])]
        syllables = lexicon.reading(int(place.node[sentence])) if known else place.readings[-1 - word]
        step = Step(text, begin, end, known, syllables, int(place.follows[sentence]))
        self._lattice.steps[end][sentence] = step
        return step

    def ends(self) -> list[int]:
        """Where the syllables of the best sentence end, for showing what was typed with spaces."""
        found: list[int] = []
        for step in self._steps(0) if self._end else ():
            if step.ends is None:
                numbers = tuple(NUMBER[each] for each in step.syllables)
                aligned = self._aligned(numbers, step.begin, step.end)
                step.ends = tuple(aligned[1]) if aligned else (step.end,)
            found += step.ends
        return found

    def _aligned(self, syllables: tuple[int, ...], begin: int, end: int) -> tuple[float, list[int]] | None:
        """The cheapest cut of the keys from ``begin`` to ``end`` into syllables, and its cost."""
        if not syllables:
            return (0.0, []) if begin == end else None
        best: tuple[float, list[int]] | None = None
        for edge in self._lattice.edges[end]:
            if edge.first <= syllables[-1] < edge.last and edge.start >= begin + len(syllables) - 1:
                rest = self._aligned(syllables[:-1], begin, edge.start)
                if rest and (best is None or rest[0] + edge.cost < best[0]):
                    best = rest[0] + edge.cost, [*rest[1], end]
        return best

    def candidates(self, most: int) -> tuple[Candidate, ...]:
        """Sentences, then words for the first keys, the likeliest first; no text twice."""
        found: dict[str, Candidate] = {}
        for each in (*self._sentences(), *self._words(most)):
            found.setdefault(each.text, each)
        return tuple(found.values())[:most]

    def _sentences(self) -> list[Candidate]:
        scores = self._lattice.sentences[self._end].score
        texts: dict[str, Candidate] = {}
        for number in range(len(scores)):
            if scores[number] < scores[0] - CLOSE:
                break
            if len(texts) >= (NAMES if self._is_name(number) else SENTENCES):
                continue
            steps = self._steps(number)
            words = tuple(each.text for each in steps)
            reading = " ".join(one for each in steps for one in each.syllables)
            text = self._written("".join(words))
            texts.setdefault(
                text, Candidate(text, self._end, Kind.SENTENCE, float(scores[number]), words, reading)
            )
        return list(texts.values())

    def _is_name(self, sentence: int) -> bool:
        """Whether it is nothing but somebody's name."""
        place = self._lattice.sentences[self._end]
        word = int(place.word[sentence])
        return word < 0 and not place.begin[sentence] and bool(place.readings[-1 - word])

    def _words(self, most: int) -> list[Candidate]:
        """Words from the beginning; how likely anything is that may follow each counts as well."""
        lattice, vocabulary = self._lattice, self._vocabulary
        rest = lattice.rest()
        ends = [end for end, each in enumerate(lattice.first) if len(each.word)]
        if not ends:
            return []
        first = [lattice.first[end] for end in ends]
        total = np.concatenate([each.score + rest[end] for each, end in zip(first, ends, strict=True)])
        ahead = lattice.best[self._end] - rest[0]
        total += ahead
        word, node = (
            np.concatenate([each.word for each in first]),
            np.concatenate([each.node for each in first]),
        )
        lexicon = np.concatenate([each.lexicon for each in first])
        end = np.repeat(ends, [len(each.word) for each in first])
        candidates: dict[str, Candidate] = {}
        for row in np.argsort(-total, kind="stable").tolist():
            text = vocabulary.text(int(word[row]))
            if text not in candidates:
                reading = " ".join(vocabulary.lexicons[int(lexicon[row])].reading(int(node[row])))
                written, keys = self._written(text), int(end[row])
                candidates[text] = Candidate(written, keys, Kind.WORD, float(total[row]), (text,), reading)
            if len(candidates) == most:
                break
        listed = sorted([*candidates.values(), *self._names(rest + ahead)], key=lambda each: -each.score)
        return listed[:most]

    def _names(self, rest: FloatArray) -> Iterator[Candidate]:
        """Names from the beginning."""
        for keys, some in enumerate(self._lattice.names):
            for name, score in some:
                text, reading = self._written(name.text), " ".join(name.reading)
                yield Candidate(text, keys, Kind.WORD, score + float(rest[keys]), (name.text,), reading)

    def _written(self, text: str) -> str:
        return to_traditional(text) if self._script == "hant" else text
