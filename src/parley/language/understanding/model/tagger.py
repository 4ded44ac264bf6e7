"""The slots of an utterance whose intent is known: a chain of labels over its pieces.

Words for alphabets, characters for Chinese. Only labels that were seen with the intent are thought of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from parley.language.understanding.model.chain import Lesson, Places, best_path, learned, scores
from parley.language.understanding.model.clues import TOGETHER, clues
from parley.language.understanding.model.examples import Example, Slot
from parley.language.understanding.model.gazetteer import Gazetteer, values
from parley.language.understanding.model.tokens import OUTSIDE, Piece, labels_of, may_follow, pieces, slots_of
from parley.language.understanding.model.vocabulary import Floats

#: Share of the lines in which values are looked up while learning. Where examples were made from lists of
#: values, all of them are known, and those of people are not: looked up in every line, the exact slots of
#: values held back fell from 65 to 60 % in the product's own lessons; so they rise to 66. On HWU64's first
#: training part it makes no difference (0.25, 0.5, 0.75 and 1 were tried, cross-validated).
SHOWN = 0.25
_NEVER = np.float32(-1e9)


class Tagger:
    """Finds slots. The last row of ``weights`` is for clues never seen, and zero."""

    def __init__(
        self,
        names: Sequence[str],
        labels: Sequence[str],
        intents: Mapping[str, Sequence[int]],
        weights: Floats,
        links: Floats,
        kinds: Mapping[str, int],
        gazetteer: Gazetteer,
    ) -> None:
        self.names = names
        self.labels = tuple(labels)
        self.intents = {intent: np.array(allowed, np.intp) for intent, allowed in intents.items()}
        """Labels that were seen with each intent."""
        self.weights = weights
        self.links = links
        """From one label to the next; the last row is for the first label of an utterance."""
        self.kinds = kinds
        """The group of words used alike that a word is in."""
        self.gazetteer = gazetteer
        self._places = dict(zip(names, range(len(names)), strict=True))
        self._chains = {intent: self._chain(allowed) for intent, allowed in self.intents.items()}

    def _chain(self, allowed: Places) -> Floats:
        return self.links[np.append(allowed, len(self.labels))][:, allowed]

    def slots(self, text: str, intent: str) -> tuple[Slot, ...]:
        """The slots, in order; none for an intent that has none or was never seen, or a very long text."""
        allowed = self.intents.get(intent)
        line = pieces(text) if allowed is not None and len(allowed) > 1 else []
        if not line or allowed is None:
            return ()
        seen = _joined(clues(line, intent, self.kinds), self.gazetteer.clues(line))
        found = scores(self.weights, self.looked_up(seen), allowed)
        best = best_path(found, self._chains[intent])
        chosen: list[int] = allowed[best].tolist()
        return slots_of(line, [self.labels[place] for place in chosen])

    def looked_up(self, found: Sequence[Sequence[str]]) -> Places:
        """Places of the clues of each piece, as rows of one length."""
        width = max(map(len, found))
        unknown = len(self.names)
        places = self._places
        rows = [[places.get(clue, unknown) for clue in one] + [unknown] * (width - len(one)) for one in found]
        return np.array(rows, np.intp)


def fit(examples: Sequence[Example], at_least: int = 2, kinds: Mapping[str, int] | None = None) -> Tagger:
    """A tagger that learned these examples' slots; those without an intent are left out.

    Clues of several pieces together count when they were found ``at_least`` so often. ``kinds`` are groups
    of words that are used alike.
    """
    kinds = kinds or {}
    read = [
        (example.intent, line, labels_of(line, example.slots))
        for example in examples
        if example.intent is not None and (line := pieces(example.text))
    ]
    seen: dict[str, set[str]] = {}
    for intent, _, marks in read:
        seen.setdefault(intent, {OUTSIDE}).update(marks)
    labels = sorted({mark for marks in seen.values() for mark in marks} | {OUTSIDE})
    place = {label: number for number, label in enumerate(labels)}
    allowed = {intent: sorted(place[mark] for mark in marks) for intent, marks in sorted(seen.items())}
    gazetteer = Gazetteer.learned((line, marks) for _, line, marks in read)
    read = [one for one in read if len(allowed[one[0]]) > 1]
    names, rows = _numbered(_looked_at(read, gazetteer, kinds), at_least)
    links = np.zeros((len(labels) + 1, len(labels)), np.float32)
    for number, label in enumerate(labels):
        for before, other in enumerate([*labels, OUTSIDE]):
            if not may_follow(other, label):
                links[before, number] = _NEVER
    lessons = [
        Lesson(
            intent,
            each,
            np.array([place[mark] for mark in marks], np.intp),
            np.array(allowed[intent], np.intp),
        )
        for (intent, _, marks), each in zip(read, rows, strict=True)
    ]
    weights, links = learned(lessons, np.zeros((len(names) + 1, len(labels)), np.float32), links)
    return Tagger(names, labels, allowed, weights, links, kinds, gazetteer)


def _looked_at(
    read: Sequence[tuple[str, Sequence[Piece], Sequence[str]]], gazetteer: Gazetteer, kinds: Mapping[str, int]
) -> Iterator[list[list[str]]]:
    """The clues of each line. In most of them no value counts as seen before."""
    shown = np.random.default_rng(20261121).random(len(read)) < SHOWN
    for (intent, line, marks), show in zip(read, shown.tolist(), strict=True):
        found = clues(line, intent, kinds)
        yield _joined(found, gazetteer.clues(line, values(line, marks))) if show else found


def _joined(some: Sequence[list[str]], others: Sequence[list[str]]) -> list[list[str]]:
    return [one + other for one, other in zip(some, others, strict=True)]


def _numbered(lines: Iterable[Sequence[Sequence[str]]], at_least: int) -> tuple[list[str], list[Places]]:
    """The clues that count, and of each line the places of those of each piece, as rows of one length."""
    number: defaultdict[str, int] = defaultdict()
    # 0 is for a piece that has fewer clues than others.
    number.default_factory = lambda: len(number) + 1
    many: list[int] = []
    lengths: list[int] = []
    flat: list[Places] = []
    for found in lines:
        lengths.append(len(found))
        many += map(len, found)
        flat.append(np.array([number[clue] for one in found for clue in one], np.intp))
    if not lengths:
        return [], []
    rows = np.zeros((len(many), max(many)), np.intp)
    rows[np.arange(max(many)) < np.array(many, np.intp)[:, None]] = np.concatenate(flat)
    every = [*number]
    counts = np.bincount(rows.ravel(), minlength=len(every) + 1)[1:] >= at_least
    counts |= np.array([TOGETHER not in clue for clue in every], np.bool_)
    place = np.full(len(every) + 1, counts.sum(), np.intp)
    place[1:][counts] = np.arange(counts.sum())
    ends = np.cumsum(lengths, dtype=np.intp)[:-1]
    return [every[each] for each in np.flatnonzero(counts).tolist()], np.split(place[rows], ends)
