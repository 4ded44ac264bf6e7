"""What text is found by: stems of words, and single and neighbouring characters of scripts without spaces.

Pairs of characters, so that nothing that stands there cannot be found: a segmenter would have to cut the text
and the question alike. (Of two-character questions pairs found 99.6 %, words 47 %.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from operator import add

from parley.language.analysis.folding import folded
from parley.language.analysis.stems import stem, stems

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Chinese characters
    "\uac00-\ud7af"  # Hangul has spaces, but glues what it means together
)
"""Characters, as in a regular expression's class, that stand without spaces between words."""
LONGEST_TOKEN = 64
"""Characters of a token; of a longer run of letters (no word: a key, a picture as text) the first count."""

_RUN = re.compile(f"[{UNSPACED}]")
_APART_RUN = f"[{UNSPACED}]+"
_WORD = rf"[^\W_{UNSPACED}]+(?:'(?:s|t|re|ve|ll|d|m)(?![^\W_]))?"
_PIECE = re.compile(f"{_APART_RUN}|{_WORD}")
_EITHER = re.compile(f"({_APART_RUN})|({_WORD})")
_APART = re.compile(_APART_RUN)
_ASCII = re.compile("[0-9A-Za-z]+(?:'(?:s|t|re|ve|ll|d|m)(?![0-9A-Za-z]))?")
"""``_WORD`` for ASCII, of which it finds the same."""


def pieces(plain: str) -> list[str]:
    """The words and unspaced runs of a folded text."""
    return _PIECE.findall(plain)


def spans(plain: str) -> Iterator[tuple[int, int, str]]:
    """The same, with where each begins and ends."""
    for found in _PIECE.finditer(plain):
        yield found.start(), found.end(), found[0]


def unspaced(piece: str) -> bool:
    """Whether a piece is a run of characters without spaces between words."""
    return _RUN.match(piece) is not None


def ordered(text: str) -> list[str]:
    """Tokens in the order of the text: stems of words; of a run of characters its pairs, then its last one.

    What stands one after the other in a text has tokens one after the other, and every character begins a
    token: an index that knows prefixes finds it by itself.
    """
    return ordered_folded(folded(text))


def ordered_folded(plain: str) -> list[str]:
    """As ``ordered``, for a text that is folded already."""
    if plain.isascii():
        return list(stems(_ASCII.findall(plain)))
    found: list[str] = []
    one, more = found.append, found.extend
    for run, word in _EITHER.findall(plain):  # a fifth faster than to look at each piece
        if word:
            one(stem(word))
        else:
            more(map(add, run, run[1:]))
            one(run[-1])
    return found


def sought(text: str) -> tuple[list[str], bool]:
    """Tokens that stand one after the other in the ``ordered`` of every text that this stands in.

    The second is whether the last of them is one character, which may begin a pair there: 报 in 报价.
    """
    found = ordered(text)
    if not found or not unspaced(found[-1]):
        return found, False
    if len(found) > 1 and len(found[-2]) > 1 and unspaced(found[-2]):  # a run may go on in the text
        return found[:-1], False
    return found, True


def singles(plain: str) -> set[str]:
    """The characters of a folded text that stand without spaces, each once."""
    return set("".join(_APART.findall(plain))) if not plain.isascii() else set()


def indexed(text: str) -> Iterator[str]:
    """Stems of words, every single character of a run and every pair: what can be found without an order."""
    for piece in _PIECE.findall(folded(text)):
        if unspaced(piece):
            yield from piece
            yield from (one + other for one, other in pairwise(piece))
        else:
            yield stem(piece)


def asked(text: str) -> tuple[str, ...]:
    """Those of ``indexed`` that a text must have so that this may stand in it; each once."""
    found: list[str] = []
    for piece in _PIECE.findall(folded(text)):
        if not unspaced(piece):
            found.append(stem(piece))
        elif len(piece) == 1:
            found.append(piece)
        else:
            found.extend(map(add, piece, piece[1:]))
    return tuple(dict.fromkeys(found))


def words(text: str) -> list[str]:
    """The words of a text as a dictionary has them, folded: Chinese is cut by rjieba, the rest at spaces."""
    found: list[str] = []
    for piece in _PIECE.findall(folded(text)):
        if unspaced(piece) and len(piece) > 1:
            found.extend(segmented(piece))
        else:
            found.append(piece.removesuffix("'s").replace("'", ""))
    return found


def segmented(run: str) -> list[str]:
    """The words of a run of characters, by rjieba."""
    return list(_cutter()(run))


@cache
def _cutter() -> Callable[[str], list[str]]:
    import rjieba

    return rjieba.cut
