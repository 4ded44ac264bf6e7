"""What the next state of the graph begins with: all that is known, but for what will be replaced."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from parley.knowledge.graph.generations import STORE
from parley.knowledge.graph.sources import forget, graph_of, sources_of
from parley.knowledge.importing.loading import Batch, load
from parley.knowledge.importing.pieces import pieces
from parley.knowledge.importing.unpacking import unpacked
from parley.knowledge.terms import SOURCE

_FEW, _MANY = 5_000, 300_000
"""Triples: up to the first they are taken out one by one, of which the database does 15,000 a second; beyond
the second (each takes 0.7 kB of memory meanwhile) all the others are copied, of which it does 60,000."""
_SHARE = 4
"""Between the two, what is quicker."""


def begin(state: Path, base: Path | None, without: Collection[str]) -> Store:
    """The database of a new state, with all that is in ``base`` but those sources."""
    if base is None:
        return Store(str(state / STORE))
    gone, stays = _sizes(base, without)
    if gone > _FEW and (gone > _MANY or gone * _SHARE > stays):
        return _copied(state, base, without)
    linked(base / STORE, state / STORE)
    store = Store(str(state / STORE))
    for name in without:
        store.remove_graph(graph_of(name))
        forget(store, name)
    return store


def linked(old: Path, new: Path) -> None:
    """A database's files under a second name, without copying what never changes (the tables).

    Nobody writes to the old one any more, so its small files are as good as a checkpoint's.
    """
    new.mkdir()
    for file in old.iterdir():
        if file.name == "LOCK" or file.name.startswith("LOG"):
            continue
        if file.suffix == ".sst":
            try:
                os.link(file, new / file.name)
                continue
            except OSError:
                pass  # a file system without links: copied, then
        shutil.copy2(file, new / file.name)


def _sizes(base: Path, names: Collection[str]) -> tuple[int, int]:
    """Triples of these sources, and of the others."""
    told = {each.name: each.triples for each in sources_of(Store.read_only(str(base / STORE)))}
    gone = sum(told.get(name, 0) for name in names)
    return gone, sum(told.values()) - gone


def _copied(state: Path, base: Path, without: Collection[str]) -> Store:
    old, new = Store.read_only(str(base / STORE)), Store(str(state / STORE))
    spool = state / "spool.nt"
    for graph in old.named_graphs():
        if str(graph.value).removeprefix(SOURCE) in without:
            continue
        old.dump(str(spool), RdfFormat.N_TRIPLES, from_graph=graph)
        with unpacked(spool) as stream:
            batches = (
                Batch(each.data, each.ends, each.first, each.data.count(b"\n")) for each in pieces(stream)
            )
            load(new, "", batches, lambda _, __: None, graph=graph.value)
        spool.unlink()
    for name in without:
        forget(new, name)
    return new
