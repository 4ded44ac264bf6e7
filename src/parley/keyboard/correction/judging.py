"""How likely each word was meant, and how likely what was typed was: a noisy channel in context."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from parley.keyboard.correction.channel import UNIT, Channel, learned
from parley.keyboard.correction.lexicon import LONGEST, Lexicon, of_pack, of_words, plain
from parley.keyboard.correction.nearest import KEPT, Near, near
from parley.keyboard.correction.ranking import features, weights
from parley.keyboard.correction.splitting import Split, splits
from parley.keyboard.layouts.layout import layout
from parley.keyboard.packs.pack import Pack
from parley.keyboard.types import FloatArray, PersonalModel, Point

MISTAKES = -2.0
"""ln P that a word is not typed as it was meant: 1 in 7; more than in books, about what thumbs do."""
CONTEXT = 0.7
"""How much what stands before counts beside how frequent a word is at all."""
_UNKNOWN, _A_LETTER = -10.0, -2.0
"""ln P of a word that nobody knows, and of each of its letters. These and the two above were set on CLINC's
test part with slips, and on names in SNIPS' validation part; neither is measured with."""
_NO_CAPITAL = -2.5
"""ln P that a name is written small: 1 in 12."""
_OWN = -10.0
"""ln P of a person's own word before the person's model is asked."""
_MOST_OWN, _NEAR_OWN = 2_000, 8
"""Own words that are compared, and those that are looked at closely."""
_IN_CONTEXT = 24
"""Words that are compared in their context."""
_LONG = 9
"""Letters of a word beyond which half as many others are like it."""
_AT_HAND = 16
"""Words whose neighbours are kept: those of one text box, asked for several times at a key."""
_DOUBT = 0.8
"""How much of what speaks for a mistake is believed."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Of one word that was typed."""

    near: Near
    """Words that may have been meant, without the typed one."""
    meant: FloatArray
    """(n + splits,) how likely each was; they and ``stays`` add up to 1."""
    splits: tuple[Split, ...]
    itself: int | None
    """The number of what was typed, if it is a word; below 0 a rare one."""
    valid: bool
    """Whether it is one in good spelling."""
    stays: float
    """How likely it was meant as it is."""


