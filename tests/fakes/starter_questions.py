"""Questions over the starter graph: read from their files, answered by SPARQL, and answers to them judged.

A line has the kind, the words (earlier turns before ``//``), what is asked for, and the answer. What is asked
for is written so, with labels in brackets and relations as ``P36`` or ``r:flag``:

    [France] P36 P1082            from a thing along relations; ^P36 goes backwards; "Na" and 79 are values
    count [China] P47             how many; also ``many Q6256 P30=[Africa]`` of a class
    all Q6256 P30=[Africa]        the things of a class
    max Q8502 P2044               also ``min`` and ``max2`` for the second
    more P1082 [India] [China]    which of two has more; ``less`` is the other
    check [France] P36 [Paris]    yes or no; also ``bigger P1082 [India] [China]``
    lived [Mozart]                years of a life
    unknown / nothing             a question that the graph has no answer to / no question for the graph
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Store

from parley.knowledge import terms
from parley.knowledge.packing import zstd
from parley.knowledge.starter.shipped import shipped
from parley.knowledge.types import Answer, Found, Kind, Thread

FOLDER = Path(__file__).resolve().parents[1] / "knowledge" / "questions"
HALVES = ("dev", "held")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question."""

    language: str
    kind: str
    turns: tuple[str, ...]
    """What is said; the last is the question, those before it lead to it."""
    query: str
    answer: tuple[str, ...]
    """Ids of things, numbers, texts, ``yes`` or ``no``; empty where there is none."""


def questions(half: str) -> list[Asked]:
    """The questions of a half, both languages."""
    found: list[Asked] = []
    for language in ("en", "zh"):
        for line in (FOLDER / f"{half}.{language}.tsv").read_text("utf-8").splitlines():
            kind, words, query, answer = line.split("\t")
            turns = tuple(each.strip() for each in words.split(" // "))
            found.append(Asked(language, kind, turns, query, tuple(filter(None, answer.split("|")))))
    return found


def starter_store() -> Store:
    """The starter graph in memory, each source a named graph."""
    store = Store()
    for each in shipped():
        data = zstd.decompress(each.file.read_bytes())
        store.bulk_load(data, RdfFormat.N_TRIPLES, to_graph=NamedNode(terms.SOURCE + each.name))
    return store


