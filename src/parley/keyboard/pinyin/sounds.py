"""Sounds that many speakers of Mandarin do not tell apart, as input methods have long offered them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from parley.keyboard.pinyin.syllables import NUMBER, initial

PAIRS: Mapping[str, tuple[str, str]] = {
    name: (name.split("-")[0], name.split("-")[1])
    for name in ("z-zh", "c-ch", "s-sh", "n-l", "f-h", "r-l", "an-ang", "en-eng", "in-ing")
}
"""Name, as ``Wishes.fuzzy`` has it → the two sounds."""

_FINALS = frozenset(("an-ang", "en-eng", "in-ing"))


def confused(syllable: str) -> Iterator[tuple[str, str]]:
    """Syllables that may be typed for one, with the name of the pair; ``ian`` and ``uan`` go with ``an``."""
    first = initial(syllable)
    final = syllable[len(first) :]
    for name, (one, other) in PAIRS.items():
        if name in _FINALS:
            changed = _final(first, final, one, other)
        elif first in (one, other):
            changed = (other if first == one else one) + final
        else:
            continue
        if changed in NUMBER and changed != syllable:
            yield changed, name


def _final(first: str, final: str, one: str, other: str) -> str:
    if final.endswith(other):
        return first + final[: -len(other)] + one
    if final.endswith(one):
        return first + final[: -len(one)] + other
    return ""


def both(syllable: str, names: frozenset[str]) -> Iterator[str]:
    """Syllables that may be typed for one by somebody who confuses both its initial and its final."""
    for middle, one in confused(syllable) if names else ():
        if one in names and one not in _FINALS:
            yield from (far for far, other in confused(middle) if other in names and other in _FINALS)
