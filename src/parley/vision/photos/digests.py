"""What is kept in memory of what was found on a person's photos, to be searched, grouped and compared."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parley.home.database.database import Database
from parley.home.vault import Vault
from parley.vision.faces.types import Face
from parley.vision.likeness.types import Fingerprint
from parley.vision.photos import rows
from parley.vision.photos.persons import Seen
from parley.vision.photos.rows import Found
from parley.vision.photos.search.index import Index
from parley.vision.photos.search.types import Entry, Thing
from parley.vision.photos.shelf import Shelf
from parley.vision.photos.types import NOTHING, Facts, Photo, Somewhere
from parley.vision.quality.types import Quality
from parley.vision.types import Box

PAGE = 1_000
"""Photos whose facts are opened together: what is written on them stays in memory as its index alone."""
_OVERLAP = 0.2
"""Seconds that are read again: two processes may write in another order than they began."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What is needed of the facts of one photo over and over."""

    place: Somewhere | None
    things: tuple[str, ...]
    """English names of classes, each once."""
    fingerprint: Fingerprint | None
    quality: Quality | None
    faces: tuple[Face, ...]
    prints: tuple[Seen, ...] = ()
    """Faces that can be compared."""


class Known:
    """One person's photos with what was found on them. Use under ``lock``, and read once it is ``fresh``."""

    def __init__(self, database: Database, vault: Vault, account: str) -> None:
        self._database, self._vault, self._account = database, vault, account
        self.lock = asyncio.Lock()
        self.index = Index()
        self.digests: dict[str, Digest] = {}
        self.photos: Mapping[str, Photo] = {}
        self.version = 0
        """Another number whenever anything is known that was not before."""
        self._after = (0.0, "")
        self._seen: dict[str, tuple[object, ...]] = {}
        """When something was found on a photo, and what became of it, when that was last read."""

    async def fresh(self, shelf: Shelf) -> None:
        """Learn what was written since the last time. Raises ``UnknownAccount``."""
        photos, before = shelf.photos, self.photos
        if photos is not before:
            self.photos = photos
            await asyncio.to_thread(self._without, [id for id in before if id not in photos])
            changed = [id for id, photo in photos.items() if id in before and before[id] is not photo]
            await self._learn(changed)
            await self._find()
            # Nothing was noted yet of what came by sync.
            bare = [
                id for id, photo in photos.items() if id not in self._seen and before.get(id) is not photo
            ]
            await asyncio.to_thread(self._bare, bare)
        else:
            await self._find()
        if self.index.stale:
            self.index, self._after, self._seen = Index(), (0.0, ""), {}
            await self._find()
            await asyncio.to_thread(self._bare, [id for id in photos if id not in self._seen])

    async def _find(self) -> None:
        after = (self._after[0] - _OVERLAP, "")
        while True:
            found = await self._database.read(
                lambda c, after=after: rows.found_after(c, self._account, after, PAGE)
            )
            await self._learn([photo for photo, *mark in found if self._seen.get(photo) != tuple(mark)])
            if found:
                after = self._after = found[-1][1], found[-1][0]
            if len(found) < PAGE:
                return

    async def _learn(self, photos: Sequence[str]) -> None:
        """Open what was found on some photos."""
        for start in range(0, len(photos), PAGE):
            some = photos[start : start + PAGE]
            found = await self._database.read(
                lambda c, some=some: rows.found_on(c, self._vault, self._account, some)
            )
            await asyncio.to_thread(self._take, found)

    def _take(self, found: Sequence[Found]) -> None:
        for each in found:
            photo = self.photos.get(each.photo)
            self._seen[each.photo] = each.at, each.state
            if photo is not None:
                self.digests[each.photo] = digest_of(photo, each.facts)
                self.index.put(entry_of(photo, each.facts))
        self.version += 1

    def _bare(self, ids: Sequence[str]) -> None:
        for id in ids:
            self.index.put(entry_of(self.photos[id], NOTHING))
        self.version += bool(ids)

    def _without(self, ids: Sequence[str]) -> None:
        for id in ids:
            self.index.remove(id)
            self.digests.pop(id, None)
            self._seen.pop(id, None)
        self.version += bool(ids)


def digest_of(photo: Photo, facts: Facts) -> Digest:
    """What stays in memory."""
    likeness, quality = facts.likeness, facts.quality
    return Digest(
        facts.place,
        tuple(dict.fromkeys(each.name for each in facts.objects)),
        Fingerprint(likeness.bits, likeness.colours, likeness.ratio, likeness.plain) if likeness else None,
        (
            Quality(
                quality.sharpness,
                quality.exposure,
                quality.clipped_dark,
                quality.clipped_light,
                quality.noise,
            )
            if quality
            else None
        ),
        tuple(
            Face(
                Box(
                    round(each.area.x * photo.width),
                    round(each.area.y * photo.height),
                    round(each.area.width * photo.width),
                    round(each.area.height * photo.height),
                ),
                each.confidence,
                open=each.open,
                sharpness=each.sharpness,
            )
            for each in facts.faces
        ),
        tuple(Seen(photo.id, at, each.area, each.print) for at, each in enumerate(facts.faces) if each.print),
    )


def entry_of(photo: Photo, facts: Facts) -> Entry:
    """What a photo is found by. One that is hidden is found by nothing."""
    if photo.hidden:
        return Entry(photo.id, photo.local)
    place = facts.place
    names = [each for each in (place.town, place.region, place.country) if each] if place else []
    return Entry(
        photo.id,
        photo.local,
        "\n".join((facts.text, *(each.text for each in facts.codes))),
        photo.caption,
        photo.name,
        tuple(Thing(each.name, each.colour) for each in facts.objects),
        facts.people,
        (),
        facts.colours,
        tuple(dict.fromkeys(name for each in names for name in (each.zh, each.en))),
        photo.albums,
        photo.favourite,
        photo.taken,
    )
