"""Albums that nobody has to make: photos by day, by place and by what is on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from parley.vision.objects.names import CLASSES, called
from parley.vision.photos.digests import Digest
from parley.vision.photos.types import Named, Photo

MOST = 1_000
"""Albums of a kind."""
_KNOWN = frozenset(CLASSES)


@dataclass(frozen=True, slots=True)
class Album:
    """Some photos that belong together."""

    name: Named
    count: int
    cover: str
    """Id of the photo that shows best what is in it."""


@dataclass(frozen=True, slots=True)
class Day:
    """The photos of one day, by the clock on the wall where they were taken."""

    day: str
    """``2026-11-22``."""
    count: int
    cover: str


@dataclass(frozen=True, slots=True)
class Albums:
    """All of a person's."""

    days: tuple[Day, ...]
    """Latest first."""
    places: tuple[Album, ...]
    """By town; the most photos first, as those below."""
    things: tuple[Album, ...]
    own: tuple[Album, ...]


def albums_of(photos: Sequence[Photo], digests: Mapping[str, Digest]) -> Albums:
    """The albums of photos, which come latest first."""
    days: dict[str, list[Photo]] = {}
    places: dict[tuple[str, str], list[Photo]] = {}
    things: dict[str, list[Photo]] = {}
    own: dict[str, list[Photo]] = {}
    for photo in photos:
        days.setdefault(day_of(photo), []).append(photo)
        for name in photo.albums:
            own.setdefault(name, []).append(photo)
        digest = digests.get(photo.id)
        if digest is None:
            continue
        if digest.place is not None:
            places.setdefault((digest.place.town.zh, digest.place.town.en), []).append(photo)
        for thing in digest.things:
            things.setdefault(thing, []).append(photo)
    return Albums(
        tuple(
            Day(day, len(some), _cover(some, digests))
            for day, some in sorted(days.items(), reverse=True)[:MOST]
        ),
        _largest({Named(*names): some for names, some in places.items()}, digests),
        _largest({_thing(name): some for name, some in things.items()}, digests),
        _largest({Named(name, name): some for name, some in own.items()}, digests),
    )


def suggested(albums: Albums, text: str, language: str, most: int) -> list[str]:
    """Names of albums that begin with a text, or of the largest of each kind."""
    text = text.strip().casefold()
    chinese = language.startswith("zh") or any("\u3400" <= each <= "\u9fff" for each in text)
    names: list[str] = []
    for album in _mixed(albums.places, albums.things, albums.own):
        name = album.name.zh if chinese else album.name.en
        if name and name.casefold().startswith(text) and name not in names:
            names.append(name)
    return names[:most]


def day_of(photo: Photo) -> str:
    """The day on which a photo was taken, by the clock on the wall there."""
    return datetime.fromtimestamp(photo.local, UTC).date().isoformat()


def _mixed(*kinds: Sequence[Album]) -> Iterator[Album]:
    """The largest of each kind, the second largest of each, and so on."""
    for at in range(max((len(each) for each in kinds), default=0)):
        for kind in kinds:
            if at < len(kind):
                yield kind[at]


def _largest(albums: Mapping[Named, Sequence[Photo]], digests: Mapping[str, Digest]) -> tuple[Album, ...]:
    ordered = sorted(albums.items(), key=lambda each: (-len(each[1]), each[0].en))[:MOST]
    return tuple(Album(name, len(some), _cover(some, digests)) for name, some in ordered)


def _cover(photos: Sequence[Photo], digests: Mapping[str, Digest]) -> str:
    """A favourite, else the sharpest of the latest fifty that is neither dark nor burnt out."""

    def worth(photo: Photo) -> tuple[bool, float]:
        digest = digests.get(photo.id)
        quality = digest.quality if digest else None
        return photo.favourite, quality.sharpness - abs(quality.exposure) if quality else -1.0

    return max(photos[:50], key=worth).id


def _thing(name: str) -> Named:
    return Named(called(name, "zh"), called(name, "en")) if name in _KNOWN else Named(name, name)
