"""What there is to choose from, in what a person said."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parley.language.understanding.original import as_said

_OR = re.compile(r"\s*(?:(?<![a-z])or(?![a-z])|还是|或者?是?|抑或)\s*", re.IGNORECASE)
_BETWEEN = re.compile(
    r"\s*(?:[,，、;；/]|(?<![a-z])(?:or|and|versus|vs|&)(?![a-z])|还是|或者?是?|抑或|(?<=.)[和跟与及](?=.))\s*",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"^(?:(?:between|either|from|whether|to|should i|if i should|i should)(?![a-z])"
    r"|在|从|到底|究竟|是|要|我是?|我们是?|要么)\s*",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?:之间|里面|里头|当中|中间|中选|[里呢吧啊?？。.!！])+$")
LONGEST = 60
MOST = 20


def split(text: str) -> Sequence[str]:
    """The things that were named, each once, in order; at least two, or none."""
    text = _AFTER.sub("", _BEFORE.sub("", text.strip()))
    found = [_plain(each) for each in _BETWEEN.split(text)]
    kept = list(dict.fromkeys(each for each in found if each))
    return tuple(kept) if 2 <= len(kept) <= MOST and all(len(each) <= LONGEST for each in kept) else ()


def is_choice(text: str) -> bool:
    """Whether it says "or", so that it can be nothing but a choice."""
    return bool(_OR.search(text)) and bool(split(text))


def _plain(text: str) -> str:
    return re.sub(r"^(?:either|to|and|or)\s+|\s+(?:and|or)$", "", text.strip(" '\"“”"), flags=re.IGNORECASE)


def parted(options: Sequence[str], said: str) -> Sequence[str]:
    """The options with their capitals, and parted where commas were."""
    whole = as_said(" ".join(options), said)
    begin, end = as_said(options[0], said), as_said(options[-1], said)
    start = said.find(begin)
    stop = said.rfind(end) + len(end)
    if 0 <= start < stop:
        whole = said[start:stop]
    return split(whole) or tuple(options)
