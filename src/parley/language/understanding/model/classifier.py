"""Which intent an utterance most likely has, how sure that is, and whether to act, ask or leave it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from parley.language.understanding.model import certainty
from parley.language.understanding.model.certainty import Certainty
from parley.language.understanding.model.examples import Example, UnusableModel
from parley.language.understanding.model.features import features, words_of
from parley.language.understanding.model.kin import Family, Kin
from parley.language.understanding.model.machine import MORE_ROUNDS, Machine
from parley.language.understanding.model.meanings import meanings
from parley.language.understanding.model.vocabulary import Floats, Halves, Vocabulary

#: How many intents a guess names.
NAMED = 5
#: Every so many-th example of an intent is held back to learn certainty from, where no others are given.
HELD_BACK = 5


class Standing(StrEnum):
    """What may be done with a guess."""

    ACT = "act"
    ASK = "ask"
    """Likely enough to ask whether it was meant, not to do it."""
    OUTSIDE = "outside"
    """It means none of the intents."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest intents, best first, with their probabilities."""

    intents: tuple[tuple[str, float], ...]
    standing: Standing

    @property
    def intent(self) -> str | None:
        """The likeliest, whatever its standing; None when the utterance has nothing known in it."""
        return self.intents[0][0] if self.intents else None

    @property
    def probability(self) -> float:
        """Of the likeliest intent."""
        return self.intents[0][1] if self.intents else 0.0


class Classifier:
    """Guesses intents."""

    def __init__(
        self,
        intents: Sequence[str],
        vocabulary: Vocabulary,
        weights: Halves,
        bias: Floats,
        known: Certainty,
        meant: Floats,
    ) -> None:
        self.intents = tuple(intents)
        self.vocabulary = vocabulary
        self.weights = weights
        """Features by intents; half precision takes half the room and time to load, and loses nothing."""
        self.bias = bias
        self.certainty = known
        self.meant = meant
        """What words mean (dimensions) by intents; without dimensions where none of the examples' words has a
        vector."""

    def margins(self, text: str) -> Floats | None:
        """Of each intent against the rest; None where nothing in the text is known."""
        words = words_of(text)
        where, values = self.vocabulary.row(features(words))
        if not len(where):
            return None
        found = values @ self.weights[where].astype(np.float32) + self.bias
        about = meanings().of(words) if len(self.meant) else None
        return found if about is None else found + about @ self.meant

    def guess(self, text: str) -> Guess:
        """What the text most likely means. Never raises."""
        margins = self.margins(text)
        if margins is None:
            return Guess((), Standing.OUTSIDE)
        shares = self.certainty.probabilities(margins)
        best: list[int] = np.argsort(-shares, kind="stable")[:NAMED].tolist()
        likely = tuple((self.intents[place], float(shares[place])) for place in best)
        return Guess(likely, self._standing(likely[0][1]))

    def _standing(self, probability: float) -> Standing:
        if probability >= self.certainty.act:
            return Standing.ACT
        return Standing.ASK if probability >= self.certainty.ask else Standing.OUTSIDE


def fit(
    examples: Sequence[Example],
    validation: Sequence[Example] | None = None,
    *,
    keep: bool = False,
    kin: Kin | None = None,
) -> Classifier:
    """A classifier that learned these examples.

    ``validation``, utterances that are not among them, teaches how sure guesses are; with ``keep`` they are
    then learned, too. Without, a fifth of the examples does. ``kin`` are words that are used alike.
    """
    if validation is not None and not keep:
        classifier = _Lesson(examples, kin or Kin()).learned(len(examples))
        classifier.certainty = _certainty(classifier, validation)
        return classifier
    first, held = _split(examples) if validation is None else (examples, validation)
    return _Lesson([*first, *held], kin or Kin()).learned(len(first))


def _split(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    seen: dict[str | None, int] = {}
    parts: tuple[list[Example], list[Example]] = [], []
    for one in examples:
        seen[one.intent] = number = seen.get(one.intent, 0) + 1
        parts[number % HELD_BACK == 0].append(one)
    return parts


class _Lesson:
    """Examples as rows of numbers, looked at once, and a machine to learn them."""

    def __init__(self, examples: Sequence[Example], kin: Kin) -> None:
        self._intents = sorted({one.intent for one in examples if one.intent is not None})
        if not self._intents:
            raise UnusableModel("There is no example with an intent to learn from.")
        place = {intent: number for number, intent in enumerate(self._intents)}
        self._wanted = [place[one.intent] if one.intent is not None else -1 for one in examples]
        lines = [words_of(one.text) for one in examples]
        self._counts = [features(words) for words in lines]
        self._vocabulary = Vocabulary.learned(self._counts)
        self._rows = self._vocabulary.rows(self._counts)
        self._family = Family(self._vocabulary, kin)
        self._about = meanings().rows(lines)
        shares = np.hstack([self._family.shares(self._rows), self._about])
        width = len(self._vocabulary)
        self._machine = Machine(self._rows, shares, self._wanted, width, len(self._intents))

    def learned(self, first: int) -> Classifier:
        """Learn so many, then how sure that makes of the others, then these, too."""
        self._machine.learn(range(first))
        known = Certainty()
        if first < len(self._rows):
            known = self._known(first)
            self._machine.learn(range(len(self._rows)), MORE_ROUNDS)
        weights, bias = self._machine.weights, self._machine.bias
        shared, meant = np.split(self._machine.shared, [-self._about.shape[1] or len(self._machine.shared)])
        self._family.hand_down(weights, shared)
        return Classifier(self._intents, self._vocabulary, weights.astype(np.float16), bias, known, meant)

    def _known(self, first: int) -> Certainty:
        # As those meet it who come later: what was not learned of is not known.
        met = np.zeros(len(self._vocabulary), np.bool_)
        for where, _ in self._rows[:first]:
            met[where] = True
        rows = self._vocabulary.rows(self._counts[first:], met)
        shares = np.hstack([self._family.shares(rows), self._about[first:]])
        taught = {-1, *self._wanted[:first]}
        tried = [
            (self._machine.margins(row, share), wanted)
            for row, share, wanted in zip(rows, shares, self._wanted[first:], strict=True)
            if len(row[0]) and wanted in taught
        ]
        if not tried:
            return Certainty()
        return certainty.learned(np.array([each for each, _ in tried]), [wanted for _, wanted in tried])


def _certainty(classifier: Classifier, held: Sequence[Example]) -> Certainty:
    place = {intent: number for number, intent in enumerate(classifier.intents)}
    margins: list[Floats] = []
    wanted: list[int] = []
    for one in held:
        found = classifier.margins(one.text)
        if found is not None and (one.intent is None or one.intent in place):
            margins.append(found)
            wanted.append(-1 if one.intent is None else place[one.intent])
    return certainty.learned(np.array(margins), wanted) if margins else Certainty()
