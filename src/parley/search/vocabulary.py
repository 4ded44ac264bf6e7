"""The words of an index and how many documents have each: for completing, spelling and fuzzy search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def words_of(title: str, body: str) -> set[str]:
    """The words of a document as they are counted, folded: those of two letters and more."""
    raise NotImplementedError


class Vocabulary:
    """Words in memory, at most ``MOST``. Made of what somebody may find, and of nothing else."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        """``counts`` has folded words and the number of documents with each."""
        raise NotImplementedError

    def complete(self, prefix: str, most: int = 8) -> tuple[str, ...]:
        """A query that is being typed, with its last word completed, the likeliest first."""
        raise NotImplementedError

    def alike(self, word: str, fuzzy: int, goes_on: bool) -> Sequence[str]:
        """Words that a word may stand for, as ``matching.Alike``."""
        raise NotImplementedError

    def spelling(self, text: str) -> str:
        """A query with its unknown words spelt as known ones; empty where nothing is to be said."""
        raise NotImplementedError


def related(query: str, texts: Iterable[str], most: int = 6) -> tuple[str, ...]:
    """Queries that lead on: the query with words that stand out in the documents it found."""
    raise NotImplementedError
