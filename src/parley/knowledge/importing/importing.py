"""An import from beginning to end: the next state is made beside the current one and takes its place.

Killed at any point, the current state is still whole, and the same import goes on where it was: with the next
piece of a file of lines (N-Triples, N-Quads, Wikidata's dumps) or a table, from the start of the file for
Turtle, RDF/XML and JSON-LD.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, Quad, QuerySolutions, Store

from parley.knowledge.graph.generations import STORE, current, following, switch, writing
from parley.knowledge.graph.graph import Graph
from parley.knowledge.graph.sources import graph_of, tell
from parley.knowledge.importing import bases, rdf
from parley.knowledge.importing.formats import format_of
from parley.knowledge.importing.loading import Batch, honest, load
from parley.knowledge.importing.plan import PLAN, Counted, Plan, told_apart, unfinished
from parley.knowledge.importing.types import (
    BadSource,
    Job,
    NoSpace,
    Report,
    Told,
    Unfinished,
    UnknownSource,
)
from parley.knowledge.importing.unpacking import Unpacked, unpacked
from parley.knowledge.types import Source
from parley.telemetry import log

_ROOM = 256 << 20
"""Bytes that must stay free on the disk."""
_WHERE = 20
"""Bad lines whose numbers are kept."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")


def take_in(
    folder: Path,
    jobs: Sequence[Job],
    told: Told | None = None,
    anew: bool = False,
    marks: Sequence[Quad] = (),
) -> list[Report]:
    """Import sources into the graph in ``folder``, each instead of what was there by its name.

    The graph changes once, when all are in. ``anew`` gives up another import that was interrupted. ``marks``
    are put in with them, instead of others of the same relation.

    Raises ``BadSource``, ``NoSpace``, ``Unfinished``, and ``Busy`` while another import is under way.
    """
    jobs = [replace(job, format=format_of(job)) for job in jobs]
    for job in jobs:
        if not _NAME.fullmatch(job.source.name):
            raise BadSource("A source's name has 1 to 60 of a-z, 0-9, - _ and .")
    with writing(folder):
        for patient in (False, True):
            importing = _Import(folder, jobs, anew, patient)
            try:
                return importing.run(told or (lambda _, __: None), marks)
            except BadSource:
                importing.give_up()  # it would fail again in the same place
                raise
            except _Unreadable:
                importing.give_up()
        raise AssertionError("who is patient reads all that can be read")


def remove(folder: Path, names: Sequence[str]) -> None:
    """Take sources out of the graph. Raises ``UnknownSource``, ``Unfinished``, ``Busy``."""
    with writing(folder):
        base = current(folder)
        if any(plan.base == (base.name if base else "") for _, plan in unfinished(folder, base)):
            raise Unfinished("An import was interrupted. Finish it, or begin another with --anew, first.")
        known = {source.name for source in Graph.open(folder).sources()}
        for name in names:
            if name not in known:
                raise UnknownSource("There is no source of that name; parley knowledge sources lists them.")
        state = following(folder)
        state.mkdir()
        bases.begin(state, base, names).flush()
        switch(folder, state)


class _Unreadable(Exception):
    """The fast way came upon something that cannot be read."""


