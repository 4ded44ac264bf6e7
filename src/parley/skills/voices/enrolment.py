"""Learning a voice: what was heard so far, and whether the next sentence fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from parley.home.voices import Profile, Vector
from parley.skills.types import Context
from parley.speech.voices.service import Bounds, alike
from parley.speech.voices.types import Voiceprint

LEARN, CONSENT, SENTENCE = "voice.learn", "sure", "said"
"""The intent, and the slots it waits for."""
TOPIC = "enrolment"
"""Where it stands among what was talked about."""
SENTENCES = 5
SHORTEST = 1.5
"""Seconds of speech that a sentence must have."""
TRIES = 4
"""Sentences that may fail before Parley gives up."""
_SLACK = 0.05
"""By which a single sentence may be less alike than words of the same person usually are."""


class Problem(StrEnum):
    """Why a sentence is not taken: names of replies."""

    SHORT = "too_short"
    OTHER = "not_alike"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One voice that is being learned."""

    account: str
    """Whose it will be."""
    language: str = "en"
    """In which it began: what is made of the sentences does not matter, nor does its language."""
    heard: tuple[Voiceprint, ...] = ()
    failed: int = 0

    @property
    def complete(self) -> bool:
        """Whether it was enough."""
        return len(self.heard) == SENTENCES

    def fits(self, voice: Voiceprint, bounds: Bounds) -> Problem | None:
        """What speaks against taking a sentence."""
        if voice.speech < SHORTEST:
            return Problem.SHORT
        if self.heard and (
            voice.model != self.heard[0].model
            or alike(voice.vector, middle([each.vector for each in self.heard])) < bounds.other - _SLACK
        ):
            return Problem.OTHER
        return None

    def with_one(self, voice: Voiceprint) -> Enrolment:
        """The sentence is taken."""
        return replace(self, heard=(*self.heard, voice))

    def with_failure(self) -> Enrolment:
        """It is not."""
        return replace(self, failed=self.failed + 1)

    def double(self, profiles: Sequence[Profile], bounds: Bounds) -> bool:
        """Whether it sounds like somebody else whose voice is known: the two could not be told apart."""
        mine = middle([each.vector for each in self.heard])
        return any(
            each.account != self.account
            and each.model == self.heard[0].model
            and alike(mine, each.middle) >= bounds.same
            for each in profiles
        )


def takes_anything(context: Context) -> bool:
    """Whether the next thing said is a sentence to learn from, whatever its words."""
    pending = context.pending
    return pending is not None and (pending.intent, pending.slot) == (LEARN, SENTENCE)


def middle(vectors: Sequence[Vector]) -> Vector:
    """The mean of several vectors, of length 1."""
    mean = np.mean(np.stack(vectors), axis=0)
    return (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
