"""A graph of a few countries, mountains, books and people, and a linker that knows its names by letter."""

from __future__ import annotations

from collections.abc import Sequence

from parley.knowledge.asking.asker import Asker
from parley.knowledge.graph import Graph
from parley.knowledge.types import Candidate, Mention

TURTLE = """
wd:Q142 rdfs:label "France"@en, "法国"@zh ; wdt:P31 wd:Q6256 ; wdt:P36 wd:Q90 ; wdt:P1082 67000000 ;
  wdt:P2046 551695 ; wdt:P38 wd:Q4916 ; wdt:P37 wd:Q150 ; wdt:P30 wd:Q46 ; wdt:P47 wd:Q183, wd:Q29 .
wd:Q183 rdfs:label "Germany"@en, "德国"@zh ; wdt:P31 wd:Q6256 ; wdt:P36 wd:Q64 ; wdt:P1082 83000000 ;
  wdt:P2046 357022 ; wdt:P38 wd:Q4916 ; wdt:P37 wd:Q188 ; wdt:P30 wd:Q46 ; wdt:P47 wd:Q142 .
wd:Q29 rdfs:label "Spain"@en, "西班牙"@zh ; wdt:P31 wd:Q6256 ; wdt:P36 wd:Q2807 ; wdt:P1082 47000000 ;
  wdt:P2046 505990 ; wdt:P38 wd:Q4916 ; wdt:P30 wd:Q46 ; wdt:P47 wd:Q142 .
wd:Q148 rdfs:label "China"@en, "中国"@zh ; wdt:P31 wd:Q6256 ; wdt:P36 wd:Q956 ; wdt:P1082 1410000000 ;
  wdt:P2046 9596961 ; wdt:P30 wd:Q48 .
wd:Q90 rdfs:label "Paris"@en, "巴黎"@zh ; wdt:P31 wd:Q515 ; wdt:P1082 2100000 ; wdt:P17 wd:Q142 .
wd:Q64 rdfs:label "Berlin"@en, "柏林"@zh ; wdt:P31 wd:Q515 ; wdt:P1082 3700000 ; wdt:P17 wd:Q183 .
wd:Q2807 rdfs:label "Madrid"@en, "马德里"@zh ; wdt:P31 wd:Q515 ; wdt:P17 wd:Q29 .
wd:Q956 rdfs:label "Beijing"@en, "北京"@zh ; wdt:P31 wd:Q515 ; wdt:P17 wd:Q148 .
wd:Q46 rdfs:label "Europe"@en, "欧洲"@zh ; wdt:P31 wd:Q5107 .
wd:Q48 rdfs:label "Asia"@en, "亚洲"@zh ; wdt:P31 wd:Q5107 .
wd:Q4916 rdfs:label "euro"@en, "欧元"@zh .
wd:Q150 rdfs:label "French"@en, "法语"@zh .
wd:Q188 rdfs:label "German"@en, "德语"@zh .
wd:Q513 rdfs:label "Mount Everest"@en, "珠穆朗玛峰"@zh ; skos:altLabel "珠峰"@zh ; wdt:P31 wd:Q8502 ;
  wdt:P2044 8848 ; wdt:P17 wd:Q148 .
wd:Q1075 rdfs:label "Mount Tai"@en, "泰山"@zh ; wdt:P31 wd:Q8502 ; wdt:P2044 1532.7 ; wdt:P17 wd:Q148 .
wd:Q583 rdfs:label "Mont Blanc"@en, "勃朗峰"@zh ; wdt:P31 wd:Q8502 ; wdt:P2044 4807 ; wdt:P17 wd:Q142 .
wd:Q41567 rdfs:label "Hamlet"@en, "哈姆雷特"@zh ; wdt:P31 wd:Q571 ; wdt:P50 wd:Q692 ;
  wdt:P577 "1603"^^xsd:gYear .
wd:Q83186 rdfs:label "Macbeth"@en, "麦克白"@zh ; wdt:P31 wd:Q571 ; wdt:P50 wd:Q692 .
wd:Q692 rdfs:label "William Shakespeare"@en, "莎士比亚"@zh ; skos:altLabel "Shakespeare"@en ; wdt:P31 wd:Q5 ;
  schema:description "English playwright"@en, "英国剧作家"@zh ;
  wdt:P569 "1564-04-23"^^xsd:date ; wdt:P570 "1616-04-23"^^xsd:date ; wdt:P27 wd:Q21 .
wd:Q937 rdfs:label "Albert Einstein"@en, "爱因斯坦"@zh ; wdt:P31 wd:Q5 ; wdt:P569 "1879-03-14"^^xsd:date ;
  wdt:P570 "1955-04-18"^^xsd:date .
wd:Q21 rdfs:label "England"@en, "英格兰"@zh .
wd:Q897 rdfs:label "gold"@en, "金"@zh ; wdt:P31 wd:Q11344 ; wdt:P246 "Au" ; wdt:P1086 79 .
wdt:P2044 p:unit "meter" . wdt:P2046 p:unit "square-kilometer" .
wd:Q183 <urn:parley:relation:mascot> wd:Q900 . wd:Q900 rdfs:label "eagle"@en, "鹰"@zh .
<urn:parley:relation:mascot> rdfs:label "heraldic animal"@en, "国徽动物"@zh .
<urn:parley:sources> <urn:parley:x> "y" .
"""


class Letters:
    """Finds names of a graph as they are written, whatever they mean otherwise."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._ids: dict[str, list[str]] = {}
        for name in graph.all_names():
            self._ids.setdefault(name.text.casefold(), []).append(name.id)

    def spans(self, text: str, language: str = "", most: int = 8) -> tuple[Mention, ...]:
        """Every part that is a name, the longest first."""
        small = text.casefold()
        found: list[Mention] = []
        for start in range(len(small)):
            for end in range(start + 1, min(len(small), start + 40) + 1):
                if things := self._candidates(small[start:end], language)[:most]:
                    found.append(Mention(start, end, things))
        return tuple(sorted(found, key=lambda each: each.start - each.end))

    def find(self, words: str, most: int = 10, language: str = "") -> tuple[Candidate, ...]:
        """The things of this name."""
        return self._candidates(words.casefold(), language)[:most]

    def _candidates(self, words: str, language: str) -> tuple[Candidate, ...]:
        ids: Sequence[str] = self._ids.get(words, ())
        return tuple(
            Candidate(id, self._graph.label(id, language or "en"), confidence=0.9 / len(ids))
            for id in dict.fromkeys(ids)
            if id.startswith("Q")
        )


def small_graph() -> Graph:
    """The graph, in memory."""
    return Graph.in_memory(TURTLE)


def small_asker() -> Asker:
    """Somebody who answers from it."""
    graph = small_graph()
    return Asker(graph, Letters(graph))
