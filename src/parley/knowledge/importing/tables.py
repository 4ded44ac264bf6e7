"""Tables (CSV, TSV) as batches of triples, row by row as a mapping says."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import cast

from parley.knowledge.graph.values import number_of
from parley.knowledge.importing import ntriples
from parley.knowledge.importing.loading import Batch
from parley.knowledge.importing.mapping import Fact, Layout, columns, filled, mapping_of
from parley.knowledge.importing.types import BadSource, Job
from parley.knowledge.importing.unpacking import Unpacked
from parley.knowledge.importing.wikidata.units import Measures, units
from parley.knowledge.terms import ALIAS, DESCRIPTION, DIRECT, ENTITY, LABEL, OWN, POPULARITY, RELATION, UNIT

ROWS = 20_000
"""Of a batch."""
_CELL = 1 << 20
"""Characters of a cell."""
_ITEM, _PROPERTY = re.compile(r"Q[1-9][0-9]{0,12}"), re.compile(r"P[1-9][0-9]{0,12}")
_DAY = re.compile(r"-?[0-9]{4,6}(-[0-9]{2}(-[0-9]{2})?)?")
_DAYS = ("gYear", "gYearMonth", "date")


def batches(job: Job, stream: Unpacked, start: int, told: Callable[[str], str]) -> Iterator[Batch]:
    """Triples of the rows after the first ``start``. Raises ``BadSource``."""
    mapping = mapping_of(job.mapping)
    maker = _Maker(mapping, job.source.name, Measures(told, {}))
    words = io.TextIOWrapper(cast(io.BufferedReader, stream), mapping.encoding, "replace", newline="")
    csv.field_size_limit(_CELL)
    rows = csv.DictReader(words, delimiter=mapping.delimiter, strict=False, restkey="", restval="")
    try:
        missing = columns(mapping) - set(rows.fieldnames or ())
    except csv.Error as error:
        raise BadSource("The file is no table.") from error
    if missing:
        raise BadSource(f"The table has no column {sorted(missing)[0]!r}.")
    done, parts = 0, [maker.frame()]
    while chunk := list(islice(_each(rows), ROWS)):
        bad = list[int]()
        for number, row in enumerate(chunk, done + 1):
            if row is None:
                bad.append(number)
            elif number <= start:  # in the graph already, but it may have settled a unit
                maker.facts(row, "")
            elif text := maker.make(row):
                parts.append(text)
            else:
                bad.append(number)
        before, done = done, done + len(chunk)
        parts.append(maker.units())
        left, maker.left = dict(maker.left), Counter[str]()
        if before >= start:
            data = "".join(parts).encode("utf-8", "replace")
            yield Batch(data, done, done + 1, len(chunk), 0, tuple(bad), left)
        parts = []


def _each(rows: Iterator[dict[str, str]]) -> Iterator[dict[str, str] | None]:
    """The rows; None for one that cannot be read."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield None
        else:
            yield {name: value or "" for name, value in row.items() if name}


class _Maker:
    """Makes rows into N-Triples."""

    def __init__(self, mapping: Layout, source: str, measures: Measures) -> None:
        self._mapping, self._source, self._measures = mapping, source, measures
        self._told: set[str] = set()
        self._items = {unit.name: item for item, unit in units()[0].items()}
        self.left: Counter[str] = Counter()

    def frame(self) -> str:
        """The names of relations of one's own."""
        return "".join(
            f"{_relation(name)} <{LABEL}> {ntriples.text(words, language)} .\n"
            for name, told in self._mapping.relations.items()
            for language, words in (("en", told.en), ("zh", told.zh))
            if words
        )

    def units(self) -> str:
        """The units of relations that got one since this was last asked."""
        fresh = {name: unit for name, unit in self._measures.settled.items() if name not in self._told}
        self._told |= fresh.keys()
        return "".join(
            f'{_relation(name)} <{UNIT}> "{unit}" .\n' for name, unit in fresh.items() if unit != "1"
        )

    def make(self, row: dict[str, str]) -> str:
        """A row's triples; empty when nothing tells what it is about."""
        mapping = self._mapping
        id = filled(mapping.id, row)
        if not id:
            return ""
        subject = self._thing(id)
        parts: list[str] = []
        for relation, templates in (
            (LABEL, mapping.labels),
            (ALIAS, mapping.aliases),
            (DESCRIPTION, mapping.descriptions),
        ):
            for language, template in templates.items():
                words = filled(template, row)
                several = words.split("|") if relation == ALIAS else [words]
                parts += [
                    f"{subject} <{relation}> {ntriples.text(each.strip(), language)} .\n"
                    for each in several
                    if each.strip()
                ]
        if mapping.class_:
            parts.append(f"{subject} <{DIRECT}P31> {self._thing(mapping.class_)} .\n")
        known = number_of(filled(mapping.popularity, row)) if mapping.popularity else None
        if known is not None:
            whole = max(0, min(1_000_000, int(known)))
            parts.append(f"{subject} <{POPULARITY}> {ntriples.typed(str(whole), 'integer')} .\n")
        return "".join(parts) + self.facts(row, subject)

    def facts(self, row: dict[str, str], subject: str) -> str:
        """The facts of a row."""
        parts: list[str] = []
        for fact in self._mapping.facts:
            cell = filled(fact.value, row)
            for each in cell.split(fact.split) if fact.split else [cell]:
                if each.strip() and (value := self._value(fact, each.strip())):
                    parts.append(f"{subject} {_relation(fact.relation)} {value} .\n")
        return "".join(parts)

    def _value(self, fact: Fact, cell: str) -> str:
        if fact.kind == "thing":
            return self._thing(cell)
        if fact.kind == "text":
            return ntriples.text(cell, fact.language)
        if fact.kind == "day":
            found = _DAY.fullmatch(cell)
            if found:
                return ntriples.typed(cell, _DAYS[bool(found[1]) + bool(found[2])])
            self.left["date"] += 1
            return ""
        number = number_of(cell.replace(",", "").replace("\u00a0", "").replace(" ", ""))
        if number is not None:
            number = self._measures.convert(fact.relation, number, self._items.get(fact.unit, ""))
        if number is None:
            self.left["number"] += 1
        return ntriples.number(number) if number is not None else ""

    def _thing(self, id: str) -> str:
        if _ITEM.fullmatch(id):
            return f"<{ENTITY}{id}>"
        known = id.startswith(("http://", "https://", "urn:"))
        return ntriples.iri(id if known else f"{OWN}{self._source}:{id}")


def _relation(name: str) -> str:
    if _PROPERTY.fullmatch(name):
        return f"<{DIRECT}{name}>"
    return ntriples.iri(name if ":" in name else RELATION + name)
