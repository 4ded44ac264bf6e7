"""Any sherpa-onnx model in a folder: SenseVoice, Paraformer, Zipformer transducers and CTC, Whisper."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadModel, EngineFailed, MissingEngine, TooLong, Unsupported
from parley.speech.lexicon import is_han
from parley.speech.types import Hints, Hypothesis, Timed
from parley.tags import primary

_LONGEST_SECONDS = 300.0
_WARM = 8000
"""Samples of silence after the end, so that a streaming model gives out the last word."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What a model folder turned out to hold."""

    kind: str
    """``sense_voice``, ``paraformer``, ``transducer``, ``ctc`` or ``whisper``."""

    streaming: bool
    files: dict[str, Path]
    """Role (``tokens``, ``model``, ``encoder``, ``decoder``, ``joiner``) → file."""


def layout(folder: Path) -> Layout:
    """Tell the kind of model from its files, as the k2-fsa releases name them.

    Raises ``BadModel`` that names what is missing.
    """
    if not folder.is_dir():
        raise BadModel(f"The model folder {folder.name!r} is not there.")
    files = {role: _pick(folder, role) for role in ("model", "encoder", "decoder", "joiner")}
    found = {role: path for role, path in files.items() if path is not None}
    tokens = next(iter(sorted(folder.glob("*tokens.txt"))), None)
    if tokens is None:
        raise BadModel(f"The model {folder.name!r} lacks tokens.txt.")
    found["tokens"] = tokens
    name = folder.name.lower()
    streaming = "streaming" in name or "online" in name
    if "joiner" in found or ("encoder" in found and "zipformer" in name):
        return _complete(Layout("transducer", streaming, found), folder, "encoder", "decoder", "joiner")
    if "encoder" in found or "decoder" in found:
        kind = "whisper" if "whisper" in name else "paraformer"
        return _complete(Layout(kind, kind == "paraformer", found), folder, "encoder", "decoder")
    kind = "sense_voice" if "sense" in name else "paraformer" if "paraformer" in name else "ctc"
    return _complete(Layout(kind, streaming and kind == "ctc", found), folder, "model")


class SherpaRecogniser:
    """Hears ``languages`` by the model in ``folder``. Safe to use from several threads.

    Streaming models give partial results; transducers expect ``Hints.phrases``.
    """

    def __init__(self, folder: Path, languages: Collection[str], threads: int = 1) -> None:
        try:
            self._library: Any = import_module("sherpa_onnx")
        except ImportError as error:
            raise MissingEngine("sherpa", "pip install sherpa-onnx") from error
        self.layout = layout(folder)
        self.name = folder.name
        self.languages = frozenset(primary(tag) for tag in languages)
        self.partials = self.layout.streaming
        try:
            self.model: Any = _load(self._library, self.layout, threads)
        except (RuntimeError, ValueError, AssertionError) as error:
            raise BadModel(f"sherpa-onnx cannot load the model {folder.name!r}.") from error
        self.lock = threading.Lock()

    def open(self, hints: Hints) -> SherpaHearing:
        """Begin an utterance. Raises ``Unsupported`` for a language the model is not for."""
        if hints.language is not None and primary(hints.language) not in self.languages:
            raise Unsupported(f"The model {self.name} hears {', '.join(sorted(self.languages))} only.")
        return SherpaHearing(self, hints)

    def language(self, text: str, tag: str, hints: Hints) -> str:
        """Language of a result: the model's own tag, else the only one, else by what is written."""
        told = primary(tag.strip("<|>"))
        if told:
            return told
        if len(self.languages) == 1:
            return next(iter(self.languages))
        if "zh" in self.languages and any("\u4e00" <= c <= "\u9fff" for c in text):
            return "zh"
        return primary(
            hints.language or ("en" if "en" in self.languages else min(self.languages, default="en"))
        )


