"""What one person types, in memory: learned a sentence at a time, asked through a view of a pack."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

from parley.home.collections import BadRecord
from parley.keyboard.learning.coding import decoded, encoded
from parley.keyboard.learning.counts import gain
from parley.keyboard.learning.mixing import PAIRS, TRIPLES, Contexts, View
from parley.keyboard.learning.types import LearnedWord
from parley.keyboard.learning.vocabulary import MARKS, Vocabulary, learnable
from parley.keyboard.types import OwnWord, PersonalModel, Typed

if TYPE_CHECKING:
    from parley.keyboard.packs.pack import Pack

_MOST_VIEWS = 8
"""Packs that views are kept of."""
ENOUGH = 1.5
"""What a word that a pack lacks must weigh to be offered: once may have been a slip of a finger."""
_BEGINNING = 1
"""The beginning of a sentence among a pack's words."""


class Personal:
    """Of one account, all languages. Not for two threads at once."""

    def __init__(self, vocabularies: Iterable[Vocabulary] = (), now: float = 0.0) -> None:
        """``now``: when something was last learned."""
        self.stamp = 0
        """Another number after every change."""
        self._now = now
        self._tongues = {each.language: each for each in vocabularies}
        self._views: dict[int, tuple[Pack, _Overlay]] = {}

    @property
    def vocabularies(self) -> Sequence[Vocabulary]:
        """By language."""
        return list(self._tongues.values())

    def learn(self, typed: Typed, now: float) -> None:
        """Count what was written at a moment (POSIX seconds)."""
        self.learn_all((typed,), now)

    def learn_all(self, events: Iterable[Typed], now: float) -> None:
        """The same of much at once, such as a text: far cheaper than one by one."""
        by_language: dict[str, list[Typed]] = {}
        for each in events:
            by_language.setdefault(each.language, []).append(each)
        for language, some in by_language.items():
            self._tongue(language).learn(some, now)
        self._now = max(self._now, now)
        self.stamp += 1

    def take_in(self, words: Iterable[LearnedWord], now: float) -> int:
        """Words from elsewhere, weighing what they do at a moment; how many were new or are different."""
        taken, weighs = 0, gain(now)
        for each in words:
            tongue = self._tongue(each.language)
            taken += tongue.take_in(each.text, each.reading, each.weight * weighs, each.used, each.kept)
        self._now = max(self._now, now)
        self.stamp += 1
        return taken

    def lacks(self, word: LearnedWord, now: float) -> bool:
        """Whether taking a word in would change anything that matters."""
        tongue = self._tongue(word.language)
        number = tongue.numbers.get(word.text)
        if number is None:
            return learnable(word.text)
        lighter = tongue.weights[number] < 0.99 * word.weight * gain(now)
        read = word.reading in ("", tongue.readings.get(number))
        return lighter or not read or (word.kept and number not in tongue.kept)

    def forget(self, text: str, language: str = "") -> bool:
        """Forget a word, and every pair and correction with it; of all languages for ``""``."""
        found = [each.forget(text) for each in self.vocabularies if language in ("", each.language)]
        self.stamp += 1
        return any(found)

    def add(self, vocabulary: Vocabulary) -> None:
        """Add what another device counted."""
        self._tongue(vocabulary.language).add(vocabulary)
        self.stamp += 1

    def view(self, pack: Pack) -> PersonalModel:
        """This over a pack's numbers; the same object until something changes."""
        known = self._views.get(id(pack))
        if known is None:
            while len(self._views) >= _MOST_VIEWS:
                del self._views[next(iter(self._views))]
            known = self._views[id(pack)] = pack, _Overlay(pack)
        return known[1].view(self._tongue(pack.language), self.stamp, self._now)

    def dump(self) -> bytes:
        """All of it, for ``load``."""
        return msgspec.msgpack.encode(
            (self._now, [encoded(each, self._now, 0) for each in self.vocabularies])
        )

    @staticmethod
    def load(data: bytes) -> Personal:
        """What ``dump`` gave. Raises ``BadRecord``."""
        try:
            now, several = msgspec.msgpack.decode(data, type=tuple[float, list[bytes]])
        except msgspec.MsgspecError as error:
            raise BadRecord(f"What was learned cannot be read ({type(error).__name__}).") from None
        return Personal(map(decoded, several), now)

    @staticmethod
    def merged(several: Sequence[Personal]) -> Personal:
        """What several devices counted, added up."""
        whole = Personal(now=max((each._now for each in several), default=0.0))
        for each in several:
            for vocabulary in each.vocabularies:
                whole.add(vocabulary)
        return whole

    def _tongue(self, language: str) -> Vocabulary:
        return self._tongues.setdefault(language, Vocabulary(language))


