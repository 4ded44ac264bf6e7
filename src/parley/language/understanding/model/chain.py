"""Chains of labels: the likeliest one, and how it is learned.

Weights of a linear chain, as a conditional random field has them, learned by the averaged structured
perceptron (Collins, 2002): as good here, many times as fast, and without a library.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.language.understanding.model.vocabulary import Floats

Places = NDArray[np.intp]

ROUNDS = 10
#: By how much the right label must be ahead of each other one, while learning.
MARGIN = np.float32(32)
#: Utterances of an intent that are read together, to see which of them there is something to learn of.
TOGETHER = 32
_LONGEST_WAIT = 3
# From one in so many labels on, looking at all of them is faster than picking some.
_FEW = 8


class Lesson(NamedTuple):
    """An utterance to learn."""

    intent: str
    rows: Places
    """The places of each piece's clues."""
    right: Places
    """Its labels."""
    allowed: Places
    """Those that its intent may have."""


def scores(weights: Floats, rows: Places, allowed: Places) -> Floats:
    """What speaks for each allowed label of each piece."""
    # Whole rows are found faster than parts of them.
    if len(allowed) * _FEW > weights.shape[1]:
        return _summed(weights.take(rows, 0))[:, allowed]
    places: Places = (rows * weights.shape[1])[:, :, None] + allowed
    return _summed(weights.take(places))


def _summed(found: Floats) -> Floats:
    # The same as ``found.sum(1)``, twice as fast.
    return np.asarray(np.matmul(np.ones(found.shape[1], np.float32), found), np.float32)


def best_path(found: Floats, chain: Floats) -> list[int]:
    """The labels of the highest total, the first of equals (Viterbi)."""
    total = found[0] + chain[-1]
    chain = chain[:-1]
    back: list[Places] = []
    for score in found[1:]:
        ways = total[:, None] + chain
        came = ways.argmax(0)
        total = ways.max(0) + score
        back.append(came)
    path = [int(total.argmax())]
    for came in reversed(back):
        path.append(int(came[path[-1]]))
    return path[::-1]


def _best_totals(found: Floats, lengths: Places, chain: Floats) -> Floats:
    """The highest totals of several utterances, whose pieces follow one another."""
    starts = np.cumsum(lengths) - lengths
    total = found[starts] + chain[-1]
    # Turned, so that what is sought among lies side by side.
    ways = np.ascontiguousarray(chain[:-1].T)
    for place in range(1, int(lengths.max())):
        going = np.flatnonzero(lengths > place)
        came = (total[going, None, :] + ways).max(2)
        total[going] = came + found[starts[going] + place]
    return total.max(1)


class _Learning:
    """Weights and links as they become."""

    def __init__(self, lessons: Sequence[Lesson], weights: Floats, links: Floats) -> None:
        self.lessons = lessons
        self.weights, self.links = weights, links
        # The average of all weights there ever were: the last ones, less each change times the time before.
        self.late, self.late_links = np.zeros_like(weights), np.zeros_like(links)
        self._chains: dict[str, Floats] = {}

    def chain(self, lesson: Lesson) -> Floats:
        """Links between the labels of its intent."""
        found = self._chains.get(lesson.intent)
        if found is None:
            allowed = lesson.allowed
            found = self._chains[lesson.intent] = self.links[np.append(allowed, -1)][:, allowed]
        return found

    def unsure(self, numbers: Sequence[int]) -> NDArray[np.bool_]:
        """Which of these utterances of one intent have something as good as the right labels."""
        several = [self.lessons[number] for number in numbers]
        allowed, chain = several[0].allowed, self.chain(several[0])
        right = np.concatenate([each.right for each in several])
        lengths = np.array([len(each.right) for each in several], np.intp)
        found = scores(self.weights, np.concatenate([each.rows for each in several]), allowed)
        found[allowed != right[:, None]] += MARGIN
        starts = np.cumsum(lengths) - lengths
        before = np.append(-1, right[:-1])
        before[starts] = -1
        place = np.searchsorted(allowed, right)
        own = found[np.arange(len(right)), place] + self.links[before, right]
        return _best_totals(found, lengths, chain) > np.add.reduceat(own, starts)

    def step(self, number: int, now: int) -> bool:
        """Learn of one utterance. Whether there was anything to learn."""
        lesson = self.lessons[number]
        _, rows, right, allowed = lesson
        found = scores(self.weights, rows, allowed)
        found[allowed != right[:, None]] += MARGIN
        guess = allowed[best_path(found, self.chain(lesson))]
        wrong = guess != right
        if not wrong.any():
            return False
        flat, flat_late, width = self.weights.reshape(-1), self.late.reshape(-1), self.weights.shape[1]
        for labels, sign in ((right, 1.0), (guess, -1.0)):
            where = (rows[wrong] * width + labels[wrong][:, None]).ravel()
            np.add.at(flat, where, np.float32(sign))
            np.add.at(flat_late, where, np.float32(sign * now))
            steps = (np.append(-1, labels[:-1]), labels)
            np.add.at(self.links, steps, sign)
            np.add.at(self.late_links, steps, sign * now)
        # Other intents have labels in common with this one.
        self._chains.clear()
        self.weights[-1] = self.late[-1] = 0
        return True


def learned(lessons: Sequence[Lesson], weights: Floats, links: Floats) -> tuple[Floats, Floats]:
    """Weights (of clues by labels, the last row zero) and links after the lessons."""
    # As many clues for each piece: the last row is zero, and stays it.
    width = max((each.rows.shape[1] for each in lessons), default=0)
    lessons = [each._replace(rows=_widened(each.rows, width, len(weights) - 1)) for each in lessons]
    learning = _Learning(lessons, weights, links)
    order = np.random.default_rng(20261121)
    now = 0
    # An utterance that is read rightly several times running is left out for as many rounds.
    streaks, waits = [0] * len(lessons), [0] * len(lessons)
    for _ in range(ROUNDS):
        turns: list[int] = order.permutation(len(lessons)).tolist()
        due = [number for number in turns if not waits[number]]
        now += len(lessons) - len(due)
        waits = [max(wait - 1, 0) for wait in waits]
        groups = list(_groups(lessons, due))
        mixed: list[int] = order.permutation(len(groups)).tolist()
        for which in mixed:
            several = groups[which]
            for number, unsure in zip(several, learning.unsure(several), strict=True):
                now += 1
                if unsure and learning.step(number, now):
                    streaks[number] = 0
                else:
                    streaks[number] += 1
                    waits[number] = min(streaks[number], _LONGEST_WAIT)
    now = max(now, 1)
    late, late_links = learning.late / now, learning.late_links / now
    return (weights - late).astype(np.float32), (links - late_links).astype(np.float32)


def _widened(rows: Places, width: int, unknown: int) -> Places:
    more = width - rows.shape[1]
    return np.pad(rows, ((0, 0), (0, more)), constant_values=unknown) if more else rows


def _groups(lessons: Sequence[Lesson], numbers: Sequence[int]) -> Iterator[list[int]]:
    """The utterances by their intents, some at a time."""
    found: dict[str, list[int]] = {}
    for number in numbers:
        found.setdefault(lessons[number].intent, []).append(number)
    for group in found.values():
        for start in range(0, len(group), TOGETHER):
            yield group[start : start + TOGETHER]
