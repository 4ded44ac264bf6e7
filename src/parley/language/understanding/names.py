"""Which of some names a person meant: by spelling, by part, and by sound (recognisers write homophones)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from parley.language.readings import reading
from parley.language.script import to_simplified

ENOUGH = 0.7
"""Likeness from which on a name may be the one that was meant."""
CLOSE = 0.08
"""Names whose likeness differs by less are equally likely."""
_LONGEST = 80
"""Letters of a name that are compared; what is longer must be alike from the beginning."""

_SAME_SOUND, _LIKE_SOUND, _PART = 0.96, 0.88, 0.86

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
_RUN = re.compile(r"[\u3400-\u9fff]+|[^\s\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ARTICLES = frozenset({"the", "a", "an", "some", "my", "our"})
#: What Mandarin speakers of the south and recognisers do not tell apart.
_FUZZY = (
    (re.compile("^([zcs])h"), r"\1"),
    (re.compile("^n(?=[aeiouv])"), "l"),
    (re.compile("^hu(?=[aio])"), "f"),
    (re.compile("(?<=[aei])ng$"), "n"),
)


@dataclass(frozen=True, slots=True)
class Likely:
    """A name that may have been meant."""

    index: int
    """Its place among the names."""
    likeness: float
    """In [``ENOUGH``, 1]; 1 for the same letters."""


def likely(said: str, names: Sequence[str]) -> list[Likely]:
    """The names that may have been meant, the likeliest first; several when they are about equally likely."""
    found = [Likely(index, _likeness(said, name, ENOUGH)) for index, name in enumerate(names)]
    best = max((each.likeness for each in found), default=0.0)
    kept = [each for each in found if each.likeness >= max(ENOUGH, best - CLOSE)]
    if best == 1.0:
        kept = [each for each in kept if each.likeness == 1.0]
    return sorted(kept, key=lambda each: -each.likeness)


def same(one: str, other: str) -> bool:
    """Whether two names are one, but for capitals, signs, articles, script and plural."""
    return key(one) == key(other)


def likeness(one: str, other: str) -> float:
    """How alike two names are, in [0, 1]: symmetric, 1 for the same, 0 for nothing in common."""
    return _likeness(one, other, 0.0)


def _likeness(one: str, other: str, least: float) -> float:
    """The same; where it is less than ``least``, something that is less as well."""
    mine, theirs = _words(one), _words(other)
    if not mine or not theirs:
        return 1.0 if one.strip() and one.strip() == other.strip() else 0.0
    stems, others = _stems(mine), _stems(theirs)
    if mine == theirs or stems == others:
        return 1.0
    found = [_edits("".join(mine), "".join(theirs), least)]
    found.append(_part(stems, others, _PART))
    # Only of Chinese characters it is another thing how they sound.
    mixed = any(map(_HAN.match, mine)), any(map(_HAN.match, theirs))
    if any(mixed):
        sounds, heard = _sounds(mine), _sounds(theirs)
        if all(mixed) and sounds == heard:
            found.append(_SAME_SOUND)
        elif all(mixed) and _blurred(sounds) == _blurred(heard):
            found.append(_LIKE_SOUND)
        found.append(_part(sounds, heard, _PART - 0.1))
    return max(found)


def mentions(text: str, said: str) -> bool:
    """Whether every word that was said stands in a text; Chinese ones as they are written, or sound."""
    parts = [run.strip() for run in _RUN.findall(said[:_LONGEST])]
    wanted = [words for words in map(_words, parts) if words and not set(words) <= _ARTICLES]
    there = tuple(_WORD.findall(_plain(text)))
    if not wanted:
        return False
    if all(_runs(_stems(there), _stems(words)) for words in wanted):
        return True
    heard = _sounds(there)
    return all(_runs(heard, _sounds(words)) for words in wanted)


def key(name: str) -> str:
    """The same text for all ways to write a name."""
    return " ".join(_stems(_words(name))) or name.strip()


def sound_key(name: str) -> str:
    """The same text for names that sound alike, and much of it in common for those that do nearly."""
    return "".join(_blurred(_sounds(_words(name))))


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    found = _WORD.findall(_plain(name[:_LONGEST]))
    return tuple(each for each in found if each not in _ARTICLES) or tuple(found)


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower().replace("'", "")
    return to_simplified(unicodedata.normalize("NFKC", text)).casefold().replace("'", "")


def _runs(long: tuple[str, ...], short: tuple[str, ...]) -> bool:
    """Whether some words stand in a row among others."""
    if short and short[0] not in long:
        return False
    return any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1))


@lru_cache(maxsize=4096)
def _stems(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_stem, words))


def _stem(word: str) -> str:
    """An English word without its plural."""
    if len(word) < 4 or not word.isascii() or not word.endswith("s") or word.endswith("ss"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("oes", "shes", "ches", "xes", "sses")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=4096)
def _sounds(words: tuple[str, ...]) -> tuple[str, ...]:
    """Chinese characters as pinyin without tones, other words as they are."""
    return tuple(reading(word) if _HAN.match(word) else _stem(word) for word in words)


def sound(characters: str, *, blurred: bool = True) -> tuple[str, ...]:
    """How Chinese characters sound; ``blurred`` without what speakers and recognisers do not tell apart."""
    sounds = _sounds(tuple(characters))
    return _blurred(sounds) if blurred else sounds


def _blurred(sounds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_blur, sounds))


def _blur(sound: str) -> str:
    for pattern, plain in _FUZZY:
        sound = pattern.sub(plain, sound)
    return sound


def _part(one: tuple[str, ...], other: tuple[str, ...], most: float) -> float:
    """For a name that is a run of another's words (milk, oat milk): the more of it, the more alike."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if short == long or sum(map(len, short)) < 2:
        return 0.0
    if not _runs(long, short):
        return 0.0
    # 奶 in 牛奶 is one character of two; one letter more or less is no reason to prefer.
    return most - 0.1 * (1 - len(short) / len(long))


def _edits(one: str, other: str, least: float) -> float:
    """The part of the letters that need no change; 0 for short words that differ at all.

    Less than ``least`` is 0 as well where the letters alone, in any order, tell that it is less.
    """
    longest = max(len(one), len(other))
    if longest < 4 or abs(len(one) - len(other)) > longest // 3:
        return 0.0
    if least and sum(min(one.count(each), other.count(each)) for each in set(one)) < least * longest:
        return 0.0
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return 1 - row[-1] / longest
