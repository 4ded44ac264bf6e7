"""What reads sites and folders, in a process of its own that kills itself (SIGKILL) at a chosen step.

``begin``: reads (``crawl``, ``folders``) until the step (``asked``, ``added``, ``take``, ``taken``, ``done``)
at whose n-th time it dies; ``never`` for not at all. Every page that is asked for is a line of
``FOLDER/asked``.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from fakes.virtual_time import VirtualTimeLoop
from fakes.wall_clock import WallClock
from fakes.website import HOST, Answer, Website, Wires, resolve
from parley.home.vault import Vault
from parley.pool.host import Inline
from parley.search.crawling.client import Client
from parley.search.crawling.cover import Cover, HouseCover
from parley.search.crawling.crawl import Crawl, Plan, Tools
from parley.search.crawling.frontier import Frontier, Key
from parley.search.crawling.hosts import Hosts
from parley.search.crawling.robots import Robots
from parley.search.documents.reader import FileRead, Reader
from parley.search.documents.service import Documents
from parley.search.documents.types import Bounds
from parley.search.engines.sqlite import SQLiteEngine
from parley.search.folders import following
from parley.search.folders.following import Following
from parley.search.folders.ledger import Ledger
from parley.search.folders.types import Followed, Known
from parley.search.types import Document

PLAN = Plan(Key("", "s1"), f"https://{HOST}/", depth=3, pages=200, every=0.0)


class Fate:
    """Dies at a step."""

    def __init__(self, step: str, number: int) -> None:
        self._step, self._left = step, number

    def met(self, step: str) -> None:
        """It came to a step."""
        if step == self._step:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


class Index:
    """A real index."""

    def __init__(self, path: Path, fate: Fate) -> None:
        self.engine, self._fate = SQLiteEngine(path), fate

    async def take(self, account: str, documents: Sequence[Document]) -> None:
        self._fate.met("take")
        self.engine.write(documents)
        self._fate.met("taken")

    async def forget(self, account: str, ids: Sequence[str]) -> None:
        self.engine.delete(ids)


class _Site(Website):
    def __init__(self, folder: Path, fate: Fate) -> None:
        super().__init__()
        self._log, self._fate = folder / "asked", fate

    def answer(self, url: str, headers: dict[str, str], at: float) -> Answer:
        with self._log.open("a") as file:
            file.write(f"{url}\n")
        self._fate.met("asked")
        return super().answer(url, headers, at)


class _Frontier(Frontier):
    def __init__(self, path: Path, fate: Fate) -> None:
        super().__init__(path)
        self._fate = fate

    def add(self, key: Key, cover: Cover, urls: Iterable[str], depth: int, hops: int, most: int) -> int:
        added = super().add(key, cover, urls, depth, hops, most)
        self._fate.met("added")
        return added

    def done(self, *arguments: Any, **named: Any) -> None:
        super().done(*arguments, **named)
        self._fate.met("done")


class _Ledger(Ledger):
    def __init__(self, path: Path, fate: Fate) -> None:
        super().__init__(path)
        self._fate = fate

    def write(self, folder: str, files: Iterable[Known]) -> None:
        super().write(folder, files)
        self._fate.met("done")


class _Reader(Reader):
    """Tells which files it opens."""

    def __init__(self, folder: Path, fate: Fate) -> None:
        super().__init__()
        self._log, self._fate = folder / "asked", fate

    def file(self, path: str, known: str, bounds: Bounds) -> FileRead:
        with self._log.open("a") as file:
            file.write(f"{Path(path).name}\n")
        self._fate.met("asked")
        return super().file(path, known, bounds)


async def crawl(folder: Path, fate: Fate) -> None:
    """Read the site to its end."""
    client = Client("Parley", 5_000_000, transport=Wires(_Site(folder, fate)), resolve=resolve)
    hosts, clock = Hosts(1.0), WallClock()
    documents = Documents(host=Inline("documents", Reader))
    index, frontier = Index(folder / "house.db", fate), _Frontier(folder / "crawl.db", fate)
    robots = Robots(client, hosts, "Parley")
    tools = Tools(client, hosts, robots, documents, index, frontier, asyncio.Lock(), clock)
    until: float | None = 0.0
    while until is not None:
        await asyncio.sleep(until - clock.now().timestamp() if until else 0.0)
        until = await Crawl(tools, PLAN, HouseCover(Vault(b"k" * 32))).run()


async def follow(folder: Path, fate: Fate) -> None:
    """Go through the folder ``files``."""
    documents = Documents(host=Inline("documents", lambda: _Reader(folder, fate)))
    index, ledger = Index(folder / "house.db", fate), _Ledger(folder / "folders.db", fate)
    tools = following.Tools(documents, index, ledger, asyncio.Lock(), WallClock())
    await Following(tools, Followed("papers", folder / "files", "")).all()


def begin(what: str, folder: Path, step: str, number: int) -> None:
    """Read, and perhaps die."""
    loop = VirtualTimeLoop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete({"crawl": crawl, "folders": follow}[what](folder, Fate(step, number)))
