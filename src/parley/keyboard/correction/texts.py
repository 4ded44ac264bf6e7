"""Whole texts: which of their words are doubtful, the words on both sides considered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from parley.keyboard.correction.judging import Judge
from parley.keyboard.correction.lexicon import LONGEST, plain
from parley.keyboard.correction.types import Flag, Suggestion
from parley.keyboard.packs.segmenting import ENDS
from parley.keyboard.packs.words import BEGINNING, END, UNKNOWN
from parley.keyboard.prediction.casing import written
from parley.keyboard.types import IntArray

LONGEST_TEXT = 10_000
"""Characters of a text that are read."""
MOST_FLAGS = 200
FLAGGED = 0.5
"""How likely a word must be wrong to be flagged."""
FLAGGED_NAME = 0.97
"""The same for a word with a capital within a sentence."""
FLAGGED_KNOWN = 0.995
"""The same for a word that exists."""
_CONFUSED = -7.0
"""ln P that a word is mistaken for a certain other one; a stated guess."""
_MOST_CONFUSED = 12
_LEAST = 0.0005
"""Suggestions less likely than this are not made."""
_TOKEN = re.compile(
    r"[\w.+-]+@[\w.-]+|(?:https?://|www\.)\S+|[#@]\w+"  # addresses
    r"|\w*\d\w*"  # numbers, and words with them
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"
    r"|[^\w\s]|\n"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class TextSpeller:
    """Of one language with an alphabet."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._pack = judge.pack
        self._mistaken = lru_cache(4_000)(self._alike)

    def spelt(self, text: str, most: int) -> list[Flag]:
        """The doubtful words, in their order."""
        tokens = list(_TOKEN.finditer(text[:LONGEST_TEXT]))
        ids = [self._id(token.group(), place, tokens) for place, token in enumerate(tokens)]
        found: list[Flag] = []
        for place, token in enumerate(tokens):
            word = token.group()
            if len(found) >= MOST_FLAGS:
                break
            if not _WORD.fullmatch(word) or not 1 < len(word) <= LONGEST or word[1:] != word[1:].lower():
                continue
            flag = self._flag(token.start(), word, place, ids, most)
            if flag is not None:
                found.append(flag)
        return found

    def _flag(self, start: int, word: str, place: int, ids: Sequence[int], most: int) -> Flag | None:
        begins = place == 0 or ids[place - 1] == END
        first, second = (UNKNOWN, BEGINNING, *ids[:place])[-2:]
        before = (UNKNOWN, BEGINNING) if begins else (BEGINNING if first == END else first, second)
        known = ids[place] != UNKNOWN
        if known:
            return self._confused(start, word, place, ids, before, most)
        judged = self._judge.judge(plain(word), before, None)
        if judged is None or judged.valid:
            return None
        limit = FLAGGED if begins or not word[0].isupper() else FLAGGED_NAME
        if 1 - judged.stays < limit and (word[0].isupper() or judged.itself is not None):
            return None
        best = np.argsort(-judged.meant, kind="stable")[:most].tolist()
        suggestions = (
            Suggestion(
                written(self._judge.suggested(judged, each), word, False), round(float(judged.meant[each]), 4)
            )
            for each in best
            if judged.meant[each] >= _LEAST
        )
        return Flag(start, len(word), tuple(suggestions))

    def _confused(
        self, start: int, word: str, place: int, ids: Sequence[int], before: tuple[int, int], most: int
    ) -> Flag | None:
        """A word that exists, and hardly fits: another that looks or sounds like it fits far better."""
        others = self._mistaken(plain(word))
        if not len(others) or before[1] == UNKNOWN:
            return None
        after = ids[place + 1] if place + 1 < len(ids) else END
        words = np.concatenate([[ids[place]], others]).astype(np.int32)
        likely = self._around(before, words, after)
        odds = np.exp(np.clip(likely - likely[0], -50, 50)) * np.exp(
            np.where(words == words[0], 0, _CONFUSED)
        )
        shares = odds / odds.sum()
        if 1 - float(shares[0]) < FLAGGED_KNOWN:
            return None
        best = [each for each in np.argsort(-shares, kind="stable").tolist() if each][:most]
        suggestions = (
            Suggestion(
                written(self._pack.words.text(int(words[each])), word, False), round(float(shares[each]), 4)
            )
            for each in best
            if shares[each] >= _LEAST
        )
        return Flag(start, len(word), tuple(suggestions), known=True)

    def _around(self, before: tuple[int, int], words: IntArray, after: int) -> np.ndarray:
        """ln P of each word between the two before and the one after, and of that."""
        width = max(self._pack.model.order - 1, 1)
        rows = np.zeros((len(words), width + 1), np.int32)
        rows[:, -2] = before[1]
        rows[:, -min(3, width + 1)] = before[0] if width > 1 else before[1]
        rows[:, -1] = words
        likely = self._pack.model.score(rows[:, :-1], words).astype(np.float64)
        return likely + self._pack.model.score(rows[:, 1:], np.full(len(words), after, np.int32))

    def _alike(self, word: str) -> IntArray:
        """Common words one letter away, or that sound the same."""
        judged = self._judge.judge(word, None, None)
        if judged is None:
            return np.zeros(0, np.int32)
        near = judged.near
        some = (near.ids > END) & (near.ids < len(self._pack.words)) & near.valid & (near.logs > -12)
        some &= (near.distance == 1) | ((near.sound == 0) & (near.distance <= 2))
        return near.ids[some][np.argsort(-near.logs[some], kind="stable")[:_MOST_CONFUSED]]

    def _id(self, token: str, place: int, tokens: Sequence[re.Match[str]]) -> int:
        """The number of a word however it is cased here; ``END`` for a mark that ends a sentence."""
        if token in ENDS:
            return END
        words = self._pack.words
        begins = place == 0 or tokens[place - 1].group() in ENDS
        straight = token.replace("’", "'")
        forms = (straight.lower(), straight) if begins else (straight, straight.lower())
        return next((id for form in forms if (id := words.id(form)) != UNKNOWN), UNKNOWN)
