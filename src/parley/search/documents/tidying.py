"""Text as it is kept: no control characters, no heaps of blanks, no more than so many characters."""

from __future__ import annotations

import re
import unicodedata

from parley.search.documents.types import LONGEST_TITLE

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def tidy(text: str, most: int) -> str:
    """A paragraph a line, at most ``most`` characters."""
    text = _CONTROL.sub("", text[: most * 4].replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", text)
    return _LINES.sub("\n", _BLANKS.sub(" ", text)).strip()[:most].rstrip()


def title_of(text: str) -> str:
    """A title on one line."""
    return " ".join(_CONTROL.sub("", text[: LONGEST_TITLE * 4]).split())[:LONGEST_TITLE].rstrip()
