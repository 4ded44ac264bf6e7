"""Questions that go on from the last one: "and its capital?", 那它的人口呢, "what about Germany?"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parley.knowledge.asking.normal import bare, normal
from parley.knowledge.asking.templates import templates
from parley.knowledge.graph import Graph
from parley.knowledge.types import Candidate, Thread

_GOES_ON = re.compile(
    r"^(?:and (?:what|how) about|what about|how about|and (?:then )?|but |or |also )\s*(?:in |for |of |"
    r"with )?",
    re.IGNORECASE,
)
_GOES_ON_ZH = re.compile(r"^(?:那么|那|还有|以及|另外|换成|换作|再问一下|再问|然后)[，,、\s]*")
_WHAT = re.compile(
    r"^(?:what|who|where|when|how much) is |^(?:什么是|哪里是)|(?:是|有|叫)?(?:什么|哪里|谁|多少|哪个|"
    r"几|什么时候|哪)$"
)
_END = re.compile(r"[\s?？!！。.，,]*$")
_END_ZH = re.compile(r"(?:又)?(?:呢|怎么样|如何|是多少呢|又是什么|又是多少)$")


class Following:
    """What a question may refer to, and how it reads with that said."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def recall(self, thread: Thread, language: str) -> list[Candidate]:
        """The things that were last spoken of: the one answer, then what was asked about."""
        ids = [*(thread.answers if len(thread.answers) == 1 else ()), thread.subject]
        return [self._candidate(id, language) for id in dict.fromkeys(ids) if id]

    def _candidate(self, id: str, language: str) -> Candidate:
        return Candidate(id, self._graph.label(id, language) or id, confidence=0.9)

    def forms(self, text: str, thread: Thread) -> Iterator[str]:
        """The question, and what it says in full if it goes on from the last one."""
        yield text
        if not (thread.subject or thread.answers):
            return
        plain = _END.sub("", text)
        shorter = _GOES_ON_ZH.sub("", _GOES_ON.sub("", plain))
        shorter = _END_ZH.sub("", shorter).strip()
        if shorter and shorter != plain:
            yield shorter
        # Only a relation is named: "and the population?", 人口呢.
        for form in bare(_WHAT.sub("", normal(shorter))):
            if templates().relation_names(form):
                chinese = any("\u3400" <= each <= "\u9fff" for each in form)
                yield f"它的{form}" if chinese else f"its {form}"

    def goes_on(self, text: str) -> str:
        """What a question is about that asks the last one again, of something else; empty if it does not."""
        plain = _END.sub("", text)
        shorter = _END_ZH.sub("", _GOES_ON_ZH.sub("", _GOES_ON.sub("", plain))).strip()
        return shorter if shorter != plain else ""
