"""``/api/photos/people``: who is on photos, by consent."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct
from starlette.routing import BaseRoute

from parley.gateways.access import Answer, Call, Door, NotFound
from parley.home.accounts.callers import Scope
from parley.vision.photos.library import Library
from parley.vision.photos.persons import Somebody
from parley.vision.photos.types import Area

_Name = Annotated[str, Meta(min_length=1, max_length=100)]


class Consent(Struct, frozen=True, forbid_unknown_fields=True):
    on: bool


class Named(Struct, frozen=True, forbid_unknown_fields=True):
    """A face on a photo, and whose it is."""

    photo: Annotated[str, Meta(min_length=1, max_length=64)]
    face: Annotated[int, Meta(ge=0, le=1_000)]
    name: _Name


class Renamed(Struct, frozen=True, forbid_unknown_fields=True):
    name: _Name


class Face(Struct, frozen=True):
    photo: str
    face: int
    area: Area
    """Left, top, width and height, as shares of the photo's."""


class OnePerson(Struct, frozen=True):
    id: str
    """Empty for somebody without a name."""
    name: str
    count: int
    photos: list[str]
    """The latest of them."""
    cover: Face | None


class Everybody(Struct, frozen=True):
    possible: bool
    """A model is set that tells faces apart."""
    on: bool
    """The account agreed that the faces on its photos are compared."""
    people: list[OnePerson]


class Id(Struct, frozen=True):
    id: str


MOST_SHOWN = 500
"""Photos of one person that are named; all of them are found by the name."""


class _People:
    def __init__(self, library: Library) -> None:
        self._people = library.people

    async def all(self, call: Call) -> Answer:
        account = call.caller.account
        found = await self._people.all(account)
        on = await self._people.allowed(account)
        return Everybody(self._people.possible, on, [_person(each) for each in found])

    async def consent(self, call: Call) -> Answer:
        await self._people.allow(call.caller.account, (await call.read(Consent)).on)

    async def call(self, call: Call) -> Answer:
        wanted = await call.read(Named)
        name = wanted.name.strip() or wanted.name
        return Id(await self._people.call(call.caller.account, wanted.photo, wanted.face, name))

    async def rename(self, call: Call) -> Answer:
        wanted = await call.read(Renamed)
        if not await self._people.rename(call.caller.account, call.id("id"), wanted.name):
            raise NotFound("There is no such person.")

    async def forget(self, call: Call) -> Answer:
        if not await self._people.forget(call.caller.account, call.id("id")):
            raise NotFound("There is no such person.")


def _person(each: Somebody) -> OnePerson:
    cover = Face(each.cover.photo, each.cover.face, each.cover.area) if each.cover else None
    return OnePerson(each.id, each.name, len(each.photos), list(each.photos[:MOST_SHOWN]), cover)


def routes(door: Door, library: Library) -> list[BaseRoute]:
    """Everything about people on photos."""
    people, read, write = _People(library), Scope.FILES_READ, Scope.FILES_WRITE
    at = "/api/photos/people"
    return [
        door.route(at, people.all, methods=["GET"], needs=read),
        door.route(at, people.consent, methods=["PUT"], needs=write),
        door.route(at, people.call, methods=["POST"], needs=write),
        door.route(f"{at}/{{id}}", people.rename, methods=["PATCH"], needs=write),
        door.route(f"{at}/{{id}}", people.forget, methods=["DELETE"], needs=write),
    ]
