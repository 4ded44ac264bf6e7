"""How well a question fits a relation by what that is called: trained, and for any relation of a graph.

A log-linear model of pairs: every piece of the question with every piece of the relation's name (哪年 with
时间), and how much of the name stands in the question. ``training.py`` fits it.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import cast

import numpy as np
from numpy.typing import NDArray

from parley.knowledge.asking.normal import SLOTS, normal
from parley.language.understanding.model.features import stem

Floats = NDArray[np.float32]
Places = NDArray[np.int64]
WIDTH = 1 << 18
"""Weights of pairs; two pairs seldom share one."""
DENSE = 9
"""Weights of how much of a name stands in a question."""
SURE = 8
_MIX = np.int64(0x9E3779B1)
_PIECE = re.compile(r"[\u3400-\u9fff]+|[a-z0-9\u00c0-\u024f]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_EMPTY = re.compile("请问|你知道|知道|告诉我|有人|谁知道|什么|是|的|了|吗|呢|有|哪|谁|多少")
_WORDS = frozenset(
    [
        "what",
        "who",
        "where",
        "when",
        "how",
        "is",
        "does",
        "has",
        "of",
        "in",
        "it",
        "you",
        "tell",
        "me",
        "know",
        "can",
        "to",
        "on",
        "at",
        "for",
    ]
)


class Pairing:
    """The fitted model."""

    def __init__(self, pairs: Floats, dense: Floats, sure: Floats | None = None) -> None:
        self.pairs = pairs
        self.dense = dense
        self.sure = sure if sure is not None else np.zeros(SURE, np.float32)
        """Weights of what tells how often the best of several relations is the right one."""

    @classmethod
    def empty(cls) -> Pairing:
        """One that knows nothing."""
        dense = np.zeros(DENSE, np.float32)
        dense[:4] = (2.0, 2.0, 1.0, 1.0)
        return cls(np.zeros(WIDTH, np.float32), dense)

    def score(self, question: str, name: str) -> float:
        """Log odds, up to a constant, that a normal question asks for the relation of this name."""
        asked, named = units(question), units(name)
        total = float(self.dense @ overlap(question, name))
        return total + float(self.pairs[crossed(asked, named)].sum())

    def scores(self, question: str, names: Sequence[str]) -> list[float]:
        """The same of several names."""
        return [self.score(question, each) for each in names]


@lru_cache(maxsize=20_000)
def units(text: str) -> Places:
    """Pieces of a normal text as numbers: characters and pairs of them, words, their stems and pairs."""
    found: dict[str, None] = {}
    plain = "".join(" " if each in SLOTS else each for each in text)
    latin: list[str] = []
    for piece in _PIECE.findall(plain):
        if _HAN.match(piece):
            found |= dict.fromkeys(piece)
            found |= dict.fromkeys(piece[at : at + 2] for at in range(len(piece) - 1))
        else:
            latin.append(stem(piece))
    found |= dict.fromkeys(latin)
    found |= dict.fromkeys(f"{one} {other}" for one, other in itertools.pairwise(latin))
    return np.array([zlib.crc32(each.encode()) for each in list(found)[:60]], np.int64)


def crossed(asked: Places, named: Places) -> Places:
    """The weights of every pair of a piece of the one with a piece of the other."""
    mixed = asked[:, None] * _MIX + named[None, :] * np.int64(31)
    return ((mixed ^ (mixed >> np.int64(15))) & np.int64(WIDTH - 1)).ravel()


@lru_cache(maxsize=20_000)
def overlap(question: str, name: str) -> Floats:
    """How much of the name stands in the question, and how much of the question is not told by it."""
    plain = "".join(" " if each in SLOTS else each for each in question)
    found = np.zeros(DENSE, np.float32)
    if not name:
        return found
    found[0] = float(name in plain)
    if _HAN.search(name):
        pairs = [name[at : at + 2] for at in range(len(name) - 1)] or [name]
        found[1] = sum(each in plain for each in pairs) / len(pairs)
        found[2] = sum(each in plain for each in name) / len(name)
        rest = _EMPTY.sub("", plain.replace(name, "")).replace(" ", "")
        found[3] = float(name[-2:] in plain)
        found[4] = float(name[:2] in plain)
        found[5] = sum(each in name for each in rest) / (len(rest) or 1)
        found[6] = min(len(rest), 12) / 12
    else:
        words = [stem(each) for each in name.split()]
        asked = {stem(each) for each in plain.split()}
        found[1] = sum(each in asked for each in words) / len(words)
        found[2] = found[1]
        rest = [each for each in asked if each not in words and each not in _WORDS]
        found[6] = min(len(rest), 6) / 6
    found[7] = len(name) / 10
    found[8] = float(found[1] == 1)
    return found


@cache
def shipped() -> Pairing:
    """The model that is shipped: it was fitted on relations.*.yaml and cues.*.yaml alone."""
    data = files("parley.knowledge.asking").joinpath("pairing.npz").read_bytes()
    return read(data)


def read(data: bytes) -> Pairing:
    """A model from the bytes of its file."""
    with np.load(BytesIO(data), allow_pickle=False) as stored:
        part = {name: cast("NDArray[np.float32]", stored[name]) for name in stored.files}
    pairs = np.zeros(WIDTH, np.float32)
    pairs[part["places"].astype(np.int64)] = part["weights"].astype(np.float32) * part["scale"]
    return Pairing(pairs, part["dense"].astype(np.float32), part["sure"].astype(np.float32))


def written(model: Pairing) -> bytes:
    """A model as the bytes of a file, its weights as 8-bit numbers."""
    scale = float(np.abs(model.pairs).max()) / 127 or 1.0
    small = np.clip(np.round(model.pairs / scale), -127, 127).astype(np.int8)
    places = np.flatnonzero(np.abs(small) >= 2)
    file = BytesIO()
    np.savez_compressed(
        file,
        places=places.astype(np.int32),
        weights=small[places],
        scale=np.float32(scale),
        dense=model.dense,
        sure=model.sure,
    )
    return file.getvalue()


def signs(question: str, name: str, scores: Sequence[float], shares: Floats) -> Floats:
    """What tells whether the best of several relations is right; ``shares``: likelihoods, the best first."""
    ordered = sorted(scores, reverse=True)
    margin = ordered[0] - ordered[1] if len(ordered) > 1 else 3.0
    dense = overlap(question, name)
    return np.array(
        [
            1.0,
            float(shares[0]),
            min(margin, 6.0) / 3,
            max(-5.0, min(ordered[0], 10.0)) / 5,
            float(dense[0]),
            float(dense[1]),
            float(dense[6]),
            min(len(ordered), 40) / 20,
        ],
        np.float32,
    )


def certainty(model: Pairing, found: Floats) -> float:
    """How likely the best is right, from its ``signs``."""
    return float(1 / (1 + np.exp(-np.clip(found @ model.sure, -30, 30))))


def plain(text: str) -> str:
    """A name of a relation as it is compared with questions."""
    return normal(text)
