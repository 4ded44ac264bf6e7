"""A photo, as it is sent to a page."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from parley.vision.photos.types import Photo


class OnePhoto(Struct, frozen=True):
    """A photo, as the page has it."""

    id: str
    file: str
    name: str
    kind: str
    taken: float
    offset: int
    latitude: float | None
    longitude: float | None
    width: int
    height: int
    ratio: float
    recipe: dict[str, Any]
    favourite: bool
    caption: str
    hidden: bool
    albums: list[str]
    added: float
    version: str
    """Goes as ``v`` with the addresses of its pictures: another one whenever it looks different."""


def one_photo(photo: Photo) -> OnePhoto:
    """As it is sent."""
    return OnePhoto(
        photo.id,
        photo.file,
        photo.name,
        photo.kind,
        photo.taken,
        photo.offset,
        photo.latitude,
        photo.longitude,
        photo.width,
        photo.height,
        photo.ratio,
        dict(photo.recipe),
        photo.favourite,
        photo.caption,
        photo.hidden,
        list(photo.albums),
        photo.added,
        photo.edit or "0",
    )
