"""``/api/photos``: a person's photos are taken in, listed, changed and deleted."""

from __future__ import annotations

import asyncio
import gzip
from typing import Annotated

import msgspec
from msgspec import Meta, Struct
from starlette.responses import Response
from starlette.routing import BaseRoute

from parley.gateways.access import Answer, Call, Door
from parley.gateways.home import photo_finding, photo_people, photo_pictures
from parley.gateways.home.one_photo import OnePhoto, PageFacts, one_photo, page_facts
from parley.gateways.home.ranges import matches
from parley.home.accounts.callers import Scope
from parley.home.home import Home
from parley.vision.photos.library import MOST_AT_ONCE, Library
from parley.vision.photos.shelf import Shelf
from parley.vision.photos.types import Change, Photo, Taking

_FileId = Annotated[str, Meta(min_length=1, max_length=200)]
_Moment = Annotated[float, Meta(ge=-5_000_000_000, le=32_503_680_000)]
_Name = Annotated[str, Meta(min_length=1, max_length=100)]
SMALLEST_ZIPPED = 1_000
"""Bytes; less is not worth the work."""


class NewPhoto(Struct, frozen=True, forbid_unknown_fields=True):
    """A file that was uploaded, to be taken into the library."""

    file: _FileId
    name: Annotated[str, Meta(max_length=500)] = ""
    modified: _Moment | None = None
    """When the file was last changed; POSIX seconds. Counts where the picture itself tells no time."""


class WholePhoto(Struct, frozen=True):
    """A photo with all that is known of it."""

    photo: OnePhoto
    state: str
    """``waiting``, ``done`` or ``failed``: whether somebody looked at it."""
    facts: PageFacts
    shot: Taking


class Changed(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be different."""

    favourite: bool | None = None
    caption: Annotated[str, Meta(max_length=20_000)] | None = None
    taken: _Moment | None = None
    hidden: bool | None = None
    albums: Annotated[list[_Name], Meta(max_length=50)] | None = None


class Several(Struct, frozen=True, forbid_unknown_fields=True):
    ids: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(min_length=1, max_length=MOST_AT_ONCE)]


class Deleted(Struct, frozen=True):
    deleted: int


class Cells(Struct, frozen=True):
    """Every photo that is shown, latest first, a column for each fact."""

    version: str
    ids: list[str]
    taken: list[float]
    offsets: list[int]
    ratios: list[float]
    favourites: list[int]
    """Places in ``ids``."""
    versions: dict[str, str]
    """Of those that are edited."""


class Looking(Struct, frozen=True):
    """How far the looking at photos is."""

    waiting: int
    done: int
    failed: int
    running: bool
    per_second: float


class _Photos:
    def __init__(self, library: Library) -> None:
        self._library = library
        self._cells: dict[str, tuple[Shelf, int, bytes]] = {}
        """The latest answer to a few accounts, zipped."""

    async def add(self, call: Call) -> Answer:
        new = await call.read(NewPhoto)
        added = await self._library.add(call.caller.account, new.file, name=new.name, modified=new.modified)
        return one_photo(added)

    async def cells(self, call: Call) -> Answer:
        account = call.caller.account
        shelf = await self._library.shelf(account)
        etag = f'"{account[:8]}-{shelf.version}"'
        headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Cookie"}
        if matches(call.request.headers.get("if-none-match"), etag):
            return Response(status_code=304, headers=headers)
        zipped = await self._zipped(account, shelf)
        if "gzip" in call.request.headers.get("accept-encoding", "") and len(zipped) > SMALLEST_ZIPPED:
            headers["Content-Encoding"] = "gzip"
            return Response(zipped, headers=headers, media_type="application/json")
        body = await asyncio.to_thread(gzip.decompress, zipped)
        return Response(body, headers=headers, media_type="application/json")

    async def _zipped(self, account: str, shelf: Shelf) -> bytes:
        kept = self._cells.get(account)
        if kept is not None and kept[0] is shelf and kept[1] == shelf.version:
            return kept[2]
        version = shelf.version

        def work() -> bytes:
            return gzip.compress(msgspec.json.encode(_cells(str(version), list(shelf.order))), 4, mtime=0)

        zipped = await asyncio.to_thread(work)
        self._cells.pop(account, None)
        self._cells[account] = shelf, version, zipped
        if len(self._cells) > 8:
            del self._cells[next(iter(self._cells))]
        return zipped

    async def show(self, call: Call) -> Answer:
        account, id = call.caller.account, call.id()
        photo = await self._library.get(account, id)
        state, facts = await self._library.facts(account, id)
        return WholePhoto(one_photo(photo), state, page_facts(facts), facts.shot)

    async def change(self, call: Call) -> Answer:
        wanted = await call.read(Changed)
        albums = None if wanted.albums is None else tuple(wanted.albums)
        change = Change(wanted.favourite, wanted.caption, wanted.taken, wanted.hidden, albums)
        return one_photo(await self._library.change(call.caller.account, call.id(), change))

    async def delete(self, call: Call) -> Answer:
        await self._library.get(call.caller.account, call.id())
        await self._library.delete(call.caller.account, [call.id()])

    async def delete_all(self, call: Call) -> Answer:
        wanted = await call.read(Several)
        return Deleted(await self._library.delete(call.caller.account, wanted.ids))

    async def indexing(self, call: Call) -> Answer:
        now = await self._library.progress(call.caller.account)
        return Looking(now.waiting, now.done, now.failed, now.running, now.per_second)


def _cells(version: str, order: list[Photo]) -> Cells:
    return Cells(
        version,
        [each.id for each in order],
        [each.taken for each in order],
        [each.offset for each in order],
        [each.ratio for each in order],
        [at for at, each in enumerate(order) if each.favourite],
        {each.id: each.edit for each in order if each.edit},
    )


def photo_routes(door: Door, home: Home, library: Library) -> list[BaseRoute]:
    """Everything about photos."""
    each, read, write = _Photos(library), Scope.FILES_READ, Scope.FILES_WRITE
    return [
        door.route("/api/photos", each.add, methods=["POST"], needs=write),
        door.route("/api/photos/cells", each.cells, methods=["GET"], needs=read),
        door.route("/api/photos/indexing", each.indexing, methods=["GET"], needs=read),
        door.route("/api/photos/delete", each.delete_all, methods=["POST"], needs=write),
        *photo_finding.routes(door, library, home),
        *photo_people.routes(door, library),
        *photo_pictures.routes(door, library),
        door.route("/api/photos/{id}", each.show, methods=["GET"], needs=read),
        door.route("/api/photos/{id}", each.change, methods=["PATCH"], needs=write),
        door.route("/api/photos/{id}", each.delete, methods=["DELETE"], needs=write),
    ]
