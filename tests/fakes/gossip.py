"""Engines that tell everybody what they hear, say and were given: nothing of it may leave their process."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

import numpy as np

from parley.audio.pcm import Pcm, Samples
from parley.speech.types import Hints, Hypothesis, SpeechRequest, Voice


def gossip(words: str) -> None:
    """As libraries do that print to wherever they please."""
    print(words)
    print(words, file=sys.stderr, flush=True)
    os.write(2, words.encode())


class GossipingRecogniser:
    """Hears ``words``; ``broken`` raises an error that quotes them and the key."""

    name = "gossip"
    languages = frozenset({"en", "zh"})
    partials = True

    def __init__(self, words: str, key: str, *, broken: bool = False) -> None:
        gossip(f"connecting with {key}")
        self._words, self._key, self._broken = words, key, broken

    def open(self, hints: Hints) -> GossipingRecogniser:
        return self

    def feed(self, samples: Samples) -> Hypothesis | None:
        gossip(self._words)
        return Hypothesis(self._words, "en", final=False, engine=self.name)

    def finish(self) -> Hypothesis:
        if self._broken:
            raise ValueError(f"cannot decode {self._words!r} with {self._key}")
        return Hypothesis(self._words, "en", final=True, engine=self.name)

    def close(self) -> None:
        gossip(self._words)


class GossipingSynthesiser:
    """Says anything; ``broken`` raises an error that quotes it."""

    name = "gossip"
    languages = frozenset({"en", "zh"})

    def __init__(self, *, broken: bool = False) -> None:
        self._broken = broken

    def voices(self) -> Sequence[Voice]:
        return [Voice("gossip", "en", self.name)]

    def speak(self, request: SpeechRequest) -> Iterator[Pcm]:
        gossip(request.text)
        if self._broken:
            raise ValueError(f"cannot say {request.text!r}")
        yield Pcm(np.zeros(2_400, np.int16), 24_000)
