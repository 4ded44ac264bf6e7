"""The recognition of voices: an utterance's voiceprint, and which of the people of the house it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from parley.audio.pcm import Samples
from parley.errors import MissingEngine, ParleyError
from parley.home.voices import Profile, Vector
from parley.pool.host import EngineHost
from parley.speech.voices.types import Bounds, Match, Verdict, Voiceprint

SHERPA = Bounds(same=0.6, other=0.4, again=0.45, apart=0.08)
"""For models that people bring, whose makers advise 0.5 to 0.6; ``[voices]`` sets others."""


class VoiceService:
    """Makes voiceprints, in a worker process."""

    def __init__(
        self, host: EngineHost | None, bounds: Bounds | None = None, missing: ParleyError | None = None
    ) -> None:
        """``missing``: why there is no engine, where there is none."""
        self.host = host
        self.bounds = bounds or Bounds()
        self._missing = missing

    async def listen(self, samples: Samples) -> Voiceprint:
        """The voice in an utterance (int16 mono, 16 kHz). Raises ``BadAudio``, ``Busy``, ``EngineFailed``,
        ``EngineTimeout``, ``MissingEngine``."""
        if self.host is None:
            raise self._missing or MissingEngine("voices", "parley models list")
        return cast(Voiceprint, await self.host.call("listen", samples))

    async def stop(self) -> None:
        """Let the engine go."""
        if self.host is not None:
            await self.host.stop()


def alike(one: Vector, other: Vector) -> float:
    """The cosine of two vectors of length 1; -1 where they cannot be compared."""
    return float(one @ other) if one.shape == other.shape else -1.0


def identify(voice: Voiceprint, profiles: Sequence[Profile], bounds: Bounds, before: str = "") -> Verdict:
    """Who spoke. ``before`` is the account of who spoke just before, if that was known.

    Profiles of another model are nobody's.
    """
    scores = {
        each.account: alike(voice.vector, each.middle) for each in profiles if each.model == voice.model
    }
    if not scores:
        return Verdict(Match.UNKNOWN)
    best = max(scores, key=scores.__getitem__)
    score = scores[best]
    next_best = max((value for account, value in scores.items() if account != best), default=-1.0)
    ahead = score - next_best >= bounds.apart
    needed = bounds.same + (0.0 if voice.speech >= bounds.long else bounds.extra)
    if voice.speech >= bounds.short and score >= needed and ahead:
        return Verdict(Match.KNOWN, best, score)
    if voice.speech >= bounds.least and best == before and score >= bounds.again and ahead:
        return Verdict(Match.KNOWN, best, score)
    if voice.speech >= bounds.short and score < bounds.other:
        return Verdict(Match.UNKNOWN, score=score)
    return Verdict(Match.UNSURE, score=score)
