"""The dump as batches of triples: lines become entities, entities that are wanted become triples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from parley.knowledge.importing.loading import Batch
from parley.knowledge.importing.pieces import pieces
from parley.knowledge.importing.types import Job
from parley.knowledge.importing.unpacking import Unpacked, unpacked
from parley.knowledge.importing.wikidata.entities import entity_of
from parley.knowledge.importing.wikidata.units import Measures
from parley.knowledge.importing.wikidata.writing import Writer, kinds
from parley.knowledge.terms import DIRECT, UNIT
from parley.language.script import to_simplified

_WRONG = (msgspec.MsgspecError, RecursionError, UnicodeError)
_UNITS = "units"


def batches(
    job: Job,
    stream: Unpacked,
    start: int,
    line: int,
    extra: dict[str, str],
    told: Callable[[str], str],
    state: Path,
) -> Iterator[Batch]:
    """Triples of the entities from byte ``start`` on, where line number ``line`` begins."""
    classes = _wanted(job, state) if job.choice.classes else None
    settled: dict[str, str] = msgspec.json.decode(extra.get(_UNITS, "{}"), type=dict[str, str])
    measures = Measures(told, settled)
    writer = Writer(job.choice, classes, measures, to_simplified)
    for piece in pieces(stream, start, line):
        before = dict(measures.settled)
        parts, bad, entities, number = list[str](), list(piece.skipped), 0, piece.first
        for number, each in enumerate(piece.data.split(b"\n"), piece.first):
            try:
                entity = entity_of(each)
            except _WRONG:
                bad.append(number)
                continue
            if entity is not None:
                entities += 1
                parts.append(writer.write(entity))
        units = {key: unit for key, unit in measures.settled.items() if key not in before and unit != "1"}
        parts += [f'<{DIRECT}{key}> <{UNIT}> "{unit}" .\n' for key, unit in units.items()]
        data = "".join(parts).encode("utf-8", "replace")
        left, writer.left = dict(writer.left), type(writer.left)()
        extra = {_UNITS: msgspec.json.encode(measures.settled).decode()}
        ends = piece.first + piece.data.count(b"\n")
        yield Batch(data, piece.ends, ends, entities + len(bad), 0, tuple(bad), left, extra)


def _wanted(job: Job, state: Path) -> frozenset[str]:
    """The classes that were asked for and all their subclasses.

    The dump tells of them in no order, so that it is read once for them alone; what was found is kept beside
    the state until the import is done.
    """
    kept = state / "classes.json"
    if kept.exists():
        return frozenset(msgspec.json.decode(kept.read_bytes(), type=list[str]))
    below: dict[str, list[str]] = {}
    with unpacked(job.file) as stream:
        for piece in pieces(stream):
            for line in piece.data.split(b"\n"):
                if b'"P279"' not in line:
                    continue
                try:
                    entity = entity_of(line)
                except _WRONG:
                    continue
                if entity is not None:
                    for above in kinds(entity, "P279"):
                        below.setdefault(above, []).append(entity.id)
    found, open_ = set[str](), list(job.choice.classes)
    while open_:
        if (each := open_.pop()) not in found:
            found.add(each)
            open_ += below.get(each, ())
    part = kept.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(sorted(found)))
    part.replace(kept)
    return frozenset(found)
