"""A model as one file, and back: numpy's own .npz without pickles."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from parley.language.understanding.model.certainty import Certainty
from parley.language.understanding.model.classifier import Classifier
from parley.language.understanding.model.examples import UnusableModel
from parley.language.understanding.model.gazetteer import Gazetteer
from parley.language.understanding.model.meanings import meanings
from parley.language.understanding.model.tagger import Tagger
from parley.language.understanding.model.train import Model
from parley.language.understanding.model.vocabulary import Vocabulary

_VERSION = 4
_Bytes = NDArray[np.uint8]


def save(model: Model, path: Path) -> None:
    """Writes the model; whoever reads meanwhile sees the old file or the new one, never half of one."""
    classifier, tagger = model.classifier, model.tagger
    rows, labels = np.nonzero(tagger.weights)
    known = tagger.gazetteer.known
    slots = sorted({name for names in known.values() for name in names})
    filled = [
        (number, slots.index(name), times)
        for number, names in enumerate(known.values())
        for name, times in names.items()
    ]
    about = {
        "version": _VERSION,
        "intents": classifier.intents,
        "certainty": [
            classifier.certainty.slope,
            classifier.certainty.offset,
            classifier.certainty.ask,
            classifier.certainty.act,
        ],
        "labels": tagger.labels,
        "slots": slots,
        "allowed": {intent: allowed.tolist() for intent, allowed in tagger.intents.items()},
    }
    half = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with half.open("wb") as file:
            np.savez(
                file,
                about=_packed([json.dumps(about)]),
                features=_packed(classifier.vocabulary.names),
                rarity=classifier.vocabulary.rarity,
                weights=classifier.weights,
                bias=classifier.bias,
                meant=classifier.meant,
                clues=_packed(tagger.names),
                rows=rows.astype(np.uint32),
                columns=labels.astype(np.uint16),
                values=tagger.weights[rows, labels],
                links=tagger.links,
                kin=_packed([*tagger.kinds]),
                kinds=np.array([*tagger.kinds.values()], np.uint8),
                seen=_packed([*known]),
                filled=np.array(filled, np.uint32).reshape(-1, 3),
            )
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def load(path: Path) -> Model:
    """Reads a model. Raises ``UnusableModel`` for a file that is none."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            part = {name: cast("NDArray[np.float32]", stored[name]) for name in stored.files}
        about = json.loads(_unpacked(part["about"])[0])
        if about["version"] != _VERSION:
            raise UnusableModel("The stored model is of another version. Train it again.")
        return _model(about, part)
    except (OSError, EOFError, KeyError, IndexError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise UnusableModel("The stored model cannot be read. Train it again.") from error


def _model(about: dict[str, object], part: dict[str, NDArray[np.float32]]) -> Model:
    intents = cast("list[str]", about["intents"])
    labels = cast("list[str]", about["labels"])
    slope, offset, ask, act = cast("list[float]", about["certainty"])
    vocabulary = Vocabulary(_unpacked(part["features"]), part["rarity"])
    weights = part["weights"].astype(np.float16, copy=False)
    names = _unpacked(part["clues"])
    fitting = [
        weights.shape == (len(vocabulary), len(intents)),
        part["links"].shape == (len(labels) + 1, len(labels)),
        part["meant"].shape in ((0, len(intents)), (meanings().dimensions, len(intents))),
    ]
    if not all(fitting):
        raise UnusableModel("The stored model does not fit together. Train it again.")
    kinds = dict(zip(_unpacked(part["kin"]), part["kinds"].tolist(), strict=True))
    chain = np.zeros((len(names) + 1, len(labels)), np.float32)
    chain[part["rows"].astype(np.intp), part["columns"].astype(np.intp)] = part["values"]
    allowed = cast("dict[str, list[int]]", about["allowed"])
    gazetteer = _gazetteer(cast("list[str]", about["slots"]), part)
    return Model(
        Classifier(
            intents, vocabulary, weights, part["bias"], Certainty(slope, offset, ask, act), part["meant"]
        ),
        Tagger(names, labels, allowed, chain, part["links"], kinds, gazetteer),
    )


def _gazetteer(slots: Sequence[str], part: dict[str, NDArray[np.float32]]) -> Gazetteer:
    seen = _unpacked(part["seen"])
    known: dict[str, dict[str, int]] = {value: {} for value in seen}
    for value, slot, times in cast("list[list[int]]", part["filled"].tolist()):
        known[seen[value]][slots[slot]] = times
    return Gazetteer(known)


def _packed(names: Sequence[str]) -> _Bytes:
    # No name holds a line break.
    return np.frombuffer("\n".join(names).encode(), np.uint8)


def _unpacked(packed: NDArray[np.float32]) -> list[str]:
    text = packed.tobytes().decode()
    return text.split("\n") if text else []
