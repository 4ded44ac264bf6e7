"""Words for slots: what people put into them, as far as the slot's type takes it."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import msgspec

from parley.language.understanding.slots import SlotType

_FILE = Path(__file__).with_name("values.yaml")
_CJK = re.compile("[\u3400-\u9fff]")
#: Values of a slot per language.
MOST = 40
#: With fewer of its own kind, a slot is given whatever else its type takes.
ENOUGH = 6
#: Of all words there are, those that are tried then.
TRIED = 120


class _Values(msgspec.Struct, forbid_unknown_fields=True):
    slots: dict[str, list[str]]
    kinds: dict[str, dict[str, list[str]]]


@cache
def _values() -> _Values:
    return msgspec.convert(msgspec.yaml.decode(_FILE.read_text("utf-8")), _Values)


def values(slot: str, kind: SlotType) -> dict[str, list[str]]:
    """Words by language that a slot of this name and type may hold; empty where none is known."""
    stored = _values()
    wanted = stored.slots.get(slot, [])
    found: dict[str, list[str]] = {}
    for language in ("en", "zh"):
        lot = f"{slot} {language}"
        named = [each for name in wanted for each in stored.kinds[name].get(language, [])]
        every = [each for kinds in stored.kinds.values() for each in kinds.get(language, [])]
        if kind.free:
            taken = named or every
        else:
            chinese = language == "zh"
            own = [each for each in kind.values or () if bool(_CJK.search(each)) == chinese]
            tried = (*_few(named, lot), *_few(own, lot))
            taken = [each for each in tried if _takes(kind, each, language)]
            if len(taken) < ENOUGH:
                others = _few(every, lot, TRIED)
                taken += [each for each in others if each not in taken and _takes(kind, each, language)]
        found[language] = _few(taken, lot)
    return {language: words for language, words in found.items() if words}


def _few(words: Sequence[str], lot: str, most: int = MOST) -> list[str]:
    words = list(dict.fromkeys(words))
    return words if len(words) <= most else random.Random(lot).sample(words, most)


@cache
def every() -> frozenset[str]:
    """All words for slots that there are."""
    return frozenset(each for kinds in _values().kinds.values() for texts in kinds.values() for each in texts)


@cache
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _takes(kind: SlotType, words: str, language: str) -> bool:
    return bool(_pattern(kind.pattern).fullmatch(words)) and kind.parse(words, language) is not None
