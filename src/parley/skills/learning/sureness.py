"""How likely a guess is right, by what the model says and by the words it did not expect."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

#: Said in any command, and in none of importance.
_SMALL = frozenset(
    re.findall(
        "[a-z]+|[^a-z ]",
        "the a an my me to of for in on at it is i you we our us this that these those and or please now "
        "just can could will would do does did be are am was have has s with so some any all there here up "
        "的了一个吧啊呢吗我你给把下这那就在是有要请帮来去点们得地着也都还再和跟想能会",
    )
)
#: What the model's own odds count, and what a strange word and one that was read as another take from them:
#: a logistic regression on CLINC150's training and validation parts and HWU64's training part.
SLOPE, OFFSET, STRANGE, REPAIRED = 1.05, 0.25, 0.3, 0.55
_LEAST = 1e-6


def sureness(share: float, strange: Sequence[str], repaired: int) -> float:
    """Probability in [0, 1]."""
    share = min(max(share, _LEAST), 1 - _LEAST)
    weight = sum(
        0.5 if len(word) == 1 and not word.isascii() else 1.0 for word in strange if word not in _SMALL
    )
    odds = SLOPE * math.log(share / (1 - share)) + OFFSET - STRANGE * weight - REPAIRED * repaired
    return 1 / (1 + math.exp(-odds))
