"""A person's own graph: themselves in the middle, who and what is theirs around, and what they told of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

from parley.knowledge.own.names import Name, folded, name_of, words

_NAME = name_of("name")


@dataclass(frozen=True, slots=True)
class Kept:
    """A fact as it is kept."""

    id: str
    path: tuple[str, ...]
    relation: str
    value: str
    said: str = ""
    language: str = ""
    at: float = 0.0
    """When it was told; POSIX seconds."""


@dataclass(slots=True)
class _Node:
    """Somebody or something of the person's."""

    meant: Name
    called: set[str] = field(default_factory=set[str])
    """Their own names, folded: Tom."""
    facts: list[Kept] = field(default_factory=list[Kept])
    around: list[_Node] = field(default_factory=list["_Node"])


class OwnGraph:
    """What one person told. Made anew when it changes: there are few."""

    def __init__(self, facts: Iterable[Kept] = ()) -> None:
        self._me = _Node(frozenset())
        self._all: list[_Node] = [self._me]
        rest: list[Kept] = []
        kept = sorted(facts, key=lambda each: each.at)
        # Names first: they tell that Tom and the sister's husband are the same.
        for each in kept:
            if self._names(each):
                self._take(each)
            else:
                rest.append(each)
        for each in rest:
            self._take(each)

    def find(self, path: Sequence[str], relation: str) -> list[Kept]:
        """What was told of this, the latest first; several where words may mean several, such as sisters."""
        wanted = name_of(relation)
        names = bool(wanted & _NAME)
        found = [
            fact
            for node in self._at(path)
            for fact in node.facts
            if name_of(fact.relation) & wanted or (names and self._names(fact))
        ]
        if not found and wanted & _people():
            # "my sister's husband is Tom" was told as a relation.
            found = [
                fact
                for node in self._at((*path, relation))
                for fact in node.facts
                if name_of(fact.relation) & _NAME
            ]
        return _latest(found)

    def about(self, path: Sequence[str]) -> list[Kept]:
        """Everything that was told of somebody; of the person themselves also of what is theirs."""
        if not path:
            return _latest([fact for node in self._all for fact in node.facts])
        found: list[_Node] = []
        ahead = list(self._at(path))
        while ahead:
            node = ahead.pop()
            found.append(node)
            ahead.extend(node.around)
        return _latest([fact for node in found for fact in node.facts])

    def _names(self, fact: Kept) -> bool:
        relation = name_of(fact.relation)
        return bool(fact.path and relation & _NAME) or bool(relation & _people())

    def _take(self, fact: Kept) -> None:
        if name_of(fact.relation) & _people():
            node = self._made((*fact.path, fact.relation))
        else:
            node = self._made(fact.path)
        node.facts.append(fact)
        if self._names(fact):
            node.called.add(folded(fact.value))

    def _made(self, path: Sequence[str]) -> _Node:
        node = self._me
        for number, word in enumerate(path):
            found = self._beside(node, word, first=number == 0)
            if found:
                node = found[0]
                # Told of a sister and then of an older sister: now it is known which.
                node.meant = (node.meant & name_of(word)) or node.meant
                continue
            made = _Node(name_of(word))
            node.around.append(made)
            self._all.append(made)
            node = made
        return node

    def _at(self, path: Sequence[str]) -> list[_Node]:
        nodes = [self._me]
        for number, word in enumerate(path):
            nodes = [each for node in nodes for each in self._beside(node, word, first=number == 0)]
        return nodes

    def _beside(self, node: _Node, word: str, *, first: bool) -> list[_Node]:
        called = folded(word)
        if first and (named := [each for each in self._all if called in each.called]):
            return named
        meant = name_of(word)
        return [each for each in node.around if each.meant & meant]


def _latest(found: Sequence[Kept]) -> list[Kept]:
    return sorted(found, key=lambda each: -each.at)


@cache
def _people() -> Name:
    every = (*words().people["en"], *words().people["zh"])
    return frozenset(concept for each in every for concept in words().concepts[folded(each)])
