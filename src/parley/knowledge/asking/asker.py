"""A question in, an answer out, or that there is none."""

from __future__ import annotations

from parley.knowledge.asking.types import Facts, Linking
from parley.knowledge.types import Answer, Found, Question


class Asker:
    """Answers questions from a graph.

    ``graph`` and ``linker`` are asked many times a question; both must answer within microseconds to
    milliseconds. Not for use by several threads at once.
    """

    def __init__(self, graph: Facts, linker: Linking) -> None:
        self._graph = graph
        self._linker = linker

    def ask(self, question: Question) -> Answer:
        """Answer in ``question.language``, or in that of its text.

        ``ANSWERED`` with a sentence, values and sources; ``UNKNOWN`` where the words ask for something that
        the graph does not have, or that cannot be told surely; ``NO_QUESTION`` where they are nothing for the
        graph. Never raises for what somebody says.
        """
        return Answer(Found.NO_QUESTION, language=question.language)
