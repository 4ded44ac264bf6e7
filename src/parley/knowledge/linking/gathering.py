"""The first half of making an index: one pass over the graph, thing by thing, written down as it comes."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from parley.knowledge import terms
from parley.knowledge.linking.shelf import RelationNames, number_of

LONGEST_NAME = 200
"""Characters; longer names are titles of papers and lists, which nobody says."""
MOST_NAMES = 100
"""Of one thing in one source."""
MOST_NEIGHBOURS = 64
LONGEST_ABOUT = 300
"""Characters of a description."""
_KINDS = 200_000
"""Kinds of things that are told from things; Wikidata has about half as many in use."""
_TOLD_EVERY = 50_000
"""Triples between two words about how far it is."""
_NAMES = {terms.LABEL, terms.ALIAS}

Progress = Callable[[int, int], None]
"""Is told how many triples of how many were read."""


class Triples(Protocol):
    """A graph on disk, such as ``pyoxigraph.Store``."""

    def quads_for_pattern(
        self, subject: Any, predicate: Any, object: Any, graph_name: Any = ..., /
    ) -> Iterator[Any]: ...

    def named_graphs(self) -> Iterator[Any]: ...

    def __len__(self) -> int: ...


class Part(msgspec.Struct, array_like=True):
    """What one source says of one thing."""

    iri: str
    labels: list[tuple[str, str]]
    """Language and text."""
    aliases: list[tuple[str, str]]
    about: list[tuple[str, str]]
    popularity: int
    kinds: list[int]
    """64-bit numbers of things."""
    relations: list[int]
    neighbours: list[int]
    facts: int


@dataclass
class Gathered:
    """Where the parts are."""

    path: Path
    hashes: NDArray[np.uint64]
    """Of each part, which thing it is of."""
    starts: NDArray[np.uint64]
    """Of each part, where it begins in the file; and where the last one ends."""
    named: NDArray[np.bool_]
    """Of each part, whether it has a name."""
    relations: list[RelationNames] = field(default_factory=list[RelationNames])
    kinds: frozenset[int] = frozenset()
    """Things that others are instances of."""


class _Relations:
    """Relations by number, with what they are called."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.names: dict[str, tuple[list[str], list[str]]] = {}

    def number(self, iri: str) -> int:
        return self.numbers.setdefault(iri, len(self.numbers))

    def called(self, part: Part) -> None:
        english, chinese = self.names.setdefault(part.iri, ([], []))
        for language, text in (*part.labels, *part.aliases):
            (chinese if language.startswith("zh") or not text.isascii() else english).append(text)

    def all(self) -> list[RelationNames]:
        empty: tuple[list[str], list[str]] = ([], [])
        return [
            RelationNames(iri, tuple(dict.fromkeys(en)), tuple(dict.fromkeys(zh)))
            for iri in self.numbers
            for en, zh in [self.names.get(iri, empty)]
        ]


def gather(store: Triples, folder: Path, progress: Progress) -> Gathered:
    """Write down what is said of every thing that is no relation, one part a source."""
    path = folder / "parts.bin"
    hashes, starts, named = array("Q"), array("Q"), array("B")
    relations, kinds = _Relations(), set[int]()
    encoder = msgspec.msgpack.Encoder()
    place = 0
    with path.open("wb") as file:
        for part in _parts(store, relations, progress):
            if part.iri.startswith((terms.DIRECT, terms.RELATION)) or part.iri in relations.numbers:
                relations.called(part)
                continue
            if len(kinds) < _KINDS:
                kinds.update(part.kinds)
            data = encoder.encode(part)
            hashes.append(number_of(part.iri))
            starts.append(place)
            named.append(bool(part.labels or part.aliases))
            place += file.write(data)
    starts.append(place)
    return Gathered(
        path,
        np.frombuffer(hashes, dtype=np.uint64) if hashes else np.zeros(0, dtype=np.uint64),
        np.frombuffer(starts, dtype=np.uint64),
        np.frombuffer(named, dtype=np.uint8).astype(np.bool_) if named else np.zeros(0, dtype=np.bool_),
        relations.all(),
        frozenset(kinds),
    )


def _parts(store: Triples, relations: _Relations, progress: Progress) -> Iterator[Part]:
    """Oxigraph keeps the triples of one graph by their subjects, so that each comes once."""
    from pyoxigraph import DefaultGraph

    total, done = len(store), 0
    graphs = [DefaultGraph(), *(each for each in store.named_graphs() if each.value != terms.SOURCES)]
    for graph in graphs:
        quads = store.quads_for_pattern(None, None, None, graph)
        for subject, group in groupby(quads, key=lambda quad: quad.subject):
            before = done
            part, count = _part(subject, group, relations)
            done += count
            if done // _TOLD_EVERY != before // _TOLD_EVERY:
                progress(min(done, total), total)
            if part is not None:
                yield part
    progress(total, total)


def _part(subject: Any, quads: Iterable[Any], relations: _Relations) -> tuple[Part | None, int]:
    """What a source says of a thing, None where the thing is nameless; and how many triples that is."""
    from pyoxigraph import Literal, NamedNode

    part = Part(getattr(subject, "value", ""), [], [], [], 0, [], [], [], 0)
    count = 0
    for quad in quads:
        count += 1
        relation, thing = quad.predicate.value, quad.object
        if isinstance(thing, Literal):
            _literal(part, relation, thing, relations)
        elif isinstance(thing, NamedNode):
            number = number_of(thing.value)
            part.facts += 1
            if relation in (terms.INSTANCE, terms.TYPE):
                part.kinds.append(number)
            else:
                _once(part.relations, relations.number(relation), 256)
            if len(part.neighbours) < MOST_NEIGHBOURS:
                part.neighbours.append(number)
    return (part if isinstance(subject, NamedNode) else None), count


def _literal(part: Part, relation: str, thing: Any, relations: _Relations) -> None:
    language = thing.language or ""
    if relation in _NAMES or relation == terms.DESCRIPTION:
        kept = part.about if relation == terms.DESCRIPTION else part.aliases
        kept = part.labels if relation == terms.LABEL else kept
        longest = LONGEST_ABOUT if relation == terms.DESCRIPTION else LONGEST_NAME
        text = str(thing.value)
        if len(kept) < MOST_NAMES and (len(text) <= longest or relation == terms.DESCRIPTION):
            kept.append((language, text[:longest]))
    elif relation == terms.POPULARITY:
        digits = str(thing.value)
        if digits.isascii() and digits.isdigit() and len(digits) <= 9:
            part.popularity = max(part.popularity, int(digits))
    else:
        part.facts += 1
        _once(part.relations, relations.number(relation), 256)


def _once(kept: list[int], number: int, most: int) -> None:
    if number not in kept and len(kept) < most:
        kept.append(number)
