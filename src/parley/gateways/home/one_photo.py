"""A photo, as it is sent to a page."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from parley.vision.objects.names import CLASSES, called
from parley.vision.photos.types import Area, Facts, Line, Named, Object, Photo, Somewhere, Visage, Worth

_CLASSES = frozenset(CLASSES)


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
    edit: str
    """Goes as ``v`` with the addresses of its pictures: another one with every edit, empty for none."""


class OneThing(Struct, frozen=True):
    """A thing on a photo, in two languages."""

    zh: str
    en: str
    name: str
    """Its class, as detectors name it."""
    confidence: float
    area: Area
    colour: str


class OneCode(Struct, frozen=True):
    text: str
    format: str
    """``QRCode``, ``EAN13`` …"""
    area: Area


class PageFacts(Struct, frozen=True):
    """What was found on a photo, as the page has it. Areas are ``[x, y, width, height]``, shares of the
    photo's width and height as it was taken."""

    text: str
    lines: tuple[Line, ...]
    codes: list[OneCode]
    objects: list[OneThing]
    people: int
    faces: tuple[Visage, ...]
    colours: tuple[str, ...]
    accent: str
    quality: Worth | None
    place: Named | None
    """From the town to the country, in one line."""
    missing: tuple[str, ...]
    """What nobody looked for, because what does so is not installed."""


def page_facts(facts: Facts) -> PageFacts:
    """As they are sent."""
    return PageFacts(
        facts.text,
        facts.lines,
        [OneCode(each.text, each.kind, each.area) for each in facts.codes],
        [_thing(each) for each in facts.objects],
        facts.people,
        facts.faces,
        facts.colours,
        facts.accent,
        facts.quality,
        _where(facts.place) if facts.place else None,
        facts.missing,
    )


def _thing(each: Object) -> OneThing:
    known = each.name in _CLASSES
    zh, en = (called(each.name, language) if known else each.name for language in ("zh", "en"))
    return OneThing(zh, en, each.name, each.confidence, each.area, each.colour)


def _where(place: Somewhere) -> Named:
    """As each language says it: Chinese from the country down, English the other way round."""
    parts = [each for each in (place.town, place.region, place.country) if each is not None]
    zh = list(dict.fromkeys(each.zh for each in reversed(parts)))
    en = list(dict.fromkeys(each.en for each in parts))
    return Named(" ".join(zh), ", ".join(en))


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
        photo.edit,
    )
