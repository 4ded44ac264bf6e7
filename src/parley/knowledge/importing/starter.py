"""The graph that ships: taken in at the first start, and again when a newer one ships."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from parley.errors import Busy
from parley.knowledge.graph import Graph
from parley.knowledge.importing.importing import take_in
from parley.knowledge.importing.types import BadSource, Job, Told, Unfinished
from parley.knowledge.starter.shipped import Shipped, shipped
from parley.knowledge.terms import RELATION, SOURCES
from parley.knowledge.types import Source

_MARK = NamedNode(RELATION + "starter")
"""Of the sources, in the graph itself: which starter graph was taken in."""


def ensure_starter(folder: Path, told: Told | None = None, files: tuple[Shipped, ...] | None = None) -> bool:
    """Take the shipped files into the graph in ``folder``, if those that are there are others or none.

    It happens wholly or not at all. True when it was done; it takes some seconds. Nothing is done while
    somebody imports, or an import waits to be finished. A source that was removed stays away until newer
    files ship. Raises ``BadSource`` when a file is not the one that was shipped, ``NoSpace``.
    """
    files = shipped() if files is None else files
    mark = _mark(files)
    if mark in _marks(folder):
        return False
    for each in files:
        if hashlib.sha256(each.file.read_bytes()).hexdigest() != each.sha256:
            raise BadSource(f"The file {each.file.name} is not the one that ships; install Parley again.")
    jobs = [
        Job(
            each.file,
            Source(each.name, f"{each.title} {each.version}".strip(), each.licence, each.url),
            format="nt",
        )
        for each in files
    ]
    try:
        take_in(
            folder, jobs, told, marks=[Quad(NamedNode(SOURCES), _MARK, Literal(mark), NamedNode(SOURCES))]
        )
    except (Busy, Unfinished):
        return False
    return True


def _marks(folder: Path) -> set[str]:
    found = Graph.open(folder).store.quads_for_pattern(NamedNode(SOURCES), _MARK, None, NamedNode(SOURCES))
    return {quad.object.value for quad in found if isinstance(quad.object, Literal)}


def _mark(files: tuple[Shipped, ...]) -> str:
    return hashlib.sha256("\n".join(f"{each.name} {each.sha256}" for each in files).encode()).hexdigest()
