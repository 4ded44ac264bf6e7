"""Train and test the rule that tells English sound from other speech by Moonshine's encoder output.

    PARLEY_TEST_DATA=… python benchmarks/language_probe.py [--write]

Recordings are cut at quiet places into pieces of 1 to 9 seconds, each also heard through a telephone, with
noise, faster and slower, so that the rule learns the language and not the microphone. Reported is a
cross-validation in which no piece is judged by a rule that saw any piece of its recording or speaker.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.speech.recognisers import moonshine
from parley.speech.recognisers.moonshine_model import MoonshineModel
from parley.speech.recognisers.pieces import quietest

DATA = Path(os.environ.get("PARLEY_TEST_DATA", Path(__file__).parents[2] / "shared" / "data")) / "speech"
Array = NDArray[np.float64]

_FOLDS = 10
"""As many as there are Mandarin recordings: each is judged by a rule that saw the nine others."""


def read(path: Path) -> Samples:
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = soxr.resample(sound[:, 0], rate, SPEECH_RATE)
    return (np.clip(mono, -1, 1) * 32767).astype(np.int16)


def cut(samples: Samples, shortest: float, longest: float) -> list[Samples]:
    pieces: list[Samples] = []
    while len(samples) > longest * SPEECH_RATE:
        end = quietest(samples, int(shortest * SPEECH_RATE), int(longest * SPEECH_RATE))
        pieces.append(samples[:end])
        samples = samples[end:]
    pieces.append(samples)
    return [p for p in pieces if len(p) > 0.8 * SPEECH_RATE and np.sqrt(np.mean(p.astype(float) ** 2)) > 60]


def disguises(samples: Samples, chance: np.random.Generator) -> list[Samples]:
    """The piece itself and as other rooms and telephones would give it."""
    sound = samples.astype(np.float64)
    level = np.sqrt(np.mean(sound**2))
    phone = soxr.resample(soxr.resample(sound, SPEECH_RATE, 8000), 8000, SPEECH_RATE)
    noisy = sound + chance.normal(0, level * 10 ** (-15 / 20), len(sound))
    slow, fast = soxr.resample(sound, 9, 10), soxr.resample(sound, 10, 9)
    return [np.clip(s, -32768, 32767).astype(np.int16) for s in (sound, phone, noisy, slow, fast)]


def recordings() -> list[tuple[str, bool, list[Samples]]]:
    """(recording or speaker, whether it is foreign, pieces)."""
    found: list[tuple[str, bool, list[Samples]]] = []
    for path in sorted([*DATA.glob("en/*.wav"), *DATA.glob("zh/*.wav")]):
        sound = read(path)
        found.append((path.name, path.parent.name == "zh", cut(sound, 1.2, 4) + cut(sound, 4, 9)))
    chance = np.random.default_rng(0)
    speakers = sorted({path.stem.split("_")[1] for path in DATA.glob("fsdd/*.wav")})
    for speaker in speakers:
        digits = [read(path) for path in sorted(DATA.glob(f"fsdd/*_{speaker}_*.wav"))]
        rows = [np.concatenate([digits[i] for i in chance.choice(len(digits), 5)]) for _ in range(4)]
        found.append((speaker, False, rows))
    found += [(path.name, False, cut(read(path), 1, 4)) for path in sorted(DATA.glob("wake/**/*.wav"))]
    return found


def fit(x: Array, foreign: NDArray[np.bool_], penalty: float = 300.0) -> tuple[Array, float]:
    """Logistic regression by Newton's method, both classes weighing the same."""
    middle, spread = x.mean(0), x.std(0) + 1e-6
    z = np.c_[(x - middle) / spread, np.ones(len(x))]
    weight = np.where(foreign, 0.5 / foreign.sum(), 0.5 / (~foreign).sum()) * len(x)
    ridge = penalty * np.r_[np.ones(z.shape[1] - 1), 0]
    w = np.zeros(z.shape[1])
    for _ in range(12):
        p = 1 / (1 + np.exp(-z @ w))
        curve = (z * (weight * p * (1 - p))[:, None]).T @ z + np.diag(ridge)
        w -= np.linalg.solve(curve, z.T @ (weight * (p - foreign)) + ridge * w)
    slope = w[:-1] / spread
    return slope, float(w[-1] - middle @ slope)


def main() -> None:
    model = MoonshineModel()
    chance = np.random.default_rng(1)
    rows: list[tuple[str, bool, bool, NDArray[np.float32]]] = []
    for name, foreign, pieces in recordings():
        for piece in pieces:
            for number, sound in enumerate(disguises(piece, chance)):
                rows.append((name, foreign, number == 0, model.sound(sound)))
    names = np.array([row[0] for row in rows])
    foreign = np.array([row[1] for row in rows])
    plain = np.array([row[2] for row in rows])
    numbers = {
        name: number % _FOLDS
        for kind in (True, False)
        for number, name in enumerate(sorted(set(names[foreign == kind])))
    }
    folds = np.array([numbers[name] for name in names])
    x = np.array([row[3] for row in rows], np.float64)
    scores = np.zeros(len(rows))
    for fold in range(_FOLDS):
        out = folds == fold
        slope, offset = fit(x[~out], foreign[~out])
        scores[out] = x[out] @ slope + offset
    for label, these in (("as recorded", plain), ("disguised", ~plain)):
        en, zh = scores[these & ~foreign], scores[these & foreign]
        area = float(np.mean(zh[:, None] > en[None]))
        print(f"{label}: {len(en)} English, {len(zh)} Chinese pieces; area under ROC {area:.4f}")
        for line in (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0):
            noticed, rejected = np.mean(zh > line), np.mean(en > line)
            print(f"  line {line:+.1f}: Chinese noticed {noticed:.3f}, English rejected {rejected:.3f}")
    slope, offset = fit(x, foreign)
    if "--write" in sys.argv:
        rule = {"offset": round(offset, 5), "slope": [round(float(v), 5) for v in slope]}
        path = Path(moonshine.__file__).with_name("moonshine_english.json")
        path.write_text(json.dumps(rule) + "\n", encoding="utf-8")
    for path in sorted(DATA.glob("multi/*.wav")):
        sound = read(path)
        print(path.name, [round(float(model.sound(p) @ slope + offset), 2) for p in cut(sound, 1.2, 3)])


if __name__ == "__main__":
    main()
