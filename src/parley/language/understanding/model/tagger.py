"""The slots of an utterance whose intent is known: a chain of labels over its pieces.

Words for alphabets, characters for Chinese. Weights of a linear chain, as a conditional random field has
them, learned by the averaged structured perceptron (Collins, 2002): as good here, many times as fast, and
without a library. Only labels that were seen with the intent are thought of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from parley.language.understanding.model.clues import TOGETHER, clues
from parley.language.understanding.model.examples import Example, Slot
from parley.language.understanding.model.tokens import OUTSIDE, labels_of, may_follow, pieces, slots_of
from parley.language.understanding.model.vocabulary import Floats

Places = NDArray[np.intp]

ROUNDS = 12
#: By how much the right label must be ahead of each other one, while learning.
MARGIN = np.float32(32)
_NEVER = np.float32(-1e9)
_LONGEST_WAIT = 3


class Tagger:
    """Finds slots. The last row of ``weights`` is for clues never seen, and zero."""

    def __init__(
        self,
        names: Sequence[str],
        labels: Sequence[str],
        intents: Mapping[str, Sequence[int]],
        weights: Floats,
        links: Floats,
    ) -> None:
        self.names = names
        self.labels = tuple(labels)
        self.intents = {intent: np.array(allowed, np.intp) for intent, allowed in intents.items()}
        """Labels that were seen with each intent."""
        self.weights = weights
        self.links = links
        """From one label to the next; the last row is for the first label of an utterance."""
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
        scores = _scores(self.weights, self.looked_up(clues(line, intent)), allowed)
        best = best_path(scores, self._chains[intent])
        chosen: list[int] = allowed[best].tolist()
        return slots_of(line, [self.labels[place] for place in chosen])

    def looked_up(self, found: Sequence[Sequence[str]]) -> Places:
        """Places of the clues of each piece, as rows of one length."""
        width = max(map(len, found))
        unknown = len(self.names)
        places = self._places
        rows = [[places.get(clue, unknown) for clue in one] + [unknown] * (width - len(one)) for one in found]
        return np.array(rows, np.intp)


def _scores(weights: Floats, rows: Places, allowed: Places) -> Floats:
    return weights[rows[:, :, None], allowed].sum(1)


def best_path(scores: Floats, chain: Floats) -> list[int]:
    """The labels of the highest total, the first of equals (Viterbi)."""
    total = scores[0] + chain[-1]
    chain = chain[:-1]
    back: list[Places] = []
    for score in scores[1:]:
        ways = total[:, None] + chain
        came = ways.argmax(0)
        total = ways.max(0) + score
        back.append(came)
    path = [int(total.argmax())]
    for came in reversed(back):
        path.append(int(came[path[-1]]))
    return path[::-1]


def fit(examples: Sequence[Example], at_least: int = 2) -> Tagger:
    """A tagger that learned these examples' slots; those without an intent are left out.

    Clues of several pieces together count when they were found ``at_least`` so often.
    """
    read = [
        (example.intent, clues(line, example.intent), labels_of(line, example.slots))
        for example in examples
        if example.intent is not None and (line := pieces(example.text))
    ]
    seen: dict[str, set[str]] = {}
    for intent, _, marks in read:
        seen.setdefault(intent, {OUTSIDE}).update(marks)
    labels = sorted({mark for marks in seen.values() for mark in marks} | {OUTSIDE})
    place = {label: number for number, label in enumerate(labels)}
    allowed = {intent: sorted(place[mark] for mark in marks) for intent, marks in sorted(seen.items())}
    read = [one for one in read if len(allowed[one[0]]) > 1]
    counted = Counter(clue for _, found, _ in read for one in found for clue in one)
    names = [clue for clue, times in counted.items() if times >= at_least or TOGETHER not in clue]
    links = np.zeros((len(labels) + 1, len(labels)), np.float32)
    for number, label in enumerate(labels):
        for before, other in enumerate([*labels, OUTSIDE]):
            if not may_follow(other, label):
                links[before, number] = _NEVER
    tagger = Tagger(names, labels, allowed, np.zeros((len(names) + 1, len(labels)), np.float32), links)
    lessons = [
        (tagger.looked_up(found), np.array([place[mark] for mark in marks], np.intp), tagger.intents[intent])
        for intent, found, marks in read
    ]
    weights, links = learned(lessons, tagger.weights, links)
    return Tagger(names, labels, allowed, weights, links)


def learned(
    lessons: Sequence[tuple[Places, Places, Places]], weights: Floats, links: Floats
) -> tuple[Floats, Floats]:
    """Weights and links after the lessons: places of each piece's clues, its right label, labels allowed."""
    # The average of all weights there ever were: the last ones, less each change times the time before it.
    late, late_links = np.zeros_like(weights), np.zeros_like(links)
    flat, flat_late, width = weights.reshape(-1), late.reshape(-1), weights.shape[1]
    first = len(links) - 1
    order = np.random.default_rng(20261121)
    now = 0
    # An utterance that is read rightly several times running is left out for as many rounds.
    streaks, waits = [0] * len(lessons), [0] * len(lessons)
    for _ in range(ROUNDS):
        turns: list[int] = order.permutation(len(lessons)).tolist()
        for number in turns:
            rows, right, allowed = lessons[number]
            now += 1
            if waits[number]:
                waits[number] -= 1
                continue
            chain = links[np.append(allowed, first)][:, allowed]
            scores = _scores(weights, rows, allowed)
            scores[allowed != right[:, None]] += MARGIN
            guess = allowed[best_path(scores, chain)]
            wrong = guess != right
            if not wrong.any():
                streaks[number] += 1
                waits[number] = min(streaks[number], _LONGEST_WAIT)
                continue
            streaks[number] = 0
            for labels, sign in ((right, 1.0), (guess, -1.0)):
                # By one number for both places: numpy adds at those several times as fast.
                where = (rows[wrong] * width + labels[wrong][:, None]).ravel()
                np.add.at(flat, where, np.float32(sign))
                np.add.at(flat_late, where, np.float32(sign * now))
                steps = (np.append(first, labels[:-1]), labels)
                np.add.at(links, steps, sign)
                np.add.at(late_links, steps, sign * now)
            weights[-1] = late[-1] = 0
    now = max(now, 1)
    return (weights - late / now).astype(np.float32), (links - late_links / now).astype(np.float32)
