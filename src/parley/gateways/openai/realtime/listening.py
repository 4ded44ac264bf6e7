"""The input buffer of a session: where turns begin and end, by themselves or when the client says so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from parley.audio.endpoint import (
    Endpointer,
    EndpointEvent,
    EndpointSettings,
    SpeechContinued,
    SpeechEnded,
    SpeechStarted,
)
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.voice_activity import VoiceActivity
from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime.asked import MOST_AUDIO
from parley.gateways.openai.realtime.settings import Format, Input, TurnDetection
from parley.gateways.openai.realtime.sound import Decoder
from parley.gateways.openai.realtime.utterance import Utterance

LEAST = 0.1
"""Seconds that must be there to be committed, as with OpenAI."""
_SLICE = SPEECH_RATE // 2
"""Samples looked through at a time; others are served in between."""
_EAGERNESS = {"low": 1.2, "medium": 0.8, "high": 0.4, "auto": 0.7}
"""Seconds of silence that end a turn with ``semantic_vad``."""


class Listener(Protocol):
    """Is told where turns begin and end."""

    def utterance(self) -> Utterance:
        """A new one, to be filled."""
        ...

    def speech_started(self, utterance: Utterance, at: float) -> None: ...
    def speech_stopped(self, utterance: Utterance, at: float) -> None: ...
    def committed(self, utterance: Utterance, *, by_itself: bool) -> None: ...


class Listening:
    """Takes a session's sound and cuts it into turns."""

    def __init__(
        self, activity: VoiceActivity, usual: EndpointSettings, listener: Listener, input: Input
    ) -> None:
        """``usual``: how it listens where the client does not say."""
        self._activity, self._usual, self._listener = activity, usual, listener
        self._decoder = Decoder(Format())
        self._detection: TurnDetection | None = None
        self._endpointer = Endpointer(activity, usual)
        self._offset = 0.0
        """Seconds of the session before this endpointer began."""
        self._utterance: Utterance | None = None
        """Being filled."""
        self._buffered = 0
        """Bytes of the client that are not committed, where it says itself when a turn is over."""
        self.set(input)

    def set(self, input: Input) -> None:
        """Listen like that from now on."""
        form = input.format or Format()
        if form != self._decoder.form:
            self._decoder = Decoder(form)
        detection = input.turn_detection or None
        settings = _endpoints(self._usual, detection)
        if settings != self._endpointer.settings:
            self._drop()
            self._offset += self._endpointer.position
            self._activity.reset()
            self._endpointer = Endpointer(self._activity, settings)
        if (detection is None) is not (self._detection is None):
            self._drop()
        self._detection = detection

    async def append(self, data: bytes) -> None:
        """More sound, in the client's format. Raises ``BadParameter`` when too much waits to be committed."""
        if self._detection is None:
            if self._buffered + len(data) > MOST_AUDIO:
                raise BadParameter(
                    "audio", f"More than {MOST_AUDIO} bytes of sound wait to be committed.", "buffer_full"
                )
            self._buffered += len(data)
        await self.hear(self._decoder.feed(data))

    async def hear(self, samples: Samples) -> None:
        """More sound (int16 mono, 16 kHz)."""
        for at in range(0, len(samples), _SLICE):
            if at:
                await asyncio.sleep(0)
            self._feed(samples[at : at + _SLICE])
            if self._utterance is not None:
                await self._utterance.room()

    def commit(self) -> None:
        """What is in the buffer is a turn. Raises ``BadParameter`` when there is next to nothing."""
        form = self._decoder.form
        seconds = self._buffered / (form.hertz * (2 if form.type == "audio/pcm" else 1))
        if seconds < LEAST and self._utterance is None:
            raise BadParameter(
                "",
                f"To commit there must be {LEAST * 1000:.0f} ms of sound; there are {seconds * 1000:.0f}.",
                "input_audio_buffer_commit_empty",
            )
        self._feed(self._decoder.flush())
        detection, self._detection = self._detection, None  # what ends now ends by the client's will
        self._take(self._endpointer.finish())
        self._detection = detection
        utterance, self._utterance = self._utterance, None
        self._commit(utterance or self._listener.utterance(), by_itself=False)

    def end(self) -> None:
        """No more sound follows: whoever still speaks has said everything."""
        self._feed(self._decoder.flush())
        self._take(self._endpointer.finish())

    def clear(self) -> None:
        """Forget what is in the buffer."""
        self._decoder.flush()
        self._endpointer.finish()
        self._drop()
        self._buffered = 0

    def close(self) -> None:
        """The session is over."""
        self._drop()

    def _feed(self, samples: Samples) -> None:
        if len(samples):
            self._take(self._endpointer.feed(samples))

    def _take(self, events: Sequence[EndpointEvent]) -> None:
        for event in events:
            match event:
                case SpeechStarted(at, lead, samples):
                    utterance = self._begun(max(0.0, self._offset + at - lead))
                    utterance.feed(samples)
                case SpeechContinued(samples) if self._utterance is not None:
                    self._utterance.feed(samples)
                case SpeechEnded(at, _, _) if self._utterance is not None:
                    self._ended(self._utterance, self._offset + at)
                case _:
                    pass

    def _begun(self, at: float) -> Utterance:
        if self._utterance is None:
            self._utterance = self._listener.utterance()
            if self._detection is not None:
                self._listener.speech_started(self._utterance, at)
        return self._utterance

    def _ended(self, utterance: Utterance, at: float) -> None:
        utterance.cut()
        if self._detection is not None:
            self._utterance = None
            self._listener.speech_stopped(utterance, at)
            self._commit(utterance, by_itself=True)

    def _drop(self) -> None:
        utterance, self._utterance = self._utterance, None
        if utterance is not None:
            utterance.drop()

    def _commit(self, utterance: Utterance, *, by_itself: bool) -> None:
        self._buffered = 0
        utterance.end()
        self._listener.committed(utterance, by_itself=by_itself)


def _endpoints(usual: EndpointSettings, wanted: TurnDetection | None) -> EndpointSettings:
    """When speech begins and ends, as the client has it, where it says so."""
    if wanted is None:
        return usual
    silence = wanted.silence_duration_ms / 1000 if wanted.silence_duration_ms else usual.end_silence
    if wanted.type == "semantic_vad":
        silence = _EAGERNESS[wanted.eagerness or "auto"]
    start = min(1.0, max(0.05, wanted.threshold)) if isinstance(wanted.threshold, float | int) else 0.5
    roll = wanted.prefix_padding_ms / 1000 if isinstance(wanted.prefix_padding_ms, int) else usual.pre_roll
    return replace(
        usual,
        start_threshold=start,
        stop_threshold=min(usual.stop_threshold, start),
        pre_roll=roll,
        end_silence=max(0.1, silence or 0.0),
    )
