"""A person's pictures as skills need them: taken in, looked at, found, and scans of them kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

from parley.home.files.kinds import clean_name
from parley.home.files.ledger import About
from parley.home.home import Home
from parley.vision.photos.library import Library
from parley.vision.photos.originals import Originals
from parley.vision.photos.search.types import Found
from parley.vision.photos.types import Photo
from parley.vision.scanning.types import Scanned
from parley.vision.service import Sight, Vision

AT_ONCE = 4
"""Pictures that are looked at for somebody who waits for an answer."""


class LibrarySights:
    """What ``skills.sights.Sights`` asks for, of a library. Raises what is said there."""

    def __init__(self, home: Home, vision: Vision, library: Library) -> None:
        self._home, self._vision, self._library = home, vision, library
        self._originals = Originals(home.files, vision, AT_ONCE)

    @property
    def describes(self) -> bool:
        """Whether a model is set that describes pictures."""
        return self._vision.describes

    async def add(self, account: str, file: str) -> Photo:
        """Take a picture among the account's files for one of its photos."""
        return await self._library.add(account, file)

    def opened(self, account: str, file: str) -> AbstractAsyncContextManager[Sight]:
        """Look at one of them."""
        return self._originals.opened(account, file)

    async def search(self, account: str, text: str, most: int = 200) -> Found:
        """Photos by words."""
        return await self._library.finding.search(account, text, most)

    async def keep_scan(self, account: str, scanned: Scanned, title: str) -> str:
        """Keep a scan as a PDF that can be searched; the id of the file."""
        pdf = await self._vision.pdf([scanned], title)
        about = About(clean_name(f"{title}.pdf"), "application/pdf")
        return (await self._home.files.keep(account, len(pdf), about, _whole(pdf))).id


async def _whole(data: bytes) -> AsyncIterator[bytes]:
    yield data
