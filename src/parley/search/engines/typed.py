"""Words as they were typed before other forms of them: the index has only what they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from parley.language.analysis.folding import folded
from parley.language.analysis.stems import stem
from parley.language.analysis.tokens import pieces
from parley.search.types import Query

T = TypeVar("T", str, int)

READ = 30
"""Documents of which it is looked whether the words stand in them as typed."""
CHARACTERS = 2_000
"""How far into their texts."""
_FORMS = 8


def lacking(query: Query) -> Callable[[str], int] | None:
    """Counts the words of a query that do not stand in a text as typed; None where none can differ."""
    words = " ".join(term.text for clause in query.wanted for term in clause)
    forms = [each for each in pieces(folded(words)) if each.isalpha() and stem(each) != each][:_FORMS]
    if not forms:
        return None

    def missing(text: str) -> int:
        plain = folded(text)
        return sum(not _stands(each, plain) for each in forms)

    return missing


def _stands(word: str, plain: str) -> bool:
    """Whether a word stands in a text by itself. (To compile an expression for it takes longer than to look
    through sixty documents.)"""
    at = plain.find(word)
    while at >= 0:
        ends = at + len(word)
        if not (plain[at - 1 : at].isalnum() or plain[ends : ends + 1].isalnum()):
            return True
        at = plain.find(word, at + 1)
    return False


def as_typed(
    scores: Mapping[T, float], query: Query, texts: Callable[[Sequence[T]], Mapping[T, str]]
) -> dict[T, float]:
    """The first ``READ`` ids in a new order, within what was found equally strictly; the others after them.

    ``texts`` gives the beginnings of documents.
    """
    missing = lacking(query)
    if missing is None:
        return dict(scores)
    ids = list(scores)
    read = texts(ids[:READ])
    wants = {id: missing(text) for id, text in read.items()}
    # A score is 1 / way and a millionth of what the words count.
    first = sorted(ids[:READ], key=lambda id: (-round(scores[id], 3), wants.get(id, _FORMS)))
    return {id: scores[id] for id in (*first, *ids[READ:])}
