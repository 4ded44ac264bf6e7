"""How people and professions are called, of the several ways that a source has."""

from __future__ import annotations

import re

from parley.knowledge.starter.dictionary import plain

TITLES = re.compile(
    r"^(Sir|Lord|Lady|Count|Baron|Baroness|President|Saint|St\.|Dame|Emperor|King|Queen|Prince|Pope|General|Duke"
    r"|First|Second|Third|1st|2nd|3rd|Dr\.?|Mrs\.|Viscount|Earl|Marquis|Comte|The|the) "
)
_PROFESSION = re.compile(r"^[a-z]+(ist|ian|er|or|man)$")


def label(words: tuple[str, ...]) -> str:
    """``Albert Einstein`` of Einstein and Albert Einstein; ``Paracelsus`` stays."""
    first = words[0]
    if " " not in first:
        for each in words[1:]:
            if each.startswith(f"{first} "):
                return each
        for each in words[1:]:
            if each.endswith(f" {first}") and not TITLES.match(each):
                return each
        for each in words[1:]:
            if each.endswith(f" {first}"):
                return TITLES.sub("", each) if " " in TITLES.sub("", each) else each
    return first


def trade(words: tuple[str, ...]) -> str:
    """``pediatrician``, not baby doctor."""
    plainer = [each for each in words if _PROFESSION.search(each)]
    return plainer[0] if " " in words[0] and words[0][0].islower() and plainer else words[0]


def alike(name: str, other: str) -> bool:
    """Whether two names of the same years may be one person's: the same surname, and how the first begins."""
    one, two = plain(name).split(), plain(other).split()
    return one == two or (one[-1:] == two[-1:] and (len(one) == 1 or len(two) == 1 or one[0][0] == two[0][0]))


def surname(name: str) -> str:
    return name.split()[-1].casefold() if name.split() else ""
