"""A typed query read: its operators first, then what it says about kind and time in plain words."""

from __future__ import annotations

from datetime import date, tzinfo

from parley.search.types import Query


def understood(
    text: str, today: date, zone: tzinfo | None = None, language: str = "", *, natural: bool = True
) -> Query:
    """Read a query such as ``lease -flat "last year" site:example.org`` or 上周的笔记 装修报价.

    ``today`` is the day where the person is, ``zone`` their time zone (UTC without), ``language`` theirs
    (BCP 47), which settles what could be read in two ways. With ``natural`` plain words may name a kind and a
    time, too; ``Query.literal`` then has the words as they were typed. Raises ``TooLong`` over
    ``LONGEST_QUERY`` characters.
    """
    raise NotImplementedError