class SherpaHearing:
    """One utterance being heard by one stream of the model."""

    def __init__(self, recogniser: SherpaRecogniser, hints: Hints) -> None:
        self._recogniser = recogniser
        self._hints = hints
        model, phrases = recogniser.model, hints.phrases
        hot = phrases and recogniser.layout.kind == "transducer"
        try:
            self._stream: Any = (
                model.create_stream(hotwords="/".join(phrases)) if hot else model.create_stream()
            )
        except (RuntimeError, ValueError):
            # A phrase with letters outside the vocabulary; hearing without the hint beats not hearing.
            self._stream = model.create_stream()
        self._taken = 0
        self._said = ""

    def feed(self, samples: Samples) -> Hypothesis | None:
        self._taken += len(samples)
        if self._taken > _LONGEST_SECONDS * SPEECH_RATE:
            raise TooLong(f"An utterance may last {_LONGEST_SECONDS:.0f} seconds at most.")
        self._accept(samples)
        if not self._recogniser.partials:
            return None
        text, tag = self._decoded()
        if not text or text == self._said:
            return None
        self._said = text
        return self._hypothesis(text, tag, final=False)

    def finish(self) -> Hypothesis:
        if not self._taken:
            return self._hypothesis("", "", final=True)
        if self._recogniser.partials:
            self._accept(np.zeros(_WARM, np.int16))
            self._stream.input_finished()
        text, tag = self._decoded()
        words = self._timed(text) if self._hints.words else ()
        self.close()
        return replace(self._hypothesis(text, tag, final=True), words=words)

    def close(self) -> None:
        self._stream = None

    def _accept(self, samples: Samples) -> None:
        self._stream.accept_waveform(SPEECH_RATE, samples.astype(np.float32) / 32768.0)

    def _decoded(self) -> tuple[str, str]:
        recogniser = self._recogniser
        try:
            with recogniser.lock:
                if not recogniser.partials:
                    recogniser.model.decode_stream(self._stream)
                    result: Any = self._stream.result
                    return str(result.text).strip(), str(getattr(result, "lang", ""))
                while recogniser.model.is_ready(self._stream):
                    recogniser.model.decode_stream(self._stream)
                return str(recogniser.model.get_result(self._stream)).strip(), ""
        except RuntimeError as error:
            raise EngineFailed(f"The model {recogniser.name} could not decode the sound.") from error

    def _timed(self, text: str) -> tuple[Timed, ...]:
        """The words' places, of models that tell those of their tokens."""
        recogniser = self._recogniser
        with recogniser.lock:
            result: Any = (
                recogniser.model.get_result_all(self._stream) if recogniser.partials else self._stream.result
            )
        tokens, starts = getattr(result, "tokens", ()), getattr(result, "timestamps", ())
        return timed(text, tuple(tokens), tuple(starts), self._taken / SPEECH_RATE)

    def _hypothesis(self, text: str, tag: str, *, final: bool) -> Hypothesis:
        language = self._recogniser.language(text, tag, self._hints)
        return Hypothesis(text, language, final, self._recogniser.name)


def timed(text: str, tokens: Sequence[str], starts: Sequence[float], end: float) -> tuple[Timed, ...]:
    """Words of the pieces that a model writes with, each with its start: a piece that begins with a space (or
    SentencePiece's sign for one) begins a word, and so does every Chinese character.

    A word ends where the next one begins, the last one at the ``end`` of the sound. None where the pieces are
    not the text: a model that also writes numbers as digits does not tell where these are.
    """
    pieces = [token.replace("\u2581", " ") for token in tokens]
    if not pieces or len(pieces) != len(starts) or "".join("".join(pieces).split()) != "".join(text.split()):
        return ()
    words: list[tuple[str, float]] = []
    for piece, start in zip(pieces, starts, strict=True):
        apart = not words or piece.startswith(" ") or is_han(piece[:1]) or is_han(words[-1][0][-1:])
        if apart and any(map(str.isalnum, piece)):
            words.append((piece.strip(), start))
        elif words:
            words[-1] = (words[-1][0] + piece.strip(), words[-1][1])
    ends = [*(start for _, start in words[1:]), end]
    return tuple(
        Timed(word, start, max(start, last)) for (word, start), last in zip(words, ends, strict=True)
    )


def _pick(folder: Path, role: str) -> Path | None:
    """The file for a role; the quantised one where there are two."""
    found = sorted(folder.glob(f"*{role}*.onnx"))
    return next((path for path in found if "int8" in path.name), found[0] if found else None)


def _complete(found: Layout, folder: Path, *roles: str) -> Layout:
    missing = [f"{role}*.onnx" for role in roles if role not in found.files]
    if missing:
        raise BadModel(f"The {found.kind} model {folder.name!r} lacks {', '.join(missing)}.")
    return found


def _load(library: Any, found: Layout, threads: int) -> Any:
    files = {role: str(path) for role, path in found.files.items()}
    common = {"tokens": files.pop("tokens"), "num_threads": threads}
    engine = library.OnlineRecognizer if found.streaming else library.OfflineRecognizer
    match found.kind:
        case "sense_voice":
            return engine.from_sense_voice(model=files["model"], use_itn=True, **common)
        case "transducer":
            return engine.from_transducer(
                encoder=files["encoder"],
                decoder=files["decoder"],
                joiner=files["joiner"],
                decoding_method="modified_beam_search",
                **common,
            )
        case "whisper":
            return engine.from_whisper(encoder=files["encoder"], decoder=files["decoder"], **common)
        case "paraformer" if found.streaming:
            return engine.from_paraformer(encoder=files["encoder"], decoder=files["decoder"], **common)
        case "paraformer":
            return engine.from_paraformer(paraformer=files["model"], **common)
        case _ if found.streaming:
            return engine.from_zipformer2_ctc(model=files["model"], **common)
        case _:
            return engine.from_zipformer_ctc(model=files["model"], **common)
