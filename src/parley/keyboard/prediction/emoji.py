"""Emoji by the words that stand for them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from parley.keyboard.packs.words import folded

DATA = Path(__file__).parent / "data"
"""Files of lines: a word, a tab, its emoji separated by spaces, the best first (``building/emoji.py``)."""


def of(language: str, word: str) -> tuple[str, ...]:
    """Emoji of one word, the best first; none for a language that has no list."""
    drawn = _listed(language).get(folded(word)) if word else None
    return tuple(drawn.split(" ")) if drawn else ()


@cache
def _listed(language: str) -> dict[str, str]:
    file = DATA / f"emoji.{language}.tsv"
    if not language.isalpha() or not file.is_file():
        return {}
    lines = (line.partition("\t") for line in file.read_text("utf-8").splitlines())
    return {word: drawn for word, _, drawn in lines}
