"""Where an utterance begins and ends: cuts a stream of sound into utterances.

A pure state machine over the probabilities of a ``VoiceActivity``. It judges the stream in windows of
32 ms counted from its beginning, so how the sound is cut into chunks on its way here changes nothing.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.voice_activity import WINDOW, VoiceActivity
from parley.errors import BadAudio, BadSettings

_WINDOW_SECONDS = WINDOW / SPEECH_RATE


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """When speech counts as begun and as over. Times are rounded up to whole windows of 32 ms.

    The defaults come from recordings (8 commands, 13 read or free sentences, zh and en). Every command was
    one utterance from 0.6 s of end silence on; 0.5 s cut one in two; 1 s spared only sentences read aloud
    with long pauses. Silero noticed speech at most 0.15 s after its sound began.

    Raises ``BadSettings`` for a value out of range.
    """

    pre_roll: float = 0.3
    """Seconds handed on from before the speech was noticed, so that no first syllable is lost; 0 to 2."""

    start_threshold: float = 0.5
    """Probability from which a window counts as speech while none is under way, or after a pause; (0, 1]."""

    min_speech: float = 0.096
    """Seconds of speech in a row that make a beginning; what is shorter is a click or a cough; up to 2."""

    stop_threshold: float = 0.35
    """Probability under which a window of speech counts as silence; at most ``start_threshold``."""

    end_silence: float | None = 0.7
    """Seconds of silence that end the utterance, up to 10; None when only a release ends it."""

    kept_silence: float = 0.4
    """Seconds of a pause that are handed on at once, so that a recogniser hears the last word end; the rest
    only if the speech goes on. Up to 10."""

    max_utterance: float = 30.0
    """Seconds after which an utterance is ended although the person still speaks; 1 to 600."""

    max_wait: float | None = None
    """Seconds to wait for a beginning before ``NothingSaid``, up to 600; None for as long as it takes."""

    def __post_init__(self) -> None:
        if not 0 < self.stop_threshold <= self.start_threshold <= 1:
            raise BadSettings("0 < stop_threshold <= start_threshold <= 1 does not hold.")
        _within("pre_roll", self.pre_roll, 0, 2)
        _within("min_speech", self.min_speech, 0, 2)
        _within("kept_silence", self.kept_silence, 0, 10)
        _within("max_utterance", self.max_utterance, 1, 600)
        if self.end_silence is not None:
            _within("end_silence", self.end_silence, _WINDOW_SECONDS, 10)
        if self.max_wait is not None:
            _within("max_wait", self.max_wait, _WINDOW_SECONDS, 600)
        if _windows(self.pre_roll) + _windows(self.min_speech) >= _windows(self.max_utterance):
            raise BadSettings("max_utterance leaves no room after pre_roll and min_speech.")


class UtteranceEnd(StrEnum):
    """Why an utterance ended."""

    SILENCE = "silence"
    """The person stopped speaking."""
    TOO_LONG = "too_long"
    """It reached ``max_utterance``; what follows is another utterance."""
    RELEASED = "released"
    """The input ended, or the button was let go."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody began to speak."""

    at: float
    """Where the speech began, in seconds from the beginning of the stream."""

    lead: float
    """Seconds of ``samples`` that lie before ``at``."""

    samples: Samples
    """The utterance so far, pre-roll included (int16 mono, 16 kHz)."""


@dataclass(frozen=True, slots=True)
class SpeechContinued:
    """More of the utterance; it follows without a gap what was handed on before."""

    samples: Samples


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """Nothing more of the utterance follows unless the speech goes on.

    A recogniser may begin its final result now; a ``SpeechContinued`` makes it void.
    """

    at: float
    """Where the silence began, in seconds from the beginning of the stream."""


@dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The utterance is complete."""

    at: float
    """Where the speech ended, in seconds from the beginning of the stream."""

    decided: float
    """Seconds of the stream heard when that became clear; the person waited for the difference."""

    reason: UtteranceEnd


@dataclass(frozen=True, slots=True)
class NothingSaid:
    """Nobody spoke for ``max_wait``. Said once; a late beginning still counts."""

    at: float
    """Seconds from the beginning of the stream."""


EndpointEvent = SpeechStarted | SpeechContinued | SpeechPaused | SpeechEnded | NothingSaid


class EndpointState(Enum):
    """Where the endpointer stands between two windows."""

    WAITING = "waiting"
    """Nobody speaks."""
    STARTING = "starting"
    """Perhaps somebody has begun."""
    SPEAKING = "speaking"
    """An utterance is under way."""
    PAUSING = "pausing"
    """An utterance is under way, and its speaker is silent."""


_UNDER_WAY = (EndpointState.SPEAKING, EndpointState.PAUSING)


class Endpointer:
    """Cuts one stream into utterances.

    The samples handed on in one utterance are one uncut stretch of the input, and no sample belongs to
    two utterances.
    """

    def __init__(self, activity: VoiceActivity, settings: EndpointSettings | None = None) -> None:
        self._activity = activity
        self._settings = settings or EndpointSettings()
        self._begin()

    @property
    def settings(self) -> EndpointSettings:
        return self._settings

    @property
    def state(self) -> EndpointState:
        return self._state

    @property
    def position(self) -> float:
        """Seconds of the stream judged so far."""
        return self._heard / SPEECH_RATE

    def feed(self, samples: Samples) -> list[EndpointEvent]:
        """Take the next samples (int16 mono, 16 kHz, any number) and tell what happened in them.

        Raises ``BadAudio`` for anything but one-dimensional int16.
        """
        if samples.ndim != 1 or samples.dtype != np.int16:
            raise BadAudio(f"The endpointer takes mono int16 samples, not {samples.dtype} {samples.shape}.")
        # A copy: what is kept must not change when the caller uses its buffer again.
        pending = np.concatenate((self._rest, samples))
        whole = len(pending) - len(pending) % WINDOW
        self._rest = pending[whole:]
        events: list[EndpointEvent] = []
        for begin, probability in enumerate(self._activity.feed_all(pending[:whole])):
            events += self._take(pending[begin * WINDOW : (begin + 1) * WINDOW], probability)
        return events

    def finish(self) -> list[EndpointEvent]:
        """The input is over or the button was let go: end what is under way, then wait afresh.

        Positions go on counting; ``reset`` begins a new stream.
        """
        events: list[EndpointEvent] = []
        if self._state is EndpointState.STARTING:
            # A word cut short by the button is worth more than a noise kept out.
            events.append(self._start())
            self._state = EndpointState.SPEAKING
        silence_began = self._silence_began()
        self._heard += len(self._rest)
        if self._state is EndpointState.SPEAKING and len(self._rest):
            events.append(SpeechContinued(self._rest))
            silence_began = self.position
        if self._state in _UNDER_WAY:
            events.append(SpeechEnded(silence_began, self.position, UtteranceEnd.RELEASED))
        self._rest = self._rest[:0]
        self._held.clear()
        self._wait()
        self._activity.reset()
        return events

    def reset(self) -> None:
        """Drop everything and begin a new stream at 0 seconds."""
        self._activity.reset()
        self._begin()

    def _begin(self) -> None:
        self._rest: Samples = np.zeros(0, np.int16)  # less than a window, waiting to be judged
        self._held: deque[Samples] = deque()  # windows not handed on: the pre-roll, or the silence of a pause
        self._heard = 0  # samples judged since the stream began
        self._wait()

    def _wait(self) -> None:
        self._state = EndpointState.WAITING
        self._run = 0  # windows in a row of speech while none is under way, of silence while one is
        self._length = 0  # windows of the utterance under way, held ones included
        self._waited = 0  # windows spent waiting

    def _take(self, window: Samples, probability: float) -> list[EndpointEvent]:
        """One window: move on, and tell what that means."""
        before = self._state
        self._heard += WINDOW
        self._held.append(window)
        self._state = self._next(probability)
        if before not in _UNDER_WAY:
            return [self._start()] if self._state is EndpointState.SPEAKING else self._go_on_waiting()
        self._length += 1
        if self._state is EndpointState.WAITING:
            return [self._end(UtteranceEnd.SILENCE)]
        events = self._hand_on()
        if self._length >= _windows(self._settings.max_utterance):
            events.append(self._end(UtteranceEnd.TOO_LONG))
        return events

    def _next(self, probability: float) -> EndpointState:
        """Where one more window leads: the only place that decides on speech and silence."""
        settings, under_way = self._settings, self._state in _UNDER_WAY
        from_silence = self._state in (EndpointState.WAITING, EndpointState.PAUSING)
        speech = probability >= (settings.start_threshold if from_silence else settings.stop_threshold)
        self._run = self._run + 1 if speech != under_way else 0
        if not under_way:
            if self._run >= max(1, _windows(settings.min_speech)):
                return EndpointState.SPEAKING
            return EndpointState.STARTING if self._run else EndpointState.WAITING
        if settings.end_silence is not None and self._run >= _windows(settings.end_silence):
            return EndpointState.WAITING
        return EndpointState.PAUSING if self._run else EndpointState.SPEAKING

    def _start(self) -> SpeechStarted:
        lead = len(self._held) - self._run
        at = (self._heard - self._run * WINDOW) / SPEECH_RATE
        self._length, self._run = len(self._held), 0
        return SpeechStarted(at, lead * _WINDOW_SECONDS, self._release())

    def _go_on_waiting(self) -> list[EndpointEvent]:
        self._trim()
        self._waited += 1
        limit = self._settings.max_wait
        return [NothingSaid(self.position)] if limit is not None and self._waited == _windows(limit) else []

    def _trim(self) -> None:
        while len(self._held) > _windows(self._settings.pre_roll) + self._run:
            self._held.popleft()

    def _hand_on(self) -> list[EndpointEvent]:
        kept = _windows(self._settings.kept_silence)
        events: list[EndpointEvent] = [SpeechContinued(self._release())] if self._run <= kept else []
        if self._run == max(1, kept):
            events.append(SpeechPaused(self._silence_began()))
        return events

    def _end(self, reason: UtteranceEnd) -> SpeechEnded:
        ended = SpeechEnded(self._silence_began(), self.position, reason)
        self._wait()
        self._trim()  # the silence held back is the pre-roll of what comes next
        return ended

    def _silence_began(self) -> float:
        return (self._heard - self._run * WINDOW) / SPEECH_RATE

    def _release(self) -> Samples:
        samples = self._held[0] if len(self._held) == 1 else np.concatenate(self._held)
        self._held.clear()
        return samples


@lru_cache(maxsize=64)  # asked several times a window
def _windows(seconds: float) -> int:
    # Less a hair, so that 0.096 s is three windows and not four.
    return math.ceil(seconds / _WINDOW_SECONDS - 1e-6)


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise BadSettings(f"{name} is {value}, not between {low} and {high} seconds.")
