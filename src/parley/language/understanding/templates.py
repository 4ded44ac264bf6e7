"""Sentence templates in hassil's format, compiled to one regular expression each.

hassil parses the templates; the matching is our own, because speech mixes Chinese and English: whether there
is a space between a Chinese and a Latin word must not matter, and a slot takes only text of its own type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
from parley.language.understanding.edges import Edge, Edges
from parley.language.understanding.expressions import compiled
from parley.language.understanding.needs import Needs, sign_of
from parley.language.understanding.parts import (
    GAP,
    LONG,
    MOST_SLOTS,
    SLOT,
    Parts,
    Piece,
    Taken,
    group,
    made,
    taken,
)
from parley.language.understanding.slots import SlotType

_POINT = re.compile(r"(?<=[a-z0-9])\.(?=\d)")

#: Rules inside rules; deeper than this they refer to each other.
DEEPEST = 12
#: What stands for them in a skeleton, and is in no template.
_OWN = re.compile(f"[{GAP}{chr(SLOT)}-{chr(SLOT + MOST_SLOTS)}]")

_LETTER, _SLOT = "a-z0-9'", f"{chr(SLOT)}-{chr(SLOT + MOST_SLOTS)}"
#: In a skeleton: what may be a word, or a part of one, directly beside what is not the same piece of text.
GLUE = re.compile(rf"[{_LETTER}{_SLOT})](?=\(\?:|[{_SLOT}])|[{_SLOT})](?=[{_LETTER}])")


class BadTemplate(ParleyError):
    """A sentence template cannot be read: its syntax, or a rule or slot nobody defines."""

    code = "bad_template"


@dataclass(frozen=True)
class Template:
    """One sentence template, ready to match."""

    intent: str
    text: str
    """As written in the skill's file."""

    skeleton: str
    """The regular expression, with one sign for each slot and for each space that may be."""

    cut: tuple[int, int] | None
    """Where the skeleton is cut in three, where that saves time."""

    clauses: tuple[frozenset[str], ...]
    """Of each clause, one fragment must be in a text that fits; one between spaces as a word."""

    signs: tuple[str, ...]
    """Regular expressions that must be found in a text that fits: those of the slots it cannot do without."""

    begins: Edge
    """One of them begins each text that fits."""

    ends: Edge
    """One of them ends each text that fits."""

    slots: Mapping[str, tuple[str, SlotType]]
    """Slot name and type by regular-expression group."""

    fixed: Mapping[str, object]
    """Slots whose values the template itself gives."""

    late: bool = False
    """Gives way to answers and follow-ups of other intents."""

    file: str = ""
    """Where it is written."""

    @property
    def expression(self) -> str:
        """The regular expression."""
        return self._piece(0, len(self.skeleton)).expression

    @cached_property
    def parts(self) -> Parts | None:
        """The expression cut in three."""
        if self.cut is None:
            return None
        first, last = self.cut
        return Parts(self._piece(0, first), self._piece(first, last), self._piece(last, len(self.skeleton)))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when it is first needed: that takes milliseconds, and there are thousands."""
        return compiled(self.expression)

    @cached_property
    def wording(self) -> object:
        """The same object for all templates that differ only in what their slots mean."""
        return object()

    def meaning(self, slots: Mapping[str, tuple[str, SlotType]]) -> Template:
        """The same words, whose slots mean something else."""
        # A house has thousands, and whatever calls the class takes twice as long: it is frozen.
        made = object.__new__(Template)
        made.__dict__.update(self.__dict__, wording=self.wording, slots=slots)
        made.__dict__.pop("parts", None)  # those have slots of their own
        return made

    def fit(self, text: str) -> list[Taken] | None:
        """The slots in the whole text; None when it does not fit."""
        if (parts := self.parts) is not None:
            return parts.fit(text)
        found = self.pattern.fullmatch(text)
        return None if found is None else taken(self.slots, found)

    def warm(self) -> None:
        """Be ready for ``fit``, and for what is looked for before it."""
        for sign in self.signs:
            compiled(sign)
        if self.parts is None:
            _ = self.pattern
        else:
            self.parts.warm()

    def expressions(self) -> tuple[str, ...]:
        """All that is compiled for it."""
        return (*self.signs, *((self.expression,) if self.parts is None else self.parts.expressions()))

    def _piece(self, start: int, end: int) -> Piece:
        return made(self.skeleton[start:end], tuple(self.slots.values()))


@lru_cache(maxsize=8192)
def parse(text: str) -> Sentence:
    """A template's tree. Raises ``BadTemplate``."""
    if _OWN.search(text):
        raise BadTemplate(f"The template {text!r} has characters that no text has.")
    try:
        return parse_sentence(text)
    except (ParseError, ValueError) as error:
        raise BadTemplate(f"The template {text!r} cannot be read: {error}") from error


