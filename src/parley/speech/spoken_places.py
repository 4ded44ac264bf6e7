"""Which part of a text, as it was written, became which part of it as it is said: 7:30 and "seven thirty"."""

from __future__ import annotations

import bisect
import re
from difflib import SequenceMatcher

_HANZI = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"[{_HANZI}]|\d+(?:[.,:/]\d+)*(?:\s?°[CF])?|[^\W\d_{_HANZI}][^\W_{_HANZI}]*(?:['’][^\W_]+)*|\S"
)
"""A hanzi, a number with the signs inside it, a word with its apostrophes, or a sign."""


_LONGEST = 2_000
"""Characters of both; sentences are cut at 200."""


class Alignment:
    """The places of a written text for those of its spoken form."""

    def __init__(self, written: str, spoken: str) -> None:
        """For a sentence: of a longer text all of it is the place of each word, because comparing two texts
        takes a time that grows with the square of their length."""
        self._same = written == spoken
        self._whole = len(written) if len(written) + len(spoken) > _LONGEST else 0
        self._starts: list[int] = []
        self._ranges: list[tuple[int, int]] = []
        if self._same or self._whole:
            return
        ours = list(_TOKEN.finditer(spoken))
        theirs = list(_TOKEN.finditer(written))
        matcher = SequenceMatcher(
            None, [token[0] for token in theirs], [token[0] for token in ours], autojunk=False
        )
        for _, first, last, start, end in matcher.get_opcodes():
            for index in range(start, end):
                if last - first == end - start:
                    token = theirs[first + index - start]
                    found = (token.start(), token.end())
                elif first < last:
                    found = (theirs[first].start(), theirs[last - 1].end())
                else:
                    continue  # said, but not written: it belongs to no place
                self._starts.append(ours[index].start())
                self._ranges.append(found)

    def written(self, start: int, end: int) -> tuple[int, int] | None:
        """Where what is said from ``start`` to ``end`` is written; None for what is not written."""
        if self._same:
            return start, end
        if self._whole:
            return 0, self._whole
        first = max(0, bisect.bisect_right(self._starts, start) - 1)
        last = bisect.bisect_left(self._starts, end)
        ranges = self._ranges[first:last]
        if not ranges:
            return None
        return min(each[0] for each in ranges), max(each[1] for each in ranges)
