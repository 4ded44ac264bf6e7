"""How likely a guess is right, by what the model says and by the words it did not expect."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

#: Said in any command, and in none of importance.
_SMALL = frozenset(
    re.findall(
        "[a-z]+|[^a-z ]",
        "the a an my me to of for in on at it is i you we our us this that these those and or please now just "
        "can could will would do does did be are am was have has s with so some any all there here up "
        "的了一个吧啊呢吗我你给把下这那就在是有要请帮来去点们得地着也都还再和跟想能会",
    )
)
#: What a strange word, and a word that was read as another, take from the logarithm of the odds.
STRANGE, REPAIRED = 0.9, 0.5
_LEAST = 1e-6


def sureness(share: float, strange: Sequence[str], repaired: int) -> float:
    """Probability in [0, 1]."""
    share = min(max(share, _LEAST), 1 - _LEAST)
    weight = sum(
        0.5 if len(word) == 1 and not word.isascii() else 1.0 for word in strange if word not in _SMALL
    )
    odds = math.log(share / (1 - share)) - STRANGE * weight - REPAIRED * repaired
    return 1 / (1 + math.exp(-odds))
