"""All sentences in which relations are asked for by name or by their own patterns, ready to look up.

A sentence is a key: looking one up takes a microsecond, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from parley.knowledge.asking.normal import X, Y, normal
from parley.knowledge.asking.patterns import written_out
from parley.knowledge.asking.relations import LANGUAGES, Words, patterns, relations, words
from parley.knowledge.asking.types import Meaning, Shape

Meanings = tuple[Meaning, ...]
_TAKEN = {
    "person": ("person", "fact"),
    "place": ("place", "fact", "thing"),
    "thing": ("fact", "thing", "person"),
    "number": ("number", "fact"),
    "day": ("day", "fact"),
    "text": ("text", "fact", "number"),
}
"""Which patterns hold for the relations of a kind."""
_YEAR = ("year", "哪年", "几几年", "多少年")


@dataclass(frozen=True, slots=True)
class Templates:
    """Sentences, normal, with ``X`` for the thing and ``Y`` for the value."""

    whole: Mapping[str, Meanings]
    """Questions."""
    inner: Mapping[str, Meanings]
    """What stands for a value inside a longer question: "the capital of X"."""
    named: Mapping[str, tuple[str, ...]]
    """Relations by their names: ``capital`` → P36."""


@cache
def templates() -> Templates:
    """Those of all relations, made once in some 0.5 s."""
    whole: dict[str, dict[Meaning, None]] = {}
    inner: dict[str, dict[Meaning, None]] = {}
    named: dict[str, dict[str, None]] = {}
    for relation, facts in relations().items():
        own = {language: words(language)[relation] for language in LANGUAGES}
        for language in LANGUAGES:
            for text, meaning in _special(relation, own[language]):
                whole.setdefault(normal(text), {}).setdefault(meaning)
            for text, meaning in _inside(relation, own[language]):
                inner.setdefault(normal(text), {}).setdefault(meaning)
            for name in _names(own[language]):
                named.setdefault(normal(name), {}).setdefault(relation)
                # A name of the other language, too: 法国的capital是什么.
                for other in LANGUAGES:
                    for text, meaning in _usual(relation, facts.kind, name, other):
                        whole.setdefault(normal(text), {}).setdefault(meaning)
                    for text in patterns(other)["inner"]:
                        key = normal(_filled(text, name))
                        inner.setdefault(key, {}).setdefault(Meaning(Shape.FACT, relation))
    for text, meaning in _general():
        whole.setdefault(normal(text), {}).setdefault(meaning)
    return Templates(
        {key: tuple(found) for key, found in whole.items()},
        {key: tuple(found) for key, found in inner.items()},
        {key: tuple(found) for key, found in named.items()},
    )


def _names(own: Words) -> Iterator[str]:
    yield from dict.fromkeys((*own.names, *((own.plural,) if own.plural else ())))


def _special(relation: str, own: Words) -> Iterator[tuple[str, Meaning]]:
    """Sentences that only this relation has."""
    for shape, sentences in (
        (Shape.FACT, own.asks),
        (Shape.INVERSE, own.inverse),
        (Shape.CHECK, own.checks),
        (Shape.COUNT, own.counts),
    ):
        for pattern in sentences:
            for text in written_out(pattern):
                meaning = Meaning(shape, relation, detail=_detail(text) if shape is Shape.FACT else "")
                yield _slotted(text), meaning
                if moved := _moved(text):
                    yield _slotted(moved), meaning


def _inside(relation: str, own: Words) -> Iterator[tuple[str, Meaning]]:
    for shape, sentences in ((Shape.FACT, own.inner), (Shape.INVERSE, own.inner_inverse)):
        for pattern in sentences:
            for text in written_out(pattern):
                yield _slotted(text), Meaning(shape, relation)


def _usual(relation: str, kind: str, name: str, language: str) -> Iterator[tuple[str, Meaning]]:
    """Sentences that every relation of its kind has."""
    for group in _TAKEN[kind]:
        for pattern in patterns(language)[group]:
            for text in written_out(pattern):
                yield _filled(text, name), Meaning(Shape.FACT, relation, detail=_detail(text + name))
    groups = [("check", Shape.CHECK)]
    if kind not in ("number", "day", "text"):
        groups.append(("count", Shape.COUNT))
    for group, shape in groups:
        for pattern in patterns(language)[group]:
            for text in written_out(pattern):
                yield _filled(text, name), Meaning(shape, relation)


def _general() -> Iterator[tuple[str, Meaning]]:
    """Sentences that are about no relation of their own."""
    for group, meaning in (
        ("age", Meaning(Shape.AGE)),
        ("age_at_end", Meaning(Shape.AGE, detail="end")),
        ("about", Meaning(Shape.ABOUT)),
        ("source", Meaning(Shape.SOURCE)),
    ):
        for language in LANGUAGES:
            for pattern in patterns(language)[group]:
                for text in written_out(pattern):
                    yield _slotted(text), meaning


def _moved(text: str) -> str:
    """ "how tall is {x}" as it stands after "do you know": "how tall {x} is"; empty where it does not."""
    for verb in (" is ", " was "):
        head, found, tail = text.partition(verb + "{x}")
        if found and head.split(" ")[0] in ("what", "who", "where", "when", "how", "in", "on", "at"):
            return f"{head} {{x}}{verb.rstrip()}{tail}"
    return ""


def _detail(text: str) -> str:
    return "year" if any(each in text for each in _YEAR) else ""


def _slotted(text: str) -> str:
    return text.replace("{x}", X).replace("{y}", Y)


def _filled(text: str, name: str) -> str:
    return _slotted(text).replace("{r}", name)


def other_shape(meaning: Meaning, shape: Shape) -> Meaning:
    """The same asked otherwise."""
    return replace(meaning, shape=shape)
