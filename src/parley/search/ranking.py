"""Several lists of the same documents made into one."""

from __future__ import annotations

from collections.abc import Sequence

from parley.search.types import Scored

RRF_K = 60
"""Of reciprocal rank fusion: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and
individual Rank Learning Methods" (SIGIR 2009)."""


def fused(rankings: Sequence[Sequence[str]], weights: Sequence[float] = ()) -> list[Scored]:
    """Ids of several rankings in one, the best first: what stands high in one or well in several.

    A ranking counts ``weight / (60 + place)`` for each of its ids; without weights they count the same.
    """
    scores: dict[str, float] = {}
    for number, ranking in enumerate(rankings):
        weight = weights[number] if weights else 1.0
        for place, id in enumerate(dict.fromkeys(ranking), 1):
            scores[id] = scores.get(id, 0.0) + weight / (RRF_K + place)
    return sorted((Scored(*each) for each in scores.items()), key=lambda each: -each.score)
