"""A slot's words as the person said them: sentences are matched in a form without capitals and commas."""

from __future__ import annotations

import re
import unicodedata

from parley.language.script import to_simplified


def as_said(words: str, said: str) -> str:
    """The part of what was said that the words, in normal form, were; the words themselves if none was."""
    place = where_said(words, said)
    return words if place is None else re.sub(r"\s+", " ", said[slice(*place)]).strip()


def where_said(words: str, said: str) -> tuple[int, int] | None:
    """Where that part begins and ends in what was said; None if there is none."""
    wanted = "".join(letters for _, letters in _letters(words))
    there = [(at, letter) for at, letters in _letters(said) for letter in letters]
    start = "".join(letter for _, letter in there).find(wanted)
    if not wanted or start < 0:
        return None
    first, last = there[start][0], there[start + len(wanted) - 1][0] + 1
    return first, last + len(_closing(said[last:], words))


def _letters(text: str) -> list[tuple[int, str]]:
    """Letters and digits in normal form, with where they stand."""
    found: list[tuple[int, str]] = []
    for at, char in enumerate(text):
        plain = to_simplified(unicodedata.normalize("NFKC", char)).casefold()
        kept = "".join(each for each in plain if each.isalnum())
        if kept:
            found.append((at, kept))
    return found


def _closing(rest: str, words: str) -> str:
    """A sign that the words end with, such as a percent sign."""
    return words[-1] if rest[:1] == words[-1:] and not words[-1:].isalnum() else ""
