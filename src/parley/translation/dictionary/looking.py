"""Looks words up in what ``building`` made."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from parley.language.script import to_simplified
from parley.translation.dictionary.glosses import key_of
from parley.translation.dictionary.types import (
    MOST_BACK,
    MOST_EXAMPLES,
    MOST_TRANSLATIONS,
    Back,
    Example,
    Exemplified,
    Looked,
    Meaning,
    Part,
    Placed,
)
from parley.translation.dictionary.words import found_in, words
from parley.translation.tags import primary

_MOST_COUNTED = 1_000
"""Sentence pairs that are counted for a pair of words; more are as many."""
_TRIED = 60
"""Sentence pairs read for ``MOST_EXAMPLES`` of them."""
_ASKED = {
    False: "SELECT {shown}, b, b_key, part, forward, times FROM pair WHERE {key} = ?",
    True: "SELECT b, {shown}, {key}, part, backward, times FROM pair WHERE b_key = ?",
}
"""By whether the dictionary is read backwards: shown, translation, its key, part, weight, senses."""


@dataclass(frozen=True, slots=True)
class Side:
    """A built file as one request reads it."""

    path: Path
    source: str
    """Language that is asked from (BCP 47, with the script for Chinese)."""
    target: str
    backwards: bool
    """The file's second language is the one asked from."""


def looked(texts: Sequence[str], dictionary: Side, sentences: Side | None) -> list[Looked]:
    """Each word with its translations."""
    with _opened(dictionary) as words, _opened(sentences) as shown:
        return [_looked(text, dictionary, words, sentences, shown) for text in texts]


def exemplified(asked: Sequence[tuple[str, str]], sentences: Side) -> list[Exemplified]:
    """Each pair of words with sentences that hold both."""
    with _opened(sentences) as shown:
        assert shown is not None
        return [
            Exemplified(key_of(word), key_of(other), tuple(_examples(shown, sentences, word, other)))
            for word, other in asked
        ]


@contextmanager
def _opened(side: Side | None) -> Generator[sqlite3.Connection | None]:
    if side is None:
        yield None
        return
    base = sqlite3.connect(f"{side.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        yield base
    finally:
        base.close()


def _looked(
    text: str,
    side: Side,
    base: sqlite3.Connection | None,
    sentences: Side | None,
    shown: sqlite3.Connection | None,
) -> Looked:
    assert base is not None
    key = key_of(text)
    rows = _rows(base, side, key)
    if not rows and primary(side.source) == "zh":
        key = to_simplified(key)
        rows = _rows(base, replace(side, source="zh-Hans"), key)
    if not rows:
        return Looked(text, key, ())
    whole = sum(weight for *_, weight, _ in rows)
    meanings = tuple(
        Meaning(
            other,
            other_key,
            Part(part),
            round(weight / whole, 4),
            tuple(_back(base, side, other_key, sentences, shown)),
        )
        for _, other, other_key, part, weight, _ in rows[:MOST_TRANSLATIONS]
    )
    return Looked(rows[0][0], key, meanings)


_Row = tuple[str, str, str, str, float, int]


def _rows(base: sqlite3.Connection, side: Side, key: str) -> list[_Row]:
    """What a word stands for, the heaviest first; of equal ones the shorter."""
    traditional = (side.target if side.backwards else side.source) == "zh-Hant"
    asked = _ASKED[side.backwards].format(
        shown="other" if traditional else "a", key="other_key" if traditional else "a_key"
    )
    found: dict[tuple[str, str], _Row] = {}
    for shown, other, other_key, part, weight, times in base.execute(asked, (key,)):
        before = found.get((other_key, part))
        if before is not None:
            weight, times = weight + before[4], times + before[5]
        found[other_key, part] = (shown, other, other_key, part, weight, times)
    return sorted(found.values(), key=lambda row: (-row[4], len(row[1]), row[1], row[3]))


def _back(
    base: sqlite3.Connection,
    side: Side,
    key: str,
    sentences: Side | None,
    shown: sqlite3.Connection | None,
) -> list[Back]:
    """What the translation is translated to, really looked up."""
    senses: dict[str, tuple[str, int]] = {}
    reverse = Side(side.path, side.target, side.source, not side.backwards)
    for _, other, other_key, _, _, times in _rows(base, reverse, key):
        senses[other_key] = (other, times + senses.get(other_key, ("", 0))[1])
    backs: list[Back] = []
    # The heaviest ones: a dictionary may have hundreds for a common word.
    for other_key, (other, times) in list(senses.items())[:MOST_BACK]:
        together = _together(shown, sentences, other_key, key) if shown and sentences else 0
        backs.append(Back(other, other_key, times + together, min(together, MOST_EXAMPLES)))
    return sorted(backs, key=lambda back: -back.frequency)


def _together(base: sqlite3.Connection, side: Side, word: str, other: str) -> int:
    """How many sentence pairs hold both words."""
    wanted = _both(side, word, other)
    if wanted is None:
        return 0
    asked = "SELECT count(*) FROM (SELECT 1 FROM held WHERE held MATCH ? LIMIT ?)"
    (count,) = base.execute(asked, (wanted, _MOST_COUNTED)).fetchone()
    return count


def _examples(base: sqlite3.Connection, side: Side, word: str, other: str) -> Iterator[Example]:
    wanted = _both(side, key_of(word), key_of(other))
    if wanted is None:
        return
    asked = (
        "SELECT a, b FROM sentence WHERE rowid IN"
        " (SELECT rowid FROM held WHERE held MATCH ? ORDER BY rowid LIMIT ?) ORDER BY rowid"
    )
    given = 0
    for first, second in base.execute(asked, (wanted, _TRIED)):
        source, target = (second, first) if side.backwards else (first, second)
        here = _placed(source, side.source, key_of(word))
        there = _placed(target, side.target, key_of(other))
        if here and there and given < MOST_EXAMPLES:
            given += 1
            yield Example(here, there)


def _both(side: Side, word: str, other: str) -> str | None:
    """The question to the full-text index; None for what has no words."""
    first, second = (side.target, side.source) if side.backwards else (side.source, side.target)
    a, b = (other, word) if side.backwards else (word, other)
    phrases = [
        " ".join(each for _, _, each in words(text, language)) for text, language in ((a, first), (b, second))
    ]
    if not all(phrases):
        return None
    # ``words`` leaves letters, digits, apostrophes and hyphens: no quotation mark that ends a phrase.
    return f'a:"{phrases[0]}" AND b:"{phrases[1]}"'


def _placed(sentence: str, language: str, word: str) -> Placed | None:
    place = found_in(sentence, language, [each for _, _, each in words(word, language)])
    if place is None:
        return None
    return Placed(sentence[: place[0]], sentence[place[0] : place[1]], sentence[place[1] :])
