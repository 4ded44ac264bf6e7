"""How a text feels, sentence by sentence: English and Chinese, by models trained on people's own judgements.

A linear support vector machine over words, pairs of words and negations, its margins calibrated to
probabilities (``build.py`` has what it learned from). Measured on what it never saw, positive against
negative: see ``docs/services/language.md``. About 0.1 ms a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parley.language.identify import main_language
from parley.language.limits import bounded
from parley.language.sentiment.model import FEELINGS, LANGUAGES, model
from parley.language.sentiment.types import Feeling, Scores, SentenceFeeling, TextFeeling
from parley.language.sentiment.words import features, tokens
from parley.language.stretches import sentence_stretches

__all__ = ["LANGUAGES", "feeling"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2}")
_OUTWEIGHS = 2.0
"""A text is of one feeling when so many times as much of it has that feeling as the opposite one."""


def feeling(text: str, language: str) -> TextFeeling:
    """How a text in ``en`` or ``zh`` feels. Raises ``Unsupported`` for another language, ``TooLong``.

    The scores of the text are the means of its sentences', each counting by its length; sentences that are
    neutral decide only where there is nothing else.
    """
    model(language)
    sentences = [_sentence(text, start, end, language) for start, end in sentence_stretches(bounded(text))]
    if not sentences:
        return TextFeeling(Feeling.NEUTRAL, Scores(0.0, 1.0, 0.0), ())
    return TextFeeling(*_whole(sentences), tuple(sentences))


def _sentence(text: str, start: int, end: int, language: str) -> SentenceFeeling:
    piece = text[start:end]
    # In a text of both languages each sentence is read in its own.
    own = language
    if _HAN.search(piece):
        own = "zh" if language == "zh" or main_language(piece) == "zh" else language
    elif language == "zh" and _WORD.search(piece):
        own = "en"
    scores = model(own).scores(features(tokens(piece, own), own))
    return SentenceFeeling(start, end, _likeliest(scores), scores)


def _likeliest(scores: Scores) -> Feeling:
    return max((Feeling(name) for name in FEELINGS), key=lambda each: getattr(scores, each.value))


def _whole(sentences: Sequence[SentenceFeeling]) -> tuple[Feeling, Scores]:
    """Of the whole text."""
    telling = [one for one in sentences if one.feeling is not Feeling.NEUTRAL] or sentences
    lengths = [one.end - one.start for one in telling]
    total = sum(lengths)

    def mean(name: str) -> float:
        return (
            sum(getattr(one.scores, name) * long for one, long in zip(telling, lengths, strict=True)) / total
        )

    scores = Scores(mean("positive"), mean("neutral"), mean("negative"))
    good = sum(one.end - one.start for one in telling if one.feeling is Feeling.POSITIVE)
    bad = sum(one.end - one.start for one in telling if one.feeling is Feeling.NEGATIVE)
    if good and bad:
        if max(good, bad) < _OUTWEIGHS * min(good, bad):
            return Feeling.MIXED, scores
        return (Feeling.POSITIVE if good > bad else Feeling.NEGATIVE), scores
    return _likeliest(scores) if not (good or bad) else (
        Feeling.POSITIVE if good else Feeling.NEGATIVE
    ), scores
