"""When two words mean the same person, thing or relation, also across Chinese and English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

import msgspec

from parley.language.script import to_simplified
from parley.language.understanding.model.features import stem

Name = frozenset[str]
"""What a word may mean: concepts, or itself where nobody knows better. Two mean the same that share one."""

ITS_PLACE, ALLERGY, LIKES, LIVES, WORKS = "@place", "@allergy", "@likes", "@lives", "@works"
"""Relations that are told by a verb and have no name."""
OWN_NAME = frozenset({"name"})
_ARTICLE = re.compile(r"^(?:(?:my|our|the|a|an|your)\s+|我们?的?|咱们?的?|那个|这个)+", re.IGNORECASE)
_CLASSIFIER = re.compile(r"^(?:那|这)?(?:辆|把|本|只|条|副|个|台|串)")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of concepts."""

    concepts: dict[str, frozenset[str]]
    """Folded word → the concepts it may mean."""
    said: dict[str, dict[str, str]]
    """Concept → language → the word that answers use."""
    people: dict[str, tuple[str, ...]]
    """Language → every word for a person or a pet, longest first."""
    relations: dict[str, tuple[str, ...]]
    """Language → every word for a relation, longest first."""
    things: dict[str, tuple[str, ...]]
    """Language → every word for something that is put somewhere, longest first."""


@cache
def words() -> Words:
    """They are read once."""
    text = files("parley.knowledge.own").joinpath("concepts.yaml").read_text("utf-8")
    groups = cast("dict[str, dict[str, dict[str, list[str]]]]", msgspec.yaml.decode(text))
    concepts: dict[str, set[str]] = {}
    said: dict[str, dict[str, str]] = {}
    for group in groups.values():
        for concept, languages in group.items():
            said[concept] = {language: names[0] for language, names in languages.items()}
            for each in [name for names in languages.values() for name in names]:
                concepts.setdefault(folded(each), set()).add(concept)
    every = {group: _by_language(found) for group, found in groups.items()}
    return Words(
        {word: frozenset(found) for word, found in concepts.items()},
        said,
        every["people"],
        every["relations"],
        every["things"],
    )


def _by_language(group: dict[str, dict[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    return {
        language: tuple(
            sorted({each for found in group.values() for each in found[language]}, key=len, reverse=True)
        )
        for language in ("en", "zh")
    }


def folded(word: str) -> str:
    """Small letters, simplified characters, single spaces, no article, nothing around it."""
    plain = " ".join(to_simplified(word).lower().replace("’", "'").split()).strip(" '的")
    plain = _ARTICLE.sub("", plain)
    return _CLASSIFIER.sub("", plain) or plain


def name_of(word: str) -> Name:
    """What a word means."""
    plain = folded(word)
    known = words().concepts.get(plain)
    if known is not None:
        return known
    if _HAN.search(plain):
        return frozenset({f"={plain.replace(' ', '')}"})
    return frozenset({"=" + " ".join(stem(each) for each in plain.split())})


def known(word: str) -> bool:
    """Whether it is one of the words of concepts."""
    return folded(word) in words().concepts


def thing(word: str) -> bool:
    """Whether it is one of the words for what people put somewhere."""
    return any(folded(word) in map(folded, each) for each in words().things.values())


def worded(word: str, language: str) -> str:
    """A word as an answer in a language says it: its own where it is of that language or nobody knows
    better."""
    plain = folded(word)
    concepts = words().concepts.get(plain)
    if concepts is None or bool(_HAN.search(plain)) == (language == "zh"):
        return plain if concepts else word.strip()
    return words().said[min(concepts)].get(language, plain)
