"""How likely a guess is right, by what the model says and by the words it did not expect."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from parley.skills.learning.words import SMALL

#: What a command hardly says without meaning it: numbers, days, times of day.
_AMOUNT = re.compile(
    r"\d+|[零两二三四五六七八九十百半]+(?=[点分秒个天号度周月年刻%成倍档次遍首])|百分之."
    r"|(?:今|明|后|昨)(?:天|早|晚|儿)|(?:周|星期|礼拜)[一二三四五六日天末]|[早晚]上|上午|中午|下午|半夜|凌晨"
    r"|(?<![a-z])(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty"
    r"|forty|fifty|sixty|hundred|half|quarter|noon|midnight|tonight|tomorrow|today|yesterday"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekdays?|weekends?)(?![a-z])"
)
#: What the model's own odds and margin count; a strange word that matters; a word that was read as another; a
#: word in a free slot; that a slot is filled at all; how many words there are, as a logarithm. A logistic
#: regression on requests and other talk of CLINC150's training and validation parts, HWU64's training part,
#: and sentences of Tatoeba; of each tenth by what was learned of the others, right to 5 points on average.
OFFSET, SLOPE, MARGIN, STRANGE, REPAIRED, FREE, SLOT, LENGTH = (
    -3.28,
    1.04,
    -1.17,
    -1.12,
    -0.48,
    -0.79,
    0.62,
    2.88,
)
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a guess and against it."""

    share: float
    """That the model gives the intent, in [0, 1]."""
    margin: float
    """Of the intent over all else."""
    repaired: int = 0
    """Words that were read as others."""
    outside: Sequence[str] = ()
    """Words that are in no slot."""
    strange: Sequence[str] = ()
    """Those of them that no sentence of the intent has."""
    slots: Sequence[str] = ()
    """Words in slots."""
    free: Sequence[str] = ()
    """Words in slots that take any."""


def sureness(found: Evidence) -> float:
    """Probability in [0, 1] that it is right."""
    share = min(max(found.share, _LEAST), 1 - _LEAST)
    odds = OFFSET + SLOPE * math.log(share / (1 - share)) + MARGIN * found.margin
    odds += STRANGE * content(found.strange) + REPAIRED * found.repaired + FREE * content(found.free)
    odds += SLOT * bool(found.slots) + LENGTH * math.log1p(content((*found.outside, *found.slots)))
    return 1 / (1 + math.exp(-odds))


def content(words: Iterable[str]) -> float:
    """How many words there are, without those of no importance; a Chinese character is half a word."""
    return sum(0.5 if len(word) == 1 and not word.isascii() else 1.0 for word in words if word not in SMALL)


def unused(text: str, spans: Iterable[tuple[int, int]], known: Callable[[str], bool]) -> str:
    """The first number or time that was said, is not whole in a slot, and is no word of the intent's own."""
    taken = list(spans)
    for found in _AMOUNT.finditer(text):
        start, end = found.span()
        if not known(found[0]) and not any(first <= start and end <= last for first, last in taken):
            return found[0]
    return ""
