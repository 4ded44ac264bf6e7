"""Years of birth and death as dictionaries write them: ``(1564-1616)``, ``(born in 1934)``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LIFE = re.compile(
    r"\((?P<born>\d{1,4})(?P<bb> ?BCE?)?\s*[-–]\s*(?:AD )?(?P<died>\d{1,4})?(?P<db> ?BCE?)?\)"
    r"|\(born in (?P<since>\d{4})\)"
    r"|\(born (?:in |on )?(?:\w+ \d+, )?(?P<on>\d{4})\)"
)
UNSURE = re.compile(r"\((?:c\.|circa|ca\.|\d{1,2}th century|\d+-c\.)[^()]*\)")
"""Lives whose years nobody knows for sure: the person is known, the years are left out."""


@dataclass(frozen=True, slots=True)
class Life:
    """When somebody lived, and where in the words that is told."""

    born: int | None = None
    """A year; 551 before Christ is -550."""
    died: int | None = None
    start: int = -1
    """-1 where the words do not tell of a life."""
    end: int = 0


def life(told: str) -> Life:
    """The first life in some words; without years that are not sure, and none that nobody lives."""
    found = _LIFE.search(told)
    if found is None:
        unsure = UNSURE.search(told)
        return Life(None, None, unsure.start(), unsure.end()) if unsure else Life()
    if since := found["since"] or found["on"]:
        return Life(int(since), None, found.start(), found.end())
    born, died = int(found["born"]), int(found["died"]) if found["died"] else None
    before = bool(found["bb"]) or (bool(found["db"]) and died is not None and born > died)
    if died is not None and not before and died < born and died <= 99 and born >= 1000:
        died += born // 100 * 100
    start = 1 - born if before else born
    end = None if died is None else 1 - died if found["db"] else died
    if end is not None and not 10 <= end - start <= 122:
        return Life()
    return Life(start, end, found.start(), found.end())
