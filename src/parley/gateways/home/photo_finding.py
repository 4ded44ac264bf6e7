"""``/api/photos/search`` and its like: photos found by words, albums, duplicates, and the best of a burst."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct, field
from starlette.routing import BaseRoute

from parley.gateways.access import Answer, Call, Door
from parley.home.accounts.callers import Scope
from parley.home.home import Home
from parley.vision.burst import in_words
from parley.vision.objects.names import CLASSES, called
from parley.vision.photos.albums import Album
from parley.vision.photos.finding import Ranked
from parley.vision.photos.library import Library
from parley.vision.photos.search.index import MOST
from parley.vision.photos.search.query import LONGEST
from parley.vision.photos.search.types import Found, Query
from parley.vision.photos.types import Named

MOST_BEST = 200
"""Photos of which the best is looked for."""
_CLASSES = frozenset(CLASSES)


class Search(Struct, frozen=True):
    q: Annotated[str, Meta(min_length=1, max_length=LONGEST)]
    most: Annotated[int, Meta(ge=1)] = 200


class Beginning(Struct, frozen=True):
    q: Annotated[str, Meta(max_length=LONGEST)] = ""
    language: Annotated[str, Meta(max_length=20)] = ""


class Understood(Struct, frozen=True):
    """How the words of a search were taken."""

    words: list[str]
    """What must be written on a photo, in its caption or its name."""
    things: list[Named]
    places: list[str]
    people: int
    """At least so many are on it; 0 where nobody asked."""
    favourites: bool
    from_: str | None = field(name="from")
    """The first day: ``2026-11-22``."""
    to: str | None
    text: str
    """Words that are looked for as they are."""


class FoundPhotos(Struct, frozen=True):
    ids: list[str]
    understood: Understood
    partly: bool
    """No photo has all of it: these have the most."""


class Suggestions(Struct, frozen=True):
    suggestions: list[str]


class OneAlbum(Struct, frozen=True):
    name: Named
    count: int
    cover: str


class OneDay(Struct, frozen=True):
    day: str
    count: int
    cover: str


class AllAlbums(Struct, frozen=True):
    days: list[OneDay]
    places: list[OneAlbum]
    things: list[OneAlbum]
    own: list[OneAlbum]


class Duplicates(Struct, frozen=True):
    groups: list[tuple[str, ...]]


class Burst(Struct, frozen=True):
    ids: list[str]
    """The best first."""
    best: str
    reasons: list[list[str]]
    """Codes for each of them, in the same order: what speaks for the best, and against the others."""
    words: list[list[Named]]
    """The same in words."""


class Bursts(Struct, frozen=True):
    groups: list[Burst]


class Chosen(Struct, frozen=True, forbid_unknown_fields=True):
    ids: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(min_length=1, max_length=MOST_BEST)]


class _Finding:
    def __init__(self, library: Library, home: Home) -> None:
        self._finding, self._home = library.finding, home

    async def search(self, call: Call) -> Answer:
        wanted = call.query(Search)
        found = await self._finding.search(call.caller.account, wanted.q, min(wanted.most, MOST))
        return FoundPhotos(list(found.ids), _understood(found), found.partly)

    async def suggestions(self, call: Call) -> Answer:
        wanted, account = call.query(Beginning), call.caller.account
        language = wanted.language or (await self._home.accounts.get(account)).language
        return Suggestions(await self._finding.suggestions(account, wanted.q, language))

    async def albums(self, call: Call) -> Answer:
        found = await self._finding.albums(call.caller.account)
        return AllAlbums(
            [OneDay(each.day, each.count, each.cover) for each in found.days],
            *([_album(each) for each in kind] for kind in (found.places, found.things, found.own)),
        )

    async def duplicates(self, call: Call) -> Answer:
        return Duplicates(await self._finding.duplicates(call.caller.account))

    async def bursts(self, call: Call) -> Answer:
        return Bursts([_burst(each) for each in await self._finding.bursts(call.caller.account)])

    async def best(self, call: Call) -> Answer:
        wanted = await call.read(Chosen)
        return _burst(await self._finding.best(call.caller.account, wanted.ids))


def _understood(found: Found) -> Understood:
    query = found.query
    days = sorted(_days(query))
    return Understood(
        [term.text for term in query.terms if not (term.things or term.places or term.people)],
        [_thing(term.things[0], term.text) for term in query.terms if term.things],
        [term.text for term in query.terms if term.places and not term.things],
        max((term.people for term in query.terms), default=0),
        query.favourite,
        days[0].isoformat() if days else None,
        days[-1].isoformat() if days else None,
        " ".join(term.text for term in query.terms if not (term.things or term.places)),
    )


def _days(query: Query) -> Iterator[date]:
    """The first and the last day of every stretch of time that is asked for."""
    for when in query.when:
        for span in when.spans:
            yield span.first
            yield span.last


def _thing(name: str, asked: str) -> Named:
    return Named(called(name, "zh"), called(name, "en")) if name in _CLASSES else Named(asked, asked)


def _album(album: Album) -> OneAlbum:
    return OneAlbum(album.name, album.count, album.cover)


def _burst(ranked: Ranked) -> Burst:
    codes = [[each.value for each in reasons] for reasons in ranked.reasons]
    words = [[Named(in_words(each, "zh"), in_words(each, "en")) for each in some] for some in ranked.reasons]
    return Burst(list(ranked.ids), ranked.ids[0], codes, words)


def routes(door: Door, library: Library, home: Home) -> list[BaseRoute]:
    """Find photos."""
    each, read = _Finding(library, home), Scope.FILES_READ
    return [
        door.route("/api/photos/search", each.search, methods=["GET"], needs=read),
        door.route("/api/photos/suggestions", each.suggestions, methods=["GET"], needs=read),
        door.route("/api/photos/albums", each.albums, methods=["GET"], needs=read),
        door.route("/api/photos/duplicates", each.duplicates, methods=["GET"], needs=read),
        door.route("/api/photos/bursts", each.bursts, methods=["GET"], needs=read),
        door.route("/api/photos/best", each.best, methods=["POST"], needs=read),
    ]
