"""What one person writes, over one pack, looked up once for all keys of a word."""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache

import numpy as np

from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import UNKNOWN, folded
from parley.keyboard.types import IntArray, PersonalModel

_MOST = 60
"""Words of a person's own that are looked at, that follow, and that begin as typed."""
_CONTEXTS = 100
_PEOPLE = 4
"""People whose lookups are kept at hand."""


class Own:
    """A person's model with the texts of its words. It changes no more than the model does."""

    def __init__(self, pack: Pack, model: PersonalModel) -> None:
        self._pack, self.model = pack, model
        self._ids = {each.text: at for at, each in enumerate(model.own, len(pack.words))}
        self.after = lru_cache(_CONTEXTS)(self._after)
        self.starting = lru_cache(_CONTEXTS)(self._starting)

    def context(self, ids: tuple[int, int], texts: tuple[str, str]) -> tuple[int, int]:
        """The two words before, with the person's own words among them."""
        first, second = (
            self._ids.get(text, UNKNOWN) if id == UNKNOWN and text else id
            for id, text in zip(ids, texts, strict=True)
        )
        return first, second

    def text(self, id: int) -> str:
        """A word of the pack, or of the person's own."""
        size = len(self._pack.words)
        return self._pack.words.text(id) if id < size else self.model.own[id - size].text

    def beginning(self, before: tuple[int, int], beginning: str) -> IntArray:
        """The person's words that begin so (folded) or, where nothing is typed, that they write next."""
        ids, texts = self.after(before)
        if not beginning:
            return ids
        after = [number for number, text in enumerate(texts) if text.startswith(beginning)]
        return np.concatenate((ids[after], self.starting(beginning)))

    def _after(self, before: tuple[int, int]) -> tuple[IntArray, tuple[str, ...]]:
        every = ((id, self.text(id)) for id, _ in self.model.followers(before, _MOST))
        found = [(id, folded(text)) for id, text in every if text[:1].isalpha()]
        return np.array([id for id, _ in found], np.int32), tuple(text for _, text in found)

    def _starting(self, beginning: str) -> IntArray:
        found = self.model.starting(beginning, _MOST)
        return np.array([id for id, _ in found if self.text(id)[:1].isalpha()], np.int32)


class People:
    """The ``Own`` of those who typed last."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._kept: OrderedDict[int, Own] = OrderedDict()

    def own(self, model: PersonalModel | None) -> Own | None:
        """Somebody's; kept with the model, so that no other one takes its place in memory."""
        if model is None:
            return None
        known = self._kept.get(id(model))
        if known is None:
            known = self._kept[id(model)] = Own(self._pack, model)
            while len(self._kept) > _PEOPLE:
                self._kept.popitem(last=False)
        self._kept.move_to_end(id(model))
        return known
