"""Sentences with alternatives, written out: ``who (wrote|penned) [the] {x}`` is four."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from parley.errors import ParleyError

MOST = 4_000
"""Sentences that one pattern may stand for; more is a slip of the pen."""
_PIECE = re.compile(r"[()\[\]|]|[^()\[\]|]+")


class BadPattern(ParleyError):
    """A pattern has a bracket too many, or stands for too many sentences."""

    code = "bad_template"


@lru_cache(maxsize=4096)
def written_out(pattern: str) -> tuple[str, ...]:
    """All sentences that a pattern stands for, each once. Raises ``BadPattern``."""
    pieces = _PIECE.findall(pattern)
    found, end = _alternatives(pieces, 0)
    if end != len(pieces):
        raise BadPattern(f"The pattern {pattern!r} has a bracket that nothing opens.")
    sentences = tuple(dict.fromkeys(re.sub(r"\s+", " ", each).strip() for each in found))
    if len(sentences) > MOST:
        raise BadPattern(f"The pattern {pattern!r} stands for {len(sentences)} sentences.")
    return sentences


def _alternatives(pieces: list[str], at: int) -> tuple[list[str], int]:
    """What stands from ``at`` to the end of its bracket, and where that is."""
    choices: list[str] = []
    line = [""]
    while at < len(pieces) and pieces[at] not in (")", "]"):
        if pieces[at] == "|":
            choices += line
            line, at = [""], at + 1
            continue
        if pieces[at] in ("(", "["):
            inner, end = _alternatives(pieces, at + 1)
            if end >= len(pieces) or pieces[end] != {"(": ")", "[": "]"}[pieces[at]]:
                raise BadPattern("A pattern has a bracket that nothing closes.")
            inner = [*inner, ""] if pieces[at] == "[" else inner
            line, at = list(_joined(line, inner)), end + 1
        else:
            line, at = [each + pieces[at] for each in line], at + 1
        if len(line) > MOST:
            raise BadPattern(f"A pattern stands for more than {MOST} sentences.")
    return choices + line, at


def _joined(line: list[str], inner: list[str]) -> Iterator[str]:
    for one in line:
        for other in inner:
            yield one + other
