"""The embedded engine: the GE2E speaker encoder, three LSTM layers and a projection, in plain numpy."""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import BadAudio, BadModel
from parley.speech.voices.mel import BANDS, HOP, Floats, levelled, mel
from parley.speech.voices.speech_only import speech_only
from parley.speech.voices.types import Voiceprint

BUNDLED = Path(str(files("parley.models") / "bundled" / "ge2e.npz"))
HIDDEN = 256
LAYERS = 3
FRAMES = 160
"""Frames that the network sees at a time: 1.6 s, as it was trained."""
_STEP = round(SPEECH_RATE / 1.3 / HOP)
"""Frames from one window to the next: 1.3 windows a second."""
_COVERED = 0.75
"""Of the last window; one of which less is sound is left out, unless it is the only one."""
_SCALE = ".scale"
_FULL_SCALE = np.float32(1 / 32_768)
LONGEST = 10.0
"""Seconds of speech that are looked at: more tells little more."""


class Ge2eEngine:
    """Voices by Resemblyzer's weights (Apache-2.0; 1.4 MB, most of it int8 with a scale for every row)."""

    name = "ge2e"

    def __init__(self, weights: Path | None = None) -> None:
        """``weights``: a ``.npz`` with the names of PyTorch's modules; None for those in the package."""
        self._layers, self._projection, self._bias = _read(weights or BUNDLED)

    def listen(self, samples: Samples) -> Voiceprint:
        """The voice in an utterance."""
        speech = speech_only(samples)[: int(LONGEST * SPEECH_RATE)]
        if len(speech) < HOP:
            raise BadAudio("There is no speech in the sound.")
        vector = self.embed(levelled(speech.astype(np.float32) * _FULL_SCALE))
        return Voiceprint(self.name, vector, len(speech) / SPEECH_RATE)

    def embed(self, wave: Floats) -> Floats:
        """The mean of what the network says to each window, of length 1."""
        starts = windows(len(wave))
        needed = (starts[-1] + FRAMES) * HOP
        frames = mel(np.pad(wave, (0, max(0, needed - len(wave)))))
        batch = np.stack([frames[start : start + FRAMES] for start in starts])
        mean = self._forward(batch).mean(axis=0)
        return (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)

    def _forward(self, batch: Floats) -> Floats:
        """Windows × 256: the last state of the last layer, projected, rectified and of length 1."""
        steps = batch.transpose(1, 0, 2)
        for given, before, bias in self._layers:
            steps = _layer(steps, given, before, bias)
        raw = np.maximum(steps[-1] @ self._projection + self._bias, 0.0)
        return raw / np.maximum(np.linalg.norm(raw, axis=1, keepdims=True), 1e-9)


def windows(samples: int) -> list[int]:
    """First frames of the windows of so much sound; always at least one."""
    frames = math.ceil((samples + 1) / HOP)
    starts = list(range(0, max(1, frames - FRAMES + _STEP + 1), _STEP))
    covered = (samples - starts[-1] * HOP) / (FRAMES * HOP)
    return starts[:-1] if covered < _COVERED and len(starts) > 1 else starts


_Layer = tuple[Floats, Floats, Floats]
"""Weights of the input and of the state before, transposed, and the sum of both biases."""


def _layer(steps: Floats, given: Floats, before: Floats, bias: Floats) -> Floats:
    """One LSTM layer over all steps, its gates as ``_ordered`` has them."""
    length, count, _ = steps.shape
    gates = steps @ given + bias
    state = np.zeros((count, HIDDEN), np.float32)
    cell = np.zeros((count, HIDDEN), np.float32)
    states = np.empty((length, count, HIDDEN), np.float32)
    now = np.empty((count, 4 * HIDDEN), np.float32)
    enter, forget, leave, new = (now[:, HIDDEN * at : HIDDEN * (at + 1)] for at in range(4))
    opening = now[:, : 3 * HIDDEN]
    for step in range(length):
        np.matmul(state, before, out=now)
        now += gates[step]
        np.tanh(now, out=now)
        opening += 1.0  # twice the sigmoid, with ``_ordered`` weights
        cell = np.float32(0.5) * (forget * cell + enter * new)
        state = np.multiply(leave, np.tanh(cell), out=states[step])
        state *= np.float32(0.5)
    return states


def _ordered(rows: Floats) -> Floats:
    """The rows of four gates in the order input, forget, output, cell. Those of the first three, which open
    by a sigmoid, are halved: then all are a hyperbolic tangent, computed in one."""
    ordered = np.concatenate([rows[: 2 * HIDDEN], rows[3 * HIDDEN :], rows[2 * HIDDEN : 3 * HIDDEN]])
    ordered[: 3 * HIDDEN] *= np.float32(0.5)
    return ordered


def _scaled(file: Mapping[str, NDArray[Any]], name: str) -> Floats:
    """An array; one of int8 has a scale for every row beside it."""
    values = file[name].astype(np.float32)
    if file[name].dtype != np.int8:
        return values
    return values * file[name + _SCALE].astype(np.float32)[:, None]


def _read(weights: Path) -> tuple[list[_Layer], Floats, Floats]:
    """The layers, the projection and its bias. Raises ``BadModel``."""
    try:
        with np.load(weights, allow_pickle=False) as file:
            arrays = {name: _scaled(file, name) for name in file.files if not name.endswith(_SCALE)}
        layers: list[_Layer] = []
        for each in range(LAYERS):
            given, before = arrays[f"lstm.weight_ih_l{each}"], arrays[f"lstm.weight_hh_l{each}"]
            bias = arrays[f"lstm.bias_ih_l{each}"] + arrays[f"lstm.bias_hh_l{each}"]
            size = BANDS if each == 0 else HIDDEN
            if given.shape != (4 * HIDDEN, size) or before.shape != (4 * HIDDEN, HIDDEN):
                raise BadModel(f"{weights.name} holds layers of another size.")
            layers.append((_ordered(given).T.copy(), _ordered(before).T.copy(), _ordered(bias)))
        return layers, arrays["linear.weight"].T.copy(), arrays["linear.bias"]
    except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
        raise BadModel(f"{weights.name} does not hold the weights of a GE2E encoder.") from error
