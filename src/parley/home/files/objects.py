"""Where sealed objects lie: a folder, an S3 bucket or an Azure container, told by a URL."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

from parley.errors import BadSettings, ParleyError
from parley.home.files.errors import FilesFailed
from parley.home.vault import Unreadable

if TYPE_CHECKING:
    from obstore.store import ObjectStore

PART = 8 * 1024 * 1024
"""Bytes that are sent to a bucket at once; S3 wants at least 5 MiB."""
_PARTS = 9_000
"""Parts of one object; S3 takes 10,000."""
RETRIES = 4
_PATIENCE = timedelta(seconds=20)
"""How often and how long a cloud that does not answer is tried again."""
_SLOWEST = timedelta(minutes=2)
"""For one part: enough for four at a time on a line of 2.5 Mbit/s."""


class Objects:
    """Objects by name (``<account>/<name>``), each written once, whole or not at all."""

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder
        """Where the store is a folder of this machine: what it writes must be synced here."""

    @classmethod
    def at(cls, url: str | None, folder: Path) -> Objects:
        """The store of a setting, ``folder`` if there is none. A cloud's keys come from the environment.

        Raises ``BadSettings``, and ``FilesFailed`` when the folder cannot be made.
        """
        scheme = urlsplit(url).scheme if url else "file"
        if scheme == "file":
            return cls._of_folder(Path(url2pathname(urlsplit(url).path)) if url else folder)
        if scheme in ("s3", "az"):
            return cls(_cloud(str(url)))
        raise BadSettings("home.files must begin with file://, s3:// or az://.")

    @classmethod
    def _of_folder(cls, folder: Path) -> Objects:
        from obstore.store import LocalStore

        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return cls(LocalStore(folder), folder)
        except (OSError, ValueError) as error:
            raise FilesFailed(
                f"The folder for files {folder} cannot be made; check its permissions."
            ) from error

    async def put(self, name: str, size: int, blocks: AsyncIterator[bytes]) -> None:
        """Write an object of ``size`` bytes without ever holding it whole; durable when it returns.

        Raises ``FilesFailed``, and whatever ``ParleyError`` the blocks raise.
        """
        import obstore

        part = max(PART, -(-size // _PARTS))
        with _failing("written"):
            await obstore.put_async(self._store, name, blocks, chunk_size=part, max_concurrency=4)
            if self._folder:
                await asyncio.to_thread(_sync, self._folder, self._folder / name)

    async def get(self, name: str, start: int, end: int) -> bytes:
        """The bytes from ``start`` to before ``end``. Raises ``FilesFailed``, ``Unreadable``."""
        import obstore

        with _failing("read", missing=Unreadable("A file's object is missing; restore it from a backup.")):
            found = await obstore.get_range_async(self._store, name, start=start, end=end)
        if len(found) != end - start:
            raise Unreadable("A file's object is cut off; restore it from a backup.")
        return bytes(found)

    async def size(self, name: str) -> int:
        """Bytes of an object. Raises ``FilesFailed``, ``Unreadable`` when there is none."""
        import obstore

        with _failing("read", missing=Unreadable("A file's object is missing; restore it from a backup.")):
            return (await obstore.head_async(self._store, name))["size"]

    async def delete(self, name: str) -> None:
        """Remove an object, and what a crash left of writing it. One that is gone already is no error."""
        import obstore

        with suppress(_Gone), _failing("deleted", missing=_Gone()):
            await obstore.delete_async(self._store, name)
        if self._folder:
            await asyncio.to_thread(_clear, self._folder / name)

    async def delete_all(self, account: str) -> None:
        """Remove every object of an account."""
        import obstore

        with _failing("deleted"):
            listed = obstore.list(self._store, f"{account}/")  # pyright: ignore[reportUnknownMemberType]
            names = [each["path"] async for page in listed for each in page]
        for name in names:
            await self.delete(name)
        if self._folder:
            await asyncio.to_thread(shutil.rmtree, self._folder / account, ignore_errors=True)


class _Gone(ParleyError):
    """What should be deleted is not there."""


@contextmanager
def _failing(done: str, missing: ParleyError | None = None) -> Generator[None]:
    """Turns the store's errors into the house's."""
    from obstore.exceptions import BaseError

    try:
        yield
    except (BaseError, OSError, ValueError) as error:
        if missing and isinstance(error, FileNotFoundError):
            raise missing from error
        # The store's own words hold names of buckets and answers of servers: they stay in the cause.
        raise FilesFailed(
            f"A file cannot be {done} where home.files says; see that it is there, open and not full."
        ) from error


def _cloud(url: str) -> ObjectStore:
    from obstore.exceptions import BaseError
    from obstore.store import from_url

    try:
        return from_url(
            url,
            retry_config={"max_retries": RETRIES, "retry_timeout": _PATIENCE},
            client_options={"timeout": _SLOWEST, "allow_http": _without_tls()},
        )
    except (BaseError, ValueError) as error:
        raise BadSettings(
            "home.files cannot be used: its account, region or keys are missing from the environment "
            "(see docs/files.md)."
        ) from error


def _without_tls() -> bool:
    """Whether whoever set the environment wants that; the store asks it only if it is told nothing at all."""
    return any(os.environ.get(f"{each}_ALLOW_HTTP", "").lower() in ("1", "true") for each in ("AWS", "AZURE"))


def _sync(root: Path, file: Path) -> None:
    """Have a file on disk, with its name; the store itself leaves that to the system."""
    for each in (file, file.parent, root):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _clear(file: Path) -> None:
    """Remove the unfinished copies that a crash left; the store names them ``<name>#<number>``."""
    for each in file.parent.glob(f"{file.name}#*"):
        each.unlink(missing_ok=True)
