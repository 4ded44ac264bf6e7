"""Sentence templates as rules over words.

Templates are hassil's. In hassil pieces touch unless a space stands between them (``light[s]``), while a
recogniser hears whole words: pieces that touch are multiplied out into words, only there. Everything else
keeps its shape, so the rules stay as small as the templates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import permutations

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    TextChunk,
)
from hassil.expression import Sequence as Row
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from parley.errors import BadText
from parley.speech.grammar.rules import NOTHING, SILENCE, Named, Node, Rules, Words, both, either
from parley.speech.lexicon import is_han
from parley.speech.types import Grammar

_MOST_TOUCHING = 2_000
"""Words that one touching piece may multiply out to; more means a template without its spaces."""

_MOST_PERMUTED = 5
"""Parts of a permutation that are written out, 120 orders; nobody speaks more in free order."""

_DEEPEST = 24
"""Rules within rules, as in hassil; deeper means that a rule refers to itself."""

_UNREADABLE = (ParseError, AssertionError, ValueError)
"""What hassil raises for a template it cannot read; some of its syntax it checks with assertions."""

Segment = Callable[[str], tuple[str, ...] | None]
"""Text as words of a dictionary, or None when one is missing."""


def rules_of(grammar: Grammar, segment: Segment) -> Rules:
    """Turn a grammar into rules over the words that ``segment`` knows.

    An alternative with a word that ``segment`` does not know is left out and reported, never guessed.
    Raises ``BadText`` when a template refers to a list or rule that does not exist, or a rule to itself.
    """
    maker = _Maker(grammar, segment)
    root = either([maker.template(sentence) for sentence in grammar.sentences])
    return Rules(root, maker.named, tuple(dict.fromkeys(maker.left_out)))


@dataclass
class _Maker:
    grammar: Grammar
    segment: Segment
    named: dict[str, Node] = field(default_factory=dict[str, Node])
    left_out: list[str] = field(default_factory=list[str])
    _making: list[str] = field(default_factory=list[str])
    _names: dict[str, str] = field(default_factory=dict[str, str])
    _bodies: dict[str, list[Expression]] = field(default_factory=dict[str, list[Expression]])
    known_edges: dict[str, _Edges] = field(default_factory=dict[str, "_Edges"])

    def template(self, text: str) -> Node:
        try:
            return self.node(_parsed(text))
        except _UNREADABLE:
            self.left_out.append(text)
            return NOTHING

    def node(self, expression: Expression) -> Node:
        match expression:
            case TextChunk():
                return self.row([expression])
            case Alternative():
                return either([self.node(item) for item in expression.items])
            case Permutation() if len(expression.items) <= _MOST_PERMUTED:
                return either([self.row(list(order)) for order in permutations(expression.items)])
            case Row():
                return self.row(expression.items)
            case ListReference():
                return self.list_of(expression.list_name)
            case RuleReference():
                return self.refer(f"rule {expression.rule_name}", lambda: self.rule_of(expression.rule_name))
            case _:
                self.left_out.append(str(type(expression).__name__))
                return NOTHING

    def row(self, items: Sequence[Expression]) -> Node:
        pieces = list(_pieces(items))
        parts: list[Node] = []
        for run in _runs(pieces, self):
            touching = [piece for piece in run if piece != " "]
            if all(isinstance(piece, str) for piece in run):
                parts.append(self.heard("".join(str(piece) for piece in run)))
            elif len(touching) == 1 and not isinstance(touching[0], str):
                parts.append(self.node(touching[0]))
            else:
                parts.append(either([self.heard(text) for text in self.spelled(touching)]))
        return both(parts)

    def heard(self, text: str) -> Node:
        words = self.segment(text)
        if words is None:
            self.left_out.append(text.strip())
            return NOTHING
        return Words(words)

    def spelled(self, pieces: Sequence[str | Expression]) -> list[str]:
        texts = [""]
        for piece in pieces:
            endings = [piece] if isinstance(piece, str) else list(dict.fromkeys(self.texts(piece)))
            if len(texts) * len(endings) > _MOST_TOUCHING:
                self.left_out.extend(texts[:1])
                return []
            texts = [text + ending for text in texts for ending in endings]
        return texts

    def texts(self, expression: Expression, depth: int = 0) -> Iterator[str]:
        """What a piece may be written as, multiplied out; at most ``_MOST_TOUCHING`` and one."""
        if depth > _DEEPEST:
            raise BadText("A rule of the grammar refers to itself.")
        match expression:
            case TextChunk():
                yield expression.original_text
            case Alternative():
                for item in expression.items:
                    yield from self.texts(item, depth)
            case Group():
                orders = permutations(expression.items) if isinstance(expression, Permutation) else None
                for order in orders or [tuple(expression.items)]:
                    texts = [""]
                    for item in order:
                        endings = list(self.texts(item, depth))
                        texts = [a + b for a in texts for b in endings][: _MOST_TOUCHING + 1]
                    yield from texts
            case ListReference() | RuleReference():
                for body in self.bodies(expression):
                    yield from self.texts(body, depth + 1)
            case _:
                return

    def bodies(self, reference: ListReference | RuleReference) -> list[Expression]:
        """The parsed templates that a reference stands for; one that does not parse is reported elsewhere."""
        if isinstance(reference, RuleReference):
            key, name, found = "rule", reference.rule_name, self.grammar.rules.get(reference.rule_name)
            values = None if found is None else (found,)
        else:
            key, name, values = "list", reference.list_name, self.grammar.lists.get(reference.list_name)
        if values is None:
            raise BadText(f"The grammar has no {key} {name!r}.")
        key = f"{key} {name}"
        if key not in self._bodies:
            parsed: list[Expression] = []
            for value in values:
                with suppress(*_UNREADABLE):
                    parsed.append(_parsed(value))
            self._bodies[key] = parsed
        return self._bodies[key]

    def list_of(self, name: str) -> Node:
        if name not in self.grammar.lists:
            raise BadText(f"The grammar has no list {{{name}}}.")
        values = self.grammar.lists[name]
        return self.refer(f"list {name}", lambda: either([self.template(value) for value in values]))

    def rule_of(self, name: str) -> Node:
        if name not in self.grammar.rules:
            raise BadText(f"The grammar has no rule <{name}>.")
        return self.template(self.grammar.rules[name])

    def refer(self, key: str, make: Callable[[], Node]) -> Node:
        if key in self._making:
            raise BadText("A rule of the grammar refers to itself.")
        names = self._names
        if key not in names:
            self._making.append(key)
            body = make()
            self._making.pop()
            names[key] = f"r{len(names)}"
            self.named[names[key]] = body
        node = Named(names[key])
        body = self.named[node.name]
        return body if body in (NOTHING, SILENCE) else node


def _parsed(text: str) -> Expression:
    return parse_sentence(text).expression


def _pieces(items: Iterable[Expression]) -> Iterator[str | Expression]:
    """A row of items with text cut into words, and spaces as pieces of their own."""
    for item in items:
        if isinstance(item, Row):
            yield from _pieces(item.items)
        elif isinstance(item, TextChunk):
            word = ""
            for character in item.original_text:
                if character.isspace():
                    if word:
                        yield word
                    yield " "
                    word = ""
                else:
                    word += character
            if word:
                yield word
        else:
            yield item


@dataclass(frozen=True, slots=True)
class _Edges:
    nothing: bool
    """It may be empty."""
    begins: bool
    """It may begin with a letter that would join a word before it."""
    ends: bool
    """It may end with one."""


def _edges(piece: str | Expression, maker: _Maker, depth: int = 0) -> _Edges:
    if depth > _DEEPEST:
        raise BadText("A rule of the grammar refers to itself.")
    match piece:
        case str():
            return _Edges(not piece, _joins(piece[:1]), _joins(piece[-1:]))
        case TextChunk():
            return _edges(piece.original_text, maker, depth)
        case Alternative():
            sides = [_edges(item, maker, depth) for item in piece.items]
        case Group():
            return _row_edges([_edges(item, maker, depth) for item in piece.items])
        case ListReference() | RuleReference():
            key = repr(piece)
            if key not in maker.known_edges:
                sides = [_edges(body, maker, depth + 1) for body in maker.bodies(piece)]
                maker.known_edges[key] = _any_edge(sides)
            return maker.known_edges[key]
        case _:
            sides = []
    return _any_edge(sides)


def _any_edge(sides: Sequence[_Edges]) -> _Edges:
    return _Edges(
        any(side.nothing for side in sides),
        any(side.begins for side in sides),
        any(side.ends for side in sides),
    )


def _row_edges(sides: Sequence[_Edges]) -> _Edges:
    begins = ends = False
    for side in sides:
        begins = begins or side.begins
        if not side.nothing:
            break
    for side in reversed(sides):
        ends = ends or side.ends
        if not side.nothing:
            break
    return _Edges(all(side.nothing for side in sides), begins, ends)


def _joins(character: str) -> bool:
    return bool(character) and not character.isspace() and not is_han(character)


def _runs(pieces: list[str | Expression], maker: _Maker) -> Iterator[list[str | Expression]]:
    """Cut a row between pieces that never touch."""
    edges = [_edges(piece, maker) for piece in pieces]
    start = 0
    while start < len(pieces):
        end = start
        plain = isinstance(pieces[start], str)
        probe = start
        while probe <= end and probe < len(pieces):
            if edges[probe].ends:
                for other in range(probe + 1, len(pieces)):
                    if edges[other].begins:
                        end = max(end, other)
                    if not edges[other].nothing:
                        break
            probe += 1
        if end == start and plain:
            # Plain text stays together, so that a Chinese word may span what was cut at a space.
            while (
                end + 1 < len(pieces)
                and isinstance(pieces[end + 1], str)
                and not _touches_ahead(end + 1, edges)
            ):
                end += 1
        yield pieces[start : end + 1]
        start = end + 1


def _touches_ahead(at: int, edges: Sequence[_Edges]) -> bool:
    if not edges[at].ends:
        return False
    for other in range(at + 1, len(edges)):
        if edges[other].begins:
            return True
        if not edges[other].nothing:
            return False
    return False
