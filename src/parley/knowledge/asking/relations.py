"""The relations that questions know by name, and the words for them in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import yaml

LANGUAGES = ("en", "zh")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a relation is named and asked for in one language; patterns as ``patterns.py`` reads them."""

    name: str
    names: list[str] = []
    plural: str = ""
    asks: list[str] = []
    inverse: list[str] = []
    checks: list[str] = []
    counts: list[str] = []
    inner: list[str] = []
    """The value as part of a longer question: "the person who wrote {x}"."""
    inner_inverse: list[str] = []
    more: list[str] = []
    less: list[str] = []
    most: list[str] = []
    least: list[str] = []
    most_have: list[str] = []
    least_have: list[str] = []
    says: str = ""
    """The answer; ``{x}``: the thing, ``{y}``: the values."""
    says_inverse: str = ""
    counted: dict[str, str] = {}
    """The number with what it counts, by plural form; ``{n}``."""


class Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a relation's values are."""

    kind: str
    """``thing``, ``person``, ``place``, ``number``, ``day`` or ``text``."""
    unit: str = ""
    """Of its numbers, where the graph does not tell."""
    one: bool = False
    """A thing has one value, so that another one is wrong."""
    of: str = ""
    """What kind of thing has it: ``person``, ``place``, ``work``; empty for any."""


class Class(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of thing that people ask for."""

    ids: list[str]
    """Of its class in Wikidata; there may be several."""
    measure: list[str] = []
    """The relations that "the largest" means, where those are not the first that have the word."""
    whole: bool = False
    """A graph that has any of them has all: their number is no matter of what was imported."""


@cache
def relations() -> Mapping[str, Relation]:
    """All of them by short name, in the order in which words with several meanings are tried."""
    return msgspec.convert(_read("relations.yaml"), dict[str, Relation])


@cache
def words(language: str) -> Mapping[str, Words]:
    """Their words by short name."""
    return msgspec.convert(_read(f"relations.{language}.yaml"), dict[str, Words])


@cache
def classes() -> Mapping[str, Class]:
    """The classes by name."""
    return msgspec.convert(_read("classes.yaml"), dict[str, Class])


@cache
def class_words(language: str) -> Mapping[str, list[str]]:
    """Their words by name, the singular first, then the plural."""
    return msgspec.convert(_read(f"classes.{language}.yaml"), dict[str, list[str]])


@cache
def patterns(language: str) -> Mapping[str, list[str]]:
    """Patterns that hold for every relation of a kind; ``{r}`` is its name."""
    return msgspec.convert(_read(f"patterns.{language}.yaml"), dict[str, list[str]])


@cache
def own_words() -> frozenset[str]:
    """Words that are a question's own, even where something is called so; small letters."""
    told = msgspec.convert(_read("own_words.yaml"), dict[str, list[str]])
    return frozenset(word for listed in told.values() for word in listed)


@cache
def cues(language: str) -> Mapping[str, list[str]]:
    """What questions say, and what the relations are called that answer them."""
    return msgspec.convert(_read(f"cues.{language}.yaml")["cues"], dict[str, list[str]])


def _read(name: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(files("parley.knowledge").joinpath(name).read_text("utf-8"), Loader=loader)
