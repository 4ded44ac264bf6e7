"""What skills get from the internet: bounded in size and time, kept on disk, and told how old it is."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from parley.clock import Clock
from parley.errors import ParleyError
from parley.telemetry import log

if TYPE_CHECKING:
    import httpx

#: Seconds for one answer, from the first byte sent to the last received.
PATIENCE = 5.0
#: Bytes of one answer.
LARGEST = 2_000_000
REDIRECTS = 3
#: Answers of one kind that are kept.
MOST = 32
#: For how long nobody asks a server again that has not answered.
PAUSE = timedelta(seconds=30)


class NoAnswer(ParleyError):
    """A service on the internet does not answer, or not with what it should."""

    code: ClassVar[str] = "no_answer"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer, and when it was given."""

    content: bytes
    at: datetime
    """In UTC."""
    fresh: bool
    """False for an old answer, where there was no new one to be had."""


class Source:
    """Answers of one kind, the newest of each address; an old one where the server does not answer."""

    transport: ClassVar[httpx.AsyncBaseTransport | None] = None
    """Instead of the network, for tests."""

    def __init__(self, folder: Path, clock: Clock, fresh: timedelta, forget: timedelta) -> None:
        self._folder = folder
        self._clock = clock
        self._fresh = fresh
        self._forget = forget
        self._kept: OrderedDict[str, Fetched] = OrderedDict()
        self._failed: dict[str, datetime] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def get(self, address: str, *, keep: bool = True) -> Fetched:
        """The answer of an address: one that is fresh, a new one, or else the last there was.

        With ``keep`` it outlasts a restart. Raises ``NoAnswer`` when there is none at all.
        """
        name = hashlib.sha256(address.encode()).hexdigest()[:32]
        async with self._asking.setdefault(name, asyncio.Lock()):
            known = self._kept.get(name) or await asyncio.to_thread(self._read, name)
            now = self._clock.now()
            if known and now - known.at > self._forget:
                known = None
            if known and timedelta(0) <= now - known.at < self._fresh:
                return self._remember(name, known)
            failed = self._failed.get(name)
            if failed is None or not timedelta(0) <= now - failed < PAUSE:
                try:
                    content = await fetch(address, self.transport)
                except NoAnswer:
                    self._failed[name] = now
                    if known is None:
                        raise
                else:
                    return await self._new(name, content, keep)
            if known is None:
                raise NoAnswer("There has been no answer for a moment; asking again would be in vain.")
            return self._remember(name, Fetched(known.content, known.at, fresh=False))

    def spoil(self, address: str) -> None:
        """Forget the answer of an address, which turned out to be no good."""
        name = hashlib.sha256(address.encode()).hexdigest()[:32]
        self._kept.pop(name, None)
        self._path(name).unlink(missing_ok=True)

    async def _new(self, name: str, content: bytes, keep: bool) -> Fetched:
        self._failed.pop(name, None)
        fetched = Fetched(content, self._clock.now().astimezone(UTC), fresh=True)
        if keep:
            await asyncio.to_thread(self._write, name, fetched)
        return self._remember(name, fetched)

    def _remember(self, name: str, fetched: Fetched) -> Fetched:
        self._kept[name] = fetched
        self._kept.move_to_end(name)
        while len(self._kept) > MOST:
            oldest, _ = self._kept.popitem(last=False)
            self._failed.pop(oldest, None)
            if not self._asking[oldest].locked():
                del self._asking[oldest]
        return fetched

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.kept"

    def _read(self, name: str) -> Fetched | None:
        try:
            first, _, content = self._path(name).read_bytes().partition(b"\n")
            return Fetched(content, datetime.fromisoformat(first.decode("ascii")), fresh=True)
        except (OSError, ValueError):
            return None  # there is none, or it was cut off

    def _write(self, name: str, fetched: Fetched) -> None:
        path = self._path(name)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            now = self._clock.now().timestamp()
            new = path.with_suffix(".new")
            new.write_bytes(fetched.at.isoformat().encode("ascii") + b"\n" + fetched.content)
            new.replace(path)
            os.utime(path, (now, now))
            kept = sorted(self._folder.glob("*.kept"), key=lambda each: each.stat().st_mtime, reverse=True)
            long_ago = now - self._forget.total_seconds()
            for old in kept[MOST:] + [each for each in kept[:MOST] if each.stat().st_mtime < long_ago]:
                old.unlink(missing_ok=True)
        except OSError as error:
            # It is in memory; only a restart will miss it.
            log.warning("fetched.not_kept", reason=type(error).__name__)


async def fetch(address: str, transport: httpx.AsyncBaseTransport | None = None) -> bytes:
    """The body of an address. Raises ``NoAnswer`` when it cannot be had, is too large or too slow."""
    import httpx

    try:
        async with (
            asyncio.timeout(PATIENCE),
            httpx.AsyncClient(
                timeout=PATIENCE,
                follow_redirects=True,
                max_redirects=REDIRECTS,
                transport=transport,
                headers={"User-Agent": "Parley"},
            ) as client,
            client.stream("GET", address) as response,
        ):
            if not response.is_success:
                raise NoAnswer(f"The server answered with status {response.status_code}.")
            content = bytearray()
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) > LARGEST:
                    raise NoAnswer(f"The server's answer is larger than {LARGEST} bytes.")
            return bytes(content)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, TimeoutError, ValueError) as error:
        log.warning("fetch.failed", reason=type(error).__name__)
        raise NoAnswer(f"The server cannot be reached ({type(error).__name__}).") from error
