"""What text is found by: stems of words, and single and neighbouring Chinese characters.

Pairs of characters, so that nothing that stands there cannot be found: a segmenter would have to cut the text
and the question alike. (Of two-character questions pairs found 99.6 %, words 47 %.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from parley.language.script import to_simplified
from parley.language.understanding.model.features import stem

_HAN = re.compile(r"[\u3400-\u9fff]+")
_PIECE = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+")


def folded(text: str) -> str:
    """Small letters without accents, half width, simplified characters. Raises ``TooLong``."""
    plain = unicodedata.normalize("NFKD", text).lower()
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return to_simplified(plain)


def indexed(text: str) -> Iterator[str]:
    """Tokens of a text that is to be found."""
    for piece in _PIECE.findall(folded(text)):
        if _HAN.match(piece):
            yield from piece
            yield from (one + other for one, other in pairwise(piece))
        else:
            yield stem(piece)


def asked(text: str) -> tuple[str, ...]:
    """Tokens that a text must have so that this may stand in it."""
    found: list[str] = []
    for piece in _PIECE.findall(folded(text)):
        if not _HAN.match(piece):
            found.append(stem(piece))
        elif len(piece) == 1:
            found.append(piece)
        else:
            found.extend(one + other for one, other in pairwise(piece))
    return tuple(dict.fromkeys(found))
