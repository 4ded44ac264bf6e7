"""Cutting sound into stretches of speech that are short enough to be heard in one piece."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from parley.audio.endpoint import (
    EndpointEvent,
    EndpointSettings,
    NothingSaid,
    SpeechContinued,
    SpeechEnded,
    SpeechPaused,
    SpeechStarted,
    UtteranceEnd,
)
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.speech.recognisers.pieces import quietest
from parley.speech.transcribing.types import Event, Nothing, Started, Stopped, Wanted

LONGEST = 30.0
"""Seconds of speech without a pause that are heard as one phrase; what is longer is cut at its quietest
place. The grammars take no more."""

UNCUT = 290.0
"""Seconds of a phrase that is not to be cut (``Wanted.segment`` is False): the engines take 300."""

END_SILENCE = 0.7
"""Seconds of silence that end a phrase, as for commands: 0.6 is the least that cuts none in two."""

TURN_SILENCE = 0.35
"""The same when it is to be told who speaks: another answers sooner than one goes on after a full stop."""

_TAIL_WAITS = 0.5
"""Seconds that the end of what was cut waits for the speech to go on."""


@dataclass(slots=True, eq=False)
class Stretch:
    """Speech under way, or waiting to be heard."""

    origin: int
    """Samples of the sound before the first one here, which lies a little before the speech."""
    begun: float
    """Where the speech begins, in seconds from the beginning of the sound."""
    pieces: list[Samples] = field(default_factory=list[Samples])
    taken: int = 0
    """Pieces that were handed on."""
    ended: float | None = None
    """Where the speech ends, once that is known; nothing is added from then on."""
    again: bool = False
    """More was handed on than belongs here: it is to be heard afresh."""

    def take(self) -> Samples | None:
        """What was not handed on yet."""
        pieces = self.pieces[self.taken :]
        self.taken = len(self.pieces)
        return np.concatenate(pieces) if pieces else None

    @property
    def waiting(self) -> int:
        """Samples that were not handed on yet."""
        return sum(len(piece) for piece in self.pieces[self.taken :])

    @property
    def samples(self) -> Samples:
        """All of it."""
        return np.concatenate(self.pieces) if self.pieces else np.zeros(0, np.int16)


def cutting_for(wanted: Wanted) -> EndpointSettings:
    """How the sound is cut for what is wanted. Values out of bounds are brought into them."""
    silence = wanted.end_silence
    if silence is None:
        silence = TURN_SILENCE if wanted.speakers else END_SILENCE
    waits = wanted.initial_silence
    return EndpointSettings(
        end_silence=min(10.0, max(0.1, silence)) if wanted.segment else None,
        max_utterance=LONGEST if wanted.segment else UNCUT,
        max_wait=None if waits is None else min(600.0, max(0.1, waits)),
    )


class Cutter:
    """Turns what an endpointer tells into stretches, and into events for whoever listens."""

    def __init__(self) -> None:
        self.stretches: deque[Stretch] = deque()
        """Those that nobody has heard yet, the one under way last; whoever hears one removes it."""
        self._open: Stretch | None = None
        self._tail: Stretch | None = None
        """The end of what was cut, which belongs to what comes next if the speech goes on."""
        self._silent = True
        """Whether nobody has spoken so far."""

    def take(self, events: Sequence[EndpointEvent], position: float) -> list[Event]:
        """The next events, and how many seconds of the sound are judged."""
        told: list[Event] = []
        for event in events:
            match event:
                case SpeechStarted():
                    told += self._start(event)
                case SpeechContinued(samples) if self._open is not None:
                    self._open.pieces.append(samples)
                case SpeechEnded():
                    told += self._end(event)
                case NothingSaid(at) if self._silent:
                    told.append(Nothing(at, "initial_silence"))
                case SpeechPaused() | SpeechContinued() | NothingSaid():
                    pass
        if self._tail is not None and self._open is None and position > _end(self._tail) + _TAIL_WAITS:
            told += self._let_tail_go()
        return told

    def finish(self) -> list[Event]:
        """The sound is over."""
        return self._let_tail_go() if self._tail is not None else []

    def _start(self, event: SpeechStarted) -> list[Event]:
        self._silent = False
        tail, told = self._tail, list[Event]()
        origin = round((event.at - event.lead) * SPEECH_RATE)
        stretch = Stretch(origin, event.at, [event.samples])
        if tail is not None:
            if tail.origin + len(tail.samples) == origin:
                stretch = Stretch(tail.origin, tail.begun, [tail.samples, event.samples])
                self._tail = None
            else:
                told += self._let_tail_go()
        self._open = stretch
        self.stretches.append(stretch)
        return [*told, Started(stretch.begun)]

    def _end(self, event: SpeechEnded) -> list[Event]:
        stretch, self._open = self._open, None
        if stretch is None:
            return []
        stretch.ended = max(stretch.begun, event.at)
        if event.reason is UtteranceEnd.TOO_LONG:
            self._cut(stretch)
        return [Stopped(stretch.ended)]

    def _cut(self, stretch: Stretch) -> None:
        """Give the end of what became too long to what comes next, from its quietest place on."""
        handed_on = sum(map(len, stretch.pieces[: stretch.taken]))
        samples = stretch.samples
        at = quietest(samples, len(samples) // 2, len(samples))
        place = (stretch.origin + at) / SPEECH_RATE
        stretch.pieces, stretch.ended = [samples[:at]], max(stretch.begun, place)
        stretch.taken = 1 if handed_on == at else 0
        stretch.again = handed_on not in (0, at)
        self._tail = Stretch(stretch.origin + at, stretch.ended, [samples[at:]])

    def _let_tail_go(self) -> list[Event]:
        tail, self._tail = self._tail, None
        if tail is None:
            return []
        tail.ended = max(tail.begun, _end(tail))
        self.stretches.append(tail)
        return [Started(tail.begun), Stopped(tail.ended)]


def _end(stretch: Stretch) -> float:
    return (stretch.origin + len(stretch.samples)) / SPEECH_RATE
