"""Any endpoint that speaks OpenAI's ``/v1/audio/transcriptions``: the vendor's, or one run at home."""

from __future__ import annotations

import io
import wave
from collections.abc import Collection
from importlib import import_module
from typing import Any

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import (
    BadSettings,
    Busy,
    EngineFailed,
    EngineTimeout,
    MissingEngine,
    NotAllowed,
    ParleyError,
    TooLong,
    Unsupported,
)
from parley.speech.types import Hints, Hypothesis, Timed
from parley.tags import primary

_LONGEST_SECONDS = 300.0
_MOST_TEXT = 20_000
"""Characters; five minutes of fast speech have fewer than half."""

_SHORTEST_SECONDS = 0.1
"""The vendor refuses shorter sound."""


class OpenAIRecogniser:
    """Hears whatever the endpoint's model hears; ``languages`` says which, for choosing between engines.

    ``url`` ends in ``/v1``. ``timeout``: seconds for the whole answer. The key goes to the
    endpoint only.
    """

    name = "openai"
    partials = False

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        timeout: float = 20.0,
        languages: Collection[str] = ("en", "zh"),
    ) -> None:
        try:
            self._library: Any = import_module("openai")
        except ImportError as error:
            raise MissingEngine("openai", "pip install openai") from error
        if not url.startswith(("http://", "https://")):
            raise BadSettings("The address of a transcription endpoint begins with http:// or https://.")
        self.languages = frozenset(primary(tag) for tag in languages)
        self._model = model
        # An endpoint at home may want no key, but the SDK insists on sending one.
        self._client: Any = self._library.OpenAI(
            base_url=url, api_key=key or "none", timeout=timeout, max_retries=0
        )

    def open(self, hints: Hints) -> OpenAIHearing:
        """Begin an utterance. Raises ``Unsupported`` for a language the endpoint is not set up for."""
        if hints.language is not None and primary(hints.language) not in self.languages:
            raise Unsupported(f"The endpoint is set up for {', '.join(sorted(self.languages))} only.")
        return OpenAIHearing(self, hints)

    def transcribe(self, samples: Samples, hints: Hints) -> Hypothesis:
        """Ask the endpoint. Raises what ``_explained`` maps its errors to."""
        question: dict[str, Any] = {"model": self._model, "response_format": "verbose_json"}
        if hints.language:
            question["language"] = primary(hints.language)
        if hints.words:
            question["timestamp_granularities"] = ["word"]
        if hints.phrases:
            question["prompt"] = ", ".join(hints.phrases)[:800]
        try:
            answer = self._ask(question, samples)
        except self._library.OpenAIError as error:
            raise self._explained(error) from None
        except ValueError as error:
            raise EngineFailed("The transcription endpoint sent no JSON.") from error
        text, language = getattr(answer, "text", None), getattr(answer, "language", None)
        if not isinstance(text, str) or len(text) > _MOST_TEXT:
            raise EngineFailed("The transcription endpoint sent no usable text.")
        tag = primary(language) if isinstance(language, str) and language else primary(hints.language or "")
        words = _words(answer) if hints.words else ()
        return Hypothesis(text.strip(), tag or _by_script(text), True, self.name, words=words)

    def _ask(self, question: dict[str, Any], samples: Samples) -> object:
        sound = ("utterance.wav", _wav(samples), "audio/wav")
        try:
            return self._client.audio.transcriptions.create(file=sound, **question)
        except self._library.BadRequestError:
            # Some models know plain JSON only, which does not name the language.
            return self._client.audio.transcriptions.create(
                file=sound,
                **{
                    name: "json" if name == "response_format" else value
                    for name, value in question.items()
                    if name != "timestamp_granularities"
                },
            )

    def _explained(self, error: Exception) -> ParleyError:
        """The endpoint's failure in Parley's terms; neither the key nor the words are repeated."""
        library = self._library
        if isinstance(error, library.APITimeoutError):
            return EngineTimeout("The transcription endpoint did not answer in time.")
        if isinstance(error, library.APIConnectionError):
            return EngineFailed("The transcription endpoint cannot be reached.")
        status = getattr(error, "status_code", None)
        if status in (401, 403):
            return NotAllowed("The transcription endpoint refused the key.")
        if status == 429:
            return Busy("The transcription endpoint has no room now.")
        if status == 404:
            return BadSettings("The transcription endpoint does not know this address or model.")
        return EngineFailed(f"The transcription endpoint failed ({status or 'malformed answer'}).")


class OpenAIHearing:
    """One utterance, sent when it is over."""

    def __init__(self, recogniser: OpenAIRecogniser, hints: Hints) -> None:
        self._recogniser = recogniser
        self._hints = hints
        self._chunks: list[Samples] = []
        self._taken = 0

    def feed(self, samples: Samples) -> None:
        self._taken += len(samples)
        if self._taken > _LONGEST_SECONDS * SPEECH_RATE:
            raise TooLong(f"An utterance may last {_LONGEST_SECONDS:.0f} seconds at most.")
        self._chunks.append(samples)

    def finish(self) -> Hypothesis:
        samples = np.concatenate(self._chunks) if self._chunks else np.zeros(0, np.int16)
        self.close()
        if len(samples) < _SHORTEST_SECONDS * SPEECH_RATE or not samples.any():
            return Hypothesis("", primary(self._hints.language or "en"), True, self._recogniser.name)
        return self._recogniser.transcribe(samples, self._hints)

    def close(self) -> None:
        self._chunks.clear()


def _words(answer: object) -> tuple[Timed, ...]:
    """The words' places, where the endpoint sent any that can be believed: in order, and all numbers."""
    listed: Any = getattr(answer, "words", None) or ()
    found: list[Timed] = []
    for each in listed:
        text, start, end = (getattr(each, name, None) for name in ("word", "start", "end"))
        if (
            not isinstance(text, str)
            or not isinstance(start, int | float)
            or not isinstance(end, int | float)
        ):
            return ()
        if not 0 <= start <= end <= _LONGEST_SECONDS or (found and start < found[-1].start):
            return ()
        found.append(Timed(text.strip(), float(start), float(end)))
    return tuple(found)


def _wav(samples: Samples) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SPEECH_RATE)
        file.writeframes(samples.astype("<i2").tobytes())
    return buffer.getvalue()


def _by_script(text: str) -> str:
    """Main language by the letters, when the endpoint does not say: Chinese if any third is Han."""
    letters = [c for c in text if c.isalpha()]
    han = sum("\u4e00" <= c <= "\u9fff" for c in letters)
    return "zh" if letters and han * 3 >= len(letters) else "en"
