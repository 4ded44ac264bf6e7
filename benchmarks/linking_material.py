"""What linking is measured on: questions with the thing that they name, and slips as people make them."""

from __future__ import annotations

import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store
from recordings import DATA

from parley.knowledge import terms
from parley.knowledge.graph import Graph
from parley.knowledge.linking.forms import reading, words
from parley.knowledge.linking.shelf import Entry, Shelf, number_of

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from fakes import starter_questions as asked_of_it  # pyright: ignore[reportMissingImports]

KGCLUE = DATA / "language" / "kg" / "kgclue"
SENTENCES = 6_000
"""Of each language and half."""
PARTS = 0.08
"""Of the names with several words, this share is called by the last one."""
ROOT = Path(__file__).resolve().parents[1]
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
    also: frozenset[str] = frozenset()
    """Ids of what else it names, which is not asked for here."""


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


def starter_store() -> Store:
    """The graph that ships."""
    return asked_of_it.starter_store()


def starter_sentences(store: Store, half: str, language: str) -> Iterator[Sentence]:
    """The project's own questions, once for every thing that is named in one as the graph names it."""
    oracle, graph = asked_of_it.Oracle(store), Graph(store)
    for asked in asked_of_it.questions(half):
        if asked.language != language or len(asked.turns) > 1:
            continue
        text, found = asked.turns[0], dict[str, tuple[int, int]]()
        for label in re.findall(r"\[([^\]]+)\]", asked.query):
            id = terms.short(oracle.thing(label))
            names = sorted({name.text.lower() for name in graph.names(id)}, key=len, reverse=True)
            for name in names:
                if (at := text.lower().find(name)) >= 0 and id not in found:
                    found[id] = at, at + len(name)
        for id, (start, end) in found.items():
            yield Sentence(text, start, end, id, frozenset(found) - {id})


def made_sentences(shelf: Shelf, half: int, slips: bool = False) -> Iterator[Sentence]:
    """Sentences of one half of frames and things, half of them with ``slips``; and wishes without a name."""
    dice = random.Random(half)
    lines = (Path(__file__).parent / "linking_frames.txt").read_text("utf-8").splitlines()
    frames = [line for line in lines if line and not line.startswith("#")][half::2]
    rows = [row for row in range(len(shelf.of)) if number_of(shelf.entry(int(shelf.of[row])).iri) % 2 == half]
    # As people ask: the better known, the more often.
    often = [(1 + shelf.entry(int(shelf.of[row])).popularity) ** 0.75 for row in rows]
    for language in ("zh", "en"):
        fitting = [frame for frame in frames if frame.isascii() == (language == "en")]
        made = 0
        for row in dice.choices(rows, often, k=SENTENCES * 6):
            name, entry = shelf.name(row)[1], shelf.entry(int(shelf.of[row]))
            if name.isascii() != (language == "en") or not (1 if language == "zh" else 2) <= len(name) <= 40:
                continue
            parts = list(words(name))
            name = parts[-1] if parts and dice.random() < PARTS else name
            if dice.random() < 0.3 and language == "en":
                name = name.lower()
            frame = framed(shelf, entry, language, dice) if dice.random() < 0.6 else dice.choice(fitting)
            start = frame.index("{}")
            one = Sentence(frame.replace("{}", name), start, start + len(name), terms.short(entry.iri))
            yield mistyped(one, dice) if slips and made % 2 else one
            made += 1
            if made == SENTENCES:
                break
    said = (ROOT / "docs" / "what-to-say.md").read_text("utf-8")
    for number, line in enumerate(re.findall(r"^- (.+)$", said, re.MULTILINE)):
        if number % 2 == half:
            yield from (Sentence(text.strip(" “”"), 0, 0, "") for text in line.split(" · "))


def framed(shelf: Shelf, entry: Entry, language: str, dice: random.Random) -> str:
    """A question after a relation that the thing has."""
    names = [shelf.relations[each] for each in entry.relations]
    named = [name for each in names for name in (each.chinese if language == "zh" else each.english)[:2]]
    if not named:
        return "{}是什么？" if language == "zh" else "What is {}?"
    chinese = ("{}的%s是什么？", "{}的%s", "请问{}的%s是多少", "你知道{}的%s吗", "%s是多少，{}的？")
    english = ("What is the %s of {}?", "{}'s %s", "tell me the %s of {}", "What %s does {} have?")
    return dice.choice(chinese if language == "zh" else english) % dice.choice(named)


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
    end = sentence.start + len(fresh)
    return Sentence(text, sentence.start, end, sentence.id, sentence.also)


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
