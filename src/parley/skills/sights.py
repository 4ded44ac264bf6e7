"""What skills need to see, to know and to find; it is made after them, and lent to them then."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from parley.skills.knows import Finds, Knows
from parley.vision.photos.search.types import Found
from parley.vision.photos.types import Photo
from parley.vision.scanning.types import Scanned
from parley.vision.service import Sight


class Sights(Protocol):
    """Somebody's pictures, as ``vision.photos.library.Library`` has them."""

    @property
    def describes(self) -> bool:
        """Whether a model is set that describes pictures."""
        ...

    async def add(self, account: str, file: str) -> Photo:
        """Take a picture among the account's files for one of its photos.

        Raises ``UnknownFile``, ``BadPicture``, ``TooMany``.
        """
        ...

    def opened(self, account: str, file: str) -> AbstractAsyncContextManager[Sight]:
        """Look at one of them. Raises what ``Vision.open`` does, and ``UnknownFile``."""
        ...

    async def search(self, account: str, text: str, most: int = 200) -> Found:
        """Photos by words. Raises ``TooLong``."""
        ...

    async def keep_scan(self, account: str, scanned: Scanned, title: str) -> str:
        """Keep a scan as a PDF that can be searched; the id of the file."""
        ...


@dataclass(slots=True)
class Lent:
    """What skills see, know and find with: made after them, and lent to them then."""

    sights: Sights | None = None
    knows: Knows | None = None
    finds: Finds | None = None
