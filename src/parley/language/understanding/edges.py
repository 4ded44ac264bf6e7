"""How texts that fit a template may begin and end: an index of it tells nearly all that do not fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import permutations

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    Sentence,
    TextChunk,
)

LONG = 14
"""Characters of a beginning or an end that are looked at."""
_MANY = 64
"""Ways on, of which no more are followed."""
_LETTER = frozenset("abcdefghijklmnopqrstuvwxyz0123456789'")
_SPACES = re.compile(r"\s+")
_LOOSE = re.compile(r"(?<![a-z0-9']) +| +(?![a-z0-9'])")

Edge = frozenset[str]
"""Every text that fits begins (or ends) with one of these, once ``tight``. One of them may be empty."""
_Ways = tuple[frozenset[str], frozenset[str]]
"""What an expression may be in whole, and how it may begin where only that is known."""
_EMPTY, _NOTHING = frozenset([""]), frozenset[str]()


def tight(text: str) -> str:
    """The text without those spaces that a template leaves open: all but the ones between two words."""
    return _LOOSE.sub("", text)


class Edges:
    """Reads how expressions begin, or how they end; remembers what it found for each rule."""

    def __init__(self, rules: Mapping[str, Sentence], *, ends: bool = False) -> None:
        self._rules = rules
        self._ends = ends
        self._known: dict[str, _Ways] = {}

    def of(self, sentence: Sentence) -> Edge:
        """The beginnings, or the ends. Rules must not refer to each other."""
        whole, begun = self._ways(sentence.expression)
        return frozenset(self._short(each).strip() for each in whole | begun)

    def _ways(self, expression: Expression) -> _Ways:
        match expression:
            case TextChunk():
                return self._cut(frozenset([_spaced(expression.text.lower())]))
            case Permutation():
                return _any(self._row(order) for order in permutations(expression.items))
            case Alternative():
                return _any(self._ways(item) for item in expression.items)
            case Group():
                return self._row(expression.items)
            case RuleReference():
                name = expression.rule_name
                if name not in self._known:
                    self._known[name] = self._ways(self._rules[name].expression)
                return self._known[name]
            case ListReference() | _:
                return _NOTHING, _EMPTY

    def _row(self, items: Iterable[Expression]) -> _Ways:
        """One after the other."""
        whole, begun = _EMPTY, _NOTHING
        for item in reversed(tuple(items)) if self._ends else items:
            more, part = self._ways(item)
            if len(whole) * (len(more) + len(part)) > _MANY and len(whole) > 1:
                begun |= frozenset(each for each in whole if each.strip())
                whole -= begun
            if part:
                begun |= self._joined(whole, part)
            whole, long = self._cut(self._joined(whole, more))
            begun |= long
            if not whole:
                break
        return whole, begun

    def _joined(self, some: Edge, others: Edge) -> Edge:
        # Most rows have one item, or begin with one that may be left out.
        if some == _EMPTY:
            return others
        if others == _EMPTY:
            return some
        if self._ends:
            return frozenset(_join(b, a) for a in some for b in others)
        return frozenset(_join(a, b) for a in some for b in others)

    def _cut(self, texts: Edge) -> _Ways:
        long = frozenset(each for each in texts if len(each) > LONG)
        return (texts - long, frozenset(map(self._short, long))) if long else (texts, _NOTHING)

    def _short(self, text: str) -> str:
        return text[-LONG:] if self._ends else text[:LONG]


@lru_cache(maxsize=4096)
def _spaced(text: str) -> str:
    """The text with a space only where it needs one, and where it has one before or after it."""
    inside = tight(_SPACES.sub(" ", text.strip()))
    return f"{' ' * text[:1].isspace()}{inside}{' ' * (text[-1:].isspace() and bool(inside))}"


def _join(before: str, after: str) -> str:
    if before[-1:] != " " and after[:1] != " ":
        return before + after
    left, right = before.rstrip(), after.lstrip()
    if not left or not right:
        return f"{left} {right}"
    return f"{left} {right}" if left[-1] in _LETTER and right[0] in _LETTER else left + right


def _any(ways: Iterable[_Ways]) -> _Ways:
    every = tuple(ways)
    return _NOTHING.union(*(whole for whole, _ in every)), _NOTHING.union(*(begun for _, begun in every))
