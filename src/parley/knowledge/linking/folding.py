"""One form for all the ways to write a name, and where each part of it stands in the text.

``Zürich`` and ``zurich`` are one, as are ``臺灣`` and ``台湾``, ``J. K. Rowling`` and ``JK Rowling``,
``Jean-Paul`` and ``jean paul``. Words stand apart by a space, Chinese characters by nothing; other signs go.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from parley.language.script import to_simplified

LONGEST = 10_000
"""Characters of a text that are looked through; more are left alone."""

_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
"""Letters that Unicode does not take apart into a plain one and an accent."""
_HAN = "\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HALF = re.compile("[\ud800-\udfff]")
"""Half of a character, of a text that was cut badly; libraries refuse it."""
_PLAIN = re.compile(r"[a-z0-9 ]*")
_PIECE = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+[+#]*")
_HAN_ONE = re.compile(rf"[{_HAN}]")
_POSSESSIVE = re.compile(r"['’]s$")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or one Chinese character."""

    text: str
    """Folded."""
    start: int
    """Where it begins in the text as it was written, in characters."""
    end: int
    han: bool
    near: bool = False
    """Whether nothing but a space, a hyphen or a dot stands between it and the unit before."""


def readable(text: str) -> str:
    """The first ``LONGEST`` characters, those replaced that libraries refuse: places stay as they are."""
    return _HALF.sub("\ufffd", text[:LONGEST])


def units(text: str) -> tuple[Unit, ...]:
    """The words and characters of a text, of its first ``LONGEST`` characters."""
    plain, places = _folded(readable(text))
    found: list[Unit] = []
    joined = _initials(plain)
    for piece in _PIECE.finditer(plain):
        start, end = places[piece.start()], places[piece.end() - 1] + 1
        between = text[found[-1].end : start] if found else ","
        one = Unit(piece[0], start, end, bool(_HAN_ONE.match(piece[0])), _near(between))
        if piece.start() in joined and found:
            before = found.pop()
            one = Unit(before.text + one.text, before.start, end, False, before.near)
        found.append(one)
    return tuple(found)


@lru_cache(maxsize=4096)
def key(name: str) -> str:
    """The one form of a name; empty where it has neither letters nor digits."""
    if _PLAIN.fullmatch(name) and "  " not in name:
        return name.strip()
    return spelled(units(name))


def spelled(parts: Sequence[Unit]) -> str:
    """The key of units that follow each other."""
    out: list[str] = []
    before: Unit | None = None
    for part in parts:
        if before is not None and not part.han and not before.han:
            out.append(" ")
        out.append(part.text)
        before = part
    return "".join(out)


def is_han(text: str) -> bool:
    """Whether a key is of Chinese characters only."""
    return bool(text) and all(map(_HAN_ONE.match, text))


def has_han(text: str) -> bool:
    """Whether a key has Chinese characters."""
    return bool(_HAN_ONE.search(text))


def _folded(text: str) -> tuple[str, list[int]]:
    """The text folded, and of each of its characters which one it was."""
    if text.isascii():
        # An apostrophe ends a word before an s, and is nothing within one.
        plain = text.lower().replace("_", " ")
        places = list(range(len(plain)))
        return _without_apostrophes(plain, places)
    out: list[str] = []
    places: list[int] = []
    simple = _simple(text)
    for place, char in enumerate(simple):
        for each in _character(char):
            out.append(each)
            places.append(place)
    return _without_apostrophes("".join(out), places)


def _without_apostrophes(plain: str, places: list[int]) -> tuple[str, list[int]]:
    if "'" not in plain and "’" not in plain:
        return plain, places
    out: list[str] = []
    kept: list[int] = []
    for at, char in enumerate(plain):
        if char in "'’" and 0 < at < len(plain) - 1 and plain[at - 1].isalnum() and plain[at + 1].isalnum():
            owns = plain[at + 1] == "s" and not plain[at + 2 : at + 3].isalnum()
            if not owns:
                continue
            char = " "
        out.append(char)
        kept.append(places[at])
    return "".join(out), kept


def _simple(text: str) -> str:
    """Simplified characters, one for each of the text."""
    simple = to_simplified(text) if _HAN_ONE.search(text) else text
    # OpenCC keeps the number of characters but for a few phrases; then each is looked up alone.
    return simple if len(simple) == len(text) else "".join(map(_one_simple, text))


@cache
def _one_simple(char: str) -> str:
    return (to_simplified(char) or char)[:1]


@lru_cache(maxsize=65536)
def _character(char: str) -> str:
    if char in "’‘":
        return "'"
    apart = unicodedata.normalize("NFKD", char).casefold().translate(_LETTERS)
    if len(apart) > 1:
        # ¼ is one word, whatever its parts are.
        apart = "".join(filter(str.isalnum, apart)) or apart
    return "".join(each for each in apart if not unicodedata.combining(each))


def _near(between: str) -> bool:
    return len(between) <= 3 and all(each in " -‐–.·•・'’_/&,\u3000" for each in between) and between != ","


def _initials(plain: str) -> set[int]:
    """Where initials begin that belong to the one before: the ``K`` of ``J. K. Rowling``."""
    return {found.start(2) for found in re.finditer(r"(?<![a-z0-9])([a-z])\. ?(?=([a-z])(?:\.|$))", plain)}
