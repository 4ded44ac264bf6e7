"""RDF of every kind: N-Triples and N-Quads by lines; Turtle, TriG, RDF/XML and JSON-LD as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO, cast

from pyoxigraph import BlankNode, Quad, RdfFormat, Store, Triple, parse, serialize

from parley.knowledge.graph.sources import graph_of
from parley.knowledge.importing.loading import Batch, honest, named, without_nests
from parley.knowledge.importing.pieces import pieces
from parley.knowledge.importing.types import BadSource
from parley.knowledge.importing.unpacking import Unpacked

WHOLE = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
TRIPLES = frozenset({"ttl", "rdf"})
"""Those of one graph, which the engine's loader puts where it is told."""
_IN_A_ROW = 1_000
"""Errors without one statement between them, after which there is no use in going on."""
_NESTS = 500
"""Statements, or JSON, open within another, at which a file is refused: the parser is recursive."""
_JSON, _QUOTED = re.compile(rb"[{\[\]}]"), re.compile(rb"<<|>>")
_ENTITY = re.compile(rb"<!ENTITY\s+[^\s>]+\s+(?:\"([^\"]*)\"|'([^']*)')")
_HEAD = 1 << 20
"""Bytes in which the entities of an RDF/XML file must be told."""
_ENTITY_BYTES = 2_000


def triples(stream: Unpacked, start: int, line: int) -> Iterator[Batch]:
    """N-Triples, from a byte on."""
    for piece in pieces(stream, start, line):
        taken = piece.data.count(b"\n") + (not piece.data.endswith(b"\n") and bool(piece.data))
        yield Batch(piece.data, piece.ends, piece.first + taken, taken, piece.first, piece.skipped)


def quads(stream: Unpacked, start: int, line: int) -> Iterator[Batch]:
    """N-Quads, from a byte on; which graph a statement was in is not kept: a source is one graph."""
    for batch in triples(stream, start, line):
        bad: list[int] = []
        kept = [
            Triple(each.subject, each.predicate, each.object) for each in _quads(batch.data, bad, batch.first)
        ]
        data = cast(bytes, serialize(kept, format=RdfFormat.N_TRIPLES))
        yield Batch(data, batch.ends, batch.next, batch.taken, 0, (*batch.bad, *bad))


def _quads(data: bytes, bad: list[int], first: int) -> Iterator[Quad]:
    if b"<<" in data:
        data, nested = without_nests(data, first)
        bad += nested
    statements = iter(parse(data, RdfFormat.N_QUADS))
    while True:
        try:
            yield next(statements)
        except StopIteration:
            return
        except SyntaxError as error:
            number = first + (error.lineno or 1) - 1
            if number not in bad[-1:]:
                bad.append(number)


def load_whole(
    store: Store, stream: Unpacked, format: str, source: str, read: Callable[[], None], base: str = ""
) -> bool:
    """Load a document by the engine's own loader, the fast way; False when something in it cannot be read.

    ``read`` is called while it is read. What was loaded before an error stays, and must be thrown away.
    """
    guarded = cast("IO[bytes]", _Guarded(stream, format, read))
    try:
        store.bulk_load(guarded, WHOLE[format], base_iri=base or None, to_graph=graph_of(source))
    except SyntaxError:
        return False
    return True


def statements(
    stream: Unpacked, format: str, source: str, bad: Callable[[int], None], base: str = ""
) -> Iterator[Quad]:
    """The statements of a whole document, in the source's graph. ``bad`` is told the lines of errors.

    After an error in Turtle the parser goes on with the next statement; RDF/XML and JSON-LD end there.
    Raises ``BadSource`` when nothing can be read.
    """
    guarded = cast("IO[bytes]", _Guarded(stream, format))
    found = iter(parse(guarded, WHOLE[format], base_iri=base or None))
    graph = graph_of(source)
    good = errors = row = 0
    while row <= _IN_A_ROW:
        try:
            for quad in found:
                good, row = good + 1, 0
                subject, value = quad.subject, quad.object
                if type(subject) is BlankNode or type(value) is BlankNode:
                    subject, value = named(subject, source), named(value, source)
                yield Quad(subject, quad.predicate, value, graph)
            break
        except SyntaxError as error:
            errors, row = errors + 1, row + 1
            bad(error.lineno or 0)
            honest(errors, good)
        except OSError as error:
            raise BadSource(f"The file cannot be read: {error}"[:300]) from error
    if errors and not good:
        raise BadSource("Nothing in the file can be read: it is not of this format.")


class _Guarded:
    """A document that is looked at before the parser has it, for what would end the process."""

    def __init__(self, stream: Unpacked, format: str, read: Callable[[], None] = lambda: None) -> None:
        self._stream, self._format, self._read = stream, format, read
        self._open = 0
        self._head = b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises ``BadSource``."""
        data = self._stream.read(min(size, 1 << 20) if size > 0 else 1 << 20)
        self._read()
        if self._format == "rdf":
            self._entities(data)
        elif self._format == "jsonld" or b"<<" in data:
            self._nests(data)
        return data

    def _nests(self, data: bytes) -> None:
        """What is within texts counts, too: nobody writes five hundred brackets there and closes none."""
        opening, pattern = (b"{[", _JSON) if self._format == "jsonld" else (b"<<", _QUOTED)
        for found in pattern.finditer(data):
            self._open = self._open + 1 if found[0] in opening else max(0, self._open - 1)
            if self._open > _NESTS:
                raise BadSource("The file is nested too deeply.")

    def _entities(self, data: bytes) -> None:
        """Entities that hold entities unpack to gigabytes; those of ontologies are short addresses."""
        if len(self._head) < _HEAD:
            self._head += data
            if self._head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in self._head[:64]:
                raise BadSource("RDF/XML is read in UTF-8 only.")
            told = _ENTITY.findall(self._head)
            if self._head.count(b"<!ENTITY") != len(told) and len(self._head) >= _HEAD:
                raise BadSource("An entity of the file cannot be read.")
            if any(b"&" in each or len(each) > _ENTITY_BYTES for pair in told for each in pair):
                raise BadSource("Entities of the file hold others, or are too long.")
        elif b"<!ENTITY" in data:
            raise BadSource("An entity of the file is told too late.")
