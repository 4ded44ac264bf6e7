"""Dictionaries and sentence pairs as tables: one line each, columns between tabs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from parley.errors import BadModel
from parley.translation.dictionary.cedict import Pair, lines
from parley.translation.dictionary.glosses import key_of
from parley.translation.dictionary.types import MAX_CHARACTERS, Part

MAX_SENTENCE = 400
"""Characters; longer ones are no examples."""
_PARTS = {each.value: each for each in Part}


def word_pairs(path: Path) -> Iterator[Pair]:
    """Lines of ``word TAB translation [TAB part of speech [TAB count]]``, the commoner translation first.

    A part of speech is one of Azure's (``NOUN``, ``VERB``, …), else ``OTHER``. A pair weighs its ``count``;
    where there is none, the n-th translation of a word weighs 1/n. Lines that begin with ``#`` are left out.
    Raises ``BadModel``.
    """
    places: dict[str, int] = {}
    for columns in _rows(path, 2):
        a, b = columns[0].strip(), columns[1].strip()
        if not (0 < len(a) <= MAX_CHARACTERS and 0 < len(b) <= MAX_CHARACTERS):
            continue
        key = key_of(a)
        places[key] = places.get(key, 0) + 1
        part = _PARTS.get(columns[2].strip().upper(), Part.OTHER) if len(columns) > 2 else Part.OTHER
        count = columns[3].strip() if len(columns) > 3 else ""
        told = count.isascii() and count.isdecimal() and len(count) < 10 and int(count)
        weight = float(count) if told else 1 / places[key]
        yield Pair(a, a, key, b, key_of(b), part, weight, weight)


def sentence_pairs(path: Path) -> Iterator[tuple[str, str]]:
    """Tatoeba's lines, ``number TAB sentence TAB number TAB translation``. Raises ``BadModel``."""
    for columns in _rows(path, 4):
        a, b = columns[1].strip(), columns[3].strip()
        if 0 < len(a) <= MAX_SENTENCE and 0 < len(b) <= MAX_SENTENCE:
            yield a, b


def _rows(path: Path, columns: int) -> Iterator[list[str]]:
    found = False
    for line in lines(path):
        row = line.split("\t")
        if line.startswith("#") or len(row) < columns:
            continue
        found = True
        yield row
    if not found:
        raise BadModel(f"{path.name} has no line of {columns} columns with tabs between them.")
