"""A person's photos: taken in, shown, changed, edited, shared and deleted."""

from __future__ import annotations

from collections.abc import Sequence

from parley.home.home import Home
from parley.vision.photos.types import Change, Facts, Photo
from parley.vision.service import Vision


class Library:
    """Everybody's photos. As an async context it lasts as long as the indexing in the background.

    Every method that names a photo raises ``UnknownPhoto``; those that look at pixels also what
    ``vision.service.Sight`` raises.
    """

    def __init__(self, home: Home, vision: Vision) -> None:
        self._home, self._vision = home, vision

    async def add(self, account: str, file: str, *, name: str = "", modified: float | None = None) -> Photo:
        """Take a file of the account's into the library; the same content again is the same photo.

        ``modified``: POSIX seconds, for a picture that does not tell when it was taken. Raises
        ``UnknownFile``, ``BadPicture``, ``WrongSize``, ``TooLong``, ``TooMany``.
        """
        raise NotImplementedError

    async def get(self, account: str, id: str) -> Photo:
        """One photo."""
        raise NotImplementedError

    async def all(self, account: str) -> Sequence[Photo]:
        """All that are not hidden, latest first."""
        raise NotImplementedError

    async def change(self, account: str, id: str, change: Change) -> Photo:
        """Change what its person says of it."""
        raise NotImplementedError

    async def delete(self, account: str, ids: Sequence[str]) -> int:
        """Delete photos with their originals; how many there were."""
        raise NotImplementedError

    async def facts(self, account: str, id: str) -> Facts:
        """What is known of it so far."""
        raise NotImplementedError