class Judge:
    """Of one pack and one layout. Several threads may ask it."""

    def __init__(self, pack: Pack, layout_name: str) -> None:
        keys = layout(layout_name)
        self.pack = pack
        self.lexicon: Lexicon = of_pack(pack)
        self._channel = Channel(learned(pack.language, layout_name, self.lexicon.edge + 1), keys)
        self._weights = weights(pack.language)
        hidden: list[int] = pack.arrays.get("prediction.hidden", np.zeros(0, np.int32)).tolist()
        self._hidden = frozenset(hidden)
        of = f"{pack.language}.spell.more."
        self._letters = pack.arrays.get(f"{of}letters", np.zeros(0, np.uint8)).data
        """Of the pack's rare words, as ``packs.words`` has them of the others."""
        self._ends: memoryview[int] = pack.arrays.get(f"{of}ends", np.zeros(1, np.uint32)).data
        self._near = lru_cache(_AT_HAND)(self._found)
        self._own: WeakKeyDictionary[PersonalModel, Lexicon] = WeakKeyDictionary()

    def judge(
        self,
        typed: str,
        before: tuple[int, int] | None,
        personal: PersonalModel | None,
        taps: Sequence[Point] = (),
        small: bool = False,
    ) -> Judgement | None:
        """``typed`` as ``plain`` has it; None for what is too long, or holds what is no letter.

        ``before``: numbers of the two words before, the nearest last; None for a word by itself.
        ``small``: it was written without capitals, which speaks against names.
        """
        if not 0 < len(typed) <= LONGEST or not self.lexicon.alphabet.keys() >= set(typed):
            return None
        numbers = self.lexicon.numbers(typed)
        found = self._near(typed)
        if personal is not None and len(personal.own):
            own = near(self._owned(personal), typed, _NEAR_OWN)
            found = found.joined(own) if len(own) else found
        costs = self._channel.costs(numbers, found.letters, found.lengths, taps)
        scores = self._weights.scores(features(numbers, found, costs))
        itself, kept = self._likeliest(found, scores)
        found, scores, costs = found.rows(kept), scores[kept], costs[kept]
        here = self._here(found, before, personal)
        scores += np.float32(CONTEXT) * (here - found.logs)
        channel = (here - costs / np.float32(UNIT) + np.float32(MISTAKES)).astype(np.float32)
        number, valid = (int(found.ids[0]), bool(found.valid[0])) if itself else (None, False)
        if number is not None:
            stays = float(here[0])
            if small and self.text(number, personal)[:1].isupper():
                stays += _NO_CAPITAL
        elif (owner := self._owner(typed, personal)) is not None:
            number, valid, stays = owner.itself, owner.valid, _OWN
        else:
            stays = _UNKNOWN + _A_LETTER * len(typed)
        two = splits(self.pack, typed, before)
        likely = [each.likely for each in two]
        meant, stays = _weighed(scores[itself:], channel[itself:], likely, stays)
        return Judgement(found.but(itself), meant, tuple(two), number, valid, stays)

    def _owner(self, typed: str, personal: PersonalModel | None) -> Judgement | None:
        """Of an English genitive (``card's``) the word it is of, if it is one; packs have the common ones."""
        if self.pack.language != "en" or not typed.endswith("'s") or "'" in typed[:-2]:
            return None
        found = self.judge(typed[:-2], None, personal)
        return found if found is not None and found.itself is not None else None

    def _likeliest(self, found: Near, scores: FloatArray) -> tuple[int, NDArray[np.intp]]:
        """How many rows are what was typed; these, and rows that what stands before may make the likeliest,
        without hidden words."""
        rows: list[int] = (found.distance == 0).nonzero()[0].tolist()
        itself, ids = tuple(rows), found.ids.tolist()
        for row in (-scores).argsort(kind="stable").tolist():
            if len(rows) == _IN_CONTEXT:
                break
            if row not in itself and ids[row] not in self._hidden:
                rows.append(row)
        return len(itself), np.array(rows, np.intp)

    def _found(self, typed: str) -> Near:
        return near(self.lexicon, typed, KEPT if len(typed) <= _LONG else KEPT // 2)

    def _here(
        self, found: Near, before: tuple[int, int] | None, personal: PersonalModel | None
    ) -> FloatArray:
        """ln P of words where they would stand; without context, and of rare words, that without context."""
        if before is None and personal is None:
            return found.logs
        ids = np.maximum(found.ids, 0)
        base = self.pack.model.after(*before).score(ids) if before else found.logs
        base = np.where(found.ids < 0, found.logs, base)
        if personal is None:
            return base
        base = np.where(ids >= len(self.pack.words), np.float32(_OWN), base)
        mixed = personal.mixed(np.array(before or (0, 0), np.int32), ids, base)
        return np.where(found.ids < 0, base, mixed)

    def suggested(self, judged: Judgement, place: int) -> str:
        """What one of the rows of ``meant`` stands for, as the pack writes it."""
        if place < len(judged.near):
            return self.text(int(judged.near.ids[place]), None)
        split = judged.splits[place - len(judged.near)]
        return f"{split.left} {split.right}"

    def text(self, id: int, personal: PersonalModel | None) -> str:
        """A word by its number: the pack's, below 0 its rare ones, beyond them the person's own."""
        size = len(self.pack.words)
        if id >= size:
            return personal.own[id - size].text if personal is not None else ""
        if id >= 0:
            return self.pack.words.text(id)
        return str(self._letters[self._ends[-1 - id] : self._ends[-id]], "utf-8", "replace")

    def _owned(self, personal: PersonalModel) -> Lexicon:
        known = self._own.get(personal)
        if known is None:
            texts = [plain(each.text) for each in personal.own[:_MOST_OWN]]
            known = of_words(texts, len(self.pack.words), self.lexicon.alphabet, _OWN)
            self._own[personal] = known
        return known


def _weighed(
    scores: FloatArray, channel: FloatArray, splits: Sequence[float], stays: float
) -> tuple[FloatArray, float]:
    """How likely each word and each split was meant, and what was typed.

    ``scores``: what the ranker says; ``channel`` and ``splits``: ln P of meaning one and typing this;
    ``stays``: ln P of meaning what was typed. The ranker knows best which of the words that are alike it was;
    splits are compared with them by way of the best one; whether it was any of them, the channel says.
    """
    if splits:
        two = np.array(splits, np.float32) + np.float32(MISTAKES)
        best = int(scores.argmax()) if len(scores) else None
        level = np.float32(0) if best is None else scores[best] - channel[best]
        scores, channel = np.concatenate([scores, two + level]), np.concatenate([channel, two])
    if not len(scores):
        return scores, 1.0
    likely = np.exp(scores - np.maximum.reduce(scores))
    odds = _DOUBT * (float(np.logaddexp.reduce(channel)) - stays)
    wrong = 1 / (1 + math.exp(-min(max(odds, -50.0), 50.0)))
    return likely / np.add.reduce(likely) * np.float32(wrong), 1 - wrong
