"""A conversation's events as the messages that a satellite acts on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from parley.assistant.events import (
    Did,
    EndReason,
    Event,
    Failed,
    Heard,
    Listening,
    Said,
    Speech,
    TurnEnded,
    Woke,
)
from parley.audio.pcm import Pcm
from parley.audio.resample import StreamResampler
from parley.gateways.wyoming.sound import payload, sound_format
from parley.gateways.wyoming.timers import timer_event
from parley.skills.types import Action

USUAL_RATE = 22_050
"""Samples per second that satellites play unless they say otherwise; the first ones do not resample."""


class Send(Protocol):
    """Sends an event."""

    def __call__(self, type: str, data: Mapping[str, object] | None = None, payload: bytes = b"") -> None: ...


class Telling:
    """Tells one satellite what happens."""

    def __init__(self, send: Send, now: Callable[[], datetime]) -> None:
        self.rate = USUAL_RATE
        self.aloud = True
        """The satellite plays answers; a pipeline may end before that."""
        self.woke_itself = False
        """The satellite heard the wake word, streams, and waits for a transcript before it stops."""
        self._send, self._now = send, now
        self._hearing: int | None = None
        """The turn that a transcript is awaited of."""
        self._voice = False
        """Somebody was heard to speak in it."""
        self._sound: _Sound | None = None

    def tell(self, event: Event) -> None:
        """Send what follows from an event."""
        match event:
            case Listening():
                self._hearing, self._voice = event.turn, False
            case Woke():
                if not self.woke_itself:
                    self._send("detection", {"name": event.word})
                self._send("transcribe", {})
            case Heard():
                self._heard(event)
            case Said():
                self._send("synthesize", {"text": event.text, "voice": {"language": event.language}})
            case Speech():
                self._speak(event.turn, event.pcm)
            case Did():
                self.show(event.action)
            case Failed():
                self._send("error", {"text": event.message, "code": event.code})
            case TurnEnded():
                self._end(event)
            case _:
                pass

    def show(self, action: Action) -> None:
        """What satellites show: timers."""
        if told := timer_event(action, self._now()):
            self._send(*told)

    def _heard(self, event: Heard) -> None:
        if not self._voice:
            self._voice = True
            self._send("voice-started", {})
        if event.final:
            self._send("voice-stopped", {})
            self._transcript(event.text, event.language)

    def _transcript(self, text: str, language: str | None = None) -> None:
        self._hearing, self.woke_itself = None, False
        self._send("transcript", {"text": text, "language": language} if language else {"text": text})

    def _speak(self, turn: int, pcm: Pcm) -> None:
        if not self.aloud:
            return
        if self._sound is None or self._sound.turn != turn:
            self._hush()
            self._sound = _Sound(self._send, turn, pcm.rate, self.rate)
        self._sound.play(pcm)

    def _end(self, event: TurnEnded) -> None:
        if self._sound is not None and self._sound.turn == event.turn:
            if event.reason is not EndReason.INTERRUPTED:
                self._sound.flush()
            self._hush()
        lost = event.reason is EndReason.ELSEWHERE and self.woke_itself
        if event.turn == self._hearing or lost:
            # The first satellites stop streaming at a transcript and at nothing else.
            self._transcript("")

    def _hush(self) -> None:
        if self._sound is not None:
            self._sound = None
            self._send("audio-stop", {})


class _Sound:
    """The sound of one turn, at the satellite's rate."""

    def __init__(self, send: Send, turn: int, from_rate: int, rate: int) -> None:
        self.turn = turn
        self._send = send
        self._rate = rate
        self._format = sound_format(rate)
        self._resampler = StreamResampler(from_rate, rate)
        self._sent = 0
        send("audio-start", {**self._format, "timestamp": 0})

    def play(self, pcm: Pcm) -> None:
        self._chunk(payload(self._resampler.feed(pcm.samples)))

    def flush(self) -> None:
        self._chunk(payload(self._resampler.flush()))

    def _chunk(self, sound: bytes) -> None:
        if sound:  # an empty chunk means the end to some
            at = round(1000 * self._sent / self._rate)
            self._sent += len(sound) // 2
            self._send("audio-chunk", {**self._format, "timestamp": at}, sound)
