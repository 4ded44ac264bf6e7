"""Neural voices by sherpa-onnx: Kokoro, Matcha and VITS models (Piper's converted ones among them)."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from parley import tags
from parley.audio.pcm import Pcm, Samples
from parley.errors import BadModel, EngineFailed, MissingEngine, Unsupported
from parley.speech.synthesisers.hand_over import from_callback
from parley.speech.synthesisers.speakable import plain
from parley.speech.types import SpeechRequest, Voice

_MAX_VOICES: Final = 200
"""Speakers listed; models of read books have up to 904, which no list of voices wants."""


@dataclass(frozen=True, slots=True)
class Files:
    """What a model folder holds."""

    kind: str
    """``kokoro``, ``matcha`` or ``vits``."""

    arguments: dict[str, str]
    """Arguments of the kind's configuration in sherpa-onnx: paths, as strings."""

    rules: str
    """Paths of the number, date and phone rules (``.fst``), separated by commas."""


def find(folder: Path) -> Files:
    """Tell the kind of model by its files. Raises ``BadModel``, naming the file that is missing."""
    if not folder.is_dir():
        raise BadModel(f"The voice folder {folder.name} is missing.")
    models = sorted(folder.glob("*.onnx"))
    vocoders = [model for model in models if re.match(r"vocos|hifigan|.*vocoder", model.name)]
    acoustic = [model for model in models if model not in vocoders]
    if not acoustic:
        raise BadModel(f"{folder.name} lacks its model, a file ending in .onnx.")
    # The smaller of two precisions, where a folder has both: voices are spoken on a CPU.
    model = min(acoustic, key=lambda file: (".int8" not in file.name, file.name))
    arguments = {"tokens": str(_need(folder, "tokens.txt"))}
    if (data := folder / "espeak-ng-data").is_dir():
        arguments["data_dir"] = str(data)
    lexicons = sorted(folder.glob("lexicon*.txt"))
    if lexicons:
        arguments["lexicon"] = ",".join(map(str, lexicons))
    rules = ",".join(str(rule) for rule in sorted(folder.glob("*.fst")))
    if (folder / "voices.bin").is_file() or "kokoro" in folder.name:
        arguments |= {"model": str(model), "voices": str(_need(folder, "voices.bin"))}
        return Files("kokoro", arguments, rules)
    if vocoders or model.name.startswith("model-steps"):
        if not vocoders:
            raise BadModel(f"{folder.name} lacks its vocoder, such as vocos-22khz-univ.onnx.")
        arguments |= {"acoustic_model": str(model), "vocoder": str(vocoders[0])}
        return Files("matcha", arguments, rules)
    arguments["model"] = str(model)
    return Files("vits", arguments, rules)


def _need(folder: Path, name: str) -> Path:
    file = folder / name
    if not file.is_file():
        raise BadModel(f"{folder.name} lacks {name}.")
    return file


class SherpaSynthesiser:
    """One model; its speakers are its voices, by number or by the names given."""

    name = "sherpa"

    def __init__(
        self,
        folder: Path,
        *,
        languages: Sequence[str],
        speakers: dict[str, int] | None = None,
        threads: int = 2,
    ) -> None:
        """``languages`` are those the model speaks, ``speakers`` names for some of its speaker numbers.

        Raises ``BadModel`` and ``MissingEngine``.
        """
        files = find(folder)
        try:
            sherpa = cast(Any, import_module("sherpa_onnx"))
        except ImportError as error:
            raise MissingEngine("sherpa", "pip install sherpa-onnx") from error
        kind = getattr(sherpa, f"OfflineTts{files.kind.capitalize()}ModelConfig")(**files.arguments)
        config = sherpa.OfflineTtsConfig(
            model=sherpa.OfflineTtsModelConfig(**{files.kind: kind}, num_threads=threads),
            rule_fsts=files.rules,
        )
        if not config.validate():
            raise BadModel(f"sherpa-onnx refuses the {files.kind} model in {folder.name}.")
        try:
            self._tts = sherpa.OfflineTts(config)
        except Exception as error:
            # The binding raises RuntimeError, or onnxruntime's own kinds, for files that are no model.
            raise BadModel(f"sherpa-onnx cannot load the {files.kind} model in {folder.name}.") from error
        self._rate = int(self._tts.sample_rate)
        self.languages = frozenset(tags.primary(language) for language in languages)
        count = max(1, int(self._tts.num_speakers))
        self._speakers = {str(number): number for number in range(count)}
        named = {name: number for name, number in (speakers or {}).items() if number < count}
        self._listed = named or dict(list(self._speakers.items())[:_MAX_VOICES])
        self._speakers |= named

    def voices(self) -> Sequence[Voice]:
        return [
            Voice(name, language, self.name) for language in sorted(self.languages) for name in self._listed
        ]

    def speak(self, request: SpeechRequest) -> Iterator[Pcm]:
        """Int16 mono at the model's own rate, a piece per sentence.

        Raises ``Unsupported`` and ``TooLong``, and ``EngineFailed`` while iterating.
        """
        text = plain(request)
        if tags.primary(request.language) not in self.languages:
            raise Unsupported(f"This voice does not speak {request.language!r}.")
        speaker = next(iter(self._listed.values())) if request.voice is None else self._find(request.voice)
        return self._stream(text, speaker, request.rate)

    def _find(self, voice: str) -> int:
        if voice not in self._speakers:
            raise Unsupported("This model has no such voice.")
        return self._speakers[voice]

    def _stream(self, text: str, speaker: int, rate: float) -> Iterator[Pcm]:
        if not any(character.isalnum() for character in text):
            return

        def produce(put: Callable[[Samples], bool]) -> None:
            def on_sound(samples: NDArray[np.float32], _progress: float) -> int:
                return 1 if put(_int16(samples)) else 0

            try:
                self._tts.generate(text, sid=speaker, speed=rate, callback=on_sound)
            except Exception as error:  # noqa: BLE001 - raised again in our own words
                # onnxruntime's errors may quote the input.
                raise EngineFailed(f"sherpa-onnx raised {type(error).__name__}.") from None

        with contextlib.closing(from_callback(produce)) as pieces:
            for samples in pieces:
                yield Pcm(samples, self._rate)


def _int16(samples: NDArray[np.float32]) -> Samples:
    """The samples, clipped; zeros where a broken model gives no number."""
    finite = np.nan_to_num(np.asarray(samples, np.float32), posinf=0.0, neginf=0.0)
    return np.clip(np.round(finite * 32767), -32768, 32767).astype(np.int16)
