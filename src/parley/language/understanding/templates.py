"""Sentence templates in hassil's format, compiled to one regular expression each.

hassil parses the templates; the matching is our own, because speech mixes Chinese and English: whether there
is a space between a Chinese and a Latin word must not matter, and a slot takes only text of its own type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
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
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from parley.errors import ParleyError
from parley.language.understanding.parts import LONG, Parts, Piece, Taken, compiled
from parley.language.understanding.slots import SlotType

#: An optional space, anywhere but inside a Latin word or a number.
SPACE = r" ?(?:(?<![a-z0-9'])|(?![a-z0-9']))"

_POINT = re.compile(r"(?<=[a-z0-9])\.(?=\d)")

#: Rules inside rules; deeper than this they refer to each other.
DEEPEST = 12


class BadTemplate(ParleyError):
    """A sentence template cannot be read: its syntax, or a rule or slot nobody defines."""

    code = "bad_template"


@dataclass(frozen=True)
class Template:
    """One sentence template, ready to match."""

    intent: str
    text: str
    """As written in the skill's file."""

    expression: str
    """The regular expression."""

    clauses: tuple[frozenset[str], ...]
    """Of each clause, one fragment must be in a text that fits: a quick test before the real one."""

    signs: tuple[str, ...]
    """Regular expressions that must be found in a text that fits: those of the slots it cannot do without."""

    slots: Mapping[str, tuple[str, SlotType]]
    """Slot name and type by regular-expression group."""

    fixed: Mapping[str, object]
    """Slots whose values the template itself gives."""

    late: bool = False
    """Gives way to answers and follow-ups of other intents."""

    file: str = ""
    """Where it is written."""

    parts: Parts | None = None
    """The expression cut in three, where that saves time."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first needed: that takes milliseconds, and there are hundreds."""
        return compiled(self.expression)

    def fit(self, text: str) -> list[Taken] | None:
        """The slots in the whole text; None when it does not fit."""
        if self.parts is not None:
            return self.parts.fit(text)
        found = self.pattern.fullmatch(text)
        return None if found is None else Piece(self.expression, self.slots).taken(found)

    def warm(self) -> None:
        """Be ready for ``fit``."""
        if self.parts is None:
            _ = self.pattern
        else:
            self.parts.warm()


@lru_cache(maxsize=8192)
def parse(text: str) -> Sentence:
    """A template's tree. Raises ``BadTemplate``."""
    try:
        return parse_sentence(text)
    except (ParseError, ValueError) as error:
        raise BadTemplate(f"The template {text!r} cannot be read: {error}") from error


def compile_template(
    intent: str,
    text: str,
    rules: Mapping[str, Sentence],
    types: Mapping[str, SlotType],
    fixed: Mapping[str, object] | None = None,
    *,
    late: bool = False,
    file: str = "",
) -> Template:
    """Make a template ready to match. Raises ``BadTemplate``."""
    writer = _Writer(text, rules, types)
    # hassil keeps what a sentence needs with the sentence; the rules are another skill's the next time.
    sentence = replace(parse(text), required_clauses=None)
    body = SPACE + writer.write(sentence, 0) + SPACE
    # It takes a word with a point for one that may be missing.
    sentence = replace(parse(_POINT.sub(" ", text)), required_clauses=None)
    needed = {frozenset(clause) for clause in sentence.get_required_clauses(dict(rules))}
    needed |= {kind.known for kind in writer.needed if kind.known}
    signs = {kind.sign for kind in writer.needed if kind.sign}
    clauses, fixed = tuple(sorted(needed, key=sorted)), dict(fixed or {})
    long = any(len(kind.pattern) > LONG for _, kind in writer.slots.values())
    parts = _cut(text, rules, types) if long else None
    return Template(intent, text, body, clauses, tuple(sorted(signs)), writer.slots, fixed, late, file, parts)


def _cut(text: str, rules: Mapping[str, Sentence], types: Mapping[str, SlotType]) -> Parts:
    items = list(_items(parse(text).expression))
    places = [place for place, item in enumerate(items) if _is_open(item, rules, types)]
    first, last = places[0], places[-1] + 1

    def piece(expressions: Sequence[Expression], before: str = "", after: str = "") -> Piece:
        writer = _Writer(text, rules, types)
        written = "".join(writer.write(item, 0) for item in expressions)
        return Piece(before + written + after, writer.slots)

    before, after = piece(items[:first], before=SPACE), piece(items[last:], after=SPACE)
    return Parts(before, piece(items[first:last]), after)


def _items(expression: Expression) -> Iterator[Expression]:
    """One after the other, all of which must be there."""
    if isinstance(expression, Group) and not isinstance(expression, Alternative | Permutation):
        for item in expression.items:
            yield from _items(item)
    else:
        yield expression


def _is_open(expression: Expression, rules: Mapping[str, Sentence], types: Mapping[str, SlotType]) -> bool:
    """Whether there is a slot in it of which only what follows may tell where its words end."""
    match expression:
        case ListReference():
            kind = types[expression.list_name]
            return kind.values is None or len(kind.pattern) > LONG
        case RuleReference():
            return _is_open(rules[expression.rule_name].expression, rules, types)
        case Group():
            return any(_is_open(item, rules, types) for item in expression.items)
        case _:
            return False


class _Writer:
    """Writes an expression as a regular expression and numbers its slots."""

    def __init__(self, text: str, rules: Mapping[str, Sentence], types: Mapping[str, SlotType]) -> None:
        self._text = text
        self._rules = rules
        self._types = types
        self.slots: dict[str, tuple[str, SlotType]] = {}
        self.needed: list[SlotType] = []
        """Types of the slots that every wording has."""
        self._choices = 0

    def write(self, expression: Expression | Sentence, depth: int) -> str:
        if depth > DEEPEST:
            raise BadTemplate(f"The rules of {self._text!r} refer to each other without end.")
        match expression:
            case Sentence():
                return self.write(expression.expression, depth)
            case TextChunk():
                return _literal(expression.text)
            case Permutation():
                return self._permutation(expression, depth)
            case Alternative():
                self._choices += 1
                written = "(?:" + "|".join(self.write(item, depth) for item in expression.items) + ")"
                self._choices -= 1
                return written
            case Group():
                return "".join(self.write(item, depth) for item in expression.items)
            case ListReference():
                return self._slot(expression)
            case RuleReference():
                if expression.rule_name not in self._rules:
                    raise BadTemplate(f"No rule <{expression.rule_name}> for {self._text!r}.")
                return "(?:" + self.write(self._rules[expression.rule_name], depth + 1) + ")"
            case _:
                raise BadTemplate(f"{type(expression).__name__} in {self._text!r} is not known.")

    def _permutation(self, expression: Permutation, depth: int) -> str:
        if len(expression.items) > 3:
            raise BadTemplate(f"A permutation in {self._text!r} has more than three parts.")
        orders = [
            "".join(self.write(item, depth) for item in order) for order in permutations(expression.items)
        ]
        return "(?:" + "|".join(orders) + ")"

    def _slot(self, reference: ListReference) -> str:
        if reference.list_name not in self._types:
            raise BadTemplate(f"No slot type {{{reference.list_name}}} for {self._text!r}.")
        kind = self._types[reference.list_name]
        group = f"s{len(self.slots)}"
        self.slots[group] = (reference.slot_name, kind)
        if not self._choices:
            self.needed.append(kind)
        return f"(?P<{group}>{kind.pattern})"


@lru_cache(maxsize=8192)
def _literal(text: str) -> str:
    return SPACE.join(re.escape(part) for part in re.split(r"\s+", text.lower()))
