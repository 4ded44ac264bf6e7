"""A person's words as the steps of a routine: where one ends and the next begins, and which nobody can do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parley.skills.splitting import part, pieces

Understood = Callable[[str], bool]

MOST = 20
"""Steps of a routine."""
_LONGEST = 40
"""Characters of a Chinese sentence that is cut where there is no mark."""
_VERB = re.compile("(?=[关开锁播放定设告说讲提把将给报念读停暂调拉启打叫来静])")
_HAN = re.compile("[\u3400-\u9fff]")
_BEFORE = re.compile(
    r"^(?:(?:you should|i want you to|then|please|you|to|first|also)(?![a-z])"
    r"|就|你就|请|帮我|先|再|然后)[,，\s]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Steps:
    """What was made of somebody's words."""

    known: Sequence[str]
    """Sentences that can be done, in order, until one that cannot."""
    unknown: str = ""
    """The first that nobody understands."""


def steps(text: str, understood: Understood) -> Steps:
    """Part words into steps, each as long as need be to be understood, as short as can be."""
    text = bare(text)
    if not text:
        return Steps(())
    found = pieces(text)
    known: list[str] = []
    at = 0
    while at < len(found):
        end = next(
            (end for end in range(at + 1, len(found) + 1) if understood(part(text, found[at:end]))), None
        )
        if end is None:
            first = part(text, found[at : at + 1])
            cut = _cut(first, understood)
            if not cut:
                return Steps(tuple(known), first)
            known += cut
            end = at + 1
        else:
            known.append(part(text, found[at:end]))
        at = end
    return Steps(tuple(known))


def bare(text: str) -> str:
    """Without what only leads to it: "then please", 你就."""
    text = text.strip(" ,，。.!！?？;；、\"“”'")
    while (shorter := _BEFORE.sub("", text)) != text:
        text = shorter
    return text


def _cut(text: str, understood: Understood) -> Sequence[str]:
    """Steps of Chinese words without a mark between them, 关灯锁门; none when they cannot be parted."""
    if not _HAN.search(text) or len(text) > _LONGEST:
        return ()
    places = [found.start() for found in _VERB.finditer(text) if found.start()]
    for place in places:
        first = text[:place].strip()
        if understood(first):
            rest = text[place:].strip()
            others = (rest,) if understood(rest) else _cut(rest, understood)
            if others:
                return (first, *others)
    return ()
