"""Of which words one must be there for a regular expression to be found: words are quickly looked up.

A space at the beginning or the end of a word says that no Latin letter stands before it, or after it.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

_MANY = 2048
"""Pieces of text, of which no more are told apart."""
_CLASS = 128
"""Characters of a class that are taken one by one."""
_COMMON = re.compile("an?|and|at|by|for|from|i|in|is|it|me|my|of|on|or|the|this|to|what|you")
_USUAL = re.compile(
    r"are|as|be|can|come|could|do|does|find|get|give|go|going|have|how|i'd|i'm|if|know|like|long|make|many|much|"
    "need|new|no|not|now|one|out|please|say|set|should|show|so|some|take|tell|that|there|time|up|use|want|was|we|"
    "what's|when|where|which|who|will|with|would|your"
)
_ENDLESS = 1 << 30
_NOTHING = frozenset([""])
_BOUND = frozenset([" "])
_UNKNOWN = frozenset[str]()
_WORD = re.compile(r"(?: (?=[a-z]))?[a-z0-9']+(?:(?<=[a-z]) )?|[^\sa-z0-9']+")

_Known = tuple[frozenset[str] | None, frozenset[str]]
"""All that it may be, where that is little; and pieces of which one is in whatever it is, if any is known."""


@lru_cache(maxsize=1024)
def fragments(expression: str) -> frozenset[str]:
    """One of these is in each lower-case text, of ASCII digits alone, in which the expression is found.

    Empty where none is known.
    """
    return _best(*_known(expression))


def wholes(expression: str) -> frozenset[str] | None:
    """All that the expression may be, spaced in one way, where that is little; some of it may never fit."""
    whole, _ = _known(expression)
    return None if whole is None else frozenset(" ".join(each.split()) for each in whole)


@lru_cache(maxsize=1024)
def _known(expression: str) -> _Known:
    read = _parsed(expression)
    return (None, _UNKNOWN) if read is None else _sequence(read)


@lru_cache(maxsize=8192)
def width(expression: str) -> tuple[int, int]:
    """The fewest and the most characters of what the expression finds."""
    read = _parsed(expression)
    return (0, _ENDLESS) if read is None else read.getwidth()


def _parsed(expression: str) -> Any:
    try:
        # The standard library's own reading of expressions has no public name; without it nothing is known.
        return importlib.import_module("re._parser").parse(expression)
    except (ImportError, AttributeError):
        return None


def _sequence(items: Sequence[Any], start: str = "", end: str = "") -> _Known:
    """One after the other: what they are together while that is little, and the best of what each needs.

    ``start`` and ``end`` are spaces where no letter stands before or after them.
    """
    best = _UNKNOWN
    all_whole, run = True, frozenset([start])
    for place, item in enumerate(items):
        before = " " if all(each.endswith(" ") for each in run) else ""
        after = end if place + 1 == len(items) else " " if _is_bound(items[place + 1]) else ""
        whole, needed = _one(item, before, after)
        if whole is not None and len(run) * len(whole) <= _MANY:
            run = frozenset(one + other for one in run for other in whole)
            best = _best(None, best, needed)
        else:
            all_whole = False
            best = _best(run, best, needed)
            run = _NOTHING if whole is None else whole
    return (run, best) if all_whole else (None, _best(run, best))


def _one(item: Any, start: str, end: str) -> _Known:
    kind, value = str(item[0]), item[1]
    match kind:
        case "LITERAL":
            return frozenset([f"{start}{chr(value)}{end}"]), _UNKNOWN
        case "IN":
            found = _class(value)
            return (None if found is None else frozenset(f"{start}{each}{end}" for each in found)), _UNKNOWN
        case "BRANCH":
            return _any([_sequence(each, start, end) for each in value[1]])
        case "SUBPATTERN" if not value[1] and not value[2]:
            return _sequence(value[3], start, end)
        case "ATOMIC_GROUP":
            return _sequence(value, start, end)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, most, inside = value
            return _repeat(least, int(most) == 1, inside, start, end)
        case "ASSERT":
            return _NOTHING, _best(*_sequence(value[1], start if value[0] > 0 else ""))
        case "ASSERT_NOT":
            return (_BOUND if _is_bound(item) else _NOTHING), _UNKNOWN
        case "AT":
            return _NOTHING, _UNKNOWN
        case _:
            # Among them groups with flags of their own, in which a letter may be another.
            return None, _UNKNOWN


def _repeat(least: int, once: bool, inside: Sequence[Any], start: str, end: str) -> _Known:
    whole, needed = _sequence(inside, start, end if once else "")
    if once and whole is not None:
        return (whole, needed) if least else (whole | _NOTHING, _UNKNOWN)
    return None, (_best(whole, needed) if least else _UNKNOWN)


def _class(members: Sequence[Any]) -> frozenset[str] | None:
    """The characters of a class, if they are few."""
    found: set[str] = set()
    for member in members:
        kind, value = str(member[0]), member[1]
        if kind == "LITERAL":
            found.add(chr(value))
        elif kind == "RANGE" and value[1] - value[0] < _CLASS:
            found.update(map(chr, range(value[0], value[1] + 1)))
        elif kind == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
            found.update("0123456789")
        else:
            return None
    return frozenset(found) if len(found) <= _CLASS else None


def _is_bound(item: Any) -> bool:
    """Whether a letter may not be there, whichever; or some other characters either."""
    if str(item[0]) != "ASSERT_NOT":
        return False
    items = item[1][1]
    if len(items) != 1 or str(items[0][0]) != "IN":
        return False
    members = [(str(kind), value) for kind, value in items[0][1]]
    return ("NEGATE", None) not in members and ("RANGE", (ord("a"), ord("z"))) in members


def _any(ways: Sequence[_Known]) -> _Known:
    """One or the other."""
    wholes = [whole for whole, _ in ways if whole is not None]
    few = len(wholes) == len(ways) and sum(map(len, wholes)) <= _MANY
    needs = [_best(*way) for way in ways]
    known = all(needs) and sum(map(len, needs)) <= _MANY
    return (_union(wholes) if few else None), (_union(needs) if known else _UNKNOWN)


def _union(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    return _UNKNOWN.union(*sets)


def _best(whole: frozenset[str] | None, *needs: frozenset[str]) -> frozenset[str]:
    """What says most: the longest words, and of these the fewest. A piece without a word says nothing."""
    pieces = [each for each in (whole or _UNKNOWN, *needs) if each and all(map(str.strip, each))]
    return max((frozenset(map(word_of, each)) for each in pieces), key=_worth, default=_UNKNOWN)


def word_of(piece: str) -> str:
    """The word of a piece of text that says most, with the spaces around it."""
    return max(_WORD.findall(piece), key=weight)


def _worth(words: frozenset[str]) -> tuple[int, int]:
    return min(map(weight, words)), -len(words)


@lru_cache(maxsize=4096)
def weight(word: str) -> int:
    """How much a word says: hardly anything where every other text has it, little where requests often do."""
    if _COMMON.fullmatch(word.strip()):
        return 1
    if _USUAL.fullmatch(word.strip()):
        return 2
    return len(word) * (1 if word.isascii() and not word.strip().isdigit() else 3)
