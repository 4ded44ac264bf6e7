"""Completes words and foresees the next one."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import numpy as np

from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import folded
from parley.keyboard.prediction import emoji
from parley.keyboard.prediction.alphabetic import Alphabet
from parley.keyboard.prediction.casing import written
from parley.keyboard.prediction.chinese import Hanzi
from parley.keyboard.prediction.context import Context, context, is_word
from parley.keyboard.types import LONGEST_BEFORE, Candidate, Kind, PersonalModel
from parley.language.script import to_simplified, to_traditional

_NAME = 2.0
"""Nats that speak for a name where a word within a sentence is begun with a capital."""
_EMOJI_PLACE = 3
"""Words before the emoji."""
_LONGEST = 40
"""Characters of the longest word that is completed."""
_KEPT = 200
"""Texts before, of which the end is kept at hand."""


class Predictor:
    """Of one pack. It keeps nothing of what it is asked but what makes the next key fast."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._alphabet = Alphabet(pack)
        self._hanzi = Hanzi(pack) if pack.language == "zh" else None
        self._contexts: OrderedDict[str, Context] = OrderedDict()

    def suggest(
        self,
        before: str,
        typed: str,
        most: int,
        personal: PersonalModel | None = None,
        script: str = "hans",
    ) -> tuple[Candidate, ...]:
        """Words that ``typed`` may become, or with nothing typed may come next, the likeliest first.

        They are written as they will stand there: with a capital where a sentence begins, or as they were
        begun. What ``typed`` is already is not among them. Numbers, dates and addresses are left alone:
        nothing is suggested for them. An emoji of the word stands fourth, or last. ``script``: ``hant`` reads
        and writes Chinese in traditional characters.
        """
        if most <= 0:
            return ()
        if self._hanzi is not None and not typed:
            before = before[-LONGEST_BEFORE:]
            before = to_simplified(before) if script == "hant" else before
            found = self._hanzi.next(before, most, personal)
            last, typed_word = self._hanzi.last(before), ""
            if script == "hant":
                found = [replace(each, text=to_traditional(each.text)) for each in found]
        else:
            where = self._context(before)
            found = self._words(where, typed, most, personal)
            last = where.texts[-1] if before.endswith(" ") else ""
            typed_word = typed if where.plain and len(typed) <= _LONGEST else ""
        pictures = emoji.of(self._pack.language, typed_word if typed else last)[:1]
        drawn = [Candidate(each, len(typed), Kind.EMOJI) for each in pictures]
        return tuple([*found[:_EMOJI_PLACE], *drawn, *found[_EMOJI_PLACE:]][:most])

    def completions(
        self, before: str, typed: str, most: int, personal: PersonalModel | None = None
    ) -> list[tuple[str, float]]:
        """The same raw: words as the model knows them with ln P(word | before), the likeliest first."""
        if len(typed) > _LONGEST:
            return []
        found = self._alphabet.found(self._context(before), typed, personal)
        order = np.argsort(-found.likely, kind="stable")[: max(most, 0)]
        return [
            (self._alphabet.text(int(found.ids[at]), personal), float(found.likely[at]))
            for at in order.tolist()
        ]

    def _words(
        self, where: Context, typed: str, most: int, personal: PersonalModel | None
    ) -> list[Candidate]:
        if not where.plain or len(typed) > _LONGEST or (typed and not is_word(typed)):
            return []
        found = self._alphabet.found(where, typed, personal)
        name = typed[:1].isupper() and not typed[1:2].isupper() and not where.begins
        kind = Kind.COMPLETION if typed else Kind.NEXT
        taken = {folded(typed)}
        candidates: list[Candidate] = []
        # Some rows fall away, for another casing of a word stands there already.
        for at in _best(found.likely, 2 * most + 8):
            word = self._alphabet.text(int(found.ids[at]), personal)
            if folded(word) in taken:
                continue
            taken.add(folded(word))
            text = written(word, typed, where.begins)
            score = float(found.likely[at]) + (_NAME if name and word[:1].isupper() else 0.0)
            candidates.append(Candidate(text, len(typed), kind, score, (word,)))
            if len(candidates) == most and not name:
                break
        if name:
            candidates.sort(key=lambda each: -each.score)
        return candidates[:most]

    def _context(self, before: str) -> Context:
        before = before[-LONGEST_BEFORE:]
        known = self._contexts.get(before)
        if known is None:
            known = self._contexts[before] = context(self._pack, before)
            if len(self._contexts) > _KEPT:
                self._contexts.popitem(last=False)
        return known


def _best(value: np.ndarray, most: int) -> list[int]:
    """Places of the highest values, the highest first."""
    if len(value) > most:
        some = np.argpartition(-value, most - 1)[:most]
        return some[np.argsort(-value[some], kind="stable")].tolist()
    return np.argsort(-value, kind="stable").tolist()
