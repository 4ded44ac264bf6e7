"""A command for later: "dim the lights in an hour" is "dim the lights", and when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from parley.language.understanding.normal import forms, speech_language
from parley.language.understanding.when import MARKED_WHEN, When

_HAN = re.compile("[\u3400-\u9fff]")
_FEWEST = 2
"""Characters of a Chinese command without its time; an English one has as many words."""
_LEFT = re.compile(r"^(?:的时候|时候|的话|就|再|帮我|给我|请)+|(?:的时候|就|再)$")


def deferred(text: str) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The words without a time of day, or a while, that they tell; and that as ``when`` or ``after``.

    An English time stands at the beginning or the end, a Chinese one also between what is meant and what is
    to be done: 把灯十点调暗. What repeats is none, and neither is a day without an hour.
    """
    seen: set[str] = set()
    for said in forms(text):
        for found in _times().finditer(said):
            start, end = found.span()
            # Without the "in" of "lights in five minutes" nothing of it is a time.
            inside = start > 0 and end < len(said)
            if inside and not _HAN.search(said[start - 1] + said[end : end + 1]):
                continue
            rest = _LEFT.sub("", f"{said[:start].strip()} {said[end:].strip()}".strip())
            rest = re.sub(r" (?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff]) ", "", rest)
            few = len(rest) if _HAN.search(rest) else len(rest.split())
            if few < _FEWEST or rest in seen:
                continue
            seen.add(rest)
            when = MARKED_WHEN.parse(found[0].strip(), speech_language(said, "en"))
            if isinstance(when, When) and when.timed and not when.repeat:
                after = when.clues.after
                yield rest, {"when": when} if after is None else {"after": after}


@cache
def _times() -> re.Pattern[str]:
    return re.compile(MARKED_WHEN.pattern)