class _Overlay:
    """What is known of a vocabulary's words in a pack, so that a view after a word more is quick."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._made: tuple[int, View] | None = None
        found = pack.words.ids([*MARKS])
        self._marks = found[found > _BEGINNING]
        self._begin(-1)

    def _begin(self, generation: int) -> None:
        self._generation = generation
        self._to_pack: NDArray[np.int32] = np.zeros(0, np.int32)
        self._strangers: list[int] = []
        """Numbers of words that the pack lacks."""
        self._folded: list[tuple[str, int]] = []
        """Words of the pack, sorted."""

    def view(self, vocabulary: Vocabulary, stamp: int, now: float) -> View:
        if self._made is not None and self._made[0] == stamp:
            return self._made[1]
        if self._generation != vocabulary.generation:
            self._begin(vocabulary.generation)
        self._look_up(vocabulary)
        made = self._build(vocabulary, gain(now))
        self._made = stamp, made
        return made

    def _look_up(self, vocabulary: Vocabulary) -> None:
        """Find the words that are new since the last time."""
        seen, words = len(self._to_pack), self._pack.words
        new = vocabulary.texts[seen:]
        if not new:
            return
        ids = words.ids(new)
        ids[ids == 0] = -1
        if not seen:
            ids[0] = _BEGINNING
        known = [(text.casefold(), int(id)) for text, id in zip(new, ids, strict=True) if id > _BEGINNING]
        if len(known) > 100:
            self._folded = sorted([*self._folded, *known])
        else:
            self._folded = list(self._folded)  # views hold the one before
            for each in known:
                insort(self._folded, each)
        for number in np.flatnonzero(ids < 0).tolist():
            # A word that the pack has in another casing is none of one's own.
            if not len(words.id_folded(new[number])):
                self._strangers.append(seen + number)
        self._to_pack = np.concatenate([self._to_pack, ids])

    def _build(self, vocabulary: Vocabulary, weighs: float) -> View:
        often = vocabulary.weights / weighs
        mine = [
            number
            for number in self._strangers
            if often[number] >= ENOUGH or number in vocabulary.readings or number in vocabulary.kept
        ]
        size, to_pack = len(self._pack.words), self._to_pack.copy()
        to_pack[mine] = np.arange(size, size + len(mine), dtype=np.int32)
        own = tuple(
            OwnWord(vocabulary.texts[number], tuple(vocabulary.readings.get(number, "").split()))
            for number in mine
        )
        folded = self._folded
        if mine:
            folded = sorted([*folded, *((each.text.casefold(), size + i) for i, each in enumerate(own))])
        corrections: dict[str, list[tuple[int, float]]] = {}
        for (typed, number), weight in sorted(vocabulary.corrections.items(), key=lambda each: -each[1]):
            if to_pack[number] >= 0:
                corrections.setdefault(typed, []).append((int(to_pack[number]), weight / weighs))
        return View(
            to_pack,
            size,
            own,
            often,
            Contexts(vocabulary.pairs, weighs, PAIRS),
            Contexts(vocabulary.triples, weighs, TRIPLES),
            folded,
            frozenset(vocabulary.texts[number].casefold() for number in vocabulary.kept),
            corrections,
            self._marks,
        )
