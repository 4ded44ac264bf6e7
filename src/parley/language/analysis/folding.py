"""Text as it is compared: small letters, no accents, half width, simplified characters.

Character by character, so that a piece of a text folds to the same as it does within the text. (Converting
traditional Chinese by phrases, as for reading, would make of 乾隆 and 乾 different things.)
"""

from __future__ import annotations

import unicodedata

from parley.language.script import to_simplified

_ACCENTED_BELOW = 0x0530
"""Latin, Greek and Cyrillic lose their accents; elsewhere a mark is part of the letter (が is no か)."""
_ALONE = {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "’": "'", "ʼ": "'"}
"""Letters that no decomposition takes apart."""


class _Table(dict[int, str]):
    """What each character folds to; found out when it is first seen. At most one entry per code point."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _fold(chr(code))
        return found


def _fold(character: str) -> str:
    if "\ud800" <= character <= "\udfff":  # half a character: nothing can be made of it
        return " "
    plain = unicodedata.normalize("NFKC", character).casefold()
    found: list[str] = []
    for each in plain:
        if unicodedata.combining(each) and ord(each) < 0x0370:
            continue
        parts = unicodedata.normalize("NFD", each)
        base = parts[0] if ord(parts[0]) < _ACCENTED_BELOW else each
        found.append(_ALONE.get(base, base))
    folded = "".join(found)
    return to_simplified(folded) if any(each >= "\u2e80" for each in folded) else folded


_TABLE = _Table()


def folded(text: str) -> str:
    """Small letters without accents, half width, simplified characters.

    Two texts that differ in these ways only fold to the same. White space and marks stay.
    """
    if text.isascii():
        return text.lower()
    return composed(text).translate(_TABLE)


def composed(text: str) -> str:
    """The text with every accent in its letter (NFC): what ``aligned`` tells places of."""
    return unicodedata.normalize("NFC", text)


def aligned(text: str) -> tuple[str, list[int] | None]:
    """A composed text folded, and for every character of it the place it came from.

    None in place of the places where every character folds to one: each stands where it stood.
    """
    plain = text.lower() if text.isascii() else text.translate(_TABLE)
    if len(plain) == len(text) and (text.isascii() or all(len(_TABLE[ord(each)]) == 1 for each in text)):
        return plain, None
    places = [at for at, each in enumerate(text) for _ in _TABLE[ord(each)]]
    return "".join(_TABLE[ord(each)] for each in text), places
