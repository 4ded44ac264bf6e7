"""All sentences in which relations are asked for, ready to look up.

A sentence is a key: looking one up takes a microsecond, however many there are. Sentences that any relation
may stand in have a slot for its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from parley.knowledge.asking.normal import R, X, Y, normal
from parley.knowledge.asking.patterns import written_out
from parley.knowledge.asking.relations import LANGUAGES, Words, patterns, relations, words
from parley.knowledge.asking.types import Meaning, Shape

_TAKEN = {
    "person": ("person", "fact"),
    "place": ("place", "fact", "thing"),
    "thing": ("fact", "thing", "person"),
    "number": ("number", "fact"),
    "day": ("day", "fact"),
    "text": ("text", "fact", "number"),
}
"""Which sentences the relations of a kind may stand in."""
_SHAPES = {"check": Shape.CHECK, "count": Shape.COUNT, "inverse": Shape.INVERSE}
_YEAR = ("year", "哪年", "几几年", "多少年")


@dataclass(frozen=True, slots=True)
class Templates:
    """Sentences, normal, with ``X`` for the thing, ``Y`` for the value and ``R`` for a relation's name."""

    whole: Mapping[str, tuple[Meaning, ...]]
    """Questions that need no name of a relation."""
    inner: Mapping[str, tuple[Meaning, ...]]
    """What stands for a value inside a longer question: "the person who wrote X"."""
    usual: Mapping[str, frozenset[str]]
    """Questions with the name of any relation: the groups of ``patterns.*.yaml`` that have it."""
    named: Mapping[str, tuple[str, ...]]
    """Relations by their names: ``capital`` → P36."""
    sizes: Mapping[str, tuple[int, ...]]
    """How long the names are that begin with a character."""
    longest: int
    """Characters of the longest part of a question that stands for a thing."""

    def meanings(self, text: str) -> list[Meaning]:
        """What a whole normal question with its slots may ask, the likeliest first."""
        found = dict.fromkeys(self.whole.get(text, ()))
        for pattern, relation in self._with_name(text):
            groups = self.usual.get(pattern, frozenset[str]())
            for meaning in _usual_meanings(text, relation, groups):
                found.setdefault(meaning)
        return sorted(found, key=_order)

    def inside(self, text: str, slot: str) -> list[tuple[int, int, Meaning]]:
        """Parts of a normal question with this slot in them that stand for a thing, the longest first."""
        at = text.index(slot)
        found: list[tuple[int, int, Meaning]] = []
        if self.inner:
            for start, end in _near(text, at, at + 1, self.longest):
                for place in (X, Y):
                    part = text[start:at] + place + text[at + 1 : end]
                    found += [
                        (start, end, each)
                        for each in self.inner.get(part, ())
                        if (each.shape is Shape.INVERSE) == (place == Y)
                    ]
        for begin, over, relation in self.occurrences(text):
            if begin <= at < over:
                continue
            # The text with its name and slot as patterns have them; ``moved`` leads back.
            moved = over - begin - 1
            for place, group, shape in _INNER:
                marked = text[:at] + place + text[at + 1 :]
                marked = marked[:begin] + R + marked[over:]
                low = min(at, begin)
                high = max(at, begin) if at < begin else at - moved
                for start, end in _near(marked, low, high + 1, self.longest):
                    if group in self.usual.get(marked[start:end], ()):
                        found.append((start, end + moved, Meaning(shape, relation)))
        return sorted(found, key=lambda each: (each[0] - each[1], _order(each[2])))

    def _with_name(self, text: str) -> Iterator[tuple[str, str]]:
        """The text with a name of a relation taken out, and that relation; longer names first."""
        for start, end, relation in self.occurrences(text):
            yield text[:start] + R + text[end:], relation

    def occurrences(self, text: str) -> list[tuple[int, int, str]]:
        """Where names of relations stand in a text, longer ones first."""
        edges = _edges(text)
        ends = frozenset(edges)
        found = [
            (start, start + size, relation)
            for start in edges[:-1]
            for size in self.sizes.get(text[start], ())
            if start + size in ends
            for relation in self.named.get(text[start : start + size], ())
        ]
        return sorted(found, key=lambda each: each[0] - each[1])

    def relation_names(self, text: str) -> tuple[str, ...]:
        """The relations of which this is the name."""
        return self.named.get(text, ())


@lru_cache(maxsize=1024)
def _edges(text: str) -> tuple[int, ...]:
    """Where no Latin word goes on."""
    return tuple(
        at
        for at in range(len(text) + 1)
        if at in (0, len(text))
        or not (
            text[at - 1].isascii() and text[at - 1].isalnum() and text[at].isascii() and text[at].isalnum()
        )
    )


