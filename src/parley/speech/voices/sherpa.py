"""Any speaker model of sherpa-onnx in a folder: 3D-Speaker, WeSpeaker, NeMo TitaNet."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadAudio, BadModel, EngineFailed, MissingEngine
from parley.speech.voices.speech_only import speech_only
from parley.speech.voices.types import Voiceprint

_LONGEST = 10
"""Seconds of speech that are looked at."""


class SherpaVoices:
    """Voices by the one ``.onnx`` file in ``folder``."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        try:
            library: Any = import_module("sherpa_onnx")
        except ImportError as error:
            raise MissingEngine("sherpa", "pip install sherpa-onnx") from error
        model = next(iter(sorted(folder.glob("*.onnx"))), None)
        if model is None:
            raise BadModel(f"The model {folder.name!r} lacks its .onnx file.")
        self.name = folder.name
        settings = library.SpeakerEmbeddingExtractorConfig(model=str(model), num_threads=threads)
        if not settings.validate():
            raise BadModel(f"The model {folder.name!r} is none that tells voices apart.")
        try:
            self._extractor: Any = library.SpeakerEmbeddingExtractor(settings)
        except RuntimeError as error:
            raise BadModel(f"sherpa-onnx cannot load the model {folder.name!r}.") from error

    def listen(self, samples: Samples) -> Voiceprint:
        """The voice in an utterance."""
        speech = speech_only(samples)[: _LONGEST * SPEECH_RATE]
        stream = self._extractor.create_stream()
        stream.accept_waveform(SPEECH_RATE, speech.astype(np.float32) / 32_768)
        stream.input_finished()
        if not len(speech) or not self._extractor.is_ready(stream):
            raise BadAudio("There is no speech in the sound.")
        raw = np.array(self._extractor.compute(stream), np.float32)
        length = float(np.linalg.norm(raw))
        if not np.isfinite(length) or length == 0.0:
            raise EngineFailed(f"The model {self.name!r} made nothing of the sound.")
        return Voiceprint(self.name, raw / np.float32(length), len(speech) / SPEECH_RATE)