class Oracle:
    """Answers what is asked for with SPARQL."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def answer(self, query: str) -> tuple[str, ...]:
        """What the graph has for it, sorted; raises ``ValueError`` where nothing is."""
        kind, _, rest = query.partition(" ")
        if kind in ("unknown", "nothing"):
            return ()
        found = self._answer(kind, rest, query)
        if not found:
            raise ValueError(f"the graph has no answer to {query}")
        return tuple(sorted(set(found)))

    def _answer(self, kind: str, rest: str, query: str) -> list[str]:
        if kind == "count":
            return [str(len(set(self._values(rest))))]
        if kind == "many":
            return [str(len(self._class(rest)))]
        if kind == "all":
            return self._class(rest)
        if kind.rstrip("2") in ("max", "min"):
            return self._most(kind, rest)
        if kind in ("more", "less", "bigger"):
            return self._compared(kind, rest)
        if kind == "check":
            start, last = rest.rsplit(" [", 1)
            return ["yes" if self.thing(last[:-1]) in self._values(start) else "no"]
        if kind == "lived":
            born, died = (self._values(f"{rest} {each}")[0] for each in ("P569", "P570"))
            return [str(int(died) - int(born)), str(int(died) - int(born) - 1)]
        return self._values(query)

    def thing(self, label: str) -> str:
        """The best known thing of a name; of a class after a semicolon."""
        name, _, kind = label.partition(";")
        of = f"?x <{terms.INSTANCE}> <{terms.entity(kind)}> ." if kind else ""
        names = " ".join(f'"{name}"@{tag}' for tag in ("en", "zh"))
        rows = self._select(
            f"SELECT ?x {{ VALUES ?n {{ {names} }} ?x <{terms.LABEL}>|<{terms.ALIAS}> ?n . {of}"
            f" ?x <{terms.POPULARITY}> ?p }} ORDER BY DESC(?p) LIMIT 1"
        )
        if not rows:
            raise ValueError(f"nothing is called {label}")
        return rows[0][0].value

    def _values(self, path: str) -> list[str]:
        start = re.match(r'\[([^\]]+)\]|"([^"]+)"|(\d+)', path)
        assert start, path
        first = f"<{self.thing(start[1])}>" if start[1] else f'"{start[2]}"' if start[2] else start[3]
        steps = "/".join(_relation(each) for each in path[start.end() :].split())
        return [each.value for (each,) in self._select(f"SELECT ?y {{ {first} {steps} ?y }}")]

    def _class(self, rest: str) -> list[str]:
        return [each.value for (each,) in self._select(f"SELECT ?x {{ {self._members(rest)} }}")]

    def _members(self, rest: str) -> str:
        kind, *conditions = re.split(r" (?=\S+=)", rest)
        found = f"?x <{terms.INSTANCE}> <{terms.entity(kind)}> ."
        for each in conditions:
            relation, _, name = each.partition("=")
            found += f" ?x {_relation(relation)} <{self.thing(name[1:-1])}> ."
        return found

    def _most(self, kind: str, rest: str) -> list[str]:
        of, relation, where = re.fullmatch(r"(\S+) (\S+)(.*)", rest).groups()  # type: ignore[union-attr]
        order = "DESC(?n)" if kind.startswith("max") else "?n"
        rows = self._select(
            f"SELECT ?x ?n {{ {self._members(of + where)} ?x {_relation(relation)} ?n }}"
            f" ORDER BY {order} LIMIT 5"
        )
        at = 1 if kind.endswith("2") else 0
        return [rows[at][0].value] if len(rows) > at else []

    def _compared(self, kind: str, rest: str) -> list[str]:
        relation, one, other = re.fullmatch(r"(\S+) \[(.+?)\] \[(.+?)\]", rest).groups()  # type: ignore[union-attr]
        things = [self.thing(one), self.thing(other)]
        numbers = [float(self._values(f"[{each}] {relation}")[0]) for each in (one, other)]
        if kind == "bigger":
            return ["yes" if numbers[0] > numbers[1] else "no"]
        return [things[numbers.index((max if kind == "more" else min)(numbers))]]

    def _select(self, query: str) -> list[Any]:
        return list(self._store.query(query, use_default_graph_as_union=True))  # type: ignore[arg-type]


def _relation(short: str) -> str:
    back = short.startswith("^")
    name = short.lstrip("^")
    iri = terms.RELATION + name[2:] if name.startswith("r:") else terms.DIRECT + name
    return f"^<{iri}>" if back else f"<{iri}>"


def verdict(asked: Asked, found: Found, answer: Answer | None) -> str:
    """``right``, ``wrong`` or ``unknown`` (it said that it does not know, or took it for no question)."""
    if answer is None or found is not Found.ANSWERED:
        if asked.query == "unknown":
            return "right"
        if asked.query == "nothing":
            return "right" if found is Found.NO_QUESTION else "unknown"
        return "unknown"
    if not asked.answer:
        return "wrong"
    return "right" if _agrees(asked, answer) else "wrong"


def _agrees(asked: Asked, answer: Answer) -> bool:
    expected = set(asked.answer)
    kind = asked.query.split(" ", 1)[0]
    if expected <= {"yes", "no"}:
        return ("yes" if _is_yes(answer.text) else "no") in expected
    if kind in ("count", "many", "lived"):
        return bool(expected & _numbers(answer))
    if kind in ("more", "less"):
        return {_whole(each.id) for each in answer.values[:1]} == expected
    found = {_whole(each.id) if each.kind is Kind.THING else each.text for each in answer.values}
    found |= {str(each.number) for each in answer.values if each.number is not None}
    if all(":" in each for each in expected):
        return {each for each in found if ":" in each} == expected
    # Texts may come in one of two languages, numbers also converted to the person's units.
    return bool(found & expected)


def _is_yes(text: str) -> bool:
    return bool(re.match(r"yes\b|是|对|没错|有", text.strip().casefold())) and not text.startswith("是不")


def _numbers(answer: Answer) -> set[str]:
    told = re.sub(r"(?<=\d),(?=\d)", "", answer.text)
    return set(re.findall(r"\d+", told)) | {
        str(each.number) for each in answer.values if each.number is not None
    }


def _whole(id: str) -> str:
    return terms.entity(id)


def thread(turns: Iterable[Answer]) -> Thread:
    """What the last turn left behind."""
    last = Thread()
    for each in turns:
        last = each.thread
    return last
