"""What stands in a document letter by letter as it was typed comes before other forms of its words.

An index of stems knows of ``planted`` only that some form of *plant* stands there, and of "the largest city"
that such stems follow each other: which documents have just that is seen in their texts alone.
"""

from __future__ import annotations

from dataclasses import replace
from string import punctuation, whitespace

from parley.language.analysis.folding import folded
from parley.language.analysis.stems import stem
from parley.search.matching import Matching, Phrase
from parley.search.stops import STOPS
from parley.search.types import Query

TEXTS = 30
"""Documents that are read at once: where one in three has what is looked for, it ends there."""
ENOUGH = 60 * 2_000
"""Characters of texts after which no more are read for one query."""
_SHORT, _MIDDLING = 0.3, 0.9
"""What BM25 (k1 = 1.2, b = 0.75) adds to how often something stands in any text and in a middling one."""
_COMMON = frozenset(stem(each) for each in STOPS if each.isascii())
_PLAIN = bytes(
    ord(chr(each).lower()) if each < 3 or (each < 128 and chr(each).isalnum()) else 32 for each in range(256)
)
"""Small letters, and spaces for whatever is no letter or number of ASCII."""
_APART, NEXT = b"\1", b"\1\2"
TEXT = "%d\1 %s \1 %s "
"""A number, a title and a body as they are looked through."""


def typed(query: Query) -> tuple[str, ...]:
    """What must stand in a text, folded: the words as they follow each other, and each piece in quotes.

    Empty where nothing can be told: where other words may stand for these, and for scripts that have no forms
    of words, of which the index knows what stands side by side.
    """
    plain: list[str] = []
    found: list[str] = []
    for clause in query.wanted:
        term = clause[0]
        if len(clause) > 1 or term.fuzzy or term.prefix or term.field:
            return ()
        (found if term.exact else plain).append(term.text)
    said = [" ".join(plain), *found] if plain else found
    every = [folded(each) for each in said]
    if not all(each.isascii() for each in every):
        return ()
    return tuple(piece for each in every if (piece := " ".join(each.split()).strip(punctuation + whitespace)))


def standing(pieces: tuple[str, ...], texts: bytes) -> list[int]:
    """Numbers of those of some documents in which all the pieces stand, each by itself, the best first.

    ``texts`` are numbers, titles and bodies as ``TEXT`` has them, with ``NEXT`` between documents. First come
    those with the pieces in their titles, the shortest first; of the others what repeats them, and what is
    short.
    """
    wanted = [f" {each} ".encode().translate(_PLAIN) for each in pieces]
    here = [each for each in texts.translate(_PLAIN).split(NEXT) if wanted[0] in each]
    middling = _MIDDLING * len(here) / (sum(map(len, here)) + 1)
    found: list[tuple[float, int, int]] = []
    for place, each in enumerate(here):
        number, title, body = each.split(_APART, 2)
        heads = [piece in title for piece in wanted]
        if all(heads):
            found.append((len(title) - 1e6, place, int(number)))
        elif often := min([body.count(piece) or head for piece, head in zip(wanted, heads, strict=True)]):
            found.append((-often / (often + _SHORT + middling * len(body)), place, int(number)))
    return [number for _, _, number in sorted(found)]


def narrowed(phrase: Matching) -> Matching | None:
    """A phrase without the common words at its ends, which take the longest to look up; it finds no less.

    None where less than a phrase is left.
    """
    wanted = phrase.wanted
    if not isinstance(wanted, Phrase):
        return phrase
    telling = [place for place, token in enumerate(wanted.tokens) if token not in _COMMON]
    if len(telling) < 2:
        return None
    tokens = wanted.tokens[telling[0] : telling[-1] + 1]
    return phrase if tokens == wanted.tokens else replace(phrase, wanted=replace(wanted, tokens=tokens))
