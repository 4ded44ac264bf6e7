"""``/api/search``: what belongs to whoever asks, and what the house indexed, found by words."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from typing import Annotated

from msgspec import Meta, Struct
from starlette.routing import BaseRoute

from parley.gateways.access import Answer, BadRequest, Call, Door
from parley.home.accounts.callers import Forbidden, Scope
from parley.home.home import Home
from parley.search import types
from parley.search.service import MOST_SUGGESTIONS, Searching, Wanted
from parley.search.types import DEEPEST, LONGEST_QUERY, MOST_HITS

KINDS = {
    "note": "notes",
    "list": "lists",
    "reminder": "reminders",
    "event": "events",
    "photo": "photos",
    "file": "files",
    "bookmark": "bookmarks",
    "page": "web",
    "feed": "feeds",
    "contact": "contacts",
    "memory": "memories",
    "fact": "facts",
    "routine": "routines",
}
"""Kind of a document → what it is called in addresses; others are called as they are (``history``)."""
_KIND_OF = {name: kind for kind, name in KINDS.items()}
_Day = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?\Z")]
_Name = Annotated[str, Meta(max_length=300)]


class Asked(Struct, frozen=True):
    """What is looked for."""

    q: Annotated[str, Meta(max_length=LONGEST_QUERY)] = ""
    """As somebody typed it: words, ``"phrases"``, ``-not``, ``site:``, ``kind:``, ``before:`` and so on."""
    kind: _Name = ""
    """One of ``KINDS``, or several with commas between them."""
    site: _Name = ""
    language: Annotated[str, Meta(max_length=20)] = ""
    """That the found documents are in."""
    after: _Day = ""
    """Not before this day (``2026-11-22``), where the house is."""
    before: _Day = ""
    """Not after this day."""
    offset: Annotated[int, Meta(ge=0, le=DEEPEST)] = 0
    most: Annotated[int, Meta(ge=1, le=MOST_HITS)] = 20


class Piece(Struct, frozen=True):
    text: str
    hit: bool
    """It is what was looked for."""


class Hit(Struct, frozen=True):
    """A found document."""

    id: str
    kind: str
    title: str
    snippet: list[Piece]
    url: str
    site: str
    at: float
    """POSIX seconds; 0 where nobody knows."""
    language: str
    open: str
    """The web app's page that shows it, such as ``notes/ID``; empty for an address."""


class Found(Struct, frozen=True):
    hits: list[Hit]
    total: int
    more: bool
    spelling: str | None
    """What was probably meant."""
    related: list[str]
    """Other queries that lead on."""
    seconds: float


class Beginning(Struct, frozen=True):
    q: Annotated[str, Meta(max_length=LONGEST_QUERY)] = ""
    most: Annotated[int, Meta(ge=1, le=MOST_SUGGESTIONS)] = 8


class Suggested(Struct, frozen=True):
    text: str
    kind: str
    """``query``, or the kind of what has this title."""


class Suggestions(Struct, frozen=True):
    suggestions: list[Suggested]


class _Finding:
    def __init__(self, searching: Searching, home: Home) -> None:
        self._searching, self._home = searching, home

    async def search(self, call: Call) -> Answer:
        asked, account = call.query(Asked), _who(call)
        zone = self._home.clock.now().tzinfo
        wanted = Wanted(
            kinds=tuple(kind_of(each) for each in asked.kind.split(",") if each.strip()),
            sites=(asked.site.lower(),) if asked.site else (),
            languages=(asked.language,) if asked.language else (),
            after=_moment(asked.after, zone),
            before=_moment(asked.before, zone, days=1),
        )
        language = (await self._home.accounts.get(account)).language
        found = await self._searching.search(
            account, asked.q, wanted, language=language, most=asked.most, offset=asked.offset
        )
        hits = [shown(each) for each in found.hits]
        spelling = found.spelling or None
        return Found(hits, found.total, found.more, spelling, list(found.related), found.seconds)

    async def suggest(self, call: Call) -> Answer:
        asked, account = call.query(Beginning), _who(call)
        found = await self._searching.suggest(account, asked.q, asked.most)
        return Suggestions([Suggested(each.text, name_of(each.kind)) for each in found])


def kind_of(name: str) -> str:
    """The kind of documents that are called so in an address."""
    return _KIND_OF.get(name.strip(), name.strip())


def name_of(kind: str) -> str:
    """What a kind of documents is called in an address."""
    return KINDS.get(kind, kind)


def shown(hit: types.Hit) -> Hit:
    """A hit as JSON has it."""
    pieces = [Piece(each.text, each.hit) for each in hit.snippet]
    kind, at = name_of(hit.kind), hit.at
    return Hit(hit.id, kind, hit.title, pieces, hit.url, hit.site, at, hit.language, hit.open)


def _who(call: Call) -> str:
    """Who asks. Raises ``Forbidden`` for who may read records and no files: both are found here."""
    if not call.caller.may(Scope.FILES_READ):
        raise Forbidden("Searching needs the scope files:read beside records:read.")
    return call.caller.account


def _moment(day: str, zone: tzinfo | None, days: int = 0) -> float | None:
    """When a day begins, or one some days later. Raises ``BadRequest`` where there is no such day."""
    if not day:
        return None
    try:
        begins = date.fromisoformat(day) + timedelta(days=days)
        return datetime(begins.year, begins.month, begins.day, tzinfo=zone).timestamp()
    except (ValueError, OverflowError) as error:
        raise BadRequest(f"There is no such day: {day}.") from error


def finding_routes(door: Door, searching: Searching, home: Home) -> list[BaseRoute]:
    """Find things, and how a query goes on."""
    each, read = _Finding(searching, home), Scope.RECORDS_READ
    return [
        door.route("/api/search", each.search, methods=["GET"], needs=read),
        door.route("/api/search/suggest", each.suggest, methods=["GET"], needs=read),
    ]
