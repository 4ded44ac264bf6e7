"""A person's photos: taken in, listed, changed and deleted; what is found on them comes in the background."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Sequence
from typing import Any, Self

from parley.home.accounts.sealing import account_key
from parley.home.collections import BadRecord
from parley.home.files.errors import UnknownFile
from parley.home.home import Home
from parley.models.store import Store
from parley.pool.host import EngineHost
from parley.settings import Settings
from parley.vision.photos import rows
from parley.vision.photos.dating import taken_at
from parley.vision.photos.finding import Finding
from parley.vision.photos.indexing import Indexing, background
from parley.vision.photos.looking import taking_of
from parley.vision.photos.originals import Originals
from parley.vision.photos.people import People
from parley.vision.photos.previews_kept import Previews
from parley.vision.photos.shelf import Shelf, Shelves, photo_of
from parley.vision.photos.showing import Showing
from parley.vision.photos.types import COLLECTION, Change, Facts, Photo, Progress, State, UnknownPhoto
from parley.vision.service import Vision
from parley.vision.types import BadPicture, Kind

MOST_AT_ONCE = 1_000
"""Photos in one request."""


class Library:
    """Everybody's photos. As an async context it lasts as long as the looking in the background.

    Every method that names a photo raises ``UnknownPhoto``; those that look at pixels also what
    ``vision.service.Sight`` raises; all ``DatabaseFailed``, ``Busy``, ``UnknownAccount``.
    """

    def __init__(
        self,
        home: Home,
        vision: Vision,
        settings: Settings,
        store: Store,
        *,
        busy: Callable[[], bool] = lambda: False,
        host: EngineHost | None = None,
    ) -> None:
        """``busy`` tells whether anybody talks: nothing is looked at then. ``host`` is for tests: where the
        background looks."""
        self._home = home
        self._shelves = Shelves(home.database, home.vault)
        self.previews = Previews(
            settings.data_dir / "previews", home.database, home.vault, settings.photos.previews_mb * 1_000_000
        )
        originals = Originals(home.files, vision, max(1, settings.vision.pictures // 2))
        self.showing = Showing(home, vision, originals, self.previews, self.get)
        self.finding = Finding(home, self._shelves)
        self.indexing = Indexing(home, background(settings, store, host), self.previews, settings, busy)
        self.people = People(home, self.finding, self.indexing, settings)
        self._originals = originals
        self._tasks: set[asyncio.Task[None]] = set()

    async def add(self, account: str, file: str, *, name: str = "", modified: float | None = None) -> Photo:
        """Take a file of the account's into the library; the same content again is the same photo.

        ``modified``: POSIX seconds, for a picture that does not tell when it was taken. Raises
        ``UnknownFile``, ``BadPicture``, ``WrongSize``, ``TooLong``, ``TooMany``.
        """
        kept = await self._home.files.get(account, file)
        id = photo_id(kept.id)
        if (known := await self._of_file(account, kept.id)) is not None:
            return known
        async with self._originals.opened(account, kept.id, unpack=False) as sight:
            if sight.kind is Kind.PDF:
                raise BadPicture("A PDF is no photo.")
            taking, place = taking_of(await sight.shot())
            size, kind = sight.size, sight.kind
        name = name or kept.name
        zone = self._home.clock.zone()
        taken, offset = taken_at(taking.taken, taking.offset, name, modified, kept.created, zone)
        document: dict[str, Any] = {
            "file": kept.id,
            "name": name[:500],
            "kind": kind.value,
            "taken": taken,
            "offset": offset,
            "latitude": taking.latitude,
            "longitude": taking.longitude,
            "width": size.width,
            "height": size.height,
        }
        facts = Facts(shot=taking, place=place)
        now = self._now()
        # What the camera wrote comes first: a record without it would never get it.
        await self._home.database.write(
            lambda c: rows.note(c, self._home.vault, account, id, kept.id, facts, now)
        )
        await self._home.records.put(account, COLLECTION, id, document)
        return await self.get(account, id)

    async def known(self, account: str, sha256: bytes) -> tuple[bool, Photo | None]:
        """Whether the account has a file of this hash, and the photo that it is, if it is one."""
        key = await self._home.database.read(lambda c: account_key(c, self._home.vault, account))
        file = key.name(sha256)
        try:
            await self._home.files.get(account, file)
        except UnknownFile:
            return False, None
        return True, await self._of_file(account, file)

    async def get(self, account: str, id: str) -> Photo:
        """One photo."""
        found = await self._record(account, id)
        if found is None:
            raise UnknownPhoto("There is no such photo, or no longer.")
        return found

    async def shelf(self, account: str) -> Shelf:
        """All photos of an account, as they are now."""
        return await self._shelves.of(account)

    async def all(self, account: str) -> Sequence[Photo]:
        """All that are not hidden, latest first."""
        return (await self.shelf(account)).order

    async def change(self, account: str, id: str, change: Change) -> Photo:
        """Change what its person says of it. Raises ``BadRecord`` for what is out of bounds."""
        fields = {
            name: value
            for name, value in {
                "favourite": change.favourite,
                "caption": change.caption,
                "taken": change.taken,
                "hidden": change.hidden,
                "albums": None if change.albums is None else list(dict.fromkeys(change.albums)),
            }.items()
            if value is not None
        }
        if not fields:
            raise BadRecord("Say what should be different.")
        if not await self._home.records.change(account, COLLECTION, id, fields):
            raise UnknownPhoto("There is no such photo, or no longer.")
        return await self.get(account, id)

    async def delete(self, account: str, ids: Sequence[str]) -> int:
        """Delete photos with their originals and all that was found on them; how many there were."""
        count = 0
        for id in dict.fromkeys(ids[:MOST_AT_ONCE]):
            photo = await self._record(account, id)
            if photo is None or not await self._home.records.delete(account, COLLECTION, id):
                continue
            count += 1
            await self._home.database.write(lambda c, id=id: rows.forget(c, account, [id]))
            await self._home.files.delete(account, photo.file)
        return count

    async def facts(self, account: str, id: str) -> tuple[State, Facts]:
        """What is known of it so far, and whether somebody looked already."""
        await self.get(account, id)
        return await self._home.database.read(lambda c: rows.facts_of(c, self._home.vault, account, id))

    async def progress(self, account: str) -> Progress:
        """How far the looking at an account's photos is."""
        waiting, done, failed = await self._home.database.read(lambda c: rows.counts(c, account))
        running = waiting > 0 and self.indexing.running
        return Progress(waiting, done, failed, running, self.indexing.speed if running else 0.0)

    async def __aenter__(self) -> Self:
        self._home.accounts.on_gone.append(self._gone)
        self._home.records.on_changed.append(self.indexing.changed)
        await self.indexing.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._home.accounts.on_gone.remove(self._gone)
        self._home.records.on_changed.remove(self.indexing.changed)
        await self.indexing.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _record(self, account: str, id: str) -> Photo | None:
        found = await self._home.records.get(account, COLLECTION, id)
        return photo_of(found.id, found.document, found.created) if found else None

    async def _of_file(self, account: str, file: str) -> Photo | None:
        """The photo of a file; of one that came with an archive from elsewhere its id does not tell."""
        known = await self._record(account, photo_id(file))
        return known or (await self.shelf(account)).of_file(file)

    def _gone(self, account: str) -> None:
        self._shelves.forget(account)
        self.finding.forget(account)
        forgetting = asyncio.create_task(self.previews.forget(account), name="parley-previews")
        self._tasks.add(forgetting)
        forgetting.add_done_callback(self._tasks.discard)

    def _now(self) -> float:
        return self._home.clock.now().timestamp()


def photo_id(file: str) -> str:
    """The id of the photo of a file: the same file is the same photo."""
    return base64.urlsafe_b64encode(bytes.fromhex(file)[:12]).decode()
