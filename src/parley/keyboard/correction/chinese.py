"""Chinese texts: words that were mistaken for others that sound the same, as happens when typing by pinyin.

A noisy channel: of all sentences that sound like the text, the likeliest that differs from it in few
characters; a beam over the words that fit the sounds from left to right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from parley.keyboard.correction.types import Flag, Suggestion
from parley.keyboard.decoding.lexicon import PREFIX, Lexicon
from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import BEGINNING, UNKNOWN
from parley.keyboard.pinyin.syllables import NUMBER
from parley.keyboard.types import IntArray

LONGEST_TEXT = 1_500
"""Characters of a text that are read."""
_STRETCH = 40
"""Characters between marks that are read at once; longer stretches are cut."""
_LONGEST_WORD = 5
_WRONG, _MORE = 6.5, 5.0
"""-ln P that a word stands for another that sounds the same, about 1 in 700, and of each character beyond the
first that differs. Set on CrossWOZ's validation part."""
_SURE = 3.0
"""By so many nats must a sentence be likelier than the text for its words to be flagged."""
_BEAM = 12
_SOUNDING = 10
"""Words of one sound that are tried, the likeliest."""
_HAN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class _State:
    """A way to read the text up to some character."""

    score: float
    words: tuple[tuple[int, str], ...]
    """Where each word begins, and the word."""
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Step:
    """A word that the next characters may be."""

    word: int
    text: str
    wrong: int
    """Characters that differ."""

    @property
    def cost(self) -> float:
        return _WRONG + _MORE * (self.wrong - 1) if self.wrong else 0.0


class ChineseSpeller:
    """Of one pack with a lexicon by sounds."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._lexicon = Lexicon(pack.arrays) if f"{PREFIX}keys" in pack.arrays else None

    def spelt(self, text: str, most: int = 5) -> list[Flag]:
        """The doubtful words of a text's first 1,500 characters, as ``types.Speller``."""
        found: list[Flag] = []
        if self._lexicon is None:
            return found
        for stretch in _HAN.finditer(text[:LONGEST_TEXT]):
            for start in range(stretch.start(), stretch.end(), _STRETCH):
                part = text[start : min(start + _STRETCH, stretch.end())]
                if len(part) > 1:
                    found += self._flags(start, part, most)
        return found

    def _flags(self, start: int, part: str, most: int) -> list[Flag]:
        sounds = _sounds(part)
        as_it_stands = self._best(part, sounds, change=False)
        meant = self._best(part, sounds, change=True)
        changed = [(place, word) for place, word in meant.words if part[place : place + len(word)] != word]
        gain = (meant.score - as_it_stands.score) / max(1, len(changed))
        if not changed or gain < _SURE:
            return []
        sure = round(float(1 / (1 + np.exp(-gain))), 4)
        return [
            Flag(start + place, len(word), (Suggestion(word, sure),)[:most], known=True)
            for place, word in changed
        ]

    def _best(self, part: str, sounds: list[int], change: bool) -> _State:
        """The likeliest reading: of other characters, too, or of the text as it stands."""
        states: list[list[_State]] = [[] for _ in range(len(part) + 1)]
        states[0] = [_State(0.0, (), (UNKNOWN, BEGINNING))]
        for place in range(len(part)):
            kept = sorted(states[place], key=lambda each: -each.score)[:_BEAM]
            steps = self._steps(part, sounds, place, change)
            scores = self._scores(kept, [each.word for each in steps])
            for row, state in enumerate(kept):
                for column, step in enumerate(steps):
                    states[place + len(step.text)].append(
                        _State(
                            state.score + float(scores[row, column]) - step.cost,
                            (*state.words, (place, step.text)),
                            (state.last[1], step.word),
                        )
                    )
        return max(states[-1], key=lambda each: each.score)

    def _scores(self, states: list[_State], words: list[int]) -> np.ndarray:
        """(states, words) ln P of each word after each state."""
        width = max(self._pack.model.order - 1, 1)
        before = np.zeros((len(states), width), np.int32)
        before[:, -min(width, 2) :] = [each.last[-min(width, 2) :] for each in states]
        rows = np.repeat(before, len(words), axis=0)
        found = self._pack.model.score(rows, np.tile(np.array(words, np.int32), len(states)))
        return found.reshape(len(states), len(words))

    def _steps(self, part: str, sounds: list[int], place: int, change: bool) -> list[_Step]:
        """Words that may begin at a character: those that stand there, and those that sound like them."""
        words = self._pack.words
        found = {part[place]: _Step(words.id(part[place]), part[place], 0)}
        for end in range(place + 2, min(place + _LONGEST_WORD, len(part)) + 1):
            if (id := words.id(part[place:end])) != UNKNOWN:
                found[part[place:end]] = _Step(id, part[place:end], 0)
        if change:
            for each in self._sounding(part, sounds, place):
                found.setdefault(each.text, each)
        return list(found.values())

    def _sounding(self, part: str, sounds: list[int], place: int) -> list[_Step]:
        lexicon = self._lexicon
        assert lexicon is not None
        found: list[_Step] = []
        node = np.zeros(1, np.int32)
        for end in range(place, min(place + _LONGEST_WORD, len(part))):
            if sounds[end] < 0:
                break
            _, node = lexicon.steps(node, _one(sounds[end]), _one(sounds[end] + 1))
            if not len(node):
                break
            standing = part[place : end + 1]
            for entry in lexicon.entries(node, _SOUNDING)[1].tolist():
                id = int(lexicon.word[entry])
                text = self._pack.words.text(id)
                wrong = sum(one != other for one, other in zip(text, standing, strict=False))
                if len(text) == len(standing) and wrong:
                    found.append(_Step(id, text, wrong))
        return found


def _one(number: int) -> IntArray:
    return np.array([number], np.int32)


def _sounds(part: str) -> list[int]:
    """Numbers of the syllables of characters, -1 where there is none."""
    from pypinyin import Style, lazy_pinyin

    read = lazy_pinyin(part, style=Style.NORMAL, v_to_u=False)
    return [NUMBER.get(each, -1) for each in read] if len(read) == len(part) else [-1] * len(part)
