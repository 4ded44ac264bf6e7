"""Moonshine's tiny English network, run step by step so that its own doubts can be read.

The weights (MIT) lie inside the ``moonshine-voice`` wheel; ONNX Runtime runs them here rather than that
wheel's C++ library, because one thread of it takes 0.04 CPU seconds per second of speech where the library
takes 0.09, and because the library gives neither token probabilities nor the encoder's output.
Architecture: Jeffries et al., "Moonshine: Speech Recognition for Live Transcription and Voice Commands",
2024 (arXiv 2410.15608).
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import EngineFailed, MissingEngine

Floats = NDArray[np.float32]

_BEGIN, _END = 1, 2
"""Token numbers of ``<s>`` and ``</s>``."""

_SPECIAL = 32_000
"""Tokens from here on are the network's own signs, not text."""

_TOKENS_PER_SECOND = 6.5
"""Most tokens spoken in a second; beyond it the decoder is going round in circles (the wheel's own limit)."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the network made of one piece of sound."""

    text: str
    surprise: float
    """Mean negative log probability per token, in nats; 0 is certain."""

    sound: Floats
    """The encoder's output averaged over time, shape (288,): what the sound was like."""


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
        self._memory = [str(i.name) for i in self._decoder.get_inputs() if i.name.startswith("past_")]
        self._outputs = [str(o.name) for o in self._decoder.get_outputs()]
        self._vocabulary = _vocabulary((folder / "tokenizer.bin").read_bytes())

    def decode(self, samples: Samples) -> Decoded:
        """The likeliest words, token by token. ``samples``: int16 mono, 16 kHz, at least 0.1 s."""
        mask = np.ones((1, len(samples)), np.int64)
        sound = self._encode(samples, mask)
        tokens, surprises = self._words(sound, mask, len(samples) / SPEECH_RATE)
        return Decoded(self._text(tokens), float(np.mean(surprises)), sound[0].mean(axis=0))

    def sound(self, samples: Samples) -> Floats:
        """``Decoded.sound`` alone."""
        return self._encode(samples, np.ones((1, len(samples)), np.int64))[0].mean(axis=0)

    def _encode(self, samples: Samples, mask: NDArray[np.int64]) -> Floats:
        values = (samples.astype(np.float32) / 32768.0)[None]
        try:
            return cast(Floats, self._encoder.run(None, {"input_values": values, "attention_mask": mask})[0])
        except RuntimeError as error:
            raise EngineFailed("Moonshine's encoder failed.") from error

    def _words(self, sound: Floats, mask: NDArray[np.int64], seconds: float) -> tuple[list[int], list[float]]:
        token, tokens, surprises = _BEGIN, list[int](), list[float]()
        memory = {name: np.zeros((1, 8, 0, 36), np.float32) for name in self._memory}
        given = {"encoder_attention_mask": mask, "encoder_hidden_states": sound}
        for step in range(int(seconds * _TOKENS_PER_SECOND) + 2):
            feed = {
                "input_ids": np.array([[token]]),
                "use_cache_branch": np.array([step > 0]),
                **given,
                **memory,
            }
            try:
                result = dict(zip(self._outputs, self._decoder.run(None, feed), strict=True))
            except RuntimeError as error:
                raise EngineFailed("Moonshine's decoder failed.") from error
            for name in self._memory:
                # What the decoder remembers of the sound is computed once, in the first step.
                if step == 0 or ".encoder." not in name:
                    memory[name] = result[name.replace("past_key_values", "present")]
            scores = result["logits"][0, -1]
            token = int(scores.argmax())
            surprises.append(float(np.log(np.exp(scores - scores[token]).sum())))
            if token == _END:
                break
            tokens.append(token)
        return tokens, surprises

    def _text(self, tokens: list[int]) -> str:
        pieces = (self._vocabulary[token] for token in tokens if _END < token < _SPECIAL)
        return b"".join(pieces).decode("utf-8", errors="ignore").replace("\u2581", " ").strip()


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
