"""What a name is found by: its key, its sound, pieces that a typo leaves whole, and single words of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from parley.knowledge.linking.folding import has_han, is_han, key
from parley.language import readings

SHORT_PIECES = 8
"""Names of fewer characters are cut in two and forgiven one slip; longer ones in three and two slips."""
LEAST_LATIN = 4
"""Characters of a name that slips are forgiven in; of shorter ones every slip makes another name."""
LEAST_HAN = 3
MIDDLE = 2
"""The piece of a name of three characters that is all but the middle one."""
LEAST_WORD = 6
"""Letters of a word of a name that a slip is forgiven in, when it stands for the name alone."""
_WORDS = 6
"""Names of more words are not found by one of them."""
_PARENTHESIS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_DOTS = re.compile("[·•・‧]")
_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
"""What many speakers, and the keyboards made for them, do not tell apart."""


def keys(name: str) -> tuple[str, ...]:
    """The keys of a name: of all of it, without ``the``, and without what a parenthesis adds."""
    found = [key(name)]
    bare = _PARENTHESIS.sub("", name)
    if bare and bare != name:
        found.append(key(bare))
    found.extend(each[4:] for each in tuple(found) if each.startswith("the "))
    return tuple(dict.fromkeys(each for each in found if each))


def slips(length: int) -> int:
    """How many letters may be wrong, missing, too many or swapped in a name of so many characters."""
    return 1 if length < SHORT_PIECES else 2


def forgiven(name: str) -> bool:
    """Whether a key is long enough for a slip to be forgiven."""
    return len(name) >= (LEAST_HAN if has_han(name) else LEAST_LATIN)


def pieces(name: str) -> Iterator[str]:
    """Pieces of a key of which one is whole whatever slips there are (the pigeonhole principle)."""
    if not forgiven(name):
        return
    for number, (start, end) in enumerate(borders(len(name))):
        yield piece(len(name), number, name[start:end])
    if len(name) == LEAST_HAN:
        yield piece(LEAST_HAN, MIDDLE, name[0] + name[2])


def piece(size: int, number: int, text: str) -> str:
    """What a piece of a name of so many characters is looked up as."""
    return f"{size}/{number}/{text}"


@lru_cache(maxsize=65536)
def asked_pieces(name: str) -> tuple[str, ...]:
    """The pieces that a name may have of which this is a misspelling."""
    if not forgiven(name):
        return ()
    found: list[str] = []
    most = slips(len(name))
    for size in range(max(1, len(name) - most), len(name) + most + 1):
        allowed = slips(size)
        if abs(size - len(name)) > allowed:
            continue
        cuts = borders(size)
        last = len(cuts) - 1
        for number, (start, end) in enumerate(cuts):
            if number == 0:
                shifts: tuple[int, ...] = (0,)
            elif number == last:
                shifts = (len(name) - size,)
            else:
                shifts = (-1, 0, 1)
            for shift in shifts:
                part = name[start + shift : end + shift] if start + shift >= 0 else ""
                if len(part) == end - start:
                    found.append(piece(size, number, part))
    return tuple(dict.fromkeys(found))


def worded_pieces(name: str) -> Iterator[str]:
    """The pieces of single words that may stand for a name: ``einstien``."""
    for word in words(name):
        if len(word) >= LEAST_WORD and not has_han(word):
            yield from pieces(word)


@cache
def borders(size: int) -> tuple[tuple[int, int], ...]:
    """Where a key of so many characters is cut. Of three, two halves of one and two would be too common."""
    if size == LEAST_HAN:
        return (0, 2), (1, 3)
    if size < SHORT_PIECES:
        return (0, size // 2), (size // 2, size)
    third = size // 3
    return (0, third), (third, size - third), (size - third, size)


def sound(name: str) -> str:
    """How a key of two or more Chinese characters is said, without what accents blur; else empty."""
    if len(name) < 2 or not is_han(name):
        return ""
    return plainly("".join(map(reading, name)))


def plainly(pinyin: str) -> str:
    """Pinyin without tones and without what many speakers do not tell apart."""
    for apart, one in _SOUNDS:
        pinyin = pinyin.replace(apart, one)
    return pinyin


@lru_cache(maxsize=32768)
def reading(char: str) -> str:
    """The commonest reading of a character, as pinyin without tones; itself where it has none."""
    usual = readings.usual(char)
    if not usual:
        return char
    apart = unicodedata.normalize("NFD", usual)
    return "".join(each for each in apart if each.isascii())


def words(name: str) -> Iterator[str]:
    """The words of a name that may stand for it: ``einstein``, 爱因斯坦."""
    if _DOTS.search(name) and has_han(name):
        parts = [key(part) for part in _DOTS.split(name)]
    else:
        whole = key(name)
        parts = [] if has_han(whole) else whole.split(" ")
    if not 2 <= len(parts) <= _WORDS:
        return
    for part in dict.fromkeys(parts):
        if len(part) >= (2 if has_han(part) else 3) and part not in common():
            yield part


def last_word(name: str, whole: str) -> str:
    """The key of the last word of a name, whose key is ``whole``; empty where it has but one."""
    if not has_han(whole):
        return whole.rpartition(" ")[2] if " " in whole else ""
    parts = _DOTS.split(name)
    return key(parts[-1]) if len(parts) > 1 else ""


@cache
def common() -> frozenset[str]:
    """Words, folded, that nobody means a thing by when they stand alone, such as ``what``."""
    text = files("parley.knowledge.linking").joinpath("common.yaml").read_text("utf-8")
    lists: dict[str, str] = msgspec.yaml.decode(text)
    return frozenset(key(word) for each in lists.values() for word in each.split())
