"""What a document must have to fit a query, as a tree that every engine words in its own language.

A query is tried strictly first and then more loosely: as it stands there, all its words, most of its words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from parley.language.analysis.folding import folded
from parley.language.analysis.stems import stem
from parley.language.analysis.tokens import pieces, segmented, sought, unspaced
from parley.search.stops import telling
from parley.search.types import MOST_TERMS, Field, Query, Term

_MOST_ALIKE = 32
"""Words that stand for one that is misspelt or goes on."""
_MOST_LOOSE = 6
"""Words of which some may be missing; of a longer query the first count."""

Alike = Callable[[str, int, bool], Sequence[str]]
"""Words of an index that a word may stand for: the folded word, letters that may be wrong, it may go on."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens that stand one after the other."""

    tokens: tuple[str, ...]
    field: Field = Field.ANYWHERE
    goes_on: bool = False
    """The last token may be the beginning of one: a character alone, or a word that is still typed."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Everything of this."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these."""

    parts: tuple[Node, ...]


Node = Phrase | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Matching:
    """One way to try a query."""

    wanted: Node | None
    """None where the query has no words, only filters."""
    unwanted: tuple[Node, ...] = ()
    titled: bool = False
    """It finds nothing that a later try does not, only sooner: documents with the words in their titles."""


@dataclass(frozen=True, slots=True)
class Tries:
    """The ways to try a query, the strictest first; each finds what those before it found."""

    whole: tuple[Matching, ...]
    """Documents that have everything that was asked for."""
    partly: tuple[Matching, ...] = ()
    """Those that have some of it: for when there are none."""


def _nobody(_word: str, _fuzzy: int, _goes_on: bool) -> Sequence[str]:
    return ()


def tries(query: Query, alike: Alike = _nobody) -> Tries:
    """How to try a query; nothing stands for a word but itself unless ``alike`` says so."""
    unwanted = tuple(node for term in query.unwanted if (node := _strict(term, alike)) is not None)
    clauses = [clause for clause in query.wanted[:MOST_TERMS] if any(sought(term.text)[0] for term in clause)]
    if not clauses:
        return Tries((Matching(None, unwanted),))
    loose = _all(_required(clauses, [_any(_loose(term, alike) for term in each) for each in clauses]))
    whole: dict[Node, bool] = {}
    if all(len(clause) == 1 and _is_plain(clause[0]) for clause in clauses):
        terms = [clause[0] for clause in clauses]
        said = telling(folded(term.text) for term in terms)
        whole[_phrase(" ".join(term.text for term in terms))] = False
        whole[_all([_phrase(word, Field.TITLE) for word in said])] = True
    else:
        whole[_all([_any(_strict(term, alike) for term in clause) for clause in clauses])] = False
    whole.pop(loose, None)
    whole[loose] = False
    partly: list[Node] = []
    words = _words(clauses, alike)
    if len(words) > 2:
        partly.append(AnyOf(tuple(AllOf(each) for each in combinations(words, len(words) - 1))))
    if len(words) > 3:
        partly.append(AnyOf(tuple(AllOf(each) for each in combinations(words, 2))))
    if len(words) == 2:
        partly.append(AnyOf(tuple(words)))
    return Tries(
        tuple(Matching(node, unwanted, titled) for node, titled in whole.items()),
        tuple(Matching(node, unwanted) for node in partly),
    )


def _is_plain(term: Term) -> bool:
    return not (term.exact or term.fuzzy or term.prefix or term.field)


def _phrase(text: str, field: Field = Field.ANYWHERE, goes_on: bool = False) -> Phrase:
    tokens, alone = sought(text)
    return Phrase(tuple(tokens[:MOST_TERMS]), field, alone or goes_on)


def _strict(term: Term, alike: Alike) -> Node | None:
    """The term as it stands there."""
    found = _phrase(term.text, term.field, term.prefix)
    if not found.tokens:
        return None
    word = folded(term.text).strip()
    if not (term.fuzzy or term.prefix) or pieces(word) != [word]:
        return found
    others = [stem(each) for each in alike(word, term.fuzzy, term.prefix)[:_MOST_ALIKE]]
    kin = tuple(_phrase(each, term.field) for each in dict.fromkeys(others) if each not in found.tokens)
    return AnyOf((found, *kin)) if kin else found


def _loose(term: Term, alike: Alike) -> Node | None:
    """The words of the term, wherever each of them stands."""
    if not _is_plain(term) and not (term.field and not term.exact):
        return _strict(term, alike)
    return _all([_phrase(word, term.field) for word in _cut(term.text)])


def _cut(text: str) -> list[str]:
    """Words of a text; of a run of characters those of two and more, where it has any."""
    found: list[str] = []
    for piece in pieces(folded(text)):
        if unspaced(piece) and len(piece) > 2:
            cut = telling(segmented(piece))
            found += [each for each in cut if len(each) > 1] or [piece]
        else:
            found.append(piece)
    return found


def _required(clauses: Sequence[Sequence[Term]], nodes: Sequence[Node]) -> list[Node]:
    """Without the words that say little, unless there are no others."""
    said = [" ".join(folded(term.text) for term in clause) for clause in clauses]
    kept = set(telling(said))
    return [
        node
        for clause, text, node in zip(clauses, said, nodes, strict=True)
        if text in kept or not _is_plain(clause[0])
    ]


def _words(clauses: Sequence[Sequence[Term]], alike: Alike) -> list[Node]:
    """What of a query may be missing: its words, each by itself."""
    found: dict[str, Node] = {}
    for clause in clauses:
        if len(clause) == 1 and _is_plain(clause[0]):
            found |= {word: _phrase(word) for word in _cut(clause[0].text)}
        else:
            found[" ".join(term.text for term in clause)] = _any(_strict(term, alike) for term in clause)
    return [found[each] for each in telling(found)][:_MOST_LOOSE]


def _any(nodes: Iterable[Node | None]) -> Node:
    found = tuple(dict.fromkeys(each for each in nodes if each is not None))
    return found[0] if len(found) == 1 else AnyOf(found)


def _all(nodes: Iterable[Node]) -> Node:
    found = tuple(dict.fromkeys(nodes))
    return found[0] if len(found) == 1 else AllOf(found)
