"""Moonshine's tiny English network, run step by step so that its own doubts can be read.

The weights (MIT) lie inside the ``moonshine-voice`` wheel; ONNX Runtime runs them here rather than that
wheel's C++ library, because one thread of it takes 0.04 CPU seconds per second of speech where the library
takes 0.09, and because the library gives neither token probabilities nor the encoder's output.
Architecture: Jeffries et al., "Moonshine: Speech Recognition for Live Transcription and Voice Commands",
2024 (arXiv 2410.15608).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.resample import resample
from parley.errors import EngineFailed, MissingEngine
from parley.pool.wanted import still_wanted
from parley.speech.recognisers.beam import MARGIN, WIDTH, search
from parley.speech.recognisers.expected import Expected
from parley.speech.recognisers.plausible import DOUBT, best, plausible
from parley.speech.recognisers.pronouncing import Pronouncing
from parley.speech.recognisers.sounding import Sounding
from parley.speech.recognisers.subwords import Subwords
from parley.speech.recognisers.weighing import reconsidered, weigh

Floats = NDArray[np.float32]

_BEGIN, _END = 1, 2
"""Token numbers of ``<s>`` and ``</s>``."""

_SPECIAL = 32_000
"""Tokens from here on are the network's own signs, not text."""

_MOST_OTHERS = 5

_MOST_EXPECTED, _MOST_LIKELY = 3, 2
"""Texts that are taken of those when it is heard once more, slower."""

_TO_DAY = re.compile(r"\b(to)-(day|night|morrow)\b", re.IGNORECASE)
_HALF_PAST = re.compile(r"\b(half|quarter)-(past|hour|to)\b", re.IGNORECASE)

LEANT_WIDTH = 8
"""Sequences followed side by side when leaning towards what is expected: with 4, three of a hundred spoken
commands fewer are understood."""

_STRAYING = 6.0
"""Nats that expected words may be less likely by their sound than the likeliest ones. Beyond it, commands are
heard in talk that is none; below 4, fewer commands are repaired."""

_SLOWER = 0.85
"""How fast what was no command is played to be heard once more: slower and lower, as by another person."""

_UNCLEAR = 0.25
"""Surprise from which on it is, for that costs a quarter of a second of the processor. Most questions that
are no commands are heard more clearly, and wait for nothing."""

_TOKENS_PER_SECOND = 6.5
"""Most tokens spoken in a second; beyond it the decoder is going round in circles (the wheel's own limit)."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the network made of one piece of sound."""

    text: str
    surprise: float
    """Mean negative log probability per token, in nats; 0 is certain."""

    chance: float
    """Log probability of the likeliest words, in nats."""

    samples: Samples
    """The sound itself."""

    start: _Start
    """Where another search in it begins."""

    sound: Floats
    """The encoder's output averaged over time, shape (288,): what the sound was like."""

    others: tuple[str, ...] = ()
    """Texts of other words that are at least a tenth as likely, best first."""

    expected: tuple[str, ...] = ()
    """Texts that fit the sound and what is expected to be said, best first; they may be among the others."""


