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
#: What the model's own odds and margin count; a strange word that matters, and one that does not; and a word
#: that was read as another. A logistic regression on CLINC150's training and validation parts and HWU64's
#: training part.
OFFSET, SLOPE, MARGIN, STRANGE, SMALL, REPAIRED = 0.97, 0.38, 3.29, -0.3, 0.16, -1.08
_LEAST = 1e-6
_MOST_SMALL = 3


def sureness(share: float, margin: float, strange: Sequence[str], repaired: int) -> float:
    """Probability in [0, 1]: of what the model gives this share, and this margin over all else."""
    share = min(max(share, _LEAST), 1 - _LEAST)
    small = sum(word in _SMALL for word in strange)
    weight = sum(_weight(word) for word in strange if word not in _SMALL)
    odds = OFFSET + SLOPE * math.log(share / (1 - share)) + MARGIN * margin
    odds += STRANGE * weight + SMALL * min(small, _MOST_SMALL) + REPAIRED * repaired
    return 1 / (1 + math.exp(-odds))


def mostly_strange(strange: Sequence[str], said: Sequence[str]) -> bool:
    """Whether at least half of what was said, but for small words, is strange."""
    odd = sum(_weight(word) for word in strange if word not in _SMALL)
    every = sum(_weight(word) for word in said if word not in _SMALL)
    return odd > 0 and 2 * odd >= every


def _weight(word: str) -> float:
    """A Chinese character is half a word."""
    return 0.5 if len(word) == 1 and not word.isascii() else 1.0
