"""What no record's writing puts into the index: homes from before there was one, photos, and files' texts.

In the background, a little at a time. What is done is on disk: who is killed goes on where they were.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from sqlalchemy import func, select

from parley.errors import ParleyError
from parley.home.database.schema import files as file_rows
from parley.home.database.schema import photo_index
from parley.home.home import Home
from parley.search.personal.files import FileTexts
from parley.search.personal.following import behind, catch_up
from parley.telemetry import log

STEP = 100
"""Records of one transaction: others who write wait some hundredths of a second for it."""
ELSEWHERE = 30.0
"""Seconds after which it is seen what another process wrote, or found on photos."""
AGAIN = 60.0
"""Seconds after which it is tried again when the disk did not do its part."""


class Building:
    """Brings everybody's index up to their records, and keeps it there."""

    def __init__(self, home: Home, texts: FileTexts | None = None) -> None:
        """``texts`` reads files; None leaves them out."""
        self._home, self._texts = home, texts
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._photos: dict[str, float] = {}
        self._files: dict[str, tuple[int, float]] = {}

    def start(self) -> None:
        """Begin, in the background."""
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="parley-search")

    async def stop(self) -> None:
        """End, in the middle if need be."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    def wake(self) -> None:
        """There may be something to see."""
        self._wake.set()

    async def all(self) -> int:
        """See everything that has not been seen yet; how many steps that took."""
        steps = await self.records()
        if self._texts is not None:
            for account in await self._with_new_files():
                steps += await self._texts.read(account)
        return steps

    async def records(self) -> int:
        """See the records that were missed, and what was found on photos; how many steps that took."""
        steps = 0
        for account in await self._missed():
            more = True
            while more:
                more = await self._home.database.write(
                    lambda c, account=account: catch_up(c, self._home.vault, account, STEP)
                )
                steps += 1
        return steps

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            pause = ELSEWHERE
            try:
                await self.all()
            except ParleyError as error:
                log.warning("search.not_built", code=error.code)
                self._photos, self._files = {}, {}
                pause = AGAIN
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._wake.wait()

    async def _missed(self) -> list[str]:
        """Accounts with records that were not seen, or photos on which something was found since."""
        accounts = await self._home.database.read(behind)
        of = photo_index.c
        latest = select(of.account, func.max(of.at)).group_by(of.account)
        found = {row[0]: row[1] for row in await self._home.database.read(lambda c: c.execute(latest).all())}
        news = [each for each, at in found.items() if self._photos.get(each) != at]
        self._photos = found
        return [*dict.fromkeys([*accounts, *news])]

    async def _with_new_files(self) -> list[str]:
        of = file_rows.c
        counted = select(of.account, func.count(), func.max(of.created)).group_by(of.account)
        rows = await self._home.database.read(lambda c: c.execute(counted).all())
        found = {row[0]: (row[1], row[2]) for row in rows}
        gone = self._files.keys() - found.keys()
        news = [each for each, seen in found.items() if self._files.get(each) != seen]
        self._files = found
        return [*news, *gone]
