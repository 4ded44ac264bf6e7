"""Which text a hypothesis stands for: a command that it may have been, where that is likelier to be meant."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from parley.speech.types import Hypothesis

_DOUBTED = 0.75
"""Confidence below which a command with free words is doubted. Of spoken ones with such words, and guesses,
39 of 60 that were misunderstood have less, and 36 of 129 others."""

_KEPT = 0.8
"""Share of a doubtful command's letters that another has at least: words are easily left out."""


def as_command(
    heard: Hypothesis,
    is_command: Callable[[Hypothesis], bool],
    vague: Callable[[Hypothesis], float] | None = None,
) -> Hypothesis:
    """The hypothesis, or where it is none the first command of what was expected and of its alternatives.

    ``vague`` tells of a command how much of it may be any words. One in which something is, or that is a
    guess, gives way to one that was expected and in which less is: a "Santa timer" to "set a timer". For no
    other reason is a command exchanged for another: that repaired a robot's, and made "light" of people's
    "lights".
    """
    if not is_command(heard):
        texts = (*heard.expected, *heard.alternatives)
        return next((each for each in _others(heard, texts) if is_command(each)), heard)
    if vague is None or not heard.expected or not (least := vague(heard)):
        return heard
    expected = (each for each in _others(heard, heard.expected) if is_command(each))
    return next((each for each in expected if vague(each) < least), heard)


def sure_command(
    heard: Hypothesis,
    alike: Sequence[str],
    is_command: Callable[[Hypothesis], bool],
    vague: Callable[[Hypothesis], float] | None = None,
) -> Hypothesis:
    """The hypothesis, or where it is no sure command the first of the texts that sound alike that is one.

    A guess is none: somebody meant these words or none of the skills', and so many texts are tried that one
    of them is easily like something. A doubtful command gives way to those alone in which no word may be any
    other, and that leave nothing out.
    """
    others = (each for each in _others(heard, alike) if is_command(each))
    if heard.text and is_command(heard):
        if vague is None or not doubtful(heard, vague):
            return heard
        least = _KEPT * len(heard.text)
        return next((each for each in others if not vague(each) and len(each.text) >= least), heard)
    return next((each for each in others if vague is None or vague(each) < math.inf), heard)


def doubtful(heard: Hypothesis, vague: Callable[[Hypothesis], float] | None) -> bool:
    """Whether a command may have been meant otherwise: some of its words may be any, and it was heard badly.

    "Santa daily alarm" is one for "set a daily alarm", and an alarm that somebody named so. A guess is not
    doubted here: it fits no sentence, and one that sounds alike is as easily a worse one.
    """
    if vague is None or heard.confidence is None or heard.confidence >= _DOUBTED:
        return False
    return 0 < vague(heard) < math.inf


def _others(heard: Hypothesis, texts: Sequence[str]) -> Iterator[Hypothesis]:
    return (replace(heard, text=text, alternatives=(), expected=()) for text in texts)
