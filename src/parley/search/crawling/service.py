"""The service: reads what people want to find again, in the background, and again when it is time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Self, TypeVar

from parley.errors import Busy, ParleyError
from parley.home.accounts.callers import UnknownAccount
from parley.home.files.alone import alone
from parley.home.home import Home
from parley.search.crawling.client import Client
from parley.search.crawling.crawl import Crawl, Plan, Tools, document_id
from parley.search.crawling.frontier import Frontier, Key, Progress
from parley.search.crawling.hosts import Hosts
from parley.search.crawling.plans import FROM, Wanted, cover_of, exists, wanted
from parley.search.crawling.robots import Robots
from parley.search.documents.service import Documents
from parley.search.taking import Taking
from parley.search.turns import in_turn
from parley.settings import Settings
from parley.telemetry import log

T = TypeVar("T")
LOOK = 60.0
"""Seconds after which it is seen what another process wrote, such as ``parley search crawl``."""
SETTLE = 3.0
"""Seconds after a change before it is looked what there is to do."""
AWAY = 60.0
"""Seconds after which it is tried again when the disk or the index did not do its part."""
_MEGABYTE = 1_000_000
Told = Callable[[Wanted, Progress], None]


class Crawler:
    """Use as an async context manager. Of several processes on one data folder, one reads."""

    def __init__(
        self, home: Home, settings: Settings, sink: Taking, documents: Documents, client: Client | None = None
    ) -> None:
        """Raises ``BadSettings``."""
        self._home, self._settings = home, settings.crawling
        folder = settings.data_dir / "search"
        self._path, self._lock = folder / "crawl.db", folder / "crawl.lock"
        agent = self._settings.agent
        most = self._settings.page_mb * _MEGABYTE
        self._client = client or Client(agent, most, self._settings.private)
        hosts = Hosts(self._settings.pause)
        self._sink, self._documents = sink, documents
        self._robots = Robots(self._client, hosts, agent)
        self._hosts = hosts
        self._turn = asyncio.Lock()
        self._frontier: Frontier | None = None
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._going: dict[Key, asyncio.Task[None]] = {}
        self._later: dict[Key, float] = {}
        """When a site goes on with what was put off; POSIX seconds."""

    async def __aenter__(self) -> Self:
        self._home.records.on_changed.append(self._changed)
        if self._settings.on:
            self._task = asyncio.create_task(self._run(), name="parley-crawl")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._home.records.on_changed.remove(self._changed)
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.close()

    async def close(self) -> None:
        """Let go of connections and files."""
        await self._client.close()
        frontier, self._frontier = self._frontier, None
        if frontier is not None:
            await in_turn(self._turn, frontier.close)

    async def progress(self, key: Key) -> Progress:
        """How far a site is."""
        return await self._on(lambda frontier: frontier.progress(key))

    async def once(self, told: Told = lambda wanted, progress: None, only: Key | None = None) -> int:
        """Read all that is due, or ``only`` one site, here and now; how many sites that were.

        What its hosts put off is left. Raises ``Busy`` where another process reads already.
        """
        with alone(self._lock) as mine:
            if not mine:
                raise Busy("Another process reads the sites already.")
            there = await wanted(self._home, self._settings)
            known = await self._sweep(there)
            due = [
                each
                for each in there
                if each.plan.key == only or (only is None and self._is_due(each.plan, known))
            ]
            slots = asyncio.Semaphore(self._settings.hosts)
            reading = [self._read(each, slots, told) for each in due]
            for failed in await asyncio.gather(*reading, return_exceptions=True):
                if failed is not None:
                    raise failed
            return len(due)

    def wake(self) -> None:
        """There may be something to read."""
        self._wake.set()

    def _changed(self, account: str, collections: Collection[str]) -> None:
        del account
        if not FROM.isdisjoint(collections):
            self._wake.set()

    async def _run(self) -> None:
        while True:
            try:
                with alone(self._lock) as mine:
                    if mine:
                        await self._rounds()
            except* ParleyError as several:  # a group of tasks raises groups
                for error in several.exceptions:
                    log.warning("crawl.paused", code=getattr(error, "code", ""))
            await asyncio.sleep(AWAY)

    async def _rounds(self) -> None:
        """Begin what is due, as it becomes due; ends only by an error, and then all of it ends."""
        slots = asyncio.Semaphore(self._settings.hosts)
        async with asyncio.TaskGroup() as group:
            try:
                while True:
                    self._wake.clear()
                    await self._begin(group, slots)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(LOOK):
                            await self._wake.wait()
                    # Several records are often written one after the other.
                    await asyncio.sleep(SETTLE)
            finally:
                for task in self._going.values():
                    task.cancel()

    async def _begin(self, group: asyncio.TaskGroup, slots: asyncio.Semaphore) -> None:
        there = await wanted(self._home, self._settings)
        known = await self._sweep(there)
        for each in there:
            key = each.plan.key
            if key not in self._going and self._is_due(each.plan, known):
                task = group.create_task(self._guarded(each, slots))
                self._going[key] = task
                task.add_done_callback(lambda _, key=key: self._going.pop(key, None))

    async def _guarded(self, each: Wanted, slots: asyncio.Semaphore) -> None:
        try:
            await self._read(each, slots)
        except ParleyError as error:  # the disk or the index: the others fail by themselves, if they do
            log.warning("crawl.stopped", code=error.code)
            self._later[each.plan.key] = self._now() + AWAY

    async def _read(
        self, each: Wanted, slots: asyncio.Semaphore, told: Told = lambda wanted, progress: None
    ) -> None:
        key = each.plan.key
        async with slots:
            try:
                cover = await cover_of(self._home, key.owner)
            except UnknownAccount:
                return  # deleted meanwhile; what is left of it goes with the next sweep
            crawl = Crawl(await self._tools(), each.plan, cover)
            until = await crawl.run(lambda progress: told(each, progress))
        self._later.pop(key, None)
        if until is not None:
            self._later[key] = until

    def _is_due(self, plan: Plan, known: dict[Key, tuple[str, float, float]]) -> bool:
        now = self._now()
        if self._later.get(plan.key, 0.0) > now:
            return False
        state, begun, ended = known.get(plan.key, ("waiting", 0.0, 0.0))
        if state in ("waiting", "going"):
            return True
        return plan.asked > begun or (plan.every > 0 and now >= ended + plan.every)

    async def _sweep(self, there: list[Wanted]) -> dict[Key, tuple[str, float, float]]:
        """What is read for nobody any more goes, with its documents; what is known of the rest."""
        wanted_keys = {each.plan.key for each in there}
        known = await self._on(lambda frontier: frontier.known())
        for key in known.keys() - wanted_keys:
            if (task := self._going.get(key)) is not None:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            names = await self._on(lambda frontier, key=key: frontier.forget(key))
            if await exists(self._home, key.owner):
                await self._sink.forget(key.owner, [document_id(name) for name in names])
            await self._on(lambda frontier, key=key: frontier.drop(key))
            self._later.pop(key, None)
        return known

    async def _tools(self) -> Tools:
        return Tools(
            self._client,
            self._hosts,
            self._robots,
            self._documents,
            self._sink,
            await self._opened(),
            self._turn,
            self._home.clock,
        )

    async def _opened(self) -> Frontier:
        def open() -> Frontier:
            if self._frontier is None:
                self._frontier = Frontier(self._path)
            return self._frontier

        return self._frontier or await in_turn(self._turn, open)

    async def _on(self, do: Callable[[Frontier], T]) -> T:
        frontier = await self._opened()
        return await in_turn(self._turn, lambda: do(frontier))

    def _now(self) -> float:
        return self._home.clock.now().timestamp()
