"""What comes next in Chinese: the rest of a word that is begun, and the words after it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from parley.keyboard.packs.ngrams import distinct
from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import BEGINNING, UNKNOWN
from parley.keyboard.prediction.own import People
from parley.keyboard.types import LONGEST_BEFORE, Candidate, FloatArray, IntArray, Kind, PersonalModel

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff〇]+")
_SENTENCE = re.compile(r"[^。！？!?…；;\n]*$")
_LOOKED_AT = 24
"""Characters before that are cut into words; what is further back says nothing of the next word."""
_FOLLOWING = 40
_LONGER = 20
"""Words that go on from the last one and are looked at."""
_CUT_SHORT = 4.0
"""Nats against the rest of a word: who wanted the longer word has mostly typed it at once. Set on CrossWOZ's
validation part."""
_COMMA = "，"


class Hanzi:
    """Of one Chinese pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._people = People(pack)
        self._beginning = self._sentence_begins()
        self._after = lru_cache(2_000)(self._followers)
        self._cut = lru_cache(200)(self._words)

    def next(self, before: str, most: int, personal: PersonalModel | None) -> list[Candidate]:
        """Words that may come next, the likeliest first; none where no Chinese is in front."""
        words = self._cut(before[-LONGEST_BEFORE:])
        if words is None:
            return []
        found: dict[str, Candidate] = {}
        for each in (*self._following(words, personal), *self._rests(words)):
            if each.text not in found or found[each.text].score < each.score:
                found[each.text] = each
        return sorted(found.values(), key=lambda each: (-each.score, each.text))[:most]

    def last(self, before: str) -> str:
        """The word before; empty where none is."""
        words = self._cut(before[-LONGEST_BEFORE:])
        return words[-1] if words and _HAN.fullmatch(words[-1]) else ""

    def _words(self, before: str) -> tuple[str, ...] | None:
        """The words of the sentence so far, () where one begins; None where something else is written."""
        sentence = _SENTENCE.search(before)
        text = sentence.group()[-_LOOKED_AT:].strip() if sentence else ""
        if not text:
            return () if not before.strip() or _HAN.search(before) else None
        if not _HAN.search(text[-4:]):
            return None
        return tuple(self._pack.segmented(text))

    def _ids(self, words: tuple[str, ...]) -> tuple[int, int]:
        ids = [self._pack.words.id(word) for word in words[-2:]]
        first, second = [UNKNOWN, self._beginning, *ids][-2:]
        return first, second

    def _sentence_begins(self) -> int:
        """The number that stands before a sentence.

        A model that does not know how sentences begin puts a mark there first, too; what follows a comma is
        near to what begins a sentence.
        """
        likeliest = self._pack.model.followers((UNKNOWN, BEGINNING), 1)
        known = bool(likeliest) and _HAN.match(self._pack.words.text(likeliest[0][0])) is not None
        return BEGINNING if known else self._pack.words.id(_COMMA) or BEGINNING

    def _followers(self, before: tuple[int, int]) -> tuple[IntArray, FloatArray]:
        found = self._pack.model.followers(before, _FOLLOWING)
        found = [each for each in found if _HAN.match(self._pack.words.text(each[0]))]
        return np.array([id for id, _ in found], np.int32), np.array([ln for _, ln in found], np.float32)

    def _following(self, words: tuple[str, ...], personal: PersonalModel | None) -> Iterable[Candidate]:
        before = self._ids(words)
        ids, scores = self._after(before)
        own = self._people.own(personal)
        if own is not None:
            texts = ("", "", *words)[-2:]
            before = own.context(before, (texts[0], texts[1]))
            ids = distinct(np.concatenate((ids, own.beginning(before, ""))))
            here = np.array(before, np.int32)
            scores = own.model.mixed(here, ids, self._likely(here, ids)) if len(ids) else scores
        for id, score in zip(ids.tolist(), scores.tolist(), strict=True):
            text = self._text(id, personal)
            if _HAN.match(text):
                yield Candidate(text, 0, Kind.NEXT, score, (text,))

    def _rests(self, words: tuple[str, ...]) -> Iterable[Candidate]:
        """What is missing of longer words that begin with the last one, or the last two.

        They are weighed against the words that are there, all looked up at once: the last one after the two
        before it, the one before that likewise, then longer words in place of the one, and of both.
        """
        begun = ["".join(words[-count:]) for count in (1, 2) if len(words) >= count]
        begun = [each for each in begun if _HAN.fullmatch(each)]
        if not begun:
            return
        places = [self._ids(words[:-count]) for count in range(1, len(begun) + 1)]
        ids = [self._pack.words.id(words[-count]) for count in range(1, len(begun) + 1)]
        rows = list(places)
        texts: list[tuple[str, int]] = []
        for count, each in enumerate(begun):
            for id in self._pack.words.starting(each, _LONGER).tolist():
                if len(text := self._pack.words.text(id)) > len(each):
                    texts.append((text[len(each) :], count))
                    ids.append(id)
                    rows.append(places[count])
        scores = self._likely(np.array(rows, np.int32), np.array(ids, np.int32)).tolist()
        there = [sum(scores[: count + 1]) + _CUT_SHORT for count in range(len(begun))]
        for (rest, count), score in zip(texts, scores[len(begun) :], strict=True):
            yield Candidate(rest, 0, Kind.NEXT, score - there[count])

    def _likely(self, before: IntArray, ids: IntArray) -> FloatArray:
        """ln P of words; ``before`` (n, 2)."""
        width = max(self._pack.model.order - 1, 1)
        wide = np.zeros((len(ids), max(width, 2)), np.int32)
        wide[:, -2:] = before
        return self._pack.model.score(wide[:, -width:], ids)

    def _text(self, id: int, personal: PersonalModel | None) -> str:
        size = len(self._pack.words)
        if id < size:
            return self._pack.words.text(id)
        return personal.own[id - size].text if personal is not None else ""
