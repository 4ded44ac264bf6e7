"""Which of several hypotheses of one utterance is right, and in which language: the judge.

A recogniser for one language turns speech in another into fluent nonsense (Mandarin becomes "It is a very
important thing to do"), so no single result is believed on its word. The rule, first row that holds:

| # | what was heard                                                            | verdict             |
|---|---------------------------------------------------------------------------|---------------------|
| 1 | no words, and no engine says the sound is foreign to it                   | nothing             |
| 2 | words of a closed grammar, and no free words that are believed            | the grammar's       |
| 3 | both, in one language                                                     | the free words      |
| 4 | both, in two languages; the free engine is sure of its own (<= 0.15)      | the free words      |
| 5 | both, in two languages; otherwise, when the grammar is confident (>= 0.5) | the grammar's       |
| 6 | both, in two languages; otherwise                                         | the free words      |
| 7 | several free engines believed                                             | the least foreign's |
| 8 | free words, none believed: made up from speech in another language        | another language    |

*Free words* come from an engine with an open vocabulary. They are *believed* when the engine says that the
sound is its language (``foreign`` < 0.5) or cannot say, or when the caller knows the text to be, word for
word, a sentence of a skill and the engine is not sure of the contrary (``foreign`` < 0.9). A grammar hears
only what is in it: without a free engine beside it, its own rejection of other speech is the only guard.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from parley.speech.types import Hypothesis

FOREIGN = 0.5
"""From here on speech counts as foreign. Figures for the line: ``benchmarks/language_probe.py``."""

SURELY_FOREIGN = 0.9
"""From here on not even a skill's exact sentence is believed."""

SURELY_OWN = 0.15
"""Up to here the sound is certainly in the engine's own language."""

CONFIDENT = 0.5
"""A grammar that is at least this sure outweighs free words that are not surely in their own language."""


class Outcome(StrEnum):
    """What the judge decided."""

    HEARD = "heard"
    """``Verdict.winner`` is what the person said."""
    NOTHING = "nothing"
    """No words."""
    OTHER_LANGUAGE = "other_language"
    """Speech, in a language that no engine here understands."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judge's decision on one utterance."""

    outcome: Outcome
    winner: Hypothesis | None = None
    """The believed hypothesis; None unless the outcome is ``heard``."""

    @property
    def language(self) -> str | None:
        """Language of the utterance (primary tag), when known."""
        return self.winner.language if self.winner else None


def judge(hypotheses: Sequence[Hypothesis], exact: Collection[str] = ()) -> Verdict:
    """Decide between final hypotheses of the same utterance; their order does not matter.

    ``exact``: texts among them that are, word for word, sentences of a skill.
    """
    spoken = [h for h in hypotheses if h.text.strip()]
    free = [h for h in spoken if not h.grammar and _believed(h, h.text in exact)]
    closed = [h for h in spoken if h.grammar]
    if free and closed:
        return _conflict(_best(free), max(closed, key=_certainty))
    if free or closed:
        return Verdict(Outcome.HEARD, _best(free) if free else max(closed, key=_certainty))
    doubted = any((h.foreign or 0.0) >= FOREIGN for h in hypotheses if not h.grammar)
    return Verdict(Outcome.OTHER_LANGUAGE if doubted else Outcome.NOTHING)


def settled(hypotheses: Sequence[Hypothesis]) -> bool:
    """Whether no closed grammar could change the verdict: row 4 holds whatever it would hear."""
    return any(
        h.text.strip() and not h.grammar and h.foreign is not None and h.foreign <= SURELY_OWN
        for h in hypotheses
    )


def _conflict(free: Hypothesis, closed: Hypothesis) -> Verdict:
    """Rows 3 to 6: words of both kinds."""
    sure = free.foreign is not None and free.foreign <= SURELY_OWN
    if free.language == closed.language or sure or (closed.confidence or 0.0) < CONFIDENT:
        return Verdict(Outcome.HEARD, free)
    return Verdict(Outcome.HEARD, closed)


def _believed(hypothesis: Hypothesis, exact: bool) -> bool:
    return (hypothesis.foreign or 0.0) < (SURELY_FOREIGN if exact else FOREIGN)


def _best(free: Sequence[Hypothesis]) -> Hypothesis:
    """Row 7. An engine that cannot tell foreign sound stands between a sure one and a doubtful one."""
    return max(free, key=lambda h: (-(0.25 if h.foreign is None else h.foreign), *_certainty(h)))


def _certainty(hypothesis: Hypothesis) -> tuple[float | str | bool, ...]:
    """Confidence, then all the rest: equals are told apart by something that does not depend on order."""
    h = hypothesis
    told = (h.confidence is not None, h.foreign is not None, h.foreign or 0.0)
    return (h.confidence or 0.0, h.language, h.engine, h.text, *told)
