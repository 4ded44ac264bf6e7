"""Misspelt and misheard words, read as the words that the sentences know."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

from parley.language.understanding.names import sound
from parley.skills.learning.words import placed

#: Letters of a word that may be misspelt by one of them, and characters of one that may be misheard.
SHORTEST = 4
HEARD = (2, 4)
_HAN = re.compile("[\u3400-\u9fff]+")
_LATIN = re.compile("[a-z']+")


class Repair:
    """Knows the words of sentences by their spelling and sound."""

    def __init__(self, known: Iterable[str], ordinary: Iterable[str] = ()) -> None:
        """``known`` are words and runs of Chinese characters; what is in ``ordinary`` texts is right, too."""
        words = frozenset(known)
        self._known = words
        self._right = words | frozenset(part for text in ordinary for part in _parts(text))
        self._shapes: defaultdict[str, list[str]] = defaultdict(list)
        self._sounds: dict[tuple[str, ...], str] = {}
        for word in sorted(words):
            if _LATIN.fullmatch(word) and len(word) >= SHORTEST:
                for shape in _shapes(word):
                    self._shapes[shape].append(word)
            elif _HAN.fullmatch(word) and HEARD[0] <= len(word) <= HEARD[1]:
                self._sounds.setdefault(_sound(word), word)

    def read(self, text: str) -> tuple[str, int]:
        """The text in normal form with such words replaced, and how many they were."""
        done, many = "", 0
        at = 0
        for word, start, end in placed(text):
            better = self._spelt(word) if len(word) >= SHORTEST and word not in self._right else None
            if better is not None:
                done += text[at:start] + better
                at = end
                many += 1
        text = done + text[at:]
        for run in list(_HAN.finditer(text)):
            heard, times = self._heard(run[0])
            if times:
                text = text[: run.start()] + heard + text[run.end() :]
                many += times
        return text, many

    def _spelt(self, word: str) -> str | None:
        """The one word that differs from it by a letter."""
        if not _LATIN.fullmatch(word):
            return None
        found = {each for shape in _shapes(word) for each in self._shapes.get(shape, ()) if _near(word, each)}
        return found.pop() if len(found) == 1 else None

    def _heard(self, run: str) -> tuple[str, int]:
        """A run of characters with those words that only sound as what was written."""
        if len(run) < HEARD[0]:
            return run, 0
        if len(sound(run)) != len(run):
            return run, 0
        done, many, at = "", 0, 0
        while at < len(run):
            for length in range(min(HEARD[1], len(run) - at), HEARD[0] - 1, -1):
                part = run[at : at + length]
                if part in self._known:
                    done, at = done + part, at + length
                    break
                meant = self._sounds.get(_sound(part))
                if meant is not None and part not in self._right:
                    done, at, many = done + meant, at + length, many + 1
                    break
            else:
                done, at = done + run[at], at + 1
        return done, many


@lru_cache(maxsize=16384)
def _sound(word: str) -> tuple[str, ...]:
    """Exactly for two characters: far too many words are alike."""
    return sound(word, blurred=len(word) > HEARD[0])


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
