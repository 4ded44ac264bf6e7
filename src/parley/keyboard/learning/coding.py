"""A vocabulary as bytes, compact enough for a record: numbers in columns, what is sorted as differences."""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from parley.home.collections import BadRecord
from parley.keyboard.learning.counts import Counts, gain, joined, parts
from parley.keyboard.learning.types import MOST_CORRECTIONS, MOST_PAIRS, MOST_WORDS
from parley.keyboard.learning.vocabulary import BEGINNING, Vocabulary, learnable

_FORMAT = 1
LARGEST = 24 * 1024 * 1024
"""Bytes of a vocabulary before it is compressed: twice what the fullest one has."""
_DAY = 86_400.0


class _Head(msgspec.Struct, array_like=True):
    """What comes before the columns."""

    format: int
    language: str
    texts: str
    """Separated by line ends; without the first, which is the beginning."""
    readings: dict[int, str]
    kept: list[int]
    corrections: list[tuple[str, int, float]]
    pairs: int
    triples: int
    at: float
    """The moment that weights are told for; POSIX seconds."""


def encoded(vocabulary: Vocabulary, now: float, level: int = 6) -> bytes:
    """As bytes. Weights are rounded to 11 bits, days to whole ones; ``level`` 0 does not compress."""
    scale = 1.0 / gain(now)
    head = _Head(
        _FORMAT,
        vocabulary.language,
        "\n".join(vocabulary.texts[1:]),
        vocabulary.readings,
        sorted(vocabulary.kept),
        [(typed, number, weight * scale) for (typed, number), weight in vocabulary.corrections.items()],
        len(vocabulary.pairs),
        len(vocabulary.triples),
        now,
    )
    columns = [_halves(vocabulary.weights * scale), _planes(np.maximum(vocabulary.used / _DAY, 0))]
    for counts, words in ((vocabulary.pairs, 2), (vocabulary.triples, 3)):
        numbers = parts(counts.keys, words)
        columns += [_planes(np.diff(numbers[0], prepend=0)), *map(_planes, numbers[1:])]
        columns.append(_halves(counts.weights * scale))
    start = msgspec.msgpack.encode(head)
    return zlib.compress(len(start).to_bytes(4, "big") + start + b"".join(columns), level)


def decoded(data: bytes) -> Vocabulary:
    """What ``encoded`` gave. Raises ``BadRecord`` for anything else."""
    try:
        unpacker = zlib.decompressobj()
        raw = unpacker.decompress(data, LARGEST)
        if not unpacker.eof:
            raise BadRecord("What was learned is cut off, or far too long.")
        length = int.from_bytes(raw[:4], "big")
        head = msgspec.msgpack.decode(raw[4 : 4 + length], type=_Head)
        return _read(head, _Columns(raw, 4 + length))
    except (zlib.error, msgspec.MsgspecError, ValueError, OverflowError) as error:
        # The library's own sentence may quote a word.
        raise BadRecord(f"What was learned cannot be read ({type(error).__name__}).") from None


def as_text(data: bytes) -> str:
    """Bytes as a record holds them."""
    return base64.b64encode(data).decode()


def from_text(text: str) -> bytes:
    """What ``as_text`` gave. Raises ``BadRecord``."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRecord(f"What was learned cannot be read ({type(error).__name__}).") from None


class _Columns:
    """Takes columns off, one after the other."""

    def __init__(self, raw: bytes, at: int) -> None:
        self._raw, self._at = raw, at

    def weights(self, count: int) -> NDArray[np.float64]:
        found = np.frombuffer(self._take(2 * count), np.uint8).reshape(2, count).T.copy()
        weights = found.view("<f2")[:, 0].astype(np.float64)
        if not np.all(np.isfinite(weights)) or (count and weights.min() < 0):
            raise ValueError("a weight")
        return weights

    def numbers(self, count: int) -> NDArray[np.int64]:
        found = np.frombuffer(self._take(4 * count), np.uint8).reshape(4, count).T.copy()
        return found.view("<u4")[:, 0].astype(np.int64)

    def _take(self, size: int) -> bytes:
        taken = self._raw[self._at : self._at + size]
        if len(taken) != size:
            raise ValueError("a column")
        self._at += size
        return taken


def _read(head: _Head, columns: _Columns) -> Vocabulary:
    texts = [BEGINNING, *(head.texts.split("\n") if head.texts else ())]
    if head.format != _FORMAT or len(texts) > MOST_WORDS + 1 or max(head.pairs, head.triples) > MOST_PAIRS:
        raise ValueError("a head")
    if min(head.pairs, head.triples) < 0 or len(head.corrections) > MOST_CORRECTIONS:
        raise ValueError("a head")
    found, scale = Vocabulary(head.language), gain(head.at)
    found.texts, found.numbers = texts, {text: number for number, text in enumerate(texts)}
    if len(found.numbers) != len(texts) or not all(map(learnable, texts[1:])):
        raise ValueError("a word")
    found.weights = columns.weights(len(texts)) * scale
    found.used = columns.numbers(len(texts)).astype(np.float64) * _DAY
    found.pairs = _counts(columns, head.pairs, 2, len(texts), scale)
    found.triples = _counts(columns, head.triples, 3, len(texts), scale)
    numbers: list[Any] = [*head.kept, *head.readings, *(each[1] for each in head.corrections)]
    if any(not 0 < each < len(texts) for each in numbers):
        raise ValueError("a number")
    found.kept, found.readings = set(head.kept), head.readings
    found.corrections = {(typed, number): weight * scale for typed, number, weight in head.corrections}
    return found


def _counts(columns: _Columns, count: int, words: int, most: int, scale: float) -> Counts:
    numbers = [columns.numbers(count) for _ in range(words)]
    numbers[0] = np.cumsum(numbers[0])
    if count and max(each.max() for each in numbers) >= most:
        raise ValueError("a number")
    keys = joined(*numbers) if count else np.zeros(0, np.int64)
    if np.any(np.diff(keys) <= 0):
        raise ValueError("an order")
    return Counts(keys, columns.weights(count) * scale)


def _halves(weights: NDArray[np.float64]) -> bytes:
    # What was written is never rounded to nothing, and what is beyond the format's range is at its end.
    kept = np.clip(weights, 6e-8, 65_504.0) * (weights > 0)
    return np.ascontiguousarray(kept.astype("<f2").view(np.uint8).reshape(-1, 2).T).tobytes()


def _planes(numbers: NDArray[np.floating] | NDArray[np.integer]) -> bytes:
    """Byte by byte: all the lowest ones, then all the next, which compresses far better."""
    return np.ascontiguousarray(numbers.astype("<u4").view(np.uint8).reshape(-1, 4).T).tobytes()