class Rules:
    """The rules of one file, with what was found out about each."""

    def __init__(self, rules: Mapping[str, Sentence]) -> None:
        self.trees = dict(rules)
        self.written: dict[str, str] = {}
        """Skeletons of the rules that have no slot."""
        self.begins, self.ends = Edges(self.trees), Edges(self.trees, ends=True)
        self._needs: Needs | None = None

    def needs(self, types: Mapping[str, SlotType]) -> Needs:
        """What their words need where slots are of these types."""
        if self._needs is None or self._needs.types is not types:
            self._needs = Needs(self.trees, types)
        return self._needs


def compile_template(
    intent: str,
    text: str,
    rules: Rules | Mapping[str, Sentence],
    types: Mapping[str, SlotType],
    fixed: Mapping[str, object] | None = None,
    *,
    late: bool = False,
    file: str = "",
) -> Template:
    """Make a template ready to match. Raises ``BadTemplate``."""
    rules = rules if isinstance(rules, Rules) else Rules(rules)
    writer = _Writer(text, rules, types)
    sentence = parse(text)
    rows = [writer.write(item, 0) for item in _items(sentence.expression)]
    skeleton = GAP + "".join(rows) + GAP
    return Template(
        intent,
        text,
        skeleton,
        _cut(sentence, rows, rules, types) if any(_is_long(kind) for _, kind in writer.slots) else None,
        rules.needs(types).of(parse(_POINT.sub(" ", text)), apart=GLUE.search(skeleton) is None),
        tuple(sorted({sign for kind in writer.needed if (sign := sign_of(kind))})),
        rules.begins.of(sentence),
        rules.ends.of(sentence),
        {group(number): named for number, named in enumerate(writer.slots)},
        dict(fixed or {}),
        late,
        file,
    )


def _is_long(kind: SlotType) -> bool:
    return len(kind.pattern) > LONG


def _cut(
    sentence: Sentence, rows: Sequence[str], rules: Rules, types: Mapping[str, SlotType]
) -> tuple[int, int]:
    """Before the first slot and after the last of which only what follows tells where their words end."""
    open_ = [_is_open(item, rules.trees, types) for item in _items(sentence.expression)]
    first, last = open_.index(True), len(open_) - open_[::-1].index(True)
    before, middle = sum(map(len, rows[:first])), sum(map(len, rows[first:last]))
    return len(GAP) + before, len(GAP) + before + middle


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
            return kind.values is None or _is_long(kind)
        case RuleReference():
            return _is_open(rules[expression.rule_name].expression, rules, types)
        case Group():
            return any(_is_open(item, rules, types) for item in expression.items)
        case _:
            return False


class _Writer:
    """Writes an expression as a skeleton and numbers its slots."""

    def __init__(self, text: str, rules: Rules, types: Mapping[str, SlotType]) -> None:
        self._text = text
        self._rules = rules
        self._types = types
        self.slots: list[tuple[str, SlotType]] = []
        self.needed: list[SlotType] = []
        """Types of the slots that every wording has."""
        self._choices = 0

    def write(self, expression: Expression, depth: int) -> str:
        if depth > DEEPEST:
            raise BadTemplate(f"The rules of {self._text!r} refer to each other without end.")
        match expression:
            case TextChunk():
                return _literal(expression.text)
            case Permutation():
                return self._permutation(expression, depth)
            case Alternative():
                self._choices += 1
                written = "(?:" + "|".join([self.write(item, depth) for item in expression.items]) + ")"
                self._choices -= 1
                return written
            case Group():
                return "".join([self.write(item, depth) for item in expression.items])
            case ListReference():
                return self._slot(expression)
            case RuleReference():
                return self._rule(expression.rule_name, depth)
            case _:
                raise BadTemplate(f"{type(expression).__name__} in {self._text!r} is not known.")

    def _rule(self, name: str, depth: int) -> str:
        if (written := self._rules.written.get(name)) is not None:
            return written
        if name not in self._rules.trees:
            raise BadTemplate(f"No rule <{name}> for {self._text!r}.")
        before = len(self.slots)
        written = f"(?:{self.write(self._rules.trees[name].expression, depth + 1)})"
        if len(self.slots) == before:
            self._rules.written[name] = written
        return written

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
        if len(self.slots) == MOST_SLOTS:
            raise BadTemplate(f"{self._text!r} has more than {MOST_SLOTS} slots.")
        kind = self._types[reference.list_name]
        self.slots.append((reference.slot_name, kind))
        if not self._choices:
            self.needed.append(kind)
        return chr(SLOT + len(self.slots) - 1)


@lru_cache(maxsize=8192)
def _literal(text: str) -> str:
    return GAP.join(re.escape(part) for part in re.split(r"\s+", text.lower()))
