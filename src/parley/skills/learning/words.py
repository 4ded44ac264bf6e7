"""Words: of an alphabet as they are, each Chinese character by itself."""

from __future__ import annotations

import re

_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+(?:'[a-z]+)?")


def words_of(text: str) -> list[str]:
    """The words of a text in normal form, without signs."""
    return _WORD.findall(text)


def placed(text: str) -> list[tuple[str, int, int]]:
    """The same, each with where it is."""
    return [(found[0], *found.span()) for found in _WORD.finditer(text)]
