"""Whether the sentence that a grammar found is believed: the evidence, and what it is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass

ACCEPTED = 0.4
"""Least probability of being right at which a sentence is believed. With each recording or command left out
of the fit in turn, of 83 right Mandarin sentences 79 are believed, and 7 of 111 wrong ones."""


@dataclass(frozen=True, slots=True)
class Belief:
    """Logistic model of the probability that a whole sentence is what was said."""

    bias: float
    ratio: float
    """Per nat of log-likelihood, per frame of the sentence's words, by which a free row of phones fits them
    better."""
    hidden: float
    """Per share (0 to 1) of the speech that the grammar took for silence."""
    length: float
    """Per natural logarithm of the words' length in frames of 10 ms: a long sentence fits by chance more
    seldom than a short one."""

    def probability(self, ratio: float, hidden: float, frames: int) -> float:
        """In [0, 1]."""
        evidence = self.ratio * bounded(ratio) + self.hidden * hidden + self.length * math.log(max(1, frames))
        return 1 / (1 + math.exp(-(self.bias + evidence)))


def bounded(ratio: float) -> float:
    """A ratio as evidence: fitting better than a free row of phones proves nothing (it is noise or too
    short), and beyond 6 nats per frame nothing gets worse."""
    return min(6.0, max(0.0, ratio))


BELIEFS = {
    "zh": Belief(bias=-2.21, ratio=-2.66, hidden=-5.51, length=1.53),
    "en": Belief(bias=6.44, ratio=-4.07, hidden=-1.94, length=0.0),
}
"""Mandarin: fitted to 194 sentences (83 right) that the skills' grammar and one of 400 sentences made of 41
commands by Parley's voice (``benchmarks/grammar_tuning.zh.txt``), 9 recordings of people and every other
clip of free speech, the other language, wake words, digits and noise. English: to 75 sentences (23 right)
that a grammar of some 420 made of such clips, none by a voice."""
