"""Looking at every photo in the background, one at a time, giving way to whoever talks.

What has no row of this version in the table waits: nothing is lost when the machine stops, and at most
the one photo that was being looked at is looked at again.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from pathlib import Path

from parley.errors import Busy, EngineFailed, MissingEngine, ParleyError, TooLong
from parley.home.accounts.callers import UnknownAccount
from parley.home.database.database import DatabaseFailed
from parley.home.files.alone import alone
from parley.home.files.errors import FilesFailed, UnknownFile
from parley.home.home import Home
from parley.home.vault import Unreadable
from parley.models.store import Store
from parley.pool.host import EngineHost
from parley.settings import Settings
from parley.telemetry import log
from parley.vision.photos import rows
from parley.vision.photos.looking import looked_at, taking_of
from parley.vision.photos.originals import Originals
from parley.vision.photos.previews_kept import Previews
from parley.vision.photos.shelf import photo_of
from parley.vision.photos.showing import small, tile_name
from parley.vision.photos.types import COLLECTION, NOTHING, TILE, Facts, Photo
from parley.vision.service import Vision
from parley.vision.types import BadPicture

CONSENT = "photos.people"
"""The setting by which an account agrees that the faces on its photos are compared."""
NICE = 15
"""How far the worker gives way: the system's scale goes to 19."""
BATCH = 50
"""Photos of one account before another's come."""
QUIET = 0.5
"""Seconds between two looks at whether somebody still talks."""
AWAY = 30.0
"""Seconds after which it is tried again when the disk or the engine did not do its part."""
ELSEWHERE = 30.0
"""Seconds after which it is seen that another process took photos in, such as ``parley photos import``."""
LONG_AWAY = 3_600.0
"""The same, where nothing is installed that sees; a start looks, too."""
CRASHED = 11.0
"""Seconds to wait after a photo ended the worker: one that is started more than six times in a minute is left
alone for a while, which would be held against other photos."""
_MINUTE = 60.0
_HOPELESS = (BadPicture, TooLong, UnknownFile, Unreadable)
"""Whatever is done again, these stay."""
_NOT_ITS_FAULT = (Busy, DatabaseFailed, FilesFailed, MissingEngine)


