"""Originals are opened a few at a time: a page of photos asks for a hundred tiles at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from parley.errors import Busy, TooLong
from parley.home.files.files import Files
from parley.vision.photos.types import Photo
from parley.vision.service import Sight, Vision
from parley.vision.types import PHOTO

WAITING = 200
"""Photos that wait to be opened; one more is told that Parley is busy."""


class Originals:
    """Opens photos of any account."""

    def __init__(self, files: Files, vision: Vision, at_once: int) -> None:
        """``at_once``: photos that are open at the same time; each is in memory, packed and unpacked."""
        self._files, self._vision = files, vision
        self._places = asyncio.Semaphore(at_once)
        self._waiting = 0

    @asynccontextmanager
    async def open(self, account: str, photo: Photo, *, unpack: bool = True) -> AsyncGenerator[Sight]:
        """A photo's original. Raises ``UnknownFile``, ``TooLong``, ``Busy``, and as ``Vision.open``."""
        async with self.opened(account, photo.file, unpack=unpack) as sight:
            yield sight

    @asynccontextmanager
    async def opened(self, account: str, file: str, *, unpack: bool = True) -> AsyncGenerator[Sight]:
        """The picture in a file, with the same errors."""
        if self._waiting >= WAITING:
            raise Busy("Too many photos are to be opened. Ask again in a moment.")
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        try:
            data = await self.read(account, file)
            async with self._vision.open(data, PHOTO, unpack=unpack) as sight:
                del data
                yield sight
        finally:
            self._places.release()

    async def read(self, account: str, file: str) -> bytes:
        """The bytes of a file. Raises ``UnknownFile``, ``TooLong`` over what a photo may have."""
        if (await self._files.get(account, file)).size > PHOTO.bytes:
            raise TooLong(f"A photo may have {PHOTO.bytes >> 20} MiB.")
        return b"".join([block async for block in self._files.read(account, file)])
