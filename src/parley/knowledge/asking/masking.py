"""The names in a question, taken out: each way to cut it into names and the words around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Protocol

from parley.knowledge.asking.normal import SLOTS, bare, normal
from parley.knowledge.asking.relations import own_words
from parley.knowledge.asking.types import Linking, Thing
from parley.knowledge.types import Candidate, Kind, Value

MOST_NAMES = 8
"""Names in a question that are looked at, and candidates of each."""
_CANDIDATES = 4
_LEAST = 0.03
"""Confidence of a name that is looked at: whether the words around it make a question weighs more."""
_LITERAL = re.compile(
    r"(?<![A-Za-z0-9.+])(?:\+\d{1,6}(?:[- ]\d{1,4})?|\.[A-Za-z]{2,8}|\d{1,9}(?:\.\d{1,6})?)(?![A-Za-z])|"
    r"(?<![A-Za-z'])[A-Z][a-z]?(?![A-Za-z'])"
    r"|(?<=[\u3400-\u9fff])(?:\d{1,9})(?=[\u3400-\u9fff])"
)
"""Numbers, calling codes, domains and symbols of elements, which are no things."""
_STAY = own_words()
"""Words that are a question's own, even where something is called so."""
_PRONOUN = re.compile(
    r"\b(?P<own>its|his|their|whose)\b|\b(?P<it>it|he|she|him|they|them|her|this one|that "
    r"one)\b(?P<is>'s(?= \w))?"
    r"|\b(?:this|that|the same) (?:country|city|river|mountain|lake|planet|element|person|man|woman|"
    r"book|novel|poem|"
    r"author|writer|place|guy|island|sea|ocean|continent)\b|\b(?P<there>there)\b(?=\W*$)"
    r"|[它他她]们?|(?<=^)其(?=[^他实])|(?P<zh>那里|那儿|该国|该市|该地)|[这那][个座条本首位颗片部](?:国家|城市|山|河|河流|人|书|小说|诗|元素|行星|湖|岛|作家|诗人|地方|作者)"
)