def _near(text: str, begin: int, over: int, longest: int) -> Iterator[tuple[int, int]]:
    """Parts of a text, at most so long, that have all of these characters, but not all of the text."""
    edges = _edges(text)
    for start in (each for each in edges if over - longest <= each <= begin):
        for end in (each for each in edges if over <= each <= start + longest):
            if (start or end < len(text)) and text[start] != " " and text[end - 1] != " ":
                yield start, end


_INNER = ((X, "inner", Shape.FACT), (Y, "inner_inverse", Shape.INVERSE))


def _usual_meanings(text: str, relation: str, groups: Iterable[str]) -> Iterator[Meaning]:
    kind = relations()[relation].kind
    year = "year" if any(each in text for each in _YEAR) else ""
    for group in groups:
        if group in _TAKEN[kind]:
            yield Meaning(Shape.FACT, relation, detail=year)
        elif group in ("check", "inverse") or (group == "count" and kind not in ("number", "day", "text")):
            yield Meaning(_SHAPES[group], relation)


def _order(meaning: Meaning) -> int:
    """Meanings of the same words are tried in the order of relations.yaml; ages before all of them."""
    if meaning.shape in (Shape.AGE, Shape.SOURCE):
        return -1
    return list(relations()).index(meaning.relation) if meaning.relation else 1_000


@cache
def templates() -> Templates:
    """Those of all relations, made once in about a second."""
    whole: dict[str, dict[Meaning, None]] = {}
    inner: dict[str, dict[Meaning, None]] = {}
    named: dict[str, dict[str, None]] = {}
    for language in LANGUAGES:
        for relation, own in words(language).items():
            for text, meaning in _special(relation, own):
                whole.setdefault(normal(text, chinese=language == "zh"), {}).setdefault(meaning)
            for text, meaning in _inside(relation, own):
                inner.setdefault(normal(text, chinese=language == "zh"), {}).setdefault(meaning)
            for name in (*own.names, *((own.plural,) if own.plural else ())):
                named.setdefault(normal(name), {}).setdefault(relation)
    for text, meaning in _general():
        whole.setdefault(normal(text), {}).setdefault(meaning)
    usual = _usual()
    lengths: dict[str, set[int]] = {}
    for name in named:
        lengths.setdefault(name[0], set()).add(len(name))
    parts = [*inner, *(key for key, groups in usual.items() if groups & {"inner", "inner_inverse"})]
    return Templates(
        {key: tuple(found) for key, found in whole.items()},
        {key: tuple(found) for key, found in inner.items()},
        usual,
        {key: tuple(found) for key, found in named.items()},
        {first: tuple(sorted(sizes)) for first, sizes in lengths.items()},
        max(map(len, parts)),
    )


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
                year = shape is Shape.FACT and any(each in text for each in _YEAR)
                meaning = Meaning(shape, relation, detail="year" if year else "")
                yield slotted(text), meaning
                if moved := _moved(text):
                    yield slotted(moved), meaning


def _inside(relation: str, own: Words) -> Iterator[tuple[str, Meaning]]:
    for shape, sentences in ((Shape.FACT, own.inner), (Shape.INVERSE, own.inner_inverse)):
        for pattern in sentences:
            for text in written_out(pattern):
                yield slotted(text), Meaning(shape, relation)


def _usual() -> dict[str, frozenset[str]]:
    """Sentences that every relation of a kind has, by the groups they are in."""
    found: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for group in {
            *(name for names in _TAKEN.values() for name in names),
            *_SHAPES,
            "inner",
            "inner_inverse",
        }:
            for pattern in patterns(language)[group]:
                for text in written_out(pattern):
                    found.setdefault(normal(slotted(text), chinese=language == "zh"), set()).add(group)
                    if moved := _moved(text):
                        found.setdefault(normal(slotted(moved), chinese=language == "zh"), set()).add(group)
    # In a Chinese sentence there are no spaces, whatever language the name is in.
    return {key: frozenset(groups) for key, groups in found.items()}


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
                    yield slotted(text), meaning


def _moved(text: str) -> str:
    """ "how tall is {x}" as it stands after "do you know": "how tall {x} is"; empty where it does not."""
    for verb in (" is ", " was "):
        head, found, tail = text.partition(verb + "{x}")
        if found and head.split(" ")[0] in ("what", "who", "where", "when", "how", "in", "on", "at"):
            return f"{head} {{x}}{verb.rstrip()}{tail}"
    return ""


def taken(kind: str) -> tuple[str, ...]:
    """The groups of ``patterns.*.yaml`` that the relations of a kind may stand in."""
    return _TAKEN[kind]


def slotted(text: str) -> str:
    """A pattern's text with the characters that stand for its slots."""
    return text.replace("{x}", X).replace("{y}", Y).replace("{r}", R)
