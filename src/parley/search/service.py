"""Searching: what belongs to a person, and the pages that the house chose to index, in one list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from parley.errors import Unsupported
from parley.home.home import Home
from parley.search.types import Document, Engine, Results

HOUSE = ""
"""The account that stands for the house: what everybody here may find."""
MOST_SUGGESTIONS = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search is limited to, beside what its words say. Empty limits nothing."""

    kinds: tuple[str, ...] = ()
    """As ``Document.kind``: ``note``, ``page``, …"""
    sites: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    after: float | None = None
    """Not before this moment, POSIX seconds."""
    before: float | None = None
    """Before this moment."""
    mine: bool = True
    """What belongs to the person."""
    house: bool = True
    """What the house indexed for everybody."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How a query may go on."""

    text: str
    kind: str
    """``word``, ``query``, or the kind of the document whose title it is: ``note``, ``page``, …"""


class Searching:
    """Use as an async context manager: then what is not indexed yet is, in the background."""

    def __init__(self, home: Home, house: Engine | None = None) -> None:
        """``house`` has what is indexed for everybody."""
        self._home, self._house = home, house

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        pass

    async def search(
        self,
        account: str,
        text: str,
        wanted: Wanted | None = None,
        *,
        language: str = "",
        today: date | None = None,
        most: int = 10,
        offset: int = 0,
    ) -> Results:
        """What an account may find, the best first; of nobody else anything but what is the house's.

        ``text`` as somebody typed or said it (``lease -flat "last year" site:example.org``, 上周的笔记);
        ``language`` that of whoever asks (BCP 47), for how words are read; ``today`` the day where they are.
        ``most`` ≤ ``MOST_HITS``, ``offset`` ≤ ``DEEPEST``. Raises ``TooLong`` over ``LONGEST_QUERY``
        characters, ``UnknownAccount``, ``SearchFailed``, ``DatabaseFailed``.
        """
        raise Unsupported("Nothing can be searched yet.")

    async def suggest(self, account: str, prefix: str, most: int = 8) -> tuple[Suggestion, ...]:
        """How what somebody is typing may go on, from their own titles and words and from the house's."""
        raise Unsupported("Nothing can be searched yet.")

    async def take(self, account: str, documents: Sequence[Document]) -> None:
        """Take documents in, in place of those of the same id; on disk when it returns.

        They are the account's alone; ``HOUSE`` for everybody. What stands in ``Document.owner`` does not
        count. Of records nothing need be told: they are found from the moment they are written.
        """
        raise Unsupported("Nothing can be searched yet.")

    async def forget(self, account: str, ids: Iterable[str]) -> int:
        """Forget documents that were taken in; how many of them were there."""
        raise Unsupported("Nothing can be searched yet.")
