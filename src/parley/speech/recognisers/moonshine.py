"""English by Moonshine's tiny model, which comes inside the ``moonshine-voice`` wheel (MIT)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Protocol, cast

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import EngineFailed, MissingEngine, TooLong, Unsupported
from parley.speech.recognisers.pieces import quietest
from parley.speech.types import Hints, Hypothesis
from parley.tags import primary

_LONGEST_SECONDS = 300.0
"""Longest utterance taken; endpointing ends one long before."""

_PIECE_SECONDS = 14.0
"""Most that is decoded at once. The model reads more, but its cost grows with the square of the length
(0.075 CPU seconds per second at 11 s, 0.22 at 44 s) and it begins to invent words."""

_SHORTEST_SECONDS = 0.1
"""Below this the model's first convolution has nothing to work on."""

_QUIET = 33
"""Peak sample (-60 dBFS) below which there is no speech; the model answers silence with "You"."""

_GROWTH = 0.2
"""Share by which an unfinished piece must grow before it is decoded again: bounds what partials cost."""


class _Line(Protocol):
    text: str


class _Transcript(Protocol):
    lines: Sequence[_Line]


class _Transcriber(Protocol):
    def transcribe_without_streaming(self, audio_data: list[float], sample_rate: int) -> _Transcript: ...


class MoonshineRecogniser:
    """Hears English. Thread-safe: one model in memory serves every utterance, one decode at a time.

    ``partials`` seconds of new speech bring a partial result (the unfinished piece is decoded again);
    None, the default, decodes once, when the utterance is over.
    """

    name = "moonshine"
    languages = frozenset({"en"})

    def __init__(self, partials: float | None = None) -> None:
        try:
            library: Any = import_module("moonshine_voice")
        except ImportError as error:
            raise MissingEngine("moonshine", "pip install 'moonshine-voice==0.0.73'") from error
        # A threshold of 0 turns off the built-in voice detection: endpointing is done before, and better.
        options = {"vad_threshold": "0.0", "return_audio_data": "false"}
        try:
            model = library.Transcriber(
                str(library.get_model_path("tiny-en")), library.ModelArch.TINY, options=options
            )
        except (library.MoonshineError, OSError) as error:
            raise MissingEngine(
                "moonshine", "pip install --force-reinstall 'moonshine-voice==0.0.73'"
            ) from error
        self._model = cast(_Transcriber, model)
        self._failure = cast(type[Exception], library.MoonshineError)
        self._lock = threading.Lock()
        self._interval = partials
        self.partials = partials is not None

    def open(self, hints: Hints) -> MoonshineHearing:
        """Begin an utterance. Raises ``Unsupported`` when another language than English is expected."""
        if hints.language is not None and primary(hints.language) not in self.languages:
            raise Unsupported("Moonshine hears English only.")
        return MoonshineHearing(self, self._interval)

    def decode(self, samples: Samples) -> str:
        """Words in at most one piece of sound (int16 mono, 16 kHz); empty for silence."""
        if (
            len(samples) < _SHORTEST_SECONDS * SPEECH_RATE
            or int(np.abs(samples.astype(np.int32)).max()) < _QUIET
        ):
            return ""
        sound = (samples.astype(np.float32) / 32768.0).tolist()
        try:
            with self._lock:
                transcript = self._model.transcribe_without_streaming(sound, SPEECH_RATE)
        except self._failure as error:
            raise EngineFailed("Moonshine could not decode the sound.") from error
        return " ".join(line.text.strip() for line in transcript.lines if line.text.strip())


class MoonshineHearing:
    """One utterance. What is longer than a piece is cut at a quiet place and decoded while speech goes on."""

    def __init__(self, recogniser: MoonshineRecogniser, interval: float | None) -> None:
        self._recogniser = recogniser
        self._interval = None if interval is None else int(interval * SPEECH_RATE)
        self._chunks: list[Samples] = []
        self._held = 0
        """Samples in ``_chunks``: the unfinished piece."""
        self._due = self._interval or 0
        self._taken = 0
        self._done: list[str] = []
        self._said = ""

    def feed(self, samples: Samples) -> Hypothesis | None:
        self._taken += len(samples)
        if self._taken > _LONGEST_SECONDS * SPEECH_RATE:
            raise TooLong(f"An utterance may last {_LONGEST_SECONDS:.0f} seconds at most.")
        self._chunks.append(samples)
        self._held += len(samples)
        self._cut()
        if self._interval is None or self._held < self._due:
            return None
        piece = self._piece()
        self._due = len(piece) + max(self._interval, int(_GROWTH * len(piece)))
        text = " ".join([*self._done, self._recogniser.decode(piece)]).strip()
        if text == self._said:
            return None
        self._said = text
        return self._hypothesis(text, final=False)

    def finish(self) -> Hypothesis:
        text = self._recogniser.decode(self._piece()) if self._held else ""
        hypothesis = self._hypothesis(" ".join([*self._done, text]).strip(), final=True)
        self.close()
        return hypothesis

    def close(self) -> None:
        self._chunks.clear()
        self._held = 0

    def _cut(self) -> None:
        """Decode what is certainly over: everything up to the quietest place of a piece that is full."""
        longest = int(_PIECE_SECONDS * SPEECH_RATE)
        while self._held > longest:
            held = self._piece()
            end = quietest(held, longest // 2, longest)
            text = self._recogniser.decode(held[:end])
            if text:
                self._done.append(text)
            self._chunks = [held[end:]]
            self._held = len(held) - end
            self._due = self._interval or 0

    def _piece(self) -> Samples:
        if len(self._chunks) > 1:
            self._chunks = [np.concatenate(self._chunks)]
        return self._chunks[0] if self._chunks else np.zeros(0, np.int16)

    def _hypothesis(self, text: str, *, final: bool) -> Hypothesis:
        return Hypothesis(text=text, language="en", final=final, engine=self._recogniser.name)