class MoonshineModel:
    """Encoder, decoder and vocabulary. Safe to use from several threads."""

    def __init__(self) -> None:
        spec = find_spec("moonshine_voice")
        if spec is None or not spec.submodule_search_locations:
            raise MissingEngine("moonshine", "pip install 'moonshine-voice==0.0.73'")
        folder = Path(spec.submodule_search_locations[0], "assets", "tiny-en")
        if not (folder / "encoder_model.ort").is_file():
            raise MissingEngine("moonshine", "pip install --force-reinstall 'moonshine-voice==0.0.73'")
        try:
            runtime: Any = import_module("onnxruntime")
        except ImportError as error:
            raise MissingEngine("moonshine", "pip install onnxruntime") from error
        options: Any = runtime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 4

        def load(name: str) -> Any:
            return runtime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])

        self._encoder = load("encoder_model.ort")
        self._decoder = load("decoder_model_merged.ort")
        self._vocabulary = _vocabulary((folder / "tokenizer.bin").read_bytes())
        self._subwords = Subwords(self._vocabulary, _SPECIAL)
        signs = {each.encode() for each in (".", "?", "!")}
        self._ends = [_END, *(at for at, piece in enumerate(self._vocabulary[:_SPECIAL]) if piece in signs)]
        self._plausible = plausible()

    def expecting(self, sentences: Iterable[str]) -> Expected:
        """What to lean towards, learned from sentences. Takes about a second."""
        return Expected(sentences, self._subwords, _BEGIN, _END)

    def decode(
        self,
        samples: Samples,
        width: int = WIDTH,
        expected: Expected | None = None,
        own: Callable[[Floats], bool] = lambda _: True,
    ) -> Decoded:
        """The likeliest words. ``samples``: int16 mono, 16 kHz, at least 0.1 s. ``width``: of the beam.

        Of several sequences that is taken which is likeliest as English, too (``plausible.py``). With
        ``expected`` they are searched for once more, leaning towards that, unless ``own`` says of
        ``Decoded.sound`` that it is no English.
        """
        sound = self._encode(samples)
        start = _Start(self._decoder, sound, _whole(samples))
        longest = int(len(samples) / SPEECH_RATE * _TOKENS_PER_SECOND) + 2
        odds = self._plausible if width > 1 else None
        paths = search(_Decoding(start), _BEGIN, _END, longest, width, margin=DOUBT if odds else MARGIN)
        texts = [self._text(path.tokens) for path in paths]
        first = best(paths, texts, odds) if odds else 0
        mean = sound[0].mean(axis=0)
        likelier: list[str] = []
        if expected is not None and texts[first] and own(mean):
            leant = search(_Decoding(start), _BEGIN, _END, longest, LEANT_WIDTH, expected)
            line = paths[0].chance - _STRAYING
            likelier = [self._text(path.tokens) for path in leant if path.chance >= line]
        near = paths[0].chance - MARGIN
        others = [text for text, path in zip(texts, paths, strict=True) if path.chance >= near]
        return Decoded(
            texts[first],
            paths[first].surprise,
            paths[0].chance,
            samples,
            start,
            mean,
            _other_words(texts[first], others),
            _different(likelier)[:_MOST_OTHERS],
        )

    def reconsider(self, decoded: Decoded, expected: Expected, sounding: Sounding) -> tuple[str, ...]:
        """Texts of what people say that sound like what was decoded, likeliest by their sound first."""

        def chances(texts: Sequence[str], least: float) -> list[float]:
            rows = [self._subwords.of(text) or () for text in texts]
            return weigh(_Decoding(decoded.start), rows, _BEGIN, self._ends, least)

        heard = _different([decoded.text, *decoded.expected[:1], *decoded.others[:1]])
        otherwise = self._slower(decoded, expected) if decoded.surprise >= _UNCLEAR else ()
        return reconsidered(heard, decoded.chance, sounding.alike, chances, expected.sentence, otherwise)

    def _slower(self, decoded: Decoded, expected: Expected) -> Sequence[str]:
        """What is heard in the same sound when it is played slower; nothing where that is no speech."""
        slower = resample(decoded.samples, SPEECH_RATE, round(SPEECH_RATE / _SLOWER))
        again = self.decode(slower, expected=expected)
        if not again.text:
            return ()
        return _different([again.text, *again.expected[:_MOST_EXPECTED], *again.others[:_MOST_LIKELY]])

    def sounding(self, sentences: Iterable[str]) -> Sounding:
        """What may be meant by words that sound like others. Takes about a second."""
        return Sounding(sentences, Pronouncing())

    def sound(self, samples: Samples) -> Floats:
        """``Decoded.sound`` alone."""
        return self._encode(samples)[0].mean(axis=0)

    def _encode(self, samples: Samples) -> Floats:
        values = (samples.astype(np.float32) / 32768.0)[None]
        given = {"input_values": values, "attention_mask": _whole(samples)}
        try:
            return cast(Floats, self._encoder.run(None, given)[0])
        except RuntimeError as error:
            raise EngineFailed("Moonshine's encoder failed.") from error

    def _text(self, tokens: Sequence[int]) -> str:
        pieces = (self._vocabulary[token] for token in tokens if _END < token < _SPECIAL)
        return modern(b"".join(pieces).decode("utf-8", errors="ignore").replace("\u2581", " ").strip())


