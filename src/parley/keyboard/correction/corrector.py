"""Corrects words: what else the keys may have meant, and whether that is sure enough for a space bar."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache, partial

import numpy as np

from parley.keyboard.correction.judging import Judge, Judgement
from parley.keyboard.correction.lexicon import LONGEST, plain
from parley.keyboard.correction.texts import TextSpeller
from parley.keyboard.correction.types import Flag
from parley.keyboard.packs.pack import Pack
from parley.keyboard.prediction.casing import written
from parley.keyboard.prediction.context import Context, context
from parley.keyboard.types import LONGEST_BEFORE, Candidate, Kind, PersonalModel, Point

AUTO = 0.65
"""How likely a word must be meant for the space bar to put it in."""
AUTO_APOSTROPHE = 0.35
"""The same where only an apostrophe is missing (``im``): that is how people type it."""
AUTO_NAME = 0.97
"""The same where a capital within a sentence says that it is a name."""
CAPITALS = 2.0
"""By so many nats must a name be likelier than the same word written small (``china``)."""
TAUGHT = 1.5
"""How often a person took a word in place of keys that are none, until the space bar does."""
_MOST_TAKEN = 4
_LONGEST_TYPED = LONGEST + 4
_CONTEXTS = 50
"""Texts before, of which the end is kept at hand."""

_Asked = tuple[str, Context | None, PersonalModel | None, tuple[Point, ...]]


class Corrector:
    """Of one pack of a language with an alphabet and one layout. Several threads may ask it.

    Of what it is asked it keeps the last few words, so that a key asks for each once.
    """

    def __init__(self, pack: Pack, layout_name: str = "qwerty") -> None:
        """``Unsupported`` for a layout that is not there. Takes a tenth of a second."""
        self._pack = pack
        self._judge = Judge(pack, layout_name)
        self._speller = TextSpeller(self._judge)
        self._last: tuple[_Asked, Judgement | None] | None = None
        self._read = lru_cache(_CONTEXTS)(partial(context, pack))

    def candidates(
        self,
        typed: str,
        before: str = "",
        most: int = 8,
        personal: PersonalModel | None = None,
        taps: Sequence[Point] = (),
    ) -> tuple[Candidate, ...]:
        """Words that one word may stand for, itself among them if it is a word, the likeliest first.

        ``before``: the text in front of it; ``taps``: where the finger was for each character of ``typed``,
        if a client knows. Nothing for what is no word (numbers, addresses), or is longer than 24 letters.
        """
        here = self._context(before)
        if not _is_word(typed) or (here is not None and not here.plain):
            return ()
        judged = self._judged(typed, here, personal, taps)
        if judged is None:
            return ()
        found = [
            self._candidate(judged, int(place), typed, personal)
            for place in np.argsort(-judged.meant, kind="stable")[:most]
        ]
        found += [each for each, _ in self._taken(typed, personal)]
        if judged.itself is not None or (personal is not None and personal.keeps(typed)):
            stays = math.log(max(judged.stays, 1e-9))
            found.append(Candidate(typed, len(typed), Kind.TYPED, stays, (typed,)))
        found.sort(key=lambda each: -each.score)
        first: dict[str, Candidate] = {}
        for each in found:
            first.setdefault(each.text, each)
        return tuple(first.values())[:most]

    def auto(
        self, typed: str, before: str = "", personal: PersonalModel | None = None, taps: Sequence[Point] = ()
    ) -> Candidate | None:
        """What a space bar puts in its place; None where that is not sure, or its person insisted on it.

        A word in good spelling is never changed but for its capitals; only a name written small may be a slip
        of another word (``rom`` of ``from``).
        """
        here = self._context(before)
        if not _is_word(typed) or (here is not None and not here.plain) or _deliberate(typed):
            return None
        if personal is not None and (personal.keeps(typed) or personal.keeps(typed.lower())):
            return None
        if len(typed) == 1:
            return self._written(typed, here)
        judged = self._judged(typed, here, personal, taps)
        if judged is None:
            return None
        if judged.itself is not None and (judged.valid or judged.itself >= len(self._pack.words)):
            capitals = self._written(typed, here)
            if capitals is None or judged.stays >= AUTO:
                return capitals
        for taken, often in self._taken(typed, personal)[:1]:
            if often >= TAUGHT:
                return taken
        if not len(judged.meant):
            return None
        best = int(judged.meant.argmax())
        found = self._candidate(judged, best, typed, personal)
        name = typed[0].isupper() and here is not None and not here.begins
        limit = AUTO_NAME if name else AUTO
        if "'" not in typed and plain(found.text).replace("'", "") == plain(typed):
            limit = AUTO_APOSTROPHE
        return found if float(judged.meant[best]) >= limit else None

    def spelt(self, text: str, most: int = 5) -> list[Flag]:
        """The doubtful words of a text, as ``types.Speller``; of its first 10,000 characters."""
        return self._speller.spelt(text, most)

    def _taken(self, typed: str, personal: PersonalModel | None) -> list[tuple[Candidate, float]]:
        """What its person took in place of these keys before, with how often, the most often first."""
        found: list[tuple[Candidate, float]] = []
        for id, often in personal.corrected(typed)[:_MOST_TAKEN] if personal is not None else ():
            word = self._judge.text(id, personal)
            text, score = written(word, typed, False), math.log(often / (often + 1.0))
            found.append((Candidate(text, len(typed), Kind.CORRECTION, score, (word,)), often))
        return found

    def _judged(
        self, typed: str, here: Context | None, personal: PersonalModel | None, taps: Sequence[Point]
    ) -> Judgement | None:
        asked = (typed, here, personal, tuple(taps))
        last = self._last
        if last is not None and last[0] == asked:
            return last[1]
        found = self._judge.judge(
            plain(typed), here.words if here else None, personal, asked[3], typed.islower()
        )
        self._last = asked, found
        return found

    def _context(self, before: str) -> Context | None:
        return self._read(before[-LONGEST_BEFORE:]) if before.strip() else None

    def _candidate(
        self, judged: Judgement, place: int, typed: str, personal: PersonalModel | None
    ) -> Candidate:
        score = math.log(max(float(judged.meant[place]), 1e-9))
        if place < len(judged.near):
            word = self._judge.text(int(judged.near.ids[place]), personal)
            return Candidate(written(word, typed, False), len(typed), Kind.CORRECTION, score, (word,))
        split = judged.splits[place - len(judged.near)]
        text = f"{written(split.left, typed if typed[1:].islower() else '', False)} {split.right}"
        return Candidate(text, len(typed), Kind.CORRECTION, score, (split.left, split.right))

    def _written(self, typed: str, here: Context | None) -> Candidate | None:
        """A word with the capitals that it always has, or most likely here (``paris``, ``made in china``)."""
        words, model = self._pack.words, self._pack.model
        if typed != typed.lower():
            return None
        forms = words.id_folded(typed)
        itself = words.id(typed)
        if not len(forms) or (len(forms) == 1 and forms[0] == itself):
            return None
        likely = model.unigram[forms] if here is None else model.after(*here.words).score(forms)
        small = likely[forms == itself]
        best = int(likely.argmax())
        text = words.text(int(forms[best]))
        if text == typed or (text.isupper() and len(text) > 1):
            return None
        if len(small) and float(likely[best] - small[0]) < CAPITALS:
            return None
        return Candidate(text, len(typed), Kind.CORRECTION, 0.0, (text,))


def _is_word(typed: str) -> bool:
    letters = typed.replace("'", "").replace("’", "")
    return letters.isalpha() and len(typed) <= _LONGEST_TYPED


def _deliberate(typed: str) -> bool:
    """Whether capitals say that it is meant so: ``NASA``, ``iPhone``, ``McDonald``."""
    return typed[1:] != typed[1:].lower()