class Indexing:
    """The one who looks at photos. Of several processes on one data folder, one does it."""

    def __init__(
        self, home: Home, vision: Vision, previews: Previews, settings: Settings, busy: Callable[[], bool]
    ) -> None:
        self._home, self._vision, self._previews = home, vision, previews
        self._originals = Originals(home.files, vision, 1)
        self._busy, self._wanted = busy, settings.photos.index
        self._recognises = bool(settings.vision.recognise)
        self._lock_file = settings.data_dir / "photos.lock"
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._ended: deque[float] = deque(maxlen=1_000)
        """When each of the latest photos was done; seconds of the monotonic clock."""
        self._at_work = False
        self._everybody = True
        """Nobody looked since the start who has photos."""
        self._changed: set[str] = set()
        self._seen: dict[str, int] = {}
        """How far an account's changes were looked through for photos."""
        self.on_found: list[Callable[[str, str], None]] = []
        """Called in the event loop with account and photo when something was found out."""

    @property
    def running(self) -> bool:
        """Whether photos are being looked at, here or in another process."""
        return self._at_work or _locked(self._lock_file)

    @property
    def speed(self) -> float:
        """Photos a second, here, in the last minute."""
        now = time.monotonic()
        lately = [each for each in self._ended if now - each < _MINUTE]
        return round(len(lately) / max(1.0, now - lately[0]), 2) if len(lately) > 1 else 0.0

    async def start(self) -> None:
        """Begin, in the background; where the settings say not to look, only what is over goes."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="parley-photos")

    async def stop(self) -> None:
        """End, in the middle of a photo if need be: it is looked at again the next time."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._vision.stop()

    def wake(self) -> None:
        """There may be something to look at, anywhere."""
        self._everybody = True
        self._wake.set()

    def changed(self, account: str, collections: Collection[str]) -> None:
        """Records of an account changed; perhaps there is a photo among them."""
        if COLLECTION in collections:
            self._changed.add(account)
            self._wake.set()

    async def all(self, told: Callable[[int, int], None] = lambda done, of: None) -> int:
        """Look at everything that waits, here and now, and tell of it; how many photos that were.

        Raises ``Busy`` where another process does so already.
        """
        with alone(self._lock_file) as mine:
            if not mine:
                raise Busy("Another process looks at the photos already.")
            return await self._through(None, told)

    async def _run(self) -> None:
        with suppress(ParleyError):  # the next start sweeps
            await self.sweep()
        while self._wanted:
            self._wake.clear()
            pause = None
            try:
                accounts = await self._with_news()
                if accounts is None or accounts:
                    with alone(self._lock_file) as mine:
                        if mine:
                            await self._through(accounts)
                        else:
                            pause = AWAY
            except ParleyError as error:
                log.warning("photos.paused", code=error.code)
                pause = LONG_AWAY if isinstance(error, MissingEngine) else AWAY
            if pause is not None:
                await asyncio.sleep(pause)
                self._everybody = True
                continue
            try:
                async with asyncio.timeout(ELSEWHERE):
                    await self._wake.wait()
            except TimeoutError:
                with suppress(ParleyError):
                    self._changed.update(await self._home.database.read(rows.owners))

    async def _with_news(self) -> list[str] | None:
        """Accounts that have photos that were not there the last time; None for whoever has any."""
        everybody, self._everybody = self._everybody, False
        changed, self._changed = self._changed, set()
        if everybody:
            return None
        news: list[str] = []
        for account in changed:
            since = self._seen.get(account, 0)
            latest, new = await self._home.database.read(
                lambda c, account=account, since=since: rows.news(c, account, since)
            )
            self._seen[account] = latest
            if new:
                news.append(account)
        return news

    async def sweep(self) -> None:
        """What was found on photos that are gone goes, and previews of accounts that are."""
        await self._home.database.write(rows.sweep)
        await self._previews.sweep([*await self._home.database.read(rows.everybody)])

    async def _through(
        self, accounts: list[str] | None, told: Callable[[int, int], None] = lambda done, of: None
    ) -> int:
        """Go through accounts, or through all, until nothing waits."""
        count, self._at_work = 0, True
        try:
            while waiting := await self._waiting(accounts):
                total = count + sum(number for _, number in waiting)
                for account, _ in waiting:
                    for photo in await self._home.database.read(
                        lambda c, account=account: rows.waiting(c, account, BATCH)
                    ):
                        await self._quiet()
                        await self._look(account, photo)
                        count += 1
                        told(count, max(total, count))
        finally:
            self._at_work = False
        return count

    async def _waiting(self, accounts: list[str] | None) -> Sequence[tuple[str, int]]:
        """Of accounts, or of all, those with photos that wait, and how many."""
        found: list[tuple[str, int]] = []
        for account in await self._home.database.read(rows.owners) if accounts is None else accounts:
            with suppress(UnknownAccount):
                number, _, _ = await self._home.database.read(
                    lambda c, account=account: rows.counts(c, account)
                )
                if number:
                    found.append((account, number))
        return found

    async def _quiet(self) -> None:
        # What talks has no event for its silence: there are many who may, and it is asked seldom.
        while self._busy():  # noqa: ASYNC110
            await asyncio.sleep(QUIET)

    async def _look(self, account: str, id: str) -> None:
        """Look at one photo, and keep what was found, or that nothing can be."""
        photo = await self._photo(account, id)
        if photo is None:
            return
        vault, write, now = self._home.vault, self._home.database.write, self._now()
        if not await write(lambda c: rows.begin(c, vault, account, id, photo.file, now)):
            log.warning("photos.given_up", code=EngineFailed.code)
            return
        try:
            facts, now = await self._found(account, photo), self._now()
            await write(lambda c: rows.finish(c, vault, account, id, photo.file, facts, now))
        except _HOPELESS as error:
            log.info("photos.not_seen", code=error.code)
            await write(lambda c: rows.fail(c, account, id, now))
        except UnknownAccount:
            return  # deleted meanwhile, with all it had
        except _NOT_ITS_FAULT:
            with suppress(ParleyError):
                await write(lambda c: rows.untried(c, account, id))
            raise
        except ParleyError as error:  # it waits for its next try
            log.warning("photos.failed", code=error.code)
            if isinstance(error, EngineFailed):
                await asyncio.sleep(CRASHED)
            return
        self._ended.append(time.monotonic())
        for hear in self.on_found:
            hear(account, id)

    async def _found(self, account: str, photo: Photo) -> Facts:
        """Everything that is on a photo; its tile is made by the way."""
        read = self._home.database.read
        _, known = await read(lambda c: rows.facts_of(c, self._home.vault, account, photo.id))
        async with self._originals.open(account, photo) as sight:
            if known.shot == NOTHING.shot:
                taking, place = taking_of(await sight.shot())
                known = Facts(shot=taking, place=place)
            await self._previews.put(account, tile_name(photo), await small(sight, TILE, photo))
            agreed = await self._home.records.get(account, "settings", CONSENT)
            recognise = self._recognises and agreed is not None and agreed.document.get("value") is True
            return await looked_at(sight, known, self._quiet, recognise=recognise)

    async def _photo(self, account: str, id: str) -> Photo | None:
        with suppress(UnknownAccount):
            found = await self._home.records.get(account, COLLECTION, id)
            return photo_of(found.id, found.document, found.created) if found else None
        return None

    def _now(self) -> float:
        return self._home.clock.now().timestamp()


def background(settings: Settings, store: Store, host: EngineHost | None) -> Vision:
    """What looks in the background: a worker of its own, which gives way to all others."""
    return Vision(settings, store, host=host, nice=NICE)


def _locked(path: Path) -> bool:
    """Whether some process looks."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
