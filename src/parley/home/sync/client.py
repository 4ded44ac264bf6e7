"""Keeps a device's copy in step with the server, now or for as long as it runs."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from parley.home.changes import Change
from parley.home.orders import LARGEST_PUSH, Refused
from parley.home.sync.replica import OnRefused, Replica, Waiting
from parley.home.sync.transport import ServerRefused, Transport, Unreachable
from parley.home.sync.wire import PUSH_BYTES, PushAnswer, PushRequest, WireChange
from parley.telemetry import log

ROWS = 500
"""Asked for in one page."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
"""Seconds until a server that is away is asked again: twice as long each time."""
_UNREADABLE = frozenset({"bad_request", "too_long"})
"""The server's codes for a push that will never be read, however often it is sent."""


class SyncClient:
    """One copy and one server. ``sync`` when it suits, or ``live`` for as long as it lasts."""

    def __init__(self, replica: Replica, transport: Transport, on_refused: OnRefused | None = None) -> None:
        """``on_refused`` hears of every edit that the server will never take, and of its reason; the edit is
        dropped from the copy then. It must not raise."""
        self._replica, self._transport = replica, transport
        self._on_refused = on_refused or _forgotten
        self._one_at_a_time = asyncio.Lock()
        self._hurried = asyncio.Event()

    def hurry(self) -> None:
        """The server is known to be there again: ``run`` does not wait out its pause."""
        self._hurried.set()

    async def sync(self) -> None:
        """Bring all edits to the server and all changes here; safe to be cut at any moment and to call again.

        Raises ``Unreachable``, ``NotAllowed``, ``ServerRefused``, ``ReplicaFailed``.
        """
        async with self._one_at_a_time:
            # Pulling first tells the time, which a device without a battery may have all wrong.
            await self._pull()
            while await self._push():
                await self._pull()

    async def run(self) -> None:
        """Sync, stay connected and sync at every edit, and come back after every cut.

        Ends only by being cancelled, or by ``NotAllowed`` or ``ReplicaFailed``.
        """
        pause = FIRST_PAUSE
        while True:
            began = asyncio.get_running_loop().time()
            self._hurried.clear()
            try:
                await self.sync()
                await self._stay()
            except Unreachable as error:
                log.info("sync.away", code=error.code)
            except ServerRefused as error:
                log.warning("sync.refused", status=error.status, code=error.said)
            if asyncio.get_running_loop().time() - began > LONGEST_PAUSE:
                pause = FIRST_PAUSE  # it worked for a while
            # Not all devices of a house at once, after its server was restarted.
            hurried = await self._rest(pause * random.uniform(0.5, 1.0))
            pause = FIRST_PAUSE if hurried else min(pause * 2, LONGEST_PAUSE)

    @asynccontextmanager
    async def live(self) -> AsyncGenerator[asyncio.Task[None]]:
        """``run`` in the background; its task ends when the server does not let this device in any more."""
        running = asyncio.create_task(self.run(), name="parley-sync")
        try:
            yield running
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(running, return_exceptions=True)

    async def _rest(self, seconds: float) -> bool:
        """Wait, unless somebody hurries: whether one does."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._hurried.wait()
        return self._hurried.is_set()

    async def _stay(self) -> None:
        """Hear of changes and bring edits, until the connection breaks."""
        edited, loop = asyncio.Event(), asyncio.get_running_loop()

        def hear() -> None:
            loop.call_soon_threadsafe(edited.set)

        self._replica.on_edit.append(hear)
        try:
            async with asyncio.TaskGroup() as together:
                listening = together.create_task(self._listen())
                bringing = together.create_task(self._bring(edited))
                listening.add_done_callback(lambda _: bringing.cancel())
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from group
        finally:
            self._replica.on_edit.remove(hear)

    async def _listen(self) -> None:
        since = self._replica.cursor
        async with self._transport.live(since) as pages:
            async for page in pages:
                async with self._one_at_a_time:
                    if not await asyncio.to_thread(self._replica.keep, since, page, 0):
                        return  # the copy began anew: listen from where it is
                since = page.cursor

    async def _bring(self, edited: asyncio.Event) -> None:
        edited.set()  # what was edited between the last sync and now
        while True:
            await edited.wait()
            edited.clear()
            async with self._one_at_a_time:
                while await self._push():
                    await self._pull()

    async def _pull(self) -> None:
        more = True
        while more:
            # What the server had taken when it was asked is in what it answers.
            taken, since = self._replica.taken, self._replica.cursor
            page = await self._transport.pull(since, ROWS)
            kept = await asyncio.to_thread(self._replica.keep, since, page, taken)
            more = page.more or not kept

    async def _push(self) -> bool:
        """Whether anything was brought."""
        brought, most = False, LARGEST_PUSH
        while sent := self._replica.waiting(most, PUSH_BYTES // 2):
            try:
                answer = await self._transport.push(_request(sent))
            except ServerRefused as error:
                if error.said not in _UNREADABLE:
                    raise
                if len(sent.changes) == 1:
                    self._replica.give_up(
                        sent, Refused(sent.first, error.said, error.message), self._on_refused
                    )
                most = 1  # one of them is at fault: send them one by one
                continue
            self._took(sent, answer)
            brought, most = True, LARGEST_PUSH
        return brought

    def _took(self, sent: Waiting, answer: PushAnswer) -> None:
        if not self._replica.took(sent, answer, self._on_refused):
            raise Unreachable("The server takes no edits now.")


def _request(sent: Waiting) -> PushRequest:
    return PushRequest(sent.replica, sent.first, [WireChange.of(each) for each in sent.changes])


def _forgotten(refused: Refused, change: Change) -> None:
    log.warning("sync.edit_refused", code=refused.code, collection=change.collection)
