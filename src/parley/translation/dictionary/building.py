"""Makes what is looked up out of a dictionary's text: one SQLite file, in a process of its own."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from parley.errors import BadModel
from parley.translation.dictionary.cedict import Pair, pairs
from parley.translation.dictionary.tables import sentence_pairs, word_pairs
from parley.translation.dictionary.words import words

FORMAT = 1
"""Goes up when the tables change: what was built before is built again."""
_READERS = {"cc-cedict": pairs, "word-pairs": word_pairs}
_TABLES = """
CREATE TABLE pair (a, a_key, other, other_key, b, b_key, part, forward, backward, times);
CREATE TABLE sentence (a, b);
CREATE VIRTUAL TABLE held USING fts5(a, b, content='', tokenize="unicode61 remove_diacritics 0");
"""
_INDEXES = """
CREATE INDEX pair_a ON pair (a_key);
CREATE INDEX pair_other ON pair (other_key);
CREATE INDEX pair_b ON pair (b_key);
"""


class Builder:
    """Runs in a worker process, which ends when the file is made."""

    def build(self, source: Path, kind: str, languages: tuple[str, str], into: Path) -> None:
        """Make ``into`` from a dictionary's file. Raises ``BadModel``; then nothing is left behind."""
        fresh = into.with_name(f"{into.name}.{os.getpid()}.new")
        fresh.unlink(missing_ok=True)
        try:
            with closing(sqlite3.connect(fresh)) as base:
                base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
                if kind == "sentence-pairs":
                    _sentences(base, source, languages)
                else:
                    _pairs(base, _READERS[kind](source))
                base.executescript(_INDEXES)
                base.commit()
            fresh.replace(into)
        finally:
            fresh.unlink(missing_ok=True)


def _pairs(base: sqlite3.Connection, found: Iterator[Pair]) -> None:
    """The senses of a pair of words together are one row."""
    rows = (
        (
            each.a,
            each.a_key,
            each.other,
            each.other.lower(),
            each.b,
            each.b_key,
            each.part.value,
            each.forward,
            each.backward,
        )
        for each in found
        if each.a_key and each.b_key
    )
    base.execute("CREATE TEMP TABLE sense (a, a_key, other, other_key, b, b_key, part, forward, backward)")
    base.executemany("INSERT INTO sense VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    base.execute(
        "INSERT INTO pair SELECT min(a), a_key, min(other), other_key, min(b), b_key, part, sum(forward),"
        " sum(backward), count(*) FROM sense GROUP BY a_key, other_key, b_key, part"
    )


def _sentences(base: sqlite3.Connection, source: Path, languages: tuple[str, str]) -> None:
    """The shortest first, so that the first ones found are the shortest."""
    found = sorted(set(sentence_pairs(source)), key=lambda each: (len(each[0]) + len(each[1]), each))
    if not found:
        raise BadModel(f"{source.name} holds no sentences.")
    first, second = languages
    for number, (a, b) in enumerate(found, 1):
        base.execute("INSERT INTO sentence (rowid, a, b) VALUES (?, ?, ?)", (number, a, b))
        base.execute(
            "INSERT INTO held (rowid, a, b) VALUES (?, ?, ?)", (number, _spaced(a, first), _spaced(b, second))
        )


def _spaced(sentence: str, language: str) -> str:
    return " ".join(word for _, _, word in words(sentence, language))
