"""CC-CEDICT's file: traditional and simplified characters, pinyin, and what they are in English."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import IO, cast

from parley.errors import BadModel
from parley.translation.dictionary.glosses import glosses, key_of
from parley.translation.dictionary.types import MAX_CHARACTERS, Part

MOST_LINES = 2_000_000
MOST_BYTES = 512 * 1024 * 1024
"""Of the file, unpacked: fifty times what CC-CEDICT has."""
_LINE = re.compile(r"(\S+) (\S+) \[([^\]]*)\] /(.*)/\s*")
_LONGEST_PART = 4
"""Characters of a word that is counted within longer ones."""
_CHARACTER = 1 / 8
"""What a longer word counts for a single character, which comes to be held by others more easily."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A word of each language that stand for each other in one sense."""

    a: str
    other: str
    """``a`` in its other script; the same where it has but one."""
    a_key: str
    b: str
    b_key: str
    part: Part
    forward: float
    """What the sense weighs among the translations of ``a``."""
    backward: float
    """What it weighs among the translations of ``b``."""


def lines(path: Path) -> Iterator[str]:
    """The lines of a text file, packed by gzip or not. Raises ``BadModel`` for no text or too much."""
    opened = cast("Callable[[Path], IO[bytes]]", gzip.open if path.suffix == ".gz" else _plain)
    size = 0
    try:
        with opened(path) as file:
            for count, raw in enumerate(iter(lambda: file.readline(1 << 16), b"")):
                size += len(raw)
                if count > MOST_LINES or size > MOST_BYTES:
                    raise BadModel(f"{path.name} is longer than a dictionary may be.")
                yield raw.decode("utf-8-sig" if count == 0 else "utf-8").rstrip("\r\n")
    except (EOFError, OSError, UnicodeDecodeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise BadModel(f"{path.name} is damaged, or not a text in UTF-8.") from error


def _plain(path: Path) -> IO[bytes]:
    return path.open("rb")


def pairs(path: Path) -> Iterator[Pair]:
    """Every pair of CC-CEDICT: a Chinese word (``a`` simplified, ``other`` traditional) and one gloss.

    The n-th gloss weighs 1/n; from English, times the logarithm of how many other headwords hold the word:
    those of which many others are made are common ones, which CC-CEDICT itself does not tell. Raises
    ``BadModel``.
    """
    found = [match.groups() for line in lines(path) if (match := _LINE.fullmatch(line))]
    if not found:
        raise BadModel(f"{path.name} holds no entry of CC-CEDICT.")
    held = _held(simple for _, simple, _, _ in found)
    for traditional, simple, pinyin, definition in found:
        if len(simple) > MAX_CHARACTERS:
            continue
        common = log2(2 + held[simple] * (_CHARACTER if len(simple) == 1 else 1.0))
        for number, gloss in enumerate(glosses(definition, name=pinyin[:1].isupper()), 1):
            yield Pair(
                simple,
                traditional,
                simple.lower(),
                gloss.text,
                key_of(gloss.text),
                gloss.part,
                1 / number,
                common / number,
            )


def _held(words: Iterable[str]) -> Counter[str]:
    """Word → how many longer words hold it."""
    held: Counter[str] = Counter()
    for word in set(words):
        size = len(word)
        held.update(
            {
                word[begin:end]
                for begin in range(size)
                for end in range(begin + 1, min(size, begin + _LONGEST_PART) + 1)
                if end - begin < size
            }
        )
    return held
