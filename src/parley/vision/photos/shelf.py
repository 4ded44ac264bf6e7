"""One person's photos in memory: read once, and from then on only what changed."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from parley.home.collections import with_defaults
from parley.home.database.database import Database
from parley.home.photos import Photo as Document
from parley.home.vault import Vault
from parley.vision.photos import rows
from parley.vision.photos.rows import Stored
from parley.vision.photos.types import COLLECTION, Photo

MOST = 8
"""People whose photos are in memory at once: 50,000 photos take about 30 MB."""
IDLE = 1_800.0
"""Seconds after which those of somebody who does not look at them are let go."""


class Shelf:
    """The photos of one account. What it gives is never changed: another takes its place."""

    def __init__(self, database: Database, vault: Vault, account: str) -> None:
        self._database, self._vault, self._account = database, vault, account
        self._lock = asyncio.Lock()
        self._seq = 0
        self.version = 0
        """Another number whenever a photo changed; the same after a restart."""
        self.photos: Mapping[str, Photo] = {}
        self._ordered: tuple[object, Sequence[Photo]] = (None, ())

    @property
    def order(self) -> Sequence[Photo]:
        """Those that are not hidden, latest first. Of 50,000 it takes some tens of milliseconds, once."""
        photos = self.photos
        of, ordered = self._ordered
        if of is not photos:
            shown = [each for each in photos.values() if not each.hidden]
            ordered = sorted(shown, key=lambda each: (-each.taken, each.id))
            self._ordered = photos, ordered
        return ordered

    def of_file(self, file: str) -> Photo | None:
        """The photo whose original is this file."""
        return next((each for each in self.photos.values() if each.file == file), None)

    async def fresh(self) -> Shelf:
        """Itself, with all that was written before the call. Raises ``UnknownAccount``."""
        async with self._lock:
            since = self._seq
            latest, changed = await self._database.read(
                lambda c: rows.photos_since(c, self._vault, self._account, since)
            )
            if latest < since:  # a backup was restored meanwhile
                self._seq, self.photos = 0, {}
                latest, changed = await self._database.read(
                    lambda c: rows.photos_since(c, self._vault, self._account, 0)
                )
            self._seq = latest
            if changed:
                await asyncio.to_thread(self._take, changed)
        return self

    def _take(self, changed: list[Stored]) -> None:
        photos = dict(self.photos)
        for each in changed:
            if each.fields:
                photos[each.id] = photo_of(each.id, each.fields, each.created)
            else:
                photos.pop(each.id, None)
        self.version = max(self.version, *(each.seq for each in changed))
        self.photos = photos


class Shelves:
    """Those of the people who look at their photos."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database, self._vault = database, vault
        self._kept: OrderedDict[str, tuple[float, Shelf]] = OrderedDict()

    async def of(self, account: str) -> Shelf:
        """An account's, with all that was written before the call. Raises ``UnknownAccount``."""
        now = time.monotonic()
        _, shelf = self._kept.pop(account, (0.0, None))
        if shelf is None:
            shelf = Shelf(self._database, self._vault, account)
        self._kept[account] = now, shelf
        while len(self._kept) > MOST or next(iter(self._kept.values()))[0] < now - IDLE:
            self._kept.popitem(last=False)
        return await shelf.fresh()

    def forget(self, account: str) -> None:
        """The account is gone."""
        self._kept.pop(account, None)


def photo_of(id: str, fields: Mapping[str, Any], created: float) -> Photo:
    """A record of photos, typed."""
    document = msgspec.convert(with_defaults(COLLECTION, fields), Document)
    edit = edit_of(document.recipe)
    ratio = document.ratio if edit and document.ratio else document.width / max(1, document.height)
    return Photo(
        id=id,
        file=document.file,
        name=document.name,
        kind=document.kind,
        taken=document.taken,
        offset=document.offset,
        width=document.width,
        height=document.height,
        latitude=document.latitude,
        longitude=document.longitude,
        recipe=document.recipe,
        ratio=round(ratio, 4) or 1.0,
        edit=edit,
        favourite=document.favourite,
        caption=document.caption,
        hidden=document.hidden,
        albums=tuple(document.albums),
        added=created,
    )


def edit_of(recipe: Mapping[str, Any]) -> str:
    """A short name for an edit, the same for the same recipe; empty for none."""
    if not recipe.get("steps"):
        return ""
    encoded = msgspec.json.encode(recipe, order="sorted")
    return hashlib.blake2s(encoded, digest_size=6).hexdigest()
