"""What a device is told without anybody having asked: each thing once, one after the other, and for sure."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from typing import Protocol

from parley.assistant.turn import Turn
from parley.skills.types import Announcement, Reply

_PATIENCE = 60.0
"""Seconds an announcement waits for the turn under way; then it interrupts, for a timer must ring."""
_CONFIRM = 10.0
"""Seconds within which a device says that it has taken an announcement, if it is one that says so."""
_REMEMBERED = 200
"""What a device rang lately."""


class Talker(Protocol):
    """What is needed of a conversation."""

    closed: bool

    @property
    def latest(self) -> Turn | None:
        """The turn that began last, also when it is over."""
        ...

    def say(self, reply: Reply) -> Turn: ...
    async def read(self, text: str, language: str | None = None) -> None: ...


class Unasked:
    """The announcements of one conversation."""

    def __init__(self, talker: Talker, rang: Iterable[str] | None) -> None:
        """``rang`` are occurrences that its device rang lately, also over an earlier connection; None for a
        device that does not keep count, and does not confirm either."""
        self._talker = talker
        self._confirms = rang is not None
        self._rang: dict[str, None] = dict.fromkeys(rang or ())
        self._awaited: dict[str, asyncio.Future[bool]] = {}
        self._one_by_one = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    def has_rung(self, occurrence: str) -> bool:
        """Whether the device has rung it already."""
        return occurrence in self._rang

    def confirm(self, occurrence: str) -> None:
        """The device says that it is ringing."""
        awaited = self._awaited.get(occurrence)
        if awaited is not None and not awaited.done():
            awaited.set_result(True)

    async def tell(self, announcement: Announcement) -> bool:
        """Say it when the turn under way is done; False when the device is gone, or does not confirm it."""
        occurrence = announcement.occurrence
        confirmed = asyncio.get_running_loop().create_future()
        if occurrence:
            self._awaited[occurrence] = confirmed
        try:
            async with self._one_by_one:
                await self._quiet()
                if self._talker.closed:
                    return False
                turn = self._talker.say(announcement.reply)
            if occurrence and self._confirms:
                async with asyncio.timeout(_CONFIRM):
                    if not await confirmed:
                        return False
        except TimeoutError:
            return False
        finally:
            self._awaited.pop(occurrence, None)
        self._remember(occurrence)
        if announcement.steps:
            task = asyncio.create_task(self._carry_out(turn, announcement.steps), name="routine")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return True

    def close(self) -> None:
        """Leave the steps that are not done, and do not wait for a device that is gone."""
        for task in self._tasks:
            task.cancel()
        for awaited in self._awaited.values():
            if not awaited.done():
                awaited.set_result(False)

    async def _quiet(self) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while (turn := self._talker.latest) is not None and turn.under_way:
                    await turn.over()

    async def _carry_out(self, turn: Turn, steps: Iterable[str]) -> None:
        """Do the steps as if the person had said them, until they say something themselves."""
        for step in steps:
            await turn.over()
            if self._talker.latest is not turn or self._talker.closed:
                return
            await self._talker.read(step)
            latest = self._talker.latest
            if latest is None:
                return
            turn = latest

    def _remember(self, occurrence: str) -> None:
        if occurrence:
            self._rang[occurrence] = None
            if len(self._rang) > _REMEMBERED:
                del self._rang[next(iter(self._rang))]
