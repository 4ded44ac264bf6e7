"""How a suggested word is written where it will stand."""

from __future__ import annotations


def written(word: str, typed: str, begins: bool) -> str:
    """A word with the capitals of what was typed, or with those of its place where nothing was.

    ``iPhone`` stays so where a sentence begins; only capitals are added.
    """
    if len(typed) > 1 and typed.isupper():
        return word.upper()
    if typed[:1].isupper() or (not typed and begins and word.islower()):
        return word[:1].upper() + word[1:]
    return word
