"""Words for slots: what people put into them, as far as the slot's type takes it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import msgspec
import yaml

from parley.language.understanding.slots import SlotType

_FILE = Path(__file__).with_name("values.yaml")
_CJK = re.compile("[\u3400-\u9fff]")
#: Values of a slot per language.
MOST = 40
#: With fewer of its own kind, a slot is given whatever else its type takes.
ENOUGH = 6


class _Values(msgspec.Struct, forbid_unknown_fields=True):
    slots: dict[str, list[str]]
    kinds: dict[str, dict[str, list[str]]]


@cache
def _values() -> _Values:
    return msgspec.convert(yaml.safe_load(_FILE.read_text("utf-8")), _Values)


def values(slot: str, kind: SlotType) -> dict[str, list[str]]:
    """Words by language that a slot of this name and type may hold; empty where none is known."""
    told = _values()
    wanted = told.slots.get(slot, [])
    found: dict[str, list[str]] = {}
    for language in ("en", "zh"):
        named = [each for name in wanted for each in told.kinds[name].get(language, [])]
        if kind.free:
            taken = named or _from_all(told, language)
        else:
            taken = [each for each in (*named, *_own(kind, language)) if _takes(kind, each, language)]
            if len(taken) < ENOUGH:
                taken += [each for each in _from_all(told, language) if _takes(kind, each, language)]
        found[language] = _few(taken, f"{slot} {language}")
    return {language: words for language, words in found.items() if words}


def _few(words: Sequence[str], seed: str) -> list[str]:
    words = list(dict.fromkeys(words))
    return words if len(words) <= MOST else random.Random(seed).sample(words, MOST)


def _from_all(told: _Values, language: str) -> list[str]:
    return [each for kinds in told.kinds.values() for each in kinds.get(language, [])]


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _takes(kind: SlotType, words: str, language: str) -> bool:
    return bool(_pattern(kind.pattern).fullmatch(words)) and kind.parse(words, language) is not None


def _own(kind: SlotType, language: str) -> Iterator[str]:
    """The words of a type that takes a fixed set of them: the alternatives in its pattern."""
    inside = kind.pattern
    for found in re.findall(r"\(\?:([^()]*)\)", inside):
        for each in found.split("|"):
            word = re.sub(r"\\(.)", r"\1", each)
            if word and bool(_CJK.search(word)) == (language == "zh"):
                yield word
