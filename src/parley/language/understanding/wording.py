"""A template turned round: the plainest sentence that it makes of given slots."""

from __future__ import annotations

import re
from collections.abc import Mapping

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

from parley.language.understanding.templates import DEEPEST, parse


def plainest(text: str, rules: Mapping[str, Sentence], words: Mapping[str, str], language: str) -> str | None:
    """The sentence of a template with the words of its slots, without what may be left out.

    None when it has a slot without words, or cannot name one that has.
    """
    written = _Wording(rules, words, language)
    sentence = written.write(parse(text), 0)
    if sentence is None or written.used != set(words):
        return None
    sentence = re.sub(r"\s+", " ", sentence).strip()
    return re.sub("(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", sentence)


_CJK = "[\u3400-\u9fff]"


class _Wording:
    def __init__(self, rules: Mapping[str, Sentence], words: Mapping[str, str], language: str) -> None:
        self._rules = rules
        self._words = words
        self._foreign = re.compile("[a-z]" if language == "zh" else _CJK)
        self.used: set[str] = set()

    def write(self, expression: Expression | Sentence, depth: int) -> str | None:
        if depth > DEEPEST:
            return None
        match expression:
            case Sentence():
                return self.write(expression.expression, depth)
            case TextChunk():
                return expression.text
            case Alternative():
                return self._choice(expression, depth)
            case Permutation() | Group():
                return self._all(expression, depth)
            case ListReference():
                if (
                    words := self._words.get(expression.slot_name)
                ) is None or expression.slot_name in self.used:
                    return None
                self.used.add(expression.slot_name)
                return words
            case RuleReference():
                rule = self._rules.get(expression.rule_name)
                return self.write(rule, depth + 1) if rule else None
            case _:
                return None

    def _choice(self, expression: Alternative, depth: int) -> str | None:
        """The first that names a slot which is not named yet; else nothing if it may be, or the first that is
        in the language."""
        plain: list[str] = []
        for item in expression.items:
            before = set(self.used)
            written = self.write(item, depth)
            if written is not None and self.used != before:
                return written
            self.used = before
            if written is not None:
                plain.append(written)
        if expression.is_optional:
            return ""
        own = (each for each in plain if not self._foreign.search(each))
        return next(own, plain[0] if plain else None)

    def _all(self, expression: Group, depth: int) -> str | None:
        written: list[str] = []
        for item in expression.items:
            words = self.write(item, depth)
            if words is None:
                return None
            written.append(words)
        return (" " if isinstance(expression, Permutation) else "").join(written)
