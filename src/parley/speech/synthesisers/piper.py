"""Neural voices by Piper, one ONNX file and its JSON per voice.

Piper is GPL-3: like espeak-ng, this class is made only inside a worker process of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

import numpy as np

from parley import tags
from parley.audio.pcm import Pcm
from parley.errors import BadModel, MissingEngine, Unsupported
from parley.speech.synthesisers.speakable import plain
from parley.speech.types import SpeechRequest, Voice

_MAX_SETTINGS: Final = 1_000_000
"""Bytes of a voice's JSON; real ones have about 5,000, with a thousand speakers 30,000."""


class PiperSynthesiser:
    """One Piper voice; those with several speakers name them."""

    name = "piper"

    def __init__(self, voice: Path) -> None:
        """``voice`` is the ``.onnx`` file, with its ``.onnx.json`` beside it, or the folder that holds both.

        Raises ``BadModel`` and ``MissingEngine``.
        """
        model = _model(voice)
        settings = _settings(model.with_name(model.name + ".json"))
        self._voice_name = model.stem
        self._language = _language(settings)
        self.languages = frozenset({self._language})
        self._speakers = cast(dict[str, int], settings.get("speaker_id_map") or {})
        try:
            piper = cast(Any, import_module("piper"))
        except ImportError as error:
            raise MissingEngine("piper", "pip install 'parley[piper]'") from error
        self._config = piper.SynthesisConfig
        try:
            self._piper = piper.PiperVoice.load(model)
        except Exception as error:
            # onnxruntime raises kinds of its own for a file that is no model.
            raise BadModel(f"Piper cannot load {model.name}.") from error

    def voices(self) -> Sequence[Voice]:
        names = [f"{self._voice_name}/{speaker}" for speaker in self._speakers] or [self._voice_name]
        return [Voice(name, self._language, self.name) for name in names]

    def speak(self, request: SpeechRequest) -> Iterator[Pcm]:
        """Int16 mono at the voice's own rate, a piece per sentence. Raises ``Unsupported``, ``TooLong``."""
        text = plain(request)
        if tags.primary(request.language) != self._language:
            raise Unsupported(f"This Piper voice does not speak {request.language!r}.")
        return self._stream(text, self._speaker(request.voice), request.rate)

    def _speaker(self, voice: str | None) -> int | None:
        if voice is None or voice == self._voice_name:
            return None
        speaker = self._speakers.get(voice.removeprefix(f"{self._voice_name}/"))
        if speaker is None:
            raise Unsupported("This Piper model has no such speaker.")
        return speaker

    def _stream(self, text: str, speaker: int | None, rate: float) -> Iterator[Pcm]:
        if not any(character.isalnum() for character in text):
            return
        # Scaled against the voice's own length, which is not 1.0 for every voice.
        length = float(self._piper.config.length_scale) / rate
        for chunk in self._piper.synthesize(text, self._config(speaker_id=speaker, length_scale=length)):
            samples = np.frombuffer(chunk.audio_int16_bytes, "<i2").astype(np.int16)
            yield Pcm(samples, int(chunk.sample_rate))


def _model(voice: Path) -> Path:
    if voice.is_dir():
        models = sorted(voice.glob("*.onnx"))
        if len(models) != 1:
            raise BadModel(f"{voice.name} should hold one .onnx file with its .onnx.json.")
        return models[0]
    if not voice.is_file():
        raise BadModel(f"The Piper voice {voice.name} is missing.")
    return voice


def _settings(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise BadModel(f"{file.name} is missing; a Piper voice is a pair of files.")
    try:
        if file.stat().st_size > _MAX_SETTINGS:
            raise ValueError
        settings: object = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise BadModel(f"{file.name} is not a Piper voice's JSON.") from error
    if not isinstance(settings, dict):
        raise BadModel(f"{file.name} is not a Piper voice's JSON.")
    return cast(dict[str, Any], settings)


def _language(settings: dict[str, Any]) -> str:
    """The voice's language; older files only name the espeak-ng voice that spells its words."""
    for section, key in (("language", "code"), ("espeak", "voice")):
        value = cast(dict[str, object], settings.get(section) or {}).get(key)
        if isinstance(value, str) and value:
            return tags.primary(value)
    raise BadModel("The Piper voice does not say which language it speaks.")
