"""Photos as pictures: tiles and views, edited as their recipes say; copies for sharing; scans."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from parley.errors import TooLong
from parley.home.files.files import File
from parley.home.files.kinds import clean_name
from parley.home.files.ledger import About
from parley.home.home import Home
from parley.vision.decoding import kind_of
from parley.vision.enhancing.recipe import Recipe, recipe_of
from parley.vision.enhancing.types import Proposal
from parley.vision.metadata.shot import NOTHING, Shot
from parley.vision.metadata.stamping import stamped
from parley.vision.photos.originals import Originals
from parley.vision.photos.previews_kept import Previews
from parley.vision.photos.shelf import edit_of
from parley.vision.photos.types import COLLECTION, TILE, Photo, UnknownPhoto
from parley.vision.scanning.types import Finish, Scanned
from parley.vision.service import Sight, Vision
from parley.vision.types import BadPicture, Kind, Point, Polygon

SIDES = (64, 4_096)
"""Pixels of the longer side of a view."""
STEP = 64
"""Views are made for multiples of this: a few sizes serve every screen."""
COPY = 92
"""Quality of the JPEG of an edited photo that is given away."""
MOST_PAGES = 50
"""Of one scan."""
_GET = Callable[[str, str], Awaitable[Photo]]


@dataclass(frozen=True, slots=True)
class Copy:
    """A photo to be given away."""

    data: bytes
    name: str
    type: str
    """Media type."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a scan."""

    photo: str
    polygon: tuple[Point, ...] | None = None
    """Its corners, as shares of the photo's width and height; None to look for them."""


class Showing:
    """Makes pictures of photos. Raises what ``Library`` says."""

    def __init__(
        self, home: Home, vision: Vision, originals: Originals, previews: Previews, get: _GET
    ) -> None:
        self._home, self._vision, self._originals = home, vision, originals
        self._previews, self._get = previews, get

    async def tile(self, account: str, photo: Photo) -> bytes:
        """A JPEG of at most ``TILE`` pixels a side, edited."""
        return await self._small(account, photo, TILE, photo.edit)

    async def view(self, account: str, photo: Photo, side: int, *, edited: bool = True) -> bytes:
        """A JPEG whose longer side has about ``side`` pixels, or fewer where the photo has fewer."""
        least, most = SIDES
        side = -(-min(max(side, least), most) // STEP) * STEP
        return await self._small(account, photo, side, photo.edit if edited else "")

    async def preview(self, account: str, photo: Photo, recipe: Recipe, side: int) -> bytes:
        """How a photo would look. Nothing is kept."""
        async with self._originals.open(account, photo) as sight:
            return await sight.edited(recipe, min(max(side, SIDES[0]), SIDES[1]))

    async def proposal(self, account: str, photo: Photo) -> Proposal:
        """What would make a photo better, and why."""
        async with self._originals.open(account, photo) as sight:
            return await sight.proposed()

    async def edit(self, account: str, photo: Photo, recipe: Recipe) -> Photo:
        """Keep a recipe with a photo, in place of any before; an empty one shows it as it was taken."""
        document: dict[str, Any] = msgspec.to_builtins(recipe) if recipe.steps else {}
        edit, ratio = edit_of(document), 0.0
        if edit:
            async with self._originals.open(account, photo) as sight:
                tile = await sight.edited(recipe, TILE)
            await self._previews.put(account, _name(photo.id, TILE, edit), tile)
            wide, high = jpeg_size(tile)
            ratio = wide / high
        fields = {"recipe": document, "ratio": ratio}
        if not await self._home.records.change(account, COLLECTION, photo.id, fields):
            raise UnknownPhoto("There is no such photo, or no longer.")
        return await self._get(account, photo.id)

    async def copy(self, account: str, photo: Photo, *, keep_place: bool) -> Copy:
        """A photo as it may be given away: edited, full size, and nothing in the file but the picture, and
        where it was taken if that is to stay."""
        stem = photo.name.rpartition(".")[0] or photo.name or "photo"
        async with self._originals.open(account, photo) as sight:
            if photo.edit:
                # What is made anew has nothing in it but pixels.
                data = await sight.edited(recipe_of(dict(photo.recipe)), quality=COPY)
                shot = await sight.shot() if keep_place else NOTHING
                if shot.latitude is not None:
                    where = Shot(latitude=shot.latitude, longitude=shot.longitude, altitude=shot.altitude)
                    data = await asyncio.to_thread(stamped, data, where)
            else:
                data = await sight.stripped(keep_place=keep_place)
        kind = kind_of(data)
        ending = "jpg" if kind is Kind.JPEG else kind.value
        return Copy(data, clean_name(f"{stem}.{ending}"), f"image/{kind.value}")

    async def corners(self, account: str, photo: Photo) -> tuple[Point, ...] | None:
        """Where a page lies on a photo, as shares of its width and height; None where none is seen."""
        async with self._originals.open(account, photo) as sight:
            sheet, size = await sight.corners(), sight.size
        if sheet is None:
            return None
        return tuple((round(x / size.width, 5), round(y / size.height, 5)) for x, y in sheet.polygon)

    async def scan(self, account: str, pages: Sequence[Page], finish: Finish, title: str) -> File:
        """Photos of pages as one PDF that can be searched, kept among the account's files.

        Raises ``TooLong`` over ``MOST_PAGES``, ``BadOutline``.
        """
        if not 1 <= len(pages) <= MOST_PAGES:
            raise TooLong(f"A scan has 1 to {MOST_PAGES} pages.")
        scanned: list[Scanned] = []
        for page in pages:
            photo = await self._get(account, page.photo)
            async with self._originals.open(account, photo) as sight:
                scanned.append(await sight.scan(_polygon(page, sight), finish))
        pdf = await self._vision.pdf(scanned, title)
        name = clean_name(f"{title.strip() or 'scan'}.pdf")
        return await self._home.files.keep(account, len(pdf), About(name, "application/pdf"), _whole(pdf))

    async def _small(self, account: str, photo: Photo, side: int, edit: str) -> bytes:
        name = _name(photo.id, side, edit)
        kept = await self._previews.get(account, name)
        if kept is None:
            async with self._originals.open(account, photo, unpack=False) as sight:
                kept = await small(sight, side, photo if edit else None)
            await self._previews.put(account, name, kept)
        return kept


async def small(sight: Sight, side: int, edited: Photo | None) -> bytes:
    """A JPEG of a picture that is open, edited as a photo is if one is given."""
    if edited is not None and edited.edit:
        return await sight.edited(recipe_of(dict(edited.recipe)), side)
    return await sight.preview(side)


def tile_name(photo: Photo) -> str:
    """What its tile is kept as."""
    return _name(photo.id, TILE, photo.edit)


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height of a JPEG. Raises ``BadPicture``."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # the start of a frame
            high, wide = (int.from_bytes(data[at + 5 + n : at + 7 + n], "big") for n in (0, 2))
            if wide and high:
                return wide, high
            break
        at += 2 + length
    raise BadPicture("This JPEG does not tell its size.")


def _name(id: str, side: int, edit: str) -> str:
    return f"{id}:{side}:{edit}"


def _polygon(page: Page, sight: Sight) -> Polygon | None:
    if page.polygon is None:
        return None
    size = sight.size
    a, b, c, d = ((x * size.width, y * size.height) for x, y in page.polygon)
    return a, b, c, d


async def _whole(data: bytes) -> AsyncGenerator[bytes]:
    for start in range(0, len(data), 1 << 20):
        yield data[start : start + (1 << 20)]
