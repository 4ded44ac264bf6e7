"""The routes of Bing v7. There is no search engine behind them yet: each says so in Bing's own words."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field
from starlette.routing import BaseRoute

from parley.errors import Unsupported
from parley.gateways.access import Answer, Call
from parley.gateways.surface import Operation, Surface

BEGINNINGS = ("/bing", "/v7.0")
"""Of the paths that are theirs."""
_PREFIXES = ("/bing/v7.0", "/v7.0")
_FORM = 64 * 1024
"""Bytes of a form, which spellcheck may be asked with."""


class Asked(Struct, frozen=True):
    """What somebody searches."""

    query: Annotated[str, Meta(min_length=1, max_length=2_000)] = field(name="q")
    market: Annotated[str, Meta(max_length=20)] = field(name="mkt", default="")


class AskedSpelling(Struct, frozen=True):
    """What somebody wrote; it may stand in the body instead."""

    text: Annotated[str, Meta(max_length=10_000)] = field(name="Text", default="")
    market: Annotated[str, Meta(max_length=20)] = field(name="mkt", default="")


SEARCHES = {
    "search": "webSearch",
    "entities": "entitySearch",
    "images/search": "imageSearch",
    "Suggestions": "suggestions",
}
"""Path → operation."""


def routes(surface: Surface) -> list[BaseRoute]:
    """The routes."""
    found: list[BaseRoute] = []
    for prefix in _PREFIXES:
        for path, id in SEARCHES.items():
            about = Operation(id, "Not offered yet", query=Asked)
            found.append(surface.route(f"{prefix}/{path}", _search, methods=["GET"], about=about))
        about = Operation(
            "spellCheck",
            "Not offered yet",
            query=AskedSpelling,
            media=("application/x-www-form-urlencoded",),
            optional=True,
        )
        found.append(surface.route(f"{prefix}/spellcheck", _spell, methods=["GET", "POST"], about=about))
    return found


async def _search(call: Call) -> Answer:
    call.query(Asked)
    raise Unsupported("This Parley has no search engine yet: nothing is searched and nothing is made up.")


async def _spell(call: Call) -> Answer:
    call.query(AskedSpelling)
    await call.body(_FORM)
    raise Unsupported("This Parley has no engine that checks spelling yet.")
