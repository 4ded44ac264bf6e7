"""Makes vectors of pieces of English words: ``python -m parley.embedding.distilling FOLDER [FILE]``.

FOLDER holds all-MiniLM-L6-v2 as ``parley models pull all-minilm-l6-v2`` gets it (Apache License 2.0; see
NOTICE). After Model2Vec (Tulkens and van Dongen, 2024): each piece of a word goes through the model alone;
what comes out is put into few dimensions by its principal components; and it counts the less, the more usual
the piece is (Arora, Liang and Ma, 2017). BERT's vocabulary is in the order of how usual pieces are. Takes
some two minutes of one core.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parley.embedding.bert import BertEmbedder
from parley.language.understanding.model.meanings import FILE
from parley.language.understanding.model.vocabulary import Floats

WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""SHA-256 of the model's weights."""
DIMENSIONS = 64
"""Half of them or twice as many tell CLINC150's questions apart no better."""
RARE = 1e-3
"""Share of running text at which a piece counts half."""
_FIRST = 1_996
"""The place of "the", the first whole word of the vocabulary; single letters stand before it."""
_PIECE = re.compile(r"(?:##)?[a-z]+")
_TOGETHER = 64


def usual(places: Floats) -> Floats:
    """The share of running text that pieces at these places of the vocabulary have, by Zipf's law."""
    ranks = np.maximum(places - _FIRST + 1, 1)
    return np.divide(1, 10 * (ranks + 2.7), dtype=np.float32)


def reduced(vectors: Floats) -> Floats:
    """Their principal components, each row of length 1."""
    centred = vectors.astype(np.float64) - vectors.mean(0, dtype=np.float64)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    # An axis has no direction of its own: the largest number of each is to be above zero.
    axes = axes[:DIMENSIONS]
    axes *= np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(1)])[:, None]
    found = centred @ axes.T
    return (found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)).astype(np.float32)


def distilled(folder: Path) -> tuple[list[str], Floats, Floats]:
    """Pieces, their vectors and what each counts."""
    model = BertEmbedder(folder)
    vocabulary = (folder / "vocab.txt").read_text("utf-8").splitlines()
    places = [place for place, piece in enumerate(vocabulary) if _PIECE.fullmatch(piece)]
    found = [
        model.embed_pieces([[place] for place in places[at : at + _TOGETHER]])
        for at in range(0, len(places), _TOGETHER)
    ]
    share = usual(np.array(places, np.float32))
    return [vocabulary[place] for place in places], reduced(np.concatenate(found)), RARE / (RARE + share)


def write(pieces: list[str], vectors: Floats, counts: Floats, path: Path) -> None:
    """The vectors as 8-bit numbers."""
    scale = float(np.abs(vectors).max()) / 127
    rounded: NDArray[np.int8] = np.round(vectors / scale).astype(np.int8)
    np.savez_compressed(
        path,
        pieces=np.frombuffer("\n".join(pieces).encode(), np.uint8),
        vectors=rounded,
        sizes=(counts * scale).astype(np.float32),
    )


def main(arguments: list[str]) -> None:
    """Makes the file."""
    folder = Path(arguments[0])
    if hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest() != WEIGHTS:
        raise SystemExit(f"The weights in {folder} are not those that the vectors were made from.")
    write(*distilled(folder), Path(arguments[1]) if len(arguments) > 1 else FILE)


if __name__ == "__main__":
    main(sys.argv[1:])
