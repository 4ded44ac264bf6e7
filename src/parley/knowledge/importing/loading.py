"""N-Triples into the database, piece by piece, and how far it got after each.

Two pieces are loaded at the same time: the engine's loader parses on one thread, so that two of them take
half the time. A piece that is loaded twice, since the process was ended before it could be noted down,
changes nothing: a graph is a set, and nameless things get names that are the same every time.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from parley.knowledge.graph.sources import graph_of
from parley.knowledge.importing.types import BadSource

THREADS = 2
NODE = "urn:parley:node:"
"""Begins the names that nameless things of a source are given."""
_NAMELESS = re.compile(rb'"(?:[^"\\\n]|\\.)*"|_:([A-Za-z0-9_.-]*[A-Za-z0-9_-])')
_TEXTS = re.compile(rb'"(?:[^"\\\n]|\\.)*"')
_WITHIN = 4
"""Statements within statements that a line may have. The parser is recursive: very many end the process."""
_ALLOWED = 10_000
"""Bad lines, before it matters what share they are."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some N-Triples, and how far the source was read to make them."""

    data: bytes
    ends: int
    """Bytes of the unpacked file, or rows of a table, up to here."""
    next: int
    """Number of the line that follows."""
    taken: int
    """Lines, rows or entities that it is made of."""
    first: int = 0
    """Number of the first line where it is the file's own; 0 where it was made."""
    bad: tuple[int, ...] = ()
    """Numbers of lines that could not be read and are not in it."""
    left: Mapping[str, int] = field(default_factory=dict[str, int])
    extra: Mapping[str, str] = field(default_factory=dict[str, str])
    """What has to be known to go on from here."""


After = Callable[[Batch, list[int]], None]
"""Called in the order of the batches, once one is in the database, with the numbers of its bad lines."""


def load(store: Store, source: str, batches: Iterator[Batch], after: After, graph: str = "") -> None:
    """Load the batches into the source's graph, or into another. Raises what making them raises."""
    into = NamedNode(graph) if graph else graph_of(source)
    waiting: deque[tuple[Batch, Future[list[int]]]] = deque()
    with ThreadPoolExecutor(THREADS, "loading") as pool:
        try:
            for batch in batches:
                waiting.append((batch, pool.submit(_load, store, source, into, batch)))
                if len(waiting) > THREADS:
                    first, done = waiting.popleft()
                    after(first, [*first.bad, *done.result()])
            while waiting:
                first, done = waiting.popleft()
                after(first, [*first.bad, *done.result()])
        finally:
            for _, done in waiting:
                done.cancel()


def honest(bad: int, taken: int) -> None:
    """Raises ``BadSource`` when most of a file cannot be read: then it is something else."""
    if bad > _ALLOWED and bad > taken:
        raise BadSource("Most lines of the file cannot be read: it is not of this format.")


def _load(store: Store, source: str, graph: NamedNode, batch: Batch) -> list[int]:
    data, bad = without_nests(batch.data, batch.first) if b"<<" in batch.data else (batch.data, [])
    if b"_:" in data:
        data = with_names(data, source)
    try:
        store.bulk_load(data, RdfFormat.N_TRIPLES, to_graph=graph)
    except SyntaxError:
        quads = readable(data, bad, batch.first)
        store.bulk_extend(Quad(each.subject, each.predicate, each.object, graph) for each in quads)
    return bad


def readable(data: bytes, bad: list[int], first: int) -> Iterator[Quad]:
    """The statements of those lines that can be read; numbers of the others are put into ``bad``."""
    statements = iter(parse(data, RdfFormat.N_TRIPLES))
    while True:
        try:
            yield next(statements)
        except StopIteration:
            return
        except SyntaxError as error:
            number = first + (error.lineno or 1) - 1 if first else 0
            if not first or number not in bad[-1:]:  # one line may be wrong in two ways
                bad.append(number)


def with_names(data: bytes, source: str) -> bytes:
    """N-Triples in which the nameless have names: the same for the same label of the same source."""
    beginning = f"<{NODE}{source}:".encode()
    return _NAMELESS.sub(
        lambda found: beginning + found[1] + b">" if found[1] is not None else found[0], data
    )


def without_nests(data: bytes, first: int) -> tuple[bytes, list[int]]:
    """N-Triples without lines of statements within statements, and the numbers of those."""
    kept, bad = list[bytes](), list[int]()
    for number, line in enumerate(data.splitlines(keepends=True)):
        if line.count(b"<<") > _WITHIN and _TEXTS.sub(b"", line).count(b"<<") > _WITHIN:
            bad.append(first + number if first else 0)
            kept.append(b"\n")
        else:
            kept.append(line)
    return b"".join(kept), bad


def named(term: NamedNode | BlankNode | Literal | Triple, source: str) -> Any:
    """A term; a nameless thing with a name."""
    return NamedNode(f"{NODE}{source}:{term.value}") if isinstance(term, BlankNode) else term
