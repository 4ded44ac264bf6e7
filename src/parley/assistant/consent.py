"""Who wants the words of their last turns shown on their devices' pages; nobody does unless they say so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

from parley.errors import ParleyError
from parley.home.records import Record, Records
from parley.telemetry import log

SETTING = "device_log"
"""Id of the record in ``settings``; its value is true for who consents."""


class Consents:
    """What is known of it, looked up again whenever somebody's records change or they begin a turn."""

    def __init__(self, records: Records, withdrawn: Callable[[str], None]) -> None:
        """``withdrawn`` is told of everybody who is found not to consent."""
        self._records = records
        self._withdrawn = withdrawn
        self._known: dict[str, bool] = {}
        self._asked: dict[str, bool] = {}
        """Whom a look is under way for, and whether it must look once more."""
        self._tasks: set[asyncio.Task[None]] = set()

    def given(self, person: str) -> bool:
        """Whether somebody consents, as far as is known."""
        return self._known.get(person, False)

    def look(self, person: str) -> None:
        """Find out soon; nobody waits for it."""
        if not person:
            return
        if person in self._asked:
            self._asked[person] = True
            return
        self._asked[person] = False
        task = asyncio.create_task(self._look(person), name="consent")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def changed(self, person: str, collections: Collection[str]) -> None:
        """Their records changed; of no interest where nothing of theirs is kept or being heard."""
        if person in self._known and "settings" in collections:
            self.look(person)

    async def sure(self, person: str) -> bool:
        """Whether somebody consents, as it stands on the disk now; no, where that cannot be read."""
        try:
            kept = await self._records.get(person, "settings", SETTING)
        except ParleyError as error:
            log.warning("consent.unknown", code=error.code)
            kept = None
        return self._noted(person, kept)

    async def _looked(self, person: str) -> None:
        """The same as far as is known without asking the disk in every turn."""
        try:
            settings = await self._records.at_hand(person, "settings")
        except ParleyError as error:
            log.warning("consent.unknown", code=error.code)
            settings = ()
        self._noted(person, next((each for each in settings if each.id == SETTING), None))

    def _noted(self, person: str, kept: Record | None) -> bool:
        given = kept is not None and kept.document.get("value") is True
        before, self._known[person] = self._known.get(person), given
        # Of whom it was known already there are no words: not all devices need be looked through each turn.
        if not given and before is not False:
            self._withdrawn(person)
        return given

    def forget(self, person: str) -> None:
        """Nothing of theirs is kept any more."""
        self._known.pop(person, None)

    async def close(self) -> None:
        """Look no more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _look(self, person: str) -> None:
        try:
            while True:
                await self._looked(person)
                if not self._asked[person]:
                    return
                self._asked[person] = False
        finally:
            del self._asked[person]
