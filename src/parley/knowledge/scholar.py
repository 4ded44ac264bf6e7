"""In the worker process: the graph, the names in it, and whoever reads questions."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from parley.errors import Busy
from parley.knowledge.asking.asker import Asker
from parley.knowledge.cards import card
from parley.knowledge.folders import graph_folder, names_folder
from parley.knowledge.graph import Graph
from parley.knowledge.importing.starter import ensure_starter
from parley.knowledge.linking.building import build, built_of
from parley.knowledge.linking.linker import Linker
from parley.knowledge.ready import furnish
from parley.knowledge.types import Answer, Candidate, Card, Mention, Question, Source

_REHEARSAL = (Question("How tall is Nowhere?", "en"), Question("无名山有多高？", "zh"))
"""Whoever asks first does not wait until every pattern is compiled."""


class Scholar:
    """Answers from the newest state of the graph; an import is noticed at the next question."""

    name = "knowledge"

    def __init__(self, data: str, starter: bool = True) -> None:
        """``data`` is the data folder. With ``starter`` what ships is taken in where it is missing, which
        takes some seconds where no other house of the user has it."""
        folder = graph_folder(Path(data))
        self._names = names_folder(Path(data))
        if starter and not furnish(Path(data)):
            ensure_starter(folder)
        self._open(Graph.open(folder))
        for each in _REHEARSAL:
            self._asker.ask(each)

    def ask(self, question: Question) -> Answer:
        """See ``asking.asker``."""
        self._refresh()
        return self._asker.ask(question)

    def link(self, text: str, language: str = "", most: int = 8) -> tuple[Mention, ...]:
        """The things that a text names."""
        self._refresh()
        return self._linker.mentions(text, language, most)

    def find(self, words: str, language: str = "", most: int = 10) -> tuple[Candidate, ...]:
        """Things by their name."""
        self._refresh()
        return self._linker.find(words, most, language)

    def complete(self, prefix: str, language: str = "", most: int = 10) -> tuple[Candidate, ...]:
        """Things whose name begins so."""
        self._refresh()
        return self._linker.complete(prefix, most, language)

    def card(self, id: str, language: str = "en") -> Card | None:
        """What a thing's page shows."""
        self._refresh()
        return card(self._graph, id, language)

    def sources(self) -> tuple[Source, ...]:
        """What was imported."""
        self._refresh()
        return self._graph.sources()

    def _refresh(self) -> None:
        graph = self._graph.fresh()
        if graph is not self._graph or (not self._named and built_of(self._names) == graph.stamp):
            self._open(graph)

    def _open(self, graph: Graph) -> None:
        """Open a state of the graph, and index its names if nobody has."""
        self._graph = graph
        if graph.state is not None and built_of(self._names) != graph.stamp:
            with suppress(Busy):  # an import does it just now; until then the names before it must do
                build(graph.store, self._names, _untold, graph.stamp)
        self._named = graph.state is None or built_of(self._names) == graph.stamp
        self._linker = Linker(self._names)
        self._asker = Asker(graph, self._linker)


def _untold(done: int, of: int) -> None:
    """Nobody looks at how far it is."""
