"""The routes of Bing v7, over Parley's own search and graph: what is indexed here, and no web beside it."""

from __future__ import annotations

from typing import Protocol

from starlette.routing import BaseRoute

from parley.errors import Unsupported
from parley.gateways.access import Answer, Call
from parley.gateways.bing.entities import Knowing, entities_found
from parley.gateways.bing.finding import Search
from parley.gateways.bing.shapes import (
    Asked,
    AskedSpelling,
    EntitiesFound,
    Images,
    Searched,
    SpellChecked,
    Suggestions,
)
from parley.gateways.bing.typing import Keys
from parley.gateways.surface import Operation, Surface
from parley.search.service import Searching

BEGINNINGS = ("/bing", "/v7.0")
"""Of the paths that are theirs."""
_PREFIXES = ("/bing/v7.0", "/v7.0")


class _Endpoint(Protocol):
    async def __call__(self, call: Call, /) -> Answer: ...


class Bing:
    """The five APIs."""

    def __init__(
        self, surface: Surface, searching: Searching | None, knowing: Knowing | None, keys: Keys | None
    ) -> None:
        self._surface, self._searching, self._knowing, self._keys = surface, searching, knowing, keys

    async def web(self, call: Call) -> Answer:
        """Pages, pictures and other queries."""
        return await self._search(call, "bing.web").web()

    async def images(self, call: Call) -> Answer:
        """Photos of whoever asks."""
        return await self._search(call, "bing.images").images()

    async def suggest(self, call: Call) -> Answer:
        """How a query goes on."""
        return await self._search(call, "bing.suggestions").suggest()

    async def spell(self, call: Call) -> Answer:
        """Words that are probably misspelt."""
        asked = call.query(AskedSpelling)
        self._surface.usage.count(call.caller, "bing.spelling")
        return await Search(call, self._engine(), None, self._keys).spell(asked)

    async def entities(self, call: Call) -> Answer:
        """Things of the graph."""
        asked = call.query(Asked)
        if self._knowing is None:
            raise Unsupported("This Parley has no graph of things.")
        self._surface.usage.count(call.caller, "bing.entities")
        return await entities_found(self._knowing, asked, call.origin)

    def _search(self, call: Call, service: str) -> Search:
        asked = call.query(Asked)
        engine = self._engine()
        self._surface.usage.count(call.caller, service)
        return Search(call, engine, asked, self._keys)

    def _engine(self) -> Searching:
        if self._searching is None:
            raise Unsupported("This Parley searches nothing, and makes nothing up.")
        return self._searching


def routes(
    surface: Surface,
    searching: Searching | None = None,
    knowing: Knowing | None = None,
    keys: Keys | None = None,
) -> list[BaseRoute]:
    """The routes."""
    bing = Bing(surface, searching, knowing, keys)
    several: tuple[tuple[str, _Endpoint, tuple[str, ...], Operation], ...] = (
        ("search", bing.web, ("GET",), _about("webSearch", "Searches what is indexed here", Searched)),
        ("images/search", bing.images, ("GET",), _about("imageSearch", "Searches one's own photos", Images)),
        ("entities", bing.entities, ("GET",), _about("entitySearch", "Finds things", EntitiesFound)),
        ("Suggestions", bing.suggest, ("GET",), _about("suggestions", "Completes a query", Suggestions)),
        ("spellcheck", bing.spell, ("GET", "POST"), _SPELLING),
    )
    return [
        surface.route(f"{prefix}/{path}", endpoint, methods=methods, about=about)
        for prefix in _PREFIXES
        for path, endpoint, methods, about in several
    ]


def _about(id: str, summary: str, answer: type) -> Operation:
    return Operation(id, summary, query=Asked, answer=answer)


_SPELLING = Operation(
    "spellCheck",
    "Finds words that are probably misspelt",
    query=AskedSpelling,
    media=("application/x-www-form-urlencoded",),
    optional=True,
    answer=SpellChecked,
)