_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+(?:['.·-][^\W\u3400-\u9fff]+)*")
_EXACT, _PART = 0.95, 0.35
MOST_PIECES, _SHORT = 40, 24
"""Words of English and characters of Chinese in a question, and in one of which every part may be a name."""


class Exact(Protocol):
    """Whether a thing is called just so, or the words are ``part`` of one of its names."""

    def __call__(self, id: str, words: str, *, part: bool = False) -> bool: ...


Find = Callable[[str], Sequence[Candidate]]
"""Things of this name, the likeliest first."""
Fits = Callable[[str], bool]
"""Whether a normal question with one slot is one that is known."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A question with slots for names."""

    forms: tuple[str, ...]
    """Normal, with and without what only makes it polite."""
    things: tuple[tuple[Thing, ...], ...]
    """What each slot may be, in the order of ``SLOTS``, the likeliest first."""
    share: int
    """Characters that the names have."""


@dataclass(frozen=True, slots=True)
class Name:
    """A stretch of a question that stands for something."""

    start: int
    end: int
    things: tuple[Thing, ...]
    tail: str = ""
    """What is written after the slot: "its" is "X's"."""
    head: str = ""


def names(text: str, language: str, linker: Linking, recall: Sequence[Candidate], exact: Exact) -> list[Name]:
    """All that may be a name in a question; ``recall`` are the things that were last spoken of."""
    found = list(_pronouns(text, recall))
    said = [(each.start, each.end) for each in found]
    for mention in linker.spans(text, language, _CANDIDATES)[: 3 * MOST_NAMES]:
        if len(found) >= MOST_NAMES:
            break
        if (mention.start, mention.end) in said or _own_word(text[mention.start : mention.end]):
            continue
        if things := _things(text[mention.start : mention.end], mention.candidates, exact):
            found.append(Name(mention.start, mention.end, things))
    for match in _LITERAL.finditer(text):
        if match.group().casefold() in _STAY:
            continue
        literal = _literal(match.group())
        thing = Thing(Candidate("", match.group()), 0.97, literal, share=len(match.group()))
        found.append(Name(match.start(), match.end(), (thing,)))
    return found[: MOST_NAMES + 4]


def masked(text: str, found: Sequence[Name]) -> Iterator[Masked]:
    """The question with none, one and two of its names taken out; longer names first."""
    ordered = sorted(found, key=lambda name: name.start - name.end)
    for name in ordered:
        yield _mask(text, (name,))
    for one, other in combinations(ordered, 2):
        first, second = sorted((one, other), key=lambda name: name.start)
        if first.end <= second.start:
            yield _mask(text, (first, second))
    yield _mask(text, ())


def _mask(text: str, chosen: tuple[Name, ...]) -> Masked:
    made, at = "", 0
    for slot, name in zip(SLOTS, chosen, strict=False):
        made += text[at : name.start] + name.head + slot + name.tail
        at = name.end
    made += text[at:]
    share = sum(name.end - name.start for name in chosen)
    return Masked(bare(normal(made)), tuple(name.things for name in chosen), share)


def _things(words: str, candidates: Sequence[Candidate], exact: Exact) -> tuple[Thing, ...]:
    """What words may mean. That a thing is called just so tells more than how often they mean anything:
    whether the rest of the question fits is looked at later."""
    same = [each for each in candidates if exact(each.id, words)]
    part = [] if same else [each for each in candidates if exact(each.id, words, part=True)]
    whole = sum(each.confidence for each in same) or 1.0
    found: list[Thing] = []
    for each in candidates:
        sure = each.confidence
        if each in same:
            sure = max(sure, _EXACT * each.confidence / whole)
        elif each in part:
            sure = max(sure, _PART)
        if sure >= _LEAST:
            found.append(Thing(each, sure, share=len(words)))
    return tuple(sorted(found, key=lambda each: -each.sure))


def asked_for(text: str, fits: Fits, find: Find, exact: Exact) -> Iterator[Masked]:
    """The question with each part taken out around which it is one that is known, if a thing is called so."""
    for start, end in _stretches(text):
        words = text[start:end]
        if _own_word(words):
            continue
        forms = bare(normal(text[:start] + SLOTS[0] + text[end:]))
        if not any(fits(form) for form in forms):
            continue
        found = [each for each in find(words) if exact(each.id, words)][:_CANDIDATES]
        if things := _things(words, found, exact):
            yield Masked(forms, (things,), end - start)


def _own_word(words: str) -> bool:
    """Whether this is a word of the question's own. "US" in capitals is a country, "us" is not."""
    return words.casefold() in _STAY and not (words == "US" or words == "UK")


def pieces(text: str) -> list[tuple[int, int]]:
    """Where the words and Chinese characters of a text are."""
    return [match.span() for match in _WORD.finditer(text)]


def _stretches(text: str) -> list[tuple[int, int]]:
    """Parts of a text that may be a name, between words, the longest first."""
    found = pieces(text)
    if len(found) > _SHORT:
        return []
    return sorted(
        (
            (first[0], last[1])
            for at, first in enumerate(found)
            for last in found[at : at + 10]
            if (first, last) != (found[0], found[-1])
        ),
        key=lambda part: part[0] - part[1],
    )


def _literal(text: str) -> Value:
    if text.replace(".", "", 1).isdigit() and not text.startswith("."):
        return Value(Kind.NUMBER, text, number=Decimal(text))
    return Value(Kind.TEXT, text)


def _pronouns(text: str, recall: Sequence[Candidate]) -> Iterator[Name]:
    if not recall:
        return
    for match in _PRONOUN.finditer(text.lower() if len(text.lower()) == len(text) else text):
        things = tuple(
            Thing(each, 0.9 if place == 0 else 0.3, share=match.end() - match.start())
            for place, each in enumerate(recall[:2])
        )
        groups = match.groupdict()
        tail = "'s" if groups["own"] else " is" if groups["is"] else ""
        yield Name(match.start(), match.end(), things, tail, "in " if groups["there"] else "")
        if match.group() == "her":
            yield Name(match.start(), match.end(), things, "'s")
