"""Which of many names are worth comparing with what was said: those that share sounds or pairs of letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

_HAN = re.compile(r"[\u3400-\u9fff]")
_MOST = 8
_SHARED = 0.5
"""The part of what was said that a name must share."""


class Nearby:
    """An index of names."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names: Sequence[str] = tuple(names)
        self._having: dict[str, list[int]] = {}
        for number, name in enumerate(self.names):
            for sign in signs(name):
                self._having.setdefault(sign, []).append(number)

    def find(self, said: str) -> list[str]:
        """The few names that are most alike at a glance, of about the same length."""
        wanted = signs(said)
        shared = Counter(number for sign in wanted for number in self._having.get(sign, ()))
        room = max(1, len(said) // 4)
        found = [
            (count, number)
            for number, count in shared.items()
            if count >= _SHARED * len(wanted) and abs(len(self.names[number]) - len(said)) <= room
        ]
        found.sort(key=lambda each: (-each[0], each[1]))
        return [self.names[number] for _, number in found[:_MOST]]


def signs(text: str) -> frozenset[str]:
    """Pairs of letters, and how Chinese characters are said in the south, where much sounds alike."""
    latin = re.sub(r"[^a-z0-9]", "", text)
    pairs = {latin[at : at + 2] for at in range(len(latin) - 1)}
    return frozenset(pairs | {_sound(char) for char in _HAN.findall(text)})


@lru_cache(maxsize=4096)
def _sound(char: str) -> str:
    from pypinyin import Style, lazy_pinyin

    sound = lazy_pinyin(char, style=Style.NORMAL)[0]
    sound = re.sub(r"^([zcs])h", r"\1", re.sub(r"^n(?=[aeiouv])", "l", sound))
    return "." + re.sub(r"(?<=[aei])ng$", "n", re.sub(r"^hu(?=[aio])", "f", sound))
