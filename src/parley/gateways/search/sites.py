"""``/api/search/sites``, ``bookmarks``, ``folders``: what is read to be found, and how far that is."""

from __future__ import annotations

import secrets
from typing import Annotated, Literal

from msgspec import Meta, Struct, field
from starlette.routing import BaseRoute

from parley.errors import Unsupported
from parley.gateways.access import Answer, BadRequest, Call, Door, NotFound
from parley.home.accounts.callers import Forbidden, Scope, TooMany
from parley.home.home import Home
from parley.home.pages import Address
from parley.home.reading import Record
from parley.search.crawling.addresses import canonical
from parley.search.crawling.frontier import Progress
from parley.search.crawling.plans import MOST_BOOKMARKS, bookmark_plan, house_of, site_plan
from parley.search.crawling.service import Crawler
from parley.search.folders.service import Folders
from parley.search.folders.types import FolderState
from parley.settings.crawling import Crawling

State = Literal["waiting", "going", "done", "failed"]
_Line = Annotated[str, Meta(max_length=500)]


class NewSite(Struct, frozen=True, forbid_unknown_fields=True):
    """A site, or a feed, that is to be read."""

    url: Address
    audience: Literal["me", "house"] = field(name="for", default="me")
    depth: Annotated[int, Meta(ge=0, le=20)] = 3
    pages: Annotated[int, Meta(ge=1, le=100_000)] = 500
    every_hours: Annotated[int, Meta(ge=0, le=8_760)] = 168


class OneSite(Struct, frozen=True):
    id: str
    url: str
    audience: str = field(name="for")
    depth: int
    pages: int
    every_hours: int
    state: str
    seen: int
    """Pages that were asked for in this round."""
    kept: int
    """Pages that are found."""
    at: float
    """When it was last read; POSIX seconds, 0 for never."""
    code: str
    """Why it could not be."""


class OneFolder(Struct, frozen=True):
    id: str
    path: str
    audience: str = field(name="for")
    state: str
    seen: int
    kept: int
    at: float
    code: str


class Sites(Struct, frozen=True):
    sites: list[OneSite]
    folders: list[OneFolder]


class FolderList(Struct, frozen=True):
    folders: list[OneFolder]


class NewBookmark(Struct, frozen=True, forbid_unknown_fields=True):
    """A page to keep."""

    url: Address
    title: _Line = ""
    note: Annotated[str, Meta(max_length=20_000)] = ""
    tags: Annotated[list[_Line], Meta(max_length=50)] = []


class OneBookmark(Struct, frozen=True):
    id: str
    url: str
    title: str
    note: str
    tags: list[str]
    added: float
    state: str
    kept: int
    """1 where what stands on the page is found."""
    at: float
    code: str


class BookmarkList(Struct, frozen=True):
    bookmarks: list[OneBookmark]


