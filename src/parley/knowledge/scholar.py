"""In the worker process: the graph, the names in it, and whoever reads questions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from parley.knowledge.asking.asker import Asker
from parley.knowledge.cards import card
from parley.knowledge.graph import Graph
from parley.knowledge.importing.starter import ensure_starter
from parley.knowledge.linking.building import build, built_of
from parley.knowledge.linking.linker import Linker
from parley.knowledge.types import Answer, Candidate, Card, Mention, Question, Source

NAMES = "names"
"""Within a state of the graph: the index of its names."""


@dataclass(slots=True)
class _Open:
    """What is made of one state of the graph."""

    graph: Graph
    linker: Linker
    asker: Asker


class Scholar:
    """Answers from the newest state of the graph; an import is noticed at the next question."""

    name = "knowledge"

    def __init__(self, folder: str, starter: bool = True) -> None:
        """``folder``: ``<data>/knowledge/graph``. With ``starter`` what ships is taken in where it is
        missing, which takes some seconds, once."""
        self._folder = Path(folder)
        if starter:
            ensure_starter(self._folder)
        self._open = _opened(Graph.open(self._folder), self._folder)

    def ask(self, question: Question) -> Answer:
        """See ``asking.asker``."""
        return self._now().asker.ask(question)

    def link(self, text: str, language: str = "", most: int = 8) -> tuple[Mention, ...]:
        """The things that a text names."""
        return self._now().linker.mentions(text, language, most)

    def find(self, words: str, language: str = "", most: int = 10) -> tuple[Candidate, ...]:
        """Things by their name."""
        return self._now().linker.find(words, most, language)

    def complete(self, prefix: str, language: str = "", most: int = 10) -> tuple[Candidate, ...]:
        """Things whose name begins so."""
        return self._now().linker.complete(prefix, most, language)

    def card(self, id: str, language: str = "en") -> Card | None:
        """What a thing's page shows."""
        return card(self._now().graph, id, language)

    def sources(self) -> tuple[Source, ...]:
        """What was imported."""
        return self._now().graph.sources()

    def _now(self) -> _Open:
        graph = self._open.graph.fresh()
        if graph is not self._open.graph:
            self._open = _opened(graph, self._folder)
        return self._open


def _opened(graph: Graph, folder: Path) -> _Open:
    linker = named(graph, folder)
    return _Open(graph, linker, Asker(graph, linker))


def named(graph: Graph, folder: Path) -> Linker:
    """The names of a graph, indexed if nobody has."""
    names = (graph.state or folder / "empty") / NAMES
    if graph.state is not None and built_of(names) != graph.stamp:
        build(graph.store, names, _untold, graph.stamp)
    return Linker(names)


def _untold(done: int, all_: int) -> None:
    """Nobody looks at how far it is."""
