"""Speech from any endpoint with OpenAI's ``/v1/audio/speech``, streamed as PCM."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, Final

import numpy as np

from parley import tags
from parley.audio.pcm import Pcm
from parley.errors import Busy, EngineFailed, EngineTimeout, MissingEngine, Unsupported
from parley.speech.synthesisers.speakable import plain
from parley.speech.types import SpeechRequest, Voice

_RATE: Final = 24_000
"""Samples per second of ``response_format="pcm"``; the API fixes it, with 16-bit little-endian mono."""
_MAX_SECONDS: Final = 600
"""Longest answer; nobody needs more for 5,000 characters."""
_PIECE: Final = 4_800
"""Bytes per piece, 0.1 s."""
_CONTAINERS: Final = (b"RIFF", b"OggS", b"ID3", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"{", b"<")
"""How an answer begins that is no PCM at all, though it was asked for."""


class OpenAISynthesiser:
    """One model at one endpoint; the text goes there and nowhere else."""

    name = "openai"

    def __init__(
        self,
        url: str,
        model: str,
        key: str,
        *,
        languages: Sequence[str] = ("en", "zh"),
        voices: Sequence[str] = ("alloy",),
        timeout: float = 10.0,
    ) -> None:
        """``url`` ends in ``/v1``. ``timeout`` is in seconds, until the first sound and between pieces.

        The first of ``voices`` speaks where a request names none.
        """
        try:
            self._openai: Any = import_module("openai")
        except ImportError as error:
            raise MissingEngine("openai", "pip install openai") from error
        self.languages = frozenset(tags.primary(language) for language in languages)
        self._model = model
        self._voices = tuple(voices)
        self._timeout = timeout
        self._client = self._openai.OpenAI(base_url=url, api_key=key, timeout=timeout, max_retries=0)

    def voices(self) -> Sequence[Voice]:
        return [
            Voice(voice, language, self.name) for language in sorted(self.languages) for voice in self._voices
        ]

    def speak(self, request: SpeechRequest) -> Iterator[Pcm]:
        """Int16 mono at 24 kHz in pieces of 0.1 s.

        Raises ``Unsupported`` and ``TooLong``; while iterating ``Busy``, ``EngineTimeout`` and
        ``EngineFailed``, whose sentences hold neither the text nor the key.
        """
        text = plain(request)
        if tags.primary(request.language) not in self.languages:
            raise Unsupported(f"The speech endpoint is not set up for {request.language!r}.")
        if request.voice is not None and request.voice not in self._voices:
            raise Unsupported("The speech endpoint is not set up with this voice.")
        return self._stream(text, request.voice or self._voices[0], request.rate)

    def _stream(self, text: str, voice: str, rate: float) -> Iterator[Pcm]:
        if not any(character.isalnum() for character in text):
            return
        try:
            with self._client.audio.speech.with_streaming_response.create(
                model=self._model, voice=voice, input=text, response_format="pcm", speed=rate
            ) as response:
                yield from self._pieces(response.iter_bytes(_PIECE))
        except (EngineFailed, GeneratorExit):
            raise
        except Exception as error:  # noqa: BLE001 - raised again in our own words
            # The SDK and the HTTP client below it raise a dozen kinds, whose text may quote what was said.
            raise self._explained(error) from None

    def _pieces(self, chunks: Iterator[bytes]) -> Iterator[Pcm]:
        held = b""
        total = 0
        asked = time.monotonic()
        for chunk in chunks:
            # A trickle of bytes passes the client's own timeout.
            if time.monotonic() - asked > self._timeout:
                raise EngineTimeout("The speech endpoint is too slow.")
            if total == 0 and chunk.startswith(_CONTAINERS):
                raise EngineFailed("The speech endpoint sent something else than the PCM it was asked for.")
            total += len(chunk)
            if total > _MAX_SECONDS * _RATE * 2:
                raise EngineFailed(f"The speech endpoint sent more than {_MAX_SECONDS} s of sound.")
            held += chunk
            whole = len(held) // 2 * 2
            if whole:
                yield Pcm(np.frombuffer(held[:whole], "<i2").astype(np.int16), _RATE)
                held = held[whole:]
            asked = time.monotonic()
        if total == 0:
            raise EngineFailed("The speech endpoint sent no sound.")

    def _explained(self, error: Exception) -> Exception:
        status = getattr(error, "status_code", None)
        if "Timeout" in type(error).__name__:
            return EngineTimeout(f"The speech endpoint did not answer within {self._timeout:g} s.")
        if status == 429:
            return Busy("The speech endpoint has too many requests, or its quota is used up.")
        if status in (401, 403):
            return EngineFailed("The speech endpoint refuses the key; check the key in the settings.")
        if status == 404:
            return EngineFailed("The speech endpoint knows no such model or address; check the settings.")
        if status is not None:
            return EngineFailed(f"The speech endpoint answered with status {status}.")
        return EngineFailed(f"The speech endpoint cannot be reached or broke off ({type(error).__name__}).")
