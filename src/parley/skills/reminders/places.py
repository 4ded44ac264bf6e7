"""Places that reminders wait for, as people name them."""

from __future__ import annotations

import re

HOMES = frozenset({"home", "家", "家里", "house", "屋里"})


def same_place(one: str, other: str) -> bool:
    """Whether two names are of one place: the office, office, 公司, 公司里."""
    first, second = _plain(one), _plain(other)
    return first == second or {first, second} <= HOMES


def _plain(name: str) -> str:
    words = re.sub(r"\b(?:the|my|our|a|an)\b", " ", name.casefold())
    plain = " ".join(words.split()).removeprefix("我们").removeprefix("我的").removeprefix("我")
    return plain if plain in HOMES else plain.removesuffix("里面").removesuffix("里").removesuffix("那儿")