class _Sites:
    def __init__(self, home: Home, crawler: Crawler, folders: Folders, settings: Crawling) -> None:
        self._home, self._crawler, self._folders, self._settings = home, crawler, folders, settings

    async def all(self, call: Call) -> Answer:
        shown = [await self._site(each) for each in await self._seen_by(call)]
        return Sites(shown, await self._folder_list(call))

    async def add(self, call: Call) -> Answer:
        new, account = await call.read(NewSite), call.caller.account
        self._check(new.url)
        if new.audience == "house" and not call.caller.may(Scope.HOUSE):
            raise Forbidden("Only an owner has sites read for everybody.")
        if len(await self._home.records.all(account, "sites")) >= self._settings.sites:
            raise TooMany(f"A person may have {self._settings.sites} sites read.")
        id, now = _new_id(), self._now()
        document = {
            "url": new.url,
            "audience": new.audience,
            "depth": new.depth,
            "pages": new.pages,
            "every_hours": new.every_hours,
            "added": now,
        }
        await self._home.records.put(account, "sites", id, document)
        return await self._site(Record(id, account, document, now))

    async def again(self, call: Call) -> Answer:
        record = await self._theirs(call)
        await self._home.records.change(record.account, "sites", record.id, {"asked": self._now()})

    async def remove(self, call: Call) -> Answer:
        record = await self._theirs(call)
        await self._home.records.delete(record.account, "sites", record.id)

    async def folders(self, call: Call) -> Answer:
        return FolderList(await self._folder_list(call))

    async def bookmarks(self, call: Call) -> Answer:
        found = await self._home.records.all(call.caller.account, "bookmarks")
        return BookmarkList([await self._bookmark(each) for each in found])

    async def keep(self, call: Call) -> Answer:
        new, account = await call.read(NewBookmark), call.caller.account
        self._check(new.url)
        if len(await self._home.records.all(account, "bookmarks")) >= MOST_BOOKMARKS:
            raise TooMany(f"A person may have {MOST_BOOKMARKS} bookmarks.")
        id, now = _new_id(), self._now()
        document = {"url": new.url, "title": new.title, "note": new.note, "tags": new.tags, "added": now}
        await self._home.records.put(account, "bookmarks", id, document)
        return await self._bookmark(Record(id, account, document, now))

    async def unkeep(self, call: Call) -> Answer:
        if not await self._home.records.delete(call.caller.account, "bookmarks", call.id()):
            raise NotFound("There is no such bookmark.")

    async def _seen_by(self, call: Call) -> list[Record]:
        """A person's own sites; for an owner also those that other owners have read for everybody."""
        account = call.caller.account
        if not call.caller.may(Scope.HOUSE):
            return await self._home.records.all(account, "sites")
        everybody = await self._home.records.everyone("sites")
        return [each for each in everybody if each.account == account or house_of(each)]

    async def _theirs(self, call: Call) -> Record:
        """A site that they see, by the id in the path. Raises ``NotFound``."""
        id = call.id()
        for each in await self._seen_by(call):
            if each.id == id:
                return each
        raise NotFound("There is no such site.")

    async def _site(self, record: Record) -> OneSite:
        of = record.document
        plan = site_plan(record, self._settings, self._home.vault, house=True)
        now = await self._crawler.progress(plan.key) if plan else Progress(state="failed", code="bad_request")
        return OneSite(
            record.id,
            of["url"],
            of.get("audience", "me"),
            of.get("depth", 3),
            min(of.get("pages", 500), self._settings.pages),
            of.get("every_hours", 168),
            self._state(now),
            now.seen,
            now.kept,
            now.ended,
            now.code,
        )

    async def _bookmark(self, record: Record) -> OneBookmark:
        of = record.document
        plan = bookmark_plan(record, self._home.vault)
        now = await self._crawler.progress(plan.key) if plan else Progress(state="failed", code="bad_request")
        return OneBookmark(
            record.id,
            of["url"],
            of.get("title", ""),
            of.get("note", ""),
            list(of.get("tags", [])),
            of.get("added", 0.0),
            self._state(now),
            now.kept,
            now.ended,
            now.code,
        )

    async def _folder_list(self, call: Call) -> list[OneFolder]:
        """Those of the house, and the person's own; where other people's lie is theirs to know."""
        account = call.caller.account
        return [_folder(each) for each in await self._folders.states() if each.owner in ("", account)]

    def _state(self, progress: Progress) -> str:
        return progress.state if self._settings.on or progress.state != "waiting" else "failed"

    def _check(self, url: str) -> None:
        if not self._settings.on:
            raise Unsupported("This server fetches no pages: [crawling] on = false.")
        if not canonical(url):
            raise BadRequest("url must be an http or https address, without a name and password.")

    def _now(self) -> float:
        return self._home.clock.now().timestamp()


def _folder(each: FolderState) -> OneFolder:
    audience = "me" if each.owner else "house"
    seen = each.files - each.waiting
    return OneFolder(each.name, each.path, audience, each.state, max(0, seen), each.kept, each.at, each.code)


def _new_id() -> str:
    return secrets.token_urlsafe(12)


def site_routes(
    door: Door, home: Home, crawler: Crawler, folders: Folders, settings: Crawling
) -> list[BaseRoute]:
    """What is read so that it is found."""
    each, read, write = _Sites(home, crawler, folders, settings), Scope.RECORDS_READ, Scope.RECORDS_WRITE
    return [
        door.route("/api/search/sites", each.all, methods=["GET"], needs=read),
        door.route("/api/search/sites", each.add, methods=["POST"], needs=write),
        door.route("/api/search/sites/{id}", each.remove, methods=["DELETE"], needs=write),
        door.route("/api/search/sites/{id}/again", each.again, methods=["POST"], needs=write),
        door.route("/api/search/folders", each.folders, methods=["GET"], needs=read),
        door.route("/api/search/bookmarks", each.bookmarks, methods=["GET"], needs=read),
        door.route("/api/search/bookmarks", each.keep, methods=["POST"], needs=write),
        door.route("/api/search/bookmarks/{id}", each.unkeep, methods=["DELETE"], needs=write),
    ]
