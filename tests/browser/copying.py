"""A speaker with a copy of its person's records, kept by Parley's own client; offline until it syncs."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from parley.home.changes import Change
from parley.home.orders import Refused
from parley.home.sync.client import SyncClient
from parley.home.sync.replica import Replica
from parley.home.sync.transport import HttpTransport


class CopyingSpeaker:
    """Its edits are on its disk when the calls return, and at the server after ``sync``."""

    def __init__(self, origin: str, token: str, path: Path) -> None:
        self.copy = Replica(path)
        self.refused: list[str] = []
        self._origin, self._token = origin, token

    def sync(self) -> None:
        # Playwright's event loop runs in this thread, and a thread has one.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, self._sync()).result()
        assert self.refused == []

    def documents(self, collection: str) -> list[dict[str, Any]]:
        return [each.document for each in self.copy.all(collection)]

    async def _sync(self) -> None:
        transport = HttpTransport(self._origin, lambda: self._token)
        try:
            await SyncClient(self.copy, transport, self._was_refused).sync()
        finally:
            await transport.close()

    def _was_refused(self, refused: Refused, change: Change) -> None:
        self.refused.append(f"{change.collection}: {refused.code}")
