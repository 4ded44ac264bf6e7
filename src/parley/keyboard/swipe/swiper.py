"""A path over the keys becomes ranked words, of English or by their pinyin."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from parley.keyboard.layouts.layout import layout
from parley.keyboard.packs.segmenting import ENDS
from parley.keyboard.packs.words import BEGINNING
from parley.keyboard.swipe.entries import MOST_WORDS, Entries, of_pack, of_person
from parley.keyboard.swipe.paths import Floats, taken
from parley.keyboard.swipe.ranking import Drawn
from parley.keyboard.swipe.shapes import Rows
from parley.keyboard.swipe.vocabulary import Vocabulary
from parley.keyboard.types import MOST_CANDIDATES, Candidate, IntArray, Kind

if TYPE_CHECKING:
    from parley.keyboard.layouts.layout import Layout
    from parley.keyboard.packs.pack import Pack
    from parley.keyboard.types import FloatArray, OwnWord, PersonalModel, Point

_LOOKED_BACK = 40
"""Characters in front that are cut into words; the last two or three of them count."""
_PEOPLE = 8
"""People of whose own words the shapes are kept."""


class Swiper:
    """One language's words over one layout."""

    def __init__(self, pack: Pack, layout_name: str, most: int = MOST_WORDS) -> None:
        """``most``: so many words, the likeliest, are known where the pack has an alphabet.

        Raises ``Unsupported`` for a layout that is not there. The first path makes the shapes.
        """
        self._pack, self._most = pack, most
        self._layout = layout(layout_name)
        self._own: list[tuple[Sequence[OwnWord], _Known]] = []

    def words(
        self, path: Sequence[Point], before: str, most: int, personal: PersonalModel | None = None
    ) -> tuple[Candidate, ...]:
        """The words that a path may mean, the likeliest first; ``before`` is the text in front of it.

        Written as they stand there: with a capital where a sentence begins. Where the pack has readings, the
        path is one word's pinyin, and hanzi come out. ``keys`` is 0, as no key was typed. Raises ``BadText``
        for what is no path, ``TooLong`` beyond ``MOST_POINTS``.
        """
        drawn = Drawn(taken(path))
        ids, fits, places = self._known.read(drawn)
        if personal is not None and len(personal.own):
            own, own_fits, own_places = self._of(personal.own).read(drawn)
            ids, fits = np.concatenate([ids, own]), np.concatenate([fits, own_fits])
            places = np.concatenate([places, own_places])
        if not len(ids):
            return ()
        context, begins = self._context(before)
        scores = self._pack.model.score(context, ids)
        if personal is not None:
            scores = personal.mixed(context[-2:], ids, scores)
        scores = scores + fits
        scores -= float(np.logaddexp.reduce(scores))
        best = np.argsort(-scores, kind="stable")[: min(most, MOST_CANDIDATES)]
        return tuple(
            self._candidate(int(ids[at]), int(places[at]), float(scores[at]), begins, personal) for at in best
        )

    def pinyin(self, path: Sequence[Point], most: int) -> list[tuple[str, float]]:
        """The letters that a path may mean: in Chinese of one word of the pack, or of one syllable.

        The likeliest first, given how frequent the words are that are written so; the scores are ln P(path |
        letters) alone, up to a constant, for a decoder to add what is likely to be written. Raises as
        ``words``.
        """
        vocabulary = self._known.vocabulary
        rows, fits = vocabulary.rows(Drawn(taken(path)))
        best = np.argsort(-(fits + vocabulary.prior[rows]), kind="stable")[:most]
        return [(vocabulary.strings[rows[at]], float(fits[at])) for at in best]

    def _candidate(
        self, id: int, place: int, score: float, begins: bool, personal: PersonalModel | None
    ) -> Candidate:
        known = len(self._pack.words)
        if personal is not None and id >= known:
            word, reading = personal.own[id - known].text, " ".join(personal.own[id - known].reading)
        else:
            word, reading = self._pack.words.text(id), self._known.entries.reading(place)
        text = word[:1].upper() + word[1:] if begins else word
        return Candidate(text, 0, Kind.SWIPE, score, (word,), reading)

    def _context(self, before: str) -> tuple[IntArray, bool]:
        """Numbers of the words in front, at least two, the nearest last; whether a sentence begins here."""
        words = self._pack.segmented(before[-_LOOKED_BACK:])
        width = max(2, self._pack.model.order - 1)
        ids = [BEGINNING]
        for word in words[-width:]:
            ids = [BEGINNING] if word in ENDS else [*ids, self._pack.words.id(word)]
        begins = len(ids) == 1 or before.endswith("\n")
        return np.array(([0] * width + ids)[-width:], np.int32), begins

    @cached_property
    def _known(self) -> _Known:
        return _Known(of_pack(self._pack, self._layout, self._most), self._pack.model.unigram, self._layout)

    def _of(self, own: Sequence[OwnWord]) -> _Known:
        """A person's own words, kept while that person's model is."""
        for words, known in self._own:
            if words is own:
                return known
        entries = of_person(own, len(self._pack.words), self._layout)
        made = _Known(entries, self._pack.model.unigram, self._layout)
        self._own = [*self._own[1 - _PEOPLE :], (own, made)]
        return made


class _Known:
    """Words with their shapes."""

    def __init__(self, entries: Entries, unigram: FloatArray, layout: Layout) -> None:
        self.entries = entries
        # A person's own words are as likely as unknown ones, as far as a pack can say.
        numbers = np.where(entries.ids < len(unigram), entries.ids, 0)
        self.vocabulary = Vocabulary(entries.letters, unigram[numbers] + entries.shares, layout)

    def read(self, drawn: Drawn) -> tuple[IntArray, Floats, Rows]:
        """Numbers of the words that a path may mean, ln P(path | word) of each, and their places here."""
        places, fits = self.vocabulary.places(drawn)
        return self.entries.ids[places], fits + self.entries.shares[places], places
