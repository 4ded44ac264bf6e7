"""Misspelt and misheard words, read as the words that the sentences know."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import cast

from parley.language.understanding.names import sound
from parley.skills.learning.words import placed

#: Letters of a word that may be misspelt by one of them, and characters of one that may be misheard.
SHORTEST = 4
HEARD = (2, 4)
_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile("[a-z']+")
#: Of a number that was said, none may become another word: 十五分钟 is not 是五分钟.
_NUMBER = re.compile("[零二两三四五六七八九十百千万半]")
#: Stands beside any character.
_PARTICLES = frozenset("的了个吗吧呢啊着我你他她它们在不一")
_ORDINARY = Path(__file__).with_name("ordinary.txt")


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text with some of its words replaced."""

    text: str
    words: tuple[tuple[str, str], ...] = ()
    """What was read, and what was said."""

    def said(self, value: object) -> object:
        """Words of this text as they were said; what is no words as it is."""
        if isinstance(value, str):
            for read, said in self.words:
                value = re.sub(rf"(?<![a-z]){re.escape(read)}(?![a-z])", said, value)
            return value
        if isinstance(value, list):
            return [self.said(each) for each in cast("list[object]", value)]
        if isinstance(value, tuple):
            return tuple(self.said(each) for each in cast("tuple[object, ...]", value))
        return value


@cache
def _ordinary() -> tuple[frozenset[str], frozenset[str]]:
    """Words, and pairs of Chinese characters, as people write them."""
    words: set[str] = set()
    pairs: set[str] = set()
    for line in _ORDINARY.read_text("utf-8").splitlines():
        if _HAN.match(line):
            first, _, others = line.partition(" ")
            pairs.update(first + other for other in others)
        elif not line.startswith("#"):
            words.update(line.split())
    return frozenset(words), frozenset(pairs)


class Repair:
    """Knows the words of sentences by their spelling and sound."""

    def __init__(self, known: Iterable[str], ordinary: Iterable[str] = ()) -> None:
        """``known`` are words and runs of Chinese characters; what is in ``ordinary`` texts is right, too."""
        words = frozenset(known)
        self._known = words
        also, pairs = _ordinary()
        self._right = words | also | frozenset(part for text in ordinary for part in _parts(text))
        self._pairs = pairs
        self._shapes: defaultdict[str, list[str]] = defaultdict(list)
        self._sounds: dict[tuple[str, ...], str] = {}
        for word in sorted(words):
            if _LATIN.fullmatch(word) and len(word) >= SHORTEST:
                for shape in _shapes(word):
                    self._shapes[shape].append(word)
            elif _HAN.fullmatch(word) and HEARD[0] <= len(word) <= HEARD[1]:
                self._sounds.setdefault(_sound(word), word)

    def read(self, text: str) -> Repaired:
        """The text in normal form with such words replaced."""
        done, changes = "", list[tuple[str, str]]()
        at = 0
        for word, start, end in placed(text):
            better = self._spelt(word) if len(word) >= SHORTEST and word not in self._right else None
            if better is not None:
                done += text[at:start] + better
                at = end
                changes.append((better, word))
        text = done + text[at:]
        for run in list(_HAN.finditer(text)):
            heard, others = self._heard(run[0])
            if others:
                text = text[: run.start()] + heard + text[run.end() :]
                changes += others
        return Repaired(text, tuple(changes))

    def _spelt(self, word: str) -> str | None:
        """The one word that differs from it by a letter."""
        if not _LATIN.fullmatch(word):
            return None
        found = {each for shape in _shapes(word) for each in self._shapes.get(shape, ()) if _near(word, each)}
        if len(found) == 2 and max(found) == f"{min(found)}s":
            # One of several things or several of them: no more than that is open.
            return min(found)
        return found.pop() if len(found) == 1 else None

    def _heard(self, run: str) -> tuple[str, list[tuple[str, str]]]:
        """A run of characters with those words that only sound as what was written."""
        if len(run) < HEARD[0] or len(sound(run)) != len(run):
            return run, []
        done, at = "", 0
        changes: list[tuple[str, str]] = []
        while at < len(run):
            for length in range(min(HEARD[1], len(run) - at), HEARD[0] - 1, -1):
                part = run[at : at + length]
                if part in self._known:
                    done, at = done + part, at + length
                    break
                meant = self._sounds.get(_sound(part))
                if meant is not None and self._odd(part) and _counts_alike(part, meant):
                    done, at = done + meant, at + length
                    changes.append((meant, part))
                    break
            else:
                done, at = done + run[at], at + 1
        return done, changes

    def _odd(self, part: str) -> bool:
        """Whether nobody writes so: characters that never stand beside each other."""
        pairs = [first + second for first, second in pairwise(part) if not {first, second} & _PARTICLES]
        return any(pair not in self._pairs and pair not in self._right for pair in pairs)


@lru_cache(maxsize=16384)
def _sound(word: str) -> tuple[str, ...]:
    """Exactly for two characters: far too many words are alike."""
    return sound(word, blurred=len(word) > HEARD[0])


def _counts_alike(said: str, meant: str) -> bool:
    numbers = _NUMBER.findall(said)
    return not numbers or numbers == _NUMBER.findall(meant)


def _parts(text: str) -> Iterator[str]:
    """Words, and every run of characters that might be one."""
    yield from _LATIN.findall(text)
    for run in _HAN.findall(text):
        for length in range(HEARD[0], HEARD[1] + 1):
            yield from (run[at : at + length] for at in range(len(run) - length + 1))


def _shapes(word: str) -> Iterator[str]:
    """The word, and each of what is left of it without one letter: words one letter apart share one."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _near(one: str, other: str) -> bool:
    """Whether a letter was added, lost, changed, or swapped with the next: not the first, nor an ending."""
    if abs(len(one) - len(other)) > 1 or one[0] != other[0] or one.startswith(other) or other.startswith(one):
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, others = one[start:], other[start:]
    return (
        rest[1:] == others[1:]
        or rest[1:] == others
        or rest == others[1:]
        or (len(rest) > 1 and rest[:2] == others[1::-1] and rest[2:] == others[2:])
    )
