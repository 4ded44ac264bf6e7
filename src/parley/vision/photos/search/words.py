"""The words by which things, colours and people on photos are asked for, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from parley.vision.objects.names import CLASSES, called
from parley.vision.photos.search.tokens import folded


@cache
def things() -> Mapping[str, tuple[str, ...]]:
    """Every word for a thing, folded, and the classes it may mean."""
    found: dict[str, list[str]] = {}
    for language in ("en", "zh"):
        more: dict[str, list[str]] = _yaml(f"things.{language}.yaml")
        for name in CLASSES:
            for word in (called(name, language), *more[name]):
                classes = found.setdefault(folded(word), [])
                if name not in classes:
                    classes.append(name)
    return {word: tuple(classes) for word, classes in found.items()}


@cache
def colours() -> Mapping[str, str]:
    """Every word for a colour, folded, and its name."""
    return {
        folded(str(word)): name for name, words in _yaml("words.yaml")["colours"].items() for word in words
    }


@cache
def empty() -> frozenset[str]:
    """English words that say nothing about a photo."""
    return frozenset(_flat(_yaml("words.yaml")["empty"]))


@cache
def empty_chinese() -> frozenset[str]:
    """Chinese ones."""
    return frozenset(_flat(_yaml("words.yaml")["empty_zh"]))


@cache
def favourite() -> tuple[str, ...]:
    """Words for the photos that a person likes best."""
    return tuple(_yaml("words.yaml")["favourite"])


@cache
def group() -> tuple[str, ...]:
    """Words for a photo of several people."""
    return tuple(_yaml("words.yaml")["group"])


def singular(word: str) -> str:
    """An English plural without its ending, where that is a word for a thing; else the word."""
    for ending, instead in (("ies", "y"), ("ves", "fe"), ("es", ""), ("s", "")):
        if word.endswith(ending) and (one := word[: -len(ending)] + instead) in things():
            return one
    return {"mice": "mouse", "men": "man", "women": "woman", "children": "child", "buses": "bus"}.get(
        word, word
    )


def _flat(lists: Sequence[Sequence[str]]) -> Iterator[str]:
    return (str(word) for words in lists for word in words)


@cache
def _yaml(name: str) -> dict[str, Any]:
    return msgspec.yaml.decode((files("parley.vision.photos.search") / name).read_text("utf-8"))
