"""From examples to a model: which intent, which slots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parley.language.understanding.model import classifier, kin, tagger
from parley.language.understanding.model.classifier import Classifier, Guess
from parley.language.understanding.model.examples import Example, Slot, UnusableModel
from parley.language.understanding.model.features import words_of
from parley.language.understanding.model.tagger import Tagger

#: Far more than skills have, and as many as can be learned in a minute or two.
MOST_EXAMPLES = 100_000
MOST_INTENTS = 1_000
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """An utterance as the model understands it."""

    guess: Guess
    slots: tuple[Slot, ...]
    """Those of the likeliest intent."""


@dataclass(frozen=True, slots=True)
class Model:
    """A classifier with the tagger that learned the same examples."""

    classifier: Classifier
    tagger: Tagger

    def read(self, text: str) -> Reading:
        """Intent and slots. Never raises; what is longer than any command has none."""
        guess = self.classifier.guess(text)
        return Reading(guess, self.tagger.slots(text, guess.intent) if guess.intent is not None else ())


def train(
    examples: Sequence[Example], validation: Sequence[Example] | None = None, *, keep: bool = False
) -> Model:
    """Learns the examples; the same ones in the same order give the same model.

    ``validation`` are utterances to learn the thresholds from; those with no intent are what must be left
    alone. With ``keep`` they are learned, too, afterwards. Raises ``UnusableModel`` for examples that cannot
    be learned.
    """
    every = [*examples, *(validation or ())] if keep else examples
    _check(every)
    alike = kin.learned([words_of(one.text) for one in every])
    return Model(
        classifier.fit(examples, validation, keep=keep, kin=alike), tagger.fit(every, kinds=alike.kinds())
    )


def _check(examples: Sequence[Example]) -> None:
    if len(examples) > MOST_EXAMPLES:
        raise UnusableModel(f"There are {len(examples)} examples; at most {MOST_EXAMPLES} can be learned.")
    intents = {one.intent for one in examples if one.intent is not None}
    if len(intents) > MOST_INTENTS:
        raise UnusableModel(f"There are {len(intents)} intents; at most {MOST_INTENTS} can be learned.")
    names = intents | {slot.name for one in examples for slot in one.slots}
    if any(not name or "\n" in name or len(name) > _LONGEST_NAME for name in names):
        raise UnusableModel(f"Names of intents and slots have 1 to {_LONGEST_NAME} characters on one line.")