class _Start:
    """One piece of sound after the decoder's first step, which is the same whatever is searched for in it."""

    def __init__(self, decoder: Any, encoded: Floats, mask: NDArray[np.int64]) -> None:
        self._decoder = decoder
        self._outputs = [str(each.name) for each in decoder.get_outputs()]
        names = [str(each.name) for each in decoder.get_inputs() if each.name.startswith("past_")]
        sound = {"encoder_attention_mask": mask, "encoder_hidden_states": encoded}
        nothing = {name: np.zeros((1, 8, 0, 36), np.float32) for name in names}
        result = self.run([_BEGIN], {**nothing, **sound}, begun=False)
        self.scores = cast(Floats, result["logits"][:, -1])
        """Of every possible first token, shape (1, vocabulary)."""
        self.said = {name: result[_present(name)] for name in names if ".decoder." in name}
        """The decoder's memory of the sequence, which is only begun, in its one row."""
        self._heard: dict[str, NDArray[Any]] = {
            **{name: result[_present(name)] for name in names if ".encoder." in name},
            **sound,
        }
        """What it made of the sound: the same in each row, as many as were ever needed."""

    def heard(self, rows: int) -> dict[str, NDArray[Any]]:
        """What it made of the sound, for so many sequences."""
        if len(self._heard["encoder_attention_mask"]) < rows:
            self._heard = {name: value[:1].repeat(rows, axis=0) for name, value in self._heard.items()}
        return {name: value[:rows] for name, value in self._heard.items()}

    def run(
        self, tokens: Sequence[int], memory: dict[str, NDArray[Any]], *, begun: bool = True
    ) -> dict[str, NDArray[Any]]:
        """One step of the decoder."""
        still_wanted()
        feed = {"input_ids": np.array(tokens)[:, None], "use_cache_branch": np.array([begun]), **memory}
        try:
            return dict(zip(self._outputs, self._decoder.run(None, feed), strict=True))
        except RuntimeError as error:
            raise EngineFailed("Moonshine's decoder failed.") from error


class _Decoding:
    """The decoder's memory of one piece of sound and of the sequences that describe it."""

    def __init__(self, start: _Start) -> None:
        self._start = start
        self._said: dict[str, NDArray[Any]] | None = None
        """One row for each sequence; None before ``_BEGIN``, which comes first."""

    def __call__(self, tokens: Sequence[int], parents: Sequence[int]) -> Floats:
        if self._said is None:
            self._said = self._start.said
            return self._start.scores
        said = {name: value[list(parents)] for name, value in self._said.items()}
        result = self._start.run(tokens, {**said, **self._start.heard(len(tokens))})
        self._said = {name: result[_present(name)] for name in said}
        return cast(Floats, result["logits"][:, -1])


def modern(text: str) -> str:
    """The network learned from old books too, and writes "to-morrow" and "half-past eight" now and then."""
    return _HALF_PAST.sub(r"\1 \2", _TO_DAY.sub(r"\1\2", text))


def _whole(samples: Samples) -> NDArray[np.int64]:
    """The mask that leaves nothing of the sound out."""
    return np.ones((1, len(samples)), np.int64)


def _present(name: str) -> str:
    return name.replace("past_key_values", "present")


def _other_words(best: str, texts: Sequence[str]) -> tuple[str, ...]:
    return _different([best, *texts])[1 : _MOST_OTHERS + 1]


def _different(texts: Sequence[str]) -> tuple[str, ...]:
    """Those that differ by more than punctuation and capitals."""
    first: dict[str, str] = {}
    for text in texts:
        first.setdefault(_bare(text), text)
    return tuple(first.values())


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", text.lower()))


def _vocabulary(data: bytes) -> list[bytes]:
    """Read the wheel's token list: each a length (one byte, or two from 128 up) and that many bytes."""
    tokens: list[bytes] = []
    at = 0
    while at < len(data):
        length = data[at]
        at += 1
        if length >= 128:
            length += (data[at] - 1) * 128
            at += 1
        tokens.append(data[at : at + length])
        at += length
    return tokens
