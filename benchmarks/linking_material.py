"""What linking is measured on: public questions with the thing they name, and typos as people make them."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad
from recordings import DATA

from parley.knowledge import terms
from parley.knowledge.graph import Graph
from parley.knowledge.linking.forms import reading

KGCLUE = DATA / "language" / "kg" / "kgclue"
SIMPLE = DATA / "language" / "kg" / "simplequestions_wd_test_answerable.txt"
_ADDED = re.compile(r"（.*）$")
"""What KgCLUE puts behind a name to tell it from others: its description."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@dataclass(frozen=True)
class Sentence:
    """A text that names one thing."""

    text: str
    start: int
    end: int
    id: str


def namesakes(share: float = 0.2) -> Iterator[Quad]:
    """Beside that share of KgCLUE's things one of the same name, with other relations and told otherwise."""
    dice = random.Random(8)
    things = list(_kgclue_things().items())
    for number, (_, (name, _, _)) in enumerate(things):
        if dice.random() < share:
            other = things[dice.randrange(len(things))][1]
            yield from _thing(f"{terms.OWN}namesake:{number}", name, other[1], other[2])


def kgclue() -> Iterator[Quad]:
    """A graph of the triples of all of KgCLUE's questions: train, dev and test."""
    for number, (name, about, facts) in enumerate(_kgclue_things().values()):
        yield from _thing(f"{terms.OWN}kgclue:{number}", name, about, facts)


def kgclue_sentences(part: str) -> Iterator[Sentence]:
    """Questions in which the name stands as the graph has it; 997 of 1,000 do."""
    numbers = {whole: number for number, whole in enumerate(_kgclue_things())}
    for question, whole, _, _ in _rows(part):
        name = _ADDED.sub("", whole)
        at = question.lower().find(name.lower())
        if at >= 0:
            yield Sentence(question, at, at + len(name), f"{terms.OWN}kgclue:{numbers[whole]}")


def simple_sentences(graph: Graph) -> Iterator[Sentence]:
    """The questions of SimpleQuestions-Wikidata (test) that name a thing of this graph as the graph does."""
    for line in SIMPLE.read_text("utf-8").splitlines():
        subject, _, _, question = line.split("\t", 3)
        named = {name.text.lower() for name in graph.names(subject) if len(name.text) > 2}
        places = [(question.lower().find(name), name) for name in sorted(named, key=len, reverse=True)]
        at, name = next(((at, name) for at, name in places if at >= 0), (-1, ""))
        if at >= 0:
            yield Sentence(question, at, at + len(name), subject)


def mistyped(sentence: Sentence, dice: random.Random) -> Sentence:
    """One slip within the name. English: a letter wrong (its neighbour on the keyboard), missing, doubled or
    two swapped, each as often. Chinese: 7 of 10 a character of the same sound, else one missing or wrong."""
    name = sentence.text[sentence.start : sentence.end]
    places = [at for at, char in enumerate(name) if char.isalpha()]
    if len(places) < 3:
        return sentence
    at = dice.choice(places[1:] if name.isascii() else places)
    fresh = _chinese(name, at, dice) if "\u4e00" <= name[at] <= "\u9fff" else _english(name, at, dice)
    text = sentence.text[: sentence.start] + fresh + sentence.text[sentence.end :]
    return Sentence(text, sentence.start, sentence.start + len(fresh), sentence.id)


def _english(name: str, at: int, dice: random.Random) -> str:
    how = dice.randrange(4)
    if how == 0:
        row = next((row for row in _ROWS if name[at].lower() in row), "aeiou")
        place = row.find(name[at].lower())
        return name[:at] + row[place - 1 if place else 1] + name[at + 1 :]
    if how == 1:
        return name[:at] + name[at + 1 :]
    if how == 2:
        return name[:at] + name[at] + name[at:]
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


def _chinese(name: str, at: int, dice: random.Random) -> str:
    how = dice.random()
    alike = [char for char in _by_sound()[reading(name[at])] if char != name[at]][:8]
    if how < 0.7 and alike:
        return name[:at] + dice.choice(alike) + name[at + 1 :]
    if how < 0.85 and len(name) > 3:
        return name[:at] + name[at + 1 :]
    return name[:at] + dice.choice("的一是在人有我他这中大来上国") + name[at + 1 :]


@cache
def _by_sound() -> dict[str, list[str]]:
    """Characters of one sound, the commonest first, by how often subtitles have them."""
    often: dict[str, int] = defaultdict(int)
    for line in (DATA / "language" / "lm" / "zh_cn_50k.txt").read_text("utf-8").splitlines():
        word, _, count = line.partition(" ")
        for char in word:
            if "\u4e00" <= char <= "\u9fff":
                often[char] += int(count or 0)
    found: dict[str, list[str]] = defaultdict(list)
    for char in sorted(often, key=lambda char: -often[char]):
        found[reading(char)].append(char)
    return found


def _rows(part: str) -> Iterator[tuple[str, str, str, str]]:
    path: Path = KGCLUE / f"{part}.json"
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        subject, relation, value = row["answer"].split(" ||| ", 2)
        yield row["question"], subject, relation, value


@cache
def _kgclue_things() -> dict[str, tuple[str, str, tuple[tuple[str, str], ...]]]:
    """Whole name → name, description and facts."""
    facts: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for part in ("train", "dev", "test_public"):
        for _, subject, relation, value in _rows(part):
            facts[subject].setdefault((relation, value))
    return {
        whole: (_ADDED.sub("", whole), whole[len(_ADDED.sub("", whole)) :].strip("（）"), tuple(its))
        for whole, its in facts.items()
    }


def _thing(iri: str, name: str, about: str, facts: tuple[tuple[str, str], ...]) -> Iterator[Quad]:
    it, source = NamedNode(iri), NamedNode(terms.SOURCE + "kgclue")
    yield Quad(it, NamedNode(terms.LABEL), Literal(name, language="zh"), source)
    if about:
        yield Quad(it, NamedNode(terms.DESCRIPTION), Literal(about, language="zh"), source)
    for relation, value in facts:
        named = NamedNode(terms.RELATION + relation.encode().hex())
        yield Quad(named, NamedNode(terms.LABEL), Literal(relation, language="zh"), source)
        yield Quad(it, named, Literal(value, language="zh"), source)
