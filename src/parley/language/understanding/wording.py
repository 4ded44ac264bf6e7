"""A template turned round: a plain sentence that it makes of given slots."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set

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

Word = Callable[[str, str], str | None]
"""(slot, its type) → how it is said, or None where that type cannot say it."""

_CJK = "[\u3400-\u9fff]"
#: What may be left out of a sentence, but sounds better said.
_SMALL = frozenset(["the", "a", "an", "my", "for", "to", "的", "一个", "到"])


def plainest(
    text: str, rules: Mapping[str, Sentence], slots: Set[str], word: Word, language: str
) -> str | None:
    """The sentence of a template that names just these slots, without most of what may be left out.

    None when it cannot.
    """
    written = _Wording(rules, slots, word, language)
    sentence = written.write(parse(text), 0)
    if sentence is None or written.used != slots:
        return None
    sentence = re.sub(r"\s+", " ", sentence).strip()
    return re.sub(f"(?<={_CJK}) | (?={_CJK})", "", sentence)


class _Wording:
    def __init__(self, rules: Mapping[str, Sentence], slots: Set[str], word: Word, language: str) -> None:
        self._rules = rules
        self._slots = slots
        self._word = word
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
                return self._slot(expression)
            case RuleReference():
                rule = self._rules.get(expression.rule_name)
                return self.write(rule, depth + 1) if rule else None
            case _:
                return None

    def _slot(self, reference: ListReference) -> str | None:
        name = reference.slot_name
        if name not in self._slots or name in self.used:
            return None
        said = self._word(name, reference.list_name)
        if said is not None:
            self.used.add(name)
        return said

    def _choice(self, expression: Alternative, depth: int) -> str | None:
        """The first that names a slot which is not named yet; else the first that is in the language.

        What may be left out is left out, but for small words.
        """
        plain: list[str] = []
        for item in expression.items:
            before = set(self.used)
            written = self.write(item, depth)
            if written is not None and self.used != before:
                return written
            self.used = before
            if written is not None:
                plain.append(written)
        own = [each for each in plain if not self._foreign.search(each)]
        if expression.is_optional:
            small = next((each for each in own if each.strip()), "")
            return small if small.strip() in _SMALL else ""
        return next(iter([*own, *plain]), None)

    def _all(self, expression: Group, depth: int) -> str | None:
        written: list[str] = []
        for item in expression.items:
            words = self.write(item, depth)
            if words is None:
                return None
            written.append(words)
        return (" " if isinstance(expression, Permutation) else "").join(written)
