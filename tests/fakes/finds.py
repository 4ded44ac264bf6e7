"""A search that finds what it was given, if a word of the question stands in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from parley.search.service import Wanted
from parley.search.types import Hit, Results


@dataclass
class FakeFinds:
    """Accounts and what they may find."""

    things: dict[str, list[Hit]] = field(default_factory=dict[str, list[Hit]])
    spelling: str = ""

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
        kinds = wanted.kinds if wanted else ()
        found = [
            hit
            for hit in self.things.get(account, [])
            if text in hit.title + "".join(piece.text for piece in hit.snippet)
            and (not kinds or hit.kind in kinds)
        ]
        return Results(tuple(found[:most]), len(found), spelling="" if found else self.spelling)
