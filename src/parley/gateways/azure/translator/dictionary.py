"""Translator's dictionary, which only version 3.0 has: words for a word, and sentences that show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar, cast

from msgspec import Meta, Struct, field

from parley.errors import Unsupported
from parley.gateways.access import BadRequest, Call, json, parsed
from parley.gateways.access.door import Answer
from parley.gateways.azure.translator import wanted
from parley.gateways.azure.translator.faults import (
    LONG_TEXT,
    LONG_TRANSLATION,
    MANY,
    NO_SOURCE,
    NO_TARGET,
    NO_TEXT,
    NO_VERSION,
    Fault,
    named,
)
from parley.gateways.azure.translator.shapes import ELEMENTS, V3, Item, PairQuery, Text
from parley.gateways.surface import Surface
from parley.gateways.surface.attending import attended
from parley.translation.dictionary.service import Dictionaries
from parley.translation.dictionary.types import (
    MAX_CHARACTERS,
    MAX_WORDS,
    Exemplified,
    Looked,
    Meaning,
)
from parley.translation.tags import standard

BODY = 256 * 1024
"""Bytes: twenty words, each character written as JSON's longest escape, and then some."""


class Pair(Item, frozen=True):
    """A word and one of its translations, as a lookup gave them; ``translation`` or ``Translation``."""

    translation: Text | None = None
    loud_translation: Text | None = field(default=None, name="Translation")


WORDS: type[list[Item]] = cast(Any, Annotated[list[Item], Meta(max_length=ELEMENTS)])
PAIRS: type[list[Pair]] = cast(Any, Annotated[list[Pair], Meta(max_length=ELEMENTS)])
_T = TypeVar("_T")


class BackTranslation(Struct, frozen=True, rename="camel"):
    """A word that a translation stands for too."""

    normalized_text: str
    display_text: str
    num_examples: int
    frequency_count: int


class DictionaryTranslation(Struct, frozen=True, rename="camel"):
    """One translation of a word."""

    normalized_target: str
    display_target: str
    pos_tag: str
    confidence: float
    prefix_word: str
    """A determiner to write before it; no dictionary here tells one."""
    back_translations: list[BackTranslation]


class Entry(Struct, frozen=True, rename="camel"):
    """A word and its translations."""

    normalized_source: str
    display_source: str
    translations: list[DictionaryTranslation]


class Shown(Struct, frozen=True, rename="camel"):
    """A sentence and its translation, each cut at its word."""

    source_prefix: str
    source_term: str
    source_suffix: str
    target_prefix: str
    target_term: str
    target_suffix: str


class ShownPair(Struct, frozen=True, rename="camel"):
    """A word, its translation, and sentences that hold both."""

    normalized_source: str
    normalized_target: str
    examples: list[Shown]


class Dictionary:
    """Answers ``/dictionary/lookup`` and ``/dictionary/examples``."""

    def __init__(self, surface: Surface, dictionaries: Dictionaries) -> None:
        self._surface, self._dictionaries = surface, dictionaries

    async def lookup(self, call: Call) -> Answer:
        """``POST /dictionary/lookup``."""
        query = _query(call)
        words = [_word(item) for item in _counted(parsed(await call.body(BODY), WORDS))]
        found = await attended(call.request, self._dictionaries.lookup(words, query.source, query.target))
        self._count(call, words)
        return named(json([_entry(each) for each in found]))

    async def examples(self, call: Call) -> Answer:
        """``POST /dictionary/examples``."""
        query = _query(call)
        items = _counted(parsed(await call.body(BODY), PAIRS))
        pairs = [(_word(item), _translation(item)) for item in items]
        found = await attended(call.request, self._dictionaries.examples(pairs, query.source, query.target))
        self._count(call, [word for pair in pairs for word in pair])
        return named(json([_shown(each) for each in found]))

    def _count(self, call: Call, texts: Sequence[str]) -> None:
        self._surface.usage.count(call.caller, "language.analyse", characters=sum(map(len, texts)))


def _query(call: Call) -> PairQuery:
    query = call.query(PairQuery)
    if wanted.version_of(query.version, call.request.url.path) != V3:
        raise Fault(NO_VERSION, f"The dictionary is part of version {V3} only.")
    for tag, number in ((query.source, NO_SOURCE), (query.target, NO_TARGET)):
        try:
            standard(tag)
        except Unsupported as error:
            raise Fault(number, f"The language is not valid: {error}") from error
    return query


def _counted(items: list[_T]) -> list[_T]:
    if not items:
        raise BadRequest("The body has no words.")
    if len(items) > MAX_WORDS:
        raise Fault(MANY, f"The body may have {MAX_WORDS} elements.")
    return items


def _word(item: Item) -> str:
    if not (item.words or "").strip():
        raise Fault(NO_TEXT, "An element of the body has no `text`.")
    return _short(item.words or "", LONG_TEXT)


def _translation(pair: Pair) -> str:
    words = pair.translation if pair.translation is not None else pair.loud_translation
    if not (words or "").strip():
        raise Fault(NO_TEXT, "An element of the body has no `translation`.")
    return _short(words or "", LONG_TRANSLATION)


def _short(words: str, number: int) -> str:
    if len(words) > MAX_CHARACTERS:
        raise Fault(number, f"A word may have {MAX_CHARACTERS} characters.")
    return words


def _entry(found: Looked) -> Entry:
    return Entry(found.key, found.text, [_meaning(each) for each in found.meanings])


def _meaning(found: Meaning) -> DictionaryTranslation:
    return DictionaryTranslation(
        found.key,
        found.text,
        found.part.value,
        found.confidence,
        "",
        [BackTranslation(each.key, each.text, each.examples, each.frequency) for each in found.back],
    )


def _shown(found: Exemplified) -> ShownPair:
    examples = [
        Shown(
            each.source.before,
            each.source.word,
            each.source.after,
            each.target.before,
            each.target.word,
            each.target.after,
        )
        for each in found.examples
    ]
    return ShownPair(found.source, found.target, examples)
