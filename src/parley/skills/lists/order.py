"""Places in a list, as the pages give them: texts that sort, between any two of which there is another."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_FIRST, _LETTERS, _LONGEST = ord("a"), 26, 60
_CLEAR = re.compile("[a-z]*[b-z]")


def after(before: str) -> str:
    """A text that sorts after another, with room behind it; it never ends in ``a``."""
    made = ""
    for at in range(len(before) + 1):
        low = ord(before[at]) - _FIRST if at < len(before) else 0
        if _LETTERS - low > 1:
            middle = min(low + 2, (low + _LETTERS) // 2)
            return made + chr(_FIRST + max(middle, low + 1))
        made += chr(_FIRST + low)
    return made + "c"


def appended(placed: Mapping[str, str], new: Sequence[str]) -> dict[str, str]:
    """The places of new things after all others, by id; with those of others that need new ones.

    ``placed`` are the places of the others by id. They need new ones when two are the same, or one is none.
    """
    orders = list(placed.values())
    clear = len(set(orders)) == len(orders) and all(_CLEAR.fullmatch(each) for each in orders)
    last, places = max(orders, default=""), dict[str, str]()
    for each in new if clear else ():
        last = places[each] = after(last)
    if clear and len(last) <= _LONGEST:
        return places
    ids = [*sorted(placed, key=lambda id: (placed[id], id)), *new]
    return {id: _spread(index, len(ids)) for index, id in enumerate(ids)}


def _spread(index: int, of: int) -> str:
    """The place of one of many, evenly apart."""
    digits = 2
    while _LETTERS**digits < 2 * (of + 2):
        digits += 1
    place, made = (index + 1) * _LETTERS**digits // (of + 1), ""
    for _ in range(digits):
        place, digit = divmod(place, _LETTERS)
        made = chr(_FIRST + digit) + made
    # Before what ends in the first letter nothing can be put.
    return made[:-1] + "b" if made.endswith("a") else made
