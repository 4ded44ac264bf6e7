"""Reads SunPinyin's threaded back-off model (``lm_sc.t3g``).

Its layout, little-endian: 4-byte numbers for the order N and whether values are logarithms; the sizes of
N + 1 levels, each with one node at its end that stands for none; 65,536 probabilities and 16,384 back-off
weights as 4-byte floats; then the levels. A node has 12 bytes: 18 bits for the word, 14 for its weight, 16
for its probability and 23 for its first child (16 low ones, and 7 high ones after 25 of thread); a leaf has
8: 18 bits for the word, 14 low ones of its probability, 25 of thread, 2 high ones. Found in the headers of
``libsunpinyin-dev`` 2.0 and checked against what ``tslminfo -v`` prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.errors import BadModel
from parley.keyboard.packs.building.tree import Level
from parley.keyboard.types import FloatArray, IntArray

_PROBABILITIES = 1 << 16
_WEIGHTS = 1 << 14
_WORD = (1 << 18) - 1
_ORDER = 3
_LARGEST = 200 << 20
"""Bytes; the file of 2017 has 39 million."""


@dataclass(frozen=True, slots=True)
class OpenGram:
    """The model as it is in the file, words with SunPinyin's numbers (0: unknown)."""

    words: IntArray
    """(words,) the numbers of the words that have a probability."""
    values: FloatArray
    """(words,) ln P."""
    weights: FloatArray
    """(words,) ln of back-off weights."""
    levels: tuple[Level, Level]
    """Pairs and triples."""


def read(path: Path) -> OpenGram:
    """The model in a file. Raises ``BadModel`` where it is not one."""
    try:
        if path.stat().st_size > _LARGEST:
            raise BadModel(f"{path.name} is too long for an open-gram model.")
        data = path.read_bytes()
    except OSError as error:
        raise BadModel(f"{path.name} cannot be read: {error.strerror}") from error
    try:
        return _model(data)
    except (ValueError, IndexError) as error:
        raise BadModel(f"{path.name} is not a trigram model of SunPinyin.") from error


def _model(data: bytes) -> OpenGram:
    order, logarithms, *sizes = (int(n) for n in np.frombuffer(data, "<u4", 2 + _ORDER + 1))
    if order != _ORDER or logarithms or min(sizes) < 1:
        raise ValueError(f"order {order}")
    at = 4 * (2 + _ORDER + 1)
    probabilities = _logarithms(data, _PROBABILITIES, at)
    weights = _logarithms(data, _WEIGHTS, at + 4 * _PROBABILITIES)
    at += 4 * (_PROBABILITIES + _WEIGHTS)
    nodes: list[NDArray[Any]] = []
    for size in sizes[:-1]:
        nodes.append(np.frombuffer(data, "<u4", 3 * size, at).reshape(-1, 3))
        at += nodes[-1].nbytes
    leaves = np.frombuffer(data, "<u4", 2 * sizes[-1], at).reshape(-1, 2)[:-1]
    ones, twos = nodes[1], nodes[2]
    first, second = _children(ones, len(twos) - 1), _children(twos, len(leaves))
    word = (ones[:-1, 0] & _WORD).astype(np.int32)
    of = np.repeat(np.arange(len(word)), np.diff(first))
    pair = np.column_stack((word[of], (twos[: len(of), 0] & _WORD).astype(np.int32)))
    up = np.repeat(np.arange(len(pair)), np.diff(second)[: len(pair)])
    triple = np.column_stack((pair[up], (leaves[: len(up), 0] & _WORD).astype(np.int32)))
    code = (leaves[: len(up), 0] >> 18) | (((leaves[: len(up), 1] >> 25) & 3) << 14)
    return OpenGram(
        word,
        probabilities[ones[:-1, 1] & 0xFFFF],
        weights[ones[:-1, 0] >> 18],
        (
            Level(pair, probabilities[twos[: len(of), 1] & 0xFFFF], weights[twos[: len(of), 0] >> 18]),
            Level(triple, probabilities[code], np.zeros(len(triple), np.float32)),
        ),
    )


def _logarithms(data: bytes, count: int, at: int) -> FloatArray:
    numbers = np.frombuffer(data, "<f4", count, at)
    if not (np.isfinite(numbers).all() and (numbers > 0).all()):
        raise ValueError("probabilities")
    return np.log(numbers)


def _children(nodes: NDArray[Any], below: int) -> NDArray[np.int64]:
    """Where the children of each node begin among those of the level below, and its end."""
    first = ((nodes[:, 1] >> 16) | ((nodes[:, 2] >> 25) << 16)).astype(np.int64)
    first[-1] = below
    if (np.diff(first) < 0).any():
        raise ValueError("children out of order")
    return first
