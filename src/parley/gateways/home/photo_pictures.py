"""``/api/photos/{id}/…``: photos as pictures, how they are edited, copies to give away, and scans."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from msgspec import Meta, Struct
from starlette.responses import Response
from starlette.routing import BaseRoute

from parley.gateways.access import Answer, BadRequest, Call, Door
from parley.gateways.home.one_photo import one_photo
from parley.gateways.home.ranges import matches
from parley.home.accounts.callers import Scope
from parley.vision.enhancing.operations import Described, operations, worded
from parley.vision.enhancing.recipe import MOST_BYTES, Recipe, json_of, recipe_of
from parley.vision.photos.library import Library
from parley.vision.photos.showing import MOST_PAGES, SIDES, Page
from parley.vision.photos.types import Photo
from parley.vision.scanning.types import Finish

_FOREVER = "private, max-age=31536000, immutable"
_ASK_AGAIN = "private, no-cache"
_OF_A_TILE = 0.1
"""Of a request, as which a tile counts: who scrolls through years of photos sees hundreds a second."""
_Share = Annotated[float, Meta(ge=-0.5, le=1.5)]
_Corner = tuple[_Share, _Share]
"""x and y, as shares of the photo's width and height."""


class NewRecipe(Struct, frozen=True, forbid_unknown_fields=True):
    recipe: dict[str, Any]


class Wanted(Struct, frozen=True, forbid_unknown_fields=True):
    recipe: dict[str, Any]
    side: Annotated[int, Meta(ge=SIDES[0], le=SIDES[1])] = 1_600


class Proposed(Struct, frozen=True):
    recipe: dict[str, Any]
    reasons: list[Why]


class Why(Struct, frozen=True):
    """Why something is proposed."""

    code: str
    amount: float
    """How much of it: stops, degrees, or 0 to 1."""
    zh: str
    en: str


class Operations(Struct, frozen=True):
    operations: tuple[Described, ...]


class Corners(Struct, frozen=True):
    polygon: list[tuple[float, float]] | None


class ScanPage(Struct, frozen=True, forbid_unknown_fields=True):
    photo: Annotated[str, Meta(max_length=64)]
    polygon: Annotated[list[_Corner], Meta(min_length=4, max_length=4)] | None = None


class NewScan(Struct, frozen=True, forbid_unknown_fields=True):
    pages: Annotated[list[ScanPage], Meta(min_length=1, max_length=MOST_PAGES)]
    look: Finish = Finish.COLOUR
    title: Annotated[str, Meta(max_length=200)] = ""


class Scan(Struct, frozen=True):
    file: str
    """Id of the PDF among the files."""
    name: str
    size: int


class _Pictures:
    def __init__(self, library: Library) -> None:
        self._library, self._showing = library, library.showing

    async def tile(self, call: Call) -> Answer:
        photo = await self._photo(call)
        return await self._kept(call, photo, "tile")

    async def view(self, call: Call) -> Answer:
        photo = await self._photo(call)
        side = call.number("side", 1_600, *SIDES)
        edited = bool(call.number("edited", 1, 0, 1))
        return await self._kept(call, photo, f"view-{side}-{edited}", side, edited=edited)

    async def _kept(
        self, call: Call, photo: Photo, what: str, side: int = 0, *, edited: bool = True
    ) -> Response:
        """A picture that a browser may keep, for good where it asks with the version that is now."""
        # A page says 0 for a photo that is not edited.
        asked = call.request.query_params.get("v", "?")
        named = (asked if asked != "0" else "") == photo.edit
        tag = hashlib.blake2s(f"{photo.id} {what} {photo.edit}".encode(), digest_size=12).hexdigest()
        headers = {"ETag": f'"{tag}"', "Cache-Control": _FOREVER if named else _ASK_AGAIN}
        if matches(call.request.headers.get("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        account = call.caller.account
        if side:
            picture = await self._showing.view(account, photo, side, edited=edited)
        else:
            picture = await self._showing.tile(account, photo)
        return Response(picture, headers=headers, media_type="image/jpeg")

    async def proposal(self, call: Call) -> Answer:
        found = await self._showing.proposal(call.caller.account, await self._photo(call))
        reasons = [
            Why(each.code, each.amount, worded(each, "zh"), worded(each, "en")) for each in found.reasons
        ]
        return Proposed(_plain(found.recipe), reasons)

    async def preview(self, call: Call) -> Answer:
        photo = await self._photo(call)
        wanted = await call.read(Wanted, 2 * MOST_BYTES)
        recipe = recipe_of(wanted.recipe)
        picture = await self._showing.preview(call.caller.account, photo, recipe, wanted.side)
        return Response(picture, media_type="image/jpeg", headers={"Cache-Control": "no-store"})

    async def edit(self, call: Call) -> Answer:
        photo = await self._photo(call)
        recipe = recipe_of((await call.read(NewRecipe, 2 * MOST_BYTES)).recipe)
        return one_photo(await self._showing.edit(call.caller.account, photo, recipe))

    async def operations(self, call: Call) -> Answer:
        del call
        return Operations(operations())

    async def copy(self, call: Call) -> Answer:
        photo = await self._photo(call)
        place = bool(call.number("place", 0, 0, 1))
        copy = await self._showing.copy(call.caller.account, photo, keep_place=place)
        plain = "".join(
            each if (each.isascii() and each.isalnum()) or each in " ._-" else "_" for each in copy.name
        )
        name = f"filename=\"{plain}\"; filename*=UTF-8''{quote(copy.name, safe='')}"
        headers = {"Content-Disposition": f"attachment; {name}", "Cache-Control": "no-store"}
        return Response(copy.data, headers=headers, media_type=copy.type)

    async def corners(self, call: Call) -> Answer:
        found = await self._showing.corners(call.caller.account, await self._photo(call))
        return Corners(None if found is None else list(found))

    async def scan(self, call: Call) -> Answer:
        wanted = await call.read(NewScan)
        pages = [Page(each.photo, tuple(each.polygon) if each.polygon else None) for each in wanted.pages]
        if any(len(each.photo) < 1 for each in pages):
            raise BadRequest("Every page names a photo.")
        file = await self._showing.scan(call.caller.account, pages, wanted.look, wanted.title)
        return Scan(file.id, file.name, file.size)

    async def _photo(self, call: Call) -> Photo:
        return await self._library.get(call.caller.account, call.id())


def _plain(recipe: Recipe) -> dict[str, Any]:
    return msgspec.json.decode(json_of(recipe))


def routes(door: Door, library: Library) -> list[BaseRoute]:
    """Pictures of photos, and what is done with them."""
    each, read, write = _Pictures(library), Scope.FILES_READ, Scope.FILES_WRITE
    return [
        door.route("/api/photos/operations", each.operations, methods=["GET"], needs=read),
        door.route("/api/photos/scan", each.scan, methods=["POST"], needs=write),
        door.route("/api/photos/{id}/tile", each.tile, methods=["GET"], needs=read, counts=_OF_A_TILE),
        door.route("/api/photos/{id}/view", each.view, methods=["GET"], needs=read),
        door.route("/api/photos/{id}/proposal", each.proposal, methods=["POST"], needs=read),
        door.route("/api/photos/{id}/preview", each.preview, methods=["POST"], needs=read),
        door.route("/api/photos/{id}/recipe", each.edit, methods=["PUT"], needs=write),
        door.route("/api/photos/{id}/copy", each.copy, methods=["GET"], needs=read),
        door.route("/api/photos/{id}/corners", each.corners, methods=["GET"], needs=read),
    ]
