"""What of the sound that comes in is meant for Parley: an utterance, or nothing before the wake word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import numpy as np

from parley.assistant.ears import Ears
from parley.assistant.events import Mode
from parley.assistant.waking import Bid, Loudness
from parley.audio.endpoint import Endpointer, EndpointEvent, SpeechContinued
from parley.audio.pcm import Samples
from parley.audio.voice_activity import VoiceActivity
from parley.errors import Unsupported
from parley.speech.types import WakeListener


class Attention:
    """Turns the sound of one microphone into utterances, behind a wake word where one is wanted."""

    def __init__(self, ears: Ears) -> None:
        self._ears = ears
        self.mode = Mode.DEAF
        self.asleep = False
        """In ``Mode.WAKE``: waiting for a wake word."""
        self.expected: str | None = None
        """Language to expect, as the wake word said."""
        self._activity: VoiceActivity | None = None
        self._endpointer: Endpointer | None = None
        self._wake: WakeListener | None = None
        self._loudness = Loudness()

    async def prepare(self) -> None:
        """Load what tells speech from noise."""
        self._activity = await self._ears.detector()

    def check(self, mode: Mode, woke: Bid | None) -> None:
        """Raises ``Unsupported`` for a wake word that neither the device nor this machine can hear."""
        if mode is Mode.WAKE and woke is None and (self._ears.wake is None or not self._ears.words):
            raise Unsupported("No wake word is set up here.")

    def turn_to(self, mode: Mode, woke: Bid | None = None) -> None:
        """Begin to listen. A device that ``woke`` by itself will do so again: none listens for it here."""
        self.deaf()
        self.mode = mode
        if mode is Mode.DEAF:
            return
        if mode is Mode.WAKE and woke is None:
            assert self._ears.wake is not None
            self._wake = self._ears.wake.open(list(self._ears.words or {}))
            self._loudness = Loudness()
            self.sleep()
        elif woke is not None:
            self._wake_up(woke.word)
        else:
            self.expected = None
            self._listen()

    def deaf(self) -> None:
        """Hear nothing."""
        self.mode = Mode.DEAF
        self.asleep = False
        self._endpointer = self._wake = None

    def feed(self, samples: Samples) -> Sequence[EndpointEvent | Bid]:
        """What happened in the next samples: somebody spoke, or said the wake word."""
        if self.mode is Mode.DEAF or not len(samples):
            return ()
        if self._wake is not None:
            self._loudness.feed(samples)
            if wakes := self._wake.feed(samples):
                wake = wakes[-1]
                self._wake_up(wake.word)
                return (Bid(wake.word, wake.score, self._loudness.level),)
        if self._endpointer is None or self.asleep:
            return ()
        return _joined(self._endpointer.feed(samples))

    def finish(self) -> Sequence[EndpointEvent]:
        """The button was let go, or the sound is over."""
        return self._endpointer.finish() if self._endpointer is not None else ()

    def sleep(self) -> None:
        """In ``Mode.WAKE``: wait for the wake word again."""
        if self.mode is Mode.WAKE:
            self.asleep = True
            self.expected = self._endpointer = None

    def turn_away(self) -> None:
        """Another device was meant: wait for the wake word again, or hear nothing."""
        if self.mode is Mode.WAKE:
            self.sleep()
        else:
            self.deaf()

    def stay(self) -> None:
        """In ``Mode.WAKE``: the assistant asked something back, and is answered without the wake word."""
        if self.mode is Mode.WAKE:
            self.asleep = False
            self._listen(max_wait=self._ears.follow_up)

    def _wake_up(self, word: str) -> None:
        self.asleep = False
        self.expected = (self._ears.words or {}).get(word) or None
        self._listen(max_wait=self._ears.follow_up)

    def _listen(self, max_wait: float | None = None) -> None:
        assert self._activity is not None, "a conversation is used as an async context manager"
        settings = replace(self._ears.settings, max_wait=max_wait)
        if self.mode is Mode.PRESS:
            settings = replace(settings, end_silence=None, max_wait=None)
        self._activity.reset()
        self._endpointer = Endpointer(self._activity, settings)


def _joined(events: list[EndpointEvent]) -> list[EndpointEvent]:
    """The same with the sound of one utterance in one piece, which costs whoever takes it less."""
    if len(events) < 2:
        return events
    joined: list[EndpointEvent] = []
    for continued, run in groupby(events, lambda event: isinstance(event, SpeechContinued)):
        if continued:
            pieces = [event.samples for event in run if isinstance(event, SpeechContinued)]
            joined.append(SpeechContinued(np.concatenate(pieces) if len(pieces) > 1 else pieces[0]))
        else:
            joined += run
    return joined