class _Import:
    def __init__(self, folder: Path, jobs: Sequence[Job], anew: bool, patient: bool) -> None:
        """``patient``: read documents statement by statement, going on after errors."""
        self._folder, self._jobs, self._patient = folder, jobs, patient
        self._base = current(folder)
        plan = Plan(
            [told_apart(job) for job in jobs],
            [job.source.name for job in jobs],
            self._base.name if self._base else "",
            counted=[Counted() for _ in jobs],
        )
        self.resumed = False
        for state, begun in unfinished(folder, self._base):
            same = begun.jobs == plan.jobs and begun.base == plan.base
            if same and not begun.spoilt and not anew:
                self._state, self._plan, self.resumed = state, begun, True
                self._store = Store(str(state / STORE))
                return
            if not same and begun.base == plan.base and not anew:
                names = ", ".join(begun.names)
                raise Unfinished(
                    f"An import of {names} was interrupted. Finish it, or give it up with --anew."
                )
            shutil.rmtree(state)
        self._plan, self._state = plan, following(folder)
        self._state.mkdir(parents=True)
        self._store = bases.begin(self._state, self._base, plan.names)
        plan.save(self._state)

    def give_up(self) -> None:
        """Take away what there is of the new state."""
        del self._store
        shutil.rmtree(self._state, ignore_errors=True)

    def run(self, told: Told, marks: Sequence[Quad]) -> list[Report]:
        begun = time.monotonic()
        for number, job in enumerate(self._jobs):
            if number < self._plan.job:
                continue
            self._one(job, told)
            self._plan.job, self._plan.ends, self._plan.next, self._plan.extra = number + 1, 0, 1, {}
            self._plan.spoilt = False
            self._plan.save(self._state)
        reports = [
            self._told(job, counted) for job, counted in zip(self._jobs, self._plan.counted, strict=True)
        ]
        for mark in marks:
            for old in list(
                self._store.quads_for_pattern(mark.subject, mark.predicate, None, mark.graph_name)
            ):
                self._store.remove(old)
        self._store.extend(marks)
        self._store.flush()
        del self._store  # closes it: from now on it is only read
        switch(self._folder, self._state)
        for name in (PLAN, "classes.json"):
            (self._state / name).unlink(missing_ok=True)
        seconds = time.monotonic() - begun
        log.info("knowledge.imported", sources=len(reports), seconds=round(seconds, 1))
        return [replace(each, seconds=seconds) for each in reports]

    def _one(self, job: Job, told: Told) -> None:
        with unpacked(job.file) as stream:
            if job.format in rdf.WHOLE:
                self._whole(job, stream, told)
            else:
                load(self._store, job.source.name, self._batches(job, stream), self._after(stream, told))

    def _whole(self, job: Job, stream: Unpacked, told: Told) -> None:
        plan, counted = self._plan, self._plan.counted[self._plan.job]
        plan.spoilt = True
        plan.save(self._state)

        if job.format in rdf.TRIPLES and not self._patient:
            self._fast(job, stream, told)
            return

        def bad(line: int) -> None:
            counted.bad += 1
            counted.where = [*counted.where, line][:_WHERE]

        def counting() -> Iterator[object]:
            number = 0
            found = rdf.statements(stream, job.format, job.source.name, bad, job.source.url)
            for number, quad in enumerate(found, 1):
                if number % 50_000 == 0:
                    told(stream.taken, stream.size)
                    self._room()
                yield quad
            counted.taken += number

        self._store.bulk_extend(counting())  # type: ignore[arg-type]

    def _fast(self, job: Job, stream: Unpacked, told: Told) -> None:
        def read() -> None:
            told(stream.taken, stream.size)
            self._room()

        name = job.source.name
        if not rdf.load_whole(self._store, stream, job.format, name, read, job.source.url):
            raise _Unreadable

    def _batches(self, job: Job, stream: Unpacked) -> Iterator[Batch]:
        plan = self._plan
        if job.format == "wikidata":
            from parley.knowledge.importing.wikidata.dump import batches

            return batches(job, stream, plan.ends, plan.next, plan.extra, self._units(), self._state)
        if job.format == "csv":
            from parley.knowledge.importing.tables import batches

            return batches(job, stream, plan.ends, self._units())
        return (rdf.quads if job.format == "nq" else rdf.triples)(stream, plan.ends, plan.next)

    def _units(self) -> Callable[[str], str]:
        return Graph(self._store).unit

    def _after(self, stream: Unpacked, told: Told) -> Callable[[Batch, list[int]], None]:
        plan, counted = self._plan, self._plan.counted[self._plan.job]

        def after(batch: Batch, bad: list[int]) -> None:
            counted.taken += batch.taken - len(bad)
            counted.bad += len(bad)
            counted.where = [*counted.where, *sorted(bad)][:_WHERE]
            for why, count in batch.left.items():
                counted.left[why] = counted.left.get(why, 0) + count
            plan.ends, plan.next, plan.extra = batch.ends, batch.next, {**plan.extra, **batch.extra}
            plan.save(self._state)
            told(stream.taken, stream.size)
            honest(counted.bad, counted.taken)
            self._room()

        return after

    def _room(self) -> None:
        if shutil.disk_usage(self._folder).free < _ROOM:
            raise NoSpace("The disk is nearly full. Make room and import again: it goes on where it was.")

    def _told(self, job: Job, counted: Counted) -> Report:
        """What came of a job; what is known of its source is written into the graph."""
        source = replace(
            job.source, triples=triples_of(self._store, job.source.name), modified=date.today().isoformat()
        )
        if counted.bad and not source.triples:
            raise BadSource("Nothing in the file can be read: it is not of this format.")
        tell(self._store, source)
        taken = counted.taken or source.triples  # the engine's own loader does not count
        return Report(source, taken, counted.bad, tuple(counted.where), dict(counted.left), self.resumed)


def triples_of(store: Store, source: str) -> int:
    """How many triples a source has; counted."""
    found = store.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {graph_of(source)} {{ ?s ?p ?o }} }}")
    assert isinstance(found, QuerySolutions)
    count = next(iter(found))[0]
    assert isinstance(count, Literal)
    return int(count.value)


def sources(folder: Path) -> tuple[Source, ...]:
    """What is in the graph."""
    return Graph.open(folder).sources()
