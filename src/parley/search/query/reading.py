"""A typed query read: its operators first, then what it says about kind and time in plain words."""

from __future__ import annotations

from datetime import UTC, date, timedelta, tzinfo

from parley.errors import TooLong
from parley.language.analysis.folding import folded
from parley.language.analysis.tokens import pieces
from parley.search.query.natural import Said, said
from parley.search.query.operators import Read, midnight, read
from parley.search.types import LONGEST_QUERY, MOST_TERMS, Clause, Query, Term


def understood(
    text: str, today: date, zone: tzinfo | None = None, language: str = "", *, natural: bool = True
) -> Query:
    """Read a query such as ``lease -flat "last year" site:example.org`` or 上周的笔记 装修报价.

    ``today`` is the day where the person is, ``zone`` their time zone (UTC without), ``language`` theirs
    (BCP 47): no query needs it yet. With ``natural`` plain words may name a kind and a time, too;
    ``Query.literal`` then has the words as they were typed. Raises ``TooLong`` over ``LONGEST_QUERY``
    characters.
    """
    if len(text) > LONGEST_QUERY:
        raise TooLong(f"A query may have {LONGEST_QUERY} characters.")
    text = text.encode("utf-8", "replace").decode("utf-8")
    zone = zone or UTC
    found = read(text, today, zone)
    literal = _query(text, found, Said(" ".join(found.plain)), zone)
    if not natural:
        return literal
    means = said(" ".join(found.plain), today)
    query = _query(text, found, means, zone, literal)
    return literal if _same(query, literal) else query


def _same(one: Query, other: Query) -> bool:
    """Whether both look for the same."""
    words = (folded(one.plain), one.kinds, one.after, one.before, one.newest)
    return words == (folded(other.plain), other.kinds, other.after, other.before, other.newest)


def _query(text: str, found: Read, means: Said, zone: tzinfo, literal: Query | None = None) -> Query:
    words: list[Clause] = [(Term(each),) for each in means.words.split() if pieces(folded(each))]
    after = midnight(means.first, zone) if means.first else None
    before = midnight(means.last + timedelta(1), zone) if means.last else None
    return Query(
        text,
        wanted=tuple([*words, *found.wanted][:MOST_TERMS]),
        unwanted=tuple(found.unwanted),
        kinds=tuple(dict.fromkeys(found.kinds)) or means.kinds,
        sites=tuple(dict.fromkeys(found.sites)),
        languages=tuple(dict.fromkeys(found.languages)),
        after=max((each for each in (found.after, after) if each is not None), default=None),
        before=min((each for each in (found.before, before) if each is not None), default=None),
        newest=means.newest,
        literal=literal,
    )
