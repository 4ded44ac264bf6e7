"""Full-width and half-width forms, and text folded for matching."""

from __future__ import annotations

import re
import unicodedata

from parley.language.limits import bounded

_TO_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_TO_FULL = {half: full for full, half in _TO_HALF.items()}
#: Chinese and typographic marks, and the ASCII ones that mean the same.
_PUNCTUATION = str.maketrans(
    {
        "。": ".",
        "．": ".",
        "、": ",",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "「": '"',
        "」": '"',
        "『": '"',
        "』": '"',
        "《": '"',
        "》": '"',
        "【": "[",
        "】": "]",
        "—": "-",
        "–": "-",
        "−": "-",
        "…": ".",
        "·": " ",
        "～": "~",
        "\u00a0": " ",
    }
)
_SPACES = re.compile(r"\s+")


def to_half_width(text: str) -> str:
    """Full-width letters, digits and signs as ASCII: ＡＢＣ１２３ → ABC123. Chinese stays as it is."""
    return bounded(text).translate(_TO_HALF)


def to_full_width(text: str) -> str:
    """ASCII as full-width forms, as Chinese typesetting has them in vertical text."""
    return bounded(text).translate(_TO_FULL)


def fold(text: str) -> str:
    """Text for comparing: one width, one case, ASCII punctuation, single spaces, none at the ends."""
    folded = unicodedata.normalize("NFKC", bounded(text).translate(_PUNCTUATION)).casefold()
    folded = unicodedata.normalize("NFKC", folded).translate(_PUNCTUATION)
    return _SPACES.sub(" ", folded).strip()
