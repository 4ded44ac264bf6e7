"""What an utterance most likely means, learned from examples: for wordings that no template has."""

from parley.language.understanding.model.classifier import Classifier, Guess, Standing
from parley.language.understanding.model.examples import Example, Slot, UnusableModel
from parley.language.understanding.model.tagger import Tagger
from parley.language.understanding.model.train import Model, Reading, train

__all__ = [
    "Classifier",
    "Example",
    "Guess",
    "Model",
    "Reading",
    "Slot",
    "Standing",
    "Tagger",
    "UnusableModel",
    "train",
]
