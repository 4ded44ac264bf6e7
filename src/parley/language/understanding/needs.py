"""What a text must have to fit a template: some words, of each clause one, and signs of its slots.

hassil tells the words too, but of two ways it takes what has the fewest words, be it "the", knows nothing of
the slots in them, and of equal ones takes any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    RuleReference,
    Sentence,
    TextChunk,
)
from hassil.util import PUNCTUATION_STR

from parley.language.understanding.expressions import compiled
from parley.language.understanding.fragments import fragments, weight, word_of
from parley.language.understanding.slots import SlotType

_MANY = 1024
"""Fragments of a clause; of more nearly every text has one."""
_PUNCTUATION = frozenset(PUNCTUATION_STR)
_WORDS = re.compile("[a-z0-9']+(?: [a-z0-9']+)*")

_Fragment = tuple[str, bool]
"""With whether it is all of its words; what a regular expression needs may be a part of a word."""
_Clause = frozenset[_Fragment]
_NONE = frozenset[_Clause]()


class Needs:
    """Reads what expressions need; remembers what it found for each rule."""

    def __init__(self, rules: Mapping[str, Sentence], types: Mapping[str, SlotType]) -> None:
        self._rules = rules
        self.types = types
        self._known: dict[tuple[str, bool], frozenset[_Clause]] = {}
        self._slots: dict[tuple[str, bool], frozenset[_Clause]] = {}

    def of(self, sentence: Sentence, *, apart: bool) -> tuple[frozenset[str], ...]:
        """The clauses. Rules must not refer to each other.

        ``apart``: each word stands between spaces, so that they are in the text as words.
        """
        found = {_spaced(clause, apart) for clause in self._clauses(sentence.expression, one_of=False)}
        return tuple(sorted(found, key=sorted))

    def _clauses(self, expression: Expression, *, one_of: bool) -> frozenset[_Clause]:
        """``one_of``: it is one of several ways, so that the signs of its slots are not looked for."""
        match expression:
            case TextChunk():
                pieces = filter(_PUNCTUATION.isdisjoint, expression.text.casefold().split())
                return frozenset(frozenset([(each, True)]) for each in pieces)
            case Alternative():
                return self._any(expression)
            case Group():
                return _NONE.union(*(self._clauses(item, one_of=one_of) for item in expression.items))
            case RuleReference():
                name = expression.rule_name, one_of
                if name not in self._known:
                    self._known[name] = self._clauses(self._rules[name[0]].expression, one_of=one_of)
                return self._known[name]
            case ListReference():
                name = expression.list_name, one_of
                if name not in self._slots:
                    self._slots[name] = _of_slot(self.types[name[0]], signs=one_of)
                return self._slots[name]
            case _:
                return _NONE

    def _any(self, expression: Alternative) -> frozenset[_Clause]:
        if expression.is_optional or not expression.items:
            return _NONE
        merged = set[_Fragment]()
        for item in expression.items:
            ways = self._clauses(item, one_of=True)
            if not ways:
                return _NONE
            merged |= max(ways, key=_worth) if len(ways) > 1 else next(iter(ways))
        return frozenset([frozenset(merged)]) if len(merged) <= _MANY else _NONE


def _of_slot(kind: SlotType, *, signs: bool) -> frozenset[_Clause]:
    words = frozenset((each, kind.values is not None) for each in kind.known)
    found = {words} if words else set[_Clause]()
    if signs and (sign := sign_of(kind)) and (parts := fragments(sign)):
        found.add(frozenset((each, False) for each in parts))
    return frozenset(found)


def _worth(clause: _Clause) -> tuple[int, int, list[_Fragment]]:
    """How much it says: rare words first, then few."""
    return min(weight(word_of(text)) for text, _ in clause), -len(clause), sorted(clause)


def _spaced(clause: Iterable[_Fragment], apart: bool) -> frozenset[str]:
    """The fragments; where words stand ``apart`` in the template, those that are one are between spaces."""
    return frozenset(
        f" {text} " if apart and whole and _WORDS.fullmatch(text) else text for text, whole in clause
    )


def sign_of(kind: SlotType) -> str:
    """What is found in every text with such a value: what the type says, or how it looks where that tells."""
    said = kind.sign or kind.known or _found_in_any(kind.pattern)
    return kind.sign if said else kind.pattern


@lru_cache(maxsize=1024)
def _found_in_any(pattern: str) -> bool:
    return compiled(pattern).search("qx\U00020000") is not None
