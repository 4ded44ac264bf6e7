"""A person's own documents and the house's in one order."""

from __future__ import annotations

from dataclasses import dataclass

from parley.search.personal.index import Fitting
from parley.search.types import Query, Ranked

_NEAR = 3
"""As in reciprocal rank fusion, whose 60 suits many judges of the same documents; here two lists have nothing
in common, and what stands high in either should be seen."""
_MINE = 1.5
"""What is one's own counts so much more than a page that anybody here finds."""
_PARTLY = 0.25
"""Where only some of the words stand."""


@dataclass(frozen=True, slots=True)
class Place:
    """One document of the merged list."""

    score: float
    id: str = ""
    """Of the house's."""
    number: int | None = None
    """Of the person's own: its row."""


def merged(mine: Fitting, house: Ranked, query: Query) -> list[Place]:
    """Both lists as one: by how high each document stands in its own, or the newest first."""
    own, others = _MINE * (_PARTLY if mine.partly else 1.0), _PARTLY if house.partly else 1.0
    if query.newest or not query.wanted:
        # Each has its moment for a score.
        places = [Place(each.at, number=each.number) for each in mine.fits]
        places += [Place(each.score, each.id) for each in house.hits]
    else:
        places = [Place(own / (_NEAR + at), number=each.number) for at, each in enumerate(mine.fits, 1)]
        places += [Place(others / (_NEAR + at), each.id) for at, each in enumerate(house.hits, 1)]
    return sorted(places, key=lambda each: -each.score)
