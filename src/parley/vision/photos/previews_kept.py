"""Small pictures that were made once are kept, sealed, as many as there is room for."""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from parley.home.accounts.sealing import account_key
from parley.home.database.database import Database
from parley.home.vault import AccountKey, Unreadable, Vault

_FULL, _ENOUGH = 1.0, 0.9
"""Shares of the room: beyond the one those that nobody looked at for longest go, down to the other."""
_TOUCHED = 3_600.0
"""Seconds after which looking at one again is noted."""


class Previews:
    """A folder of pictures, a folder of each account in it. Losing it loses nothing: all are made anew."""

    def __init__(self, folder: Path, database: Database, vault: Vault, room: int) -> None:
        """``room``: bytes."""
        self._folder, self._room = folder, room
        self._database, self._vault = database, vault
        self._size: int | None = None
        """Bytes that are kept; None before anybody counted."""
        self._lock = threading.Lock()

    async def get(self, account: str, name: str) -> bytes | None:
        """A picture; None where it was not made, is gone, or is damaged. Raises ``UnknownAccount``."""
        key = await self._key(account)
        return await asyncio.to_thread(self._get, key, account, name)

    async def put(self, account: str, name: str, picture: bytes) -> None:
        """Keep a picture under a name, unless the disk is full. Raises ``UnknownAccount``."""
        key = await self._key(account)
        await asyncio.to_thread(self._put, key, account, name, picture)

    async def forget(self, account: str) -> None:
        """Remove those of an account."""
        await asyncio.to_thread(shutil.rmtree, self._folder / account, True)
        self._size = None

    async def sweep(self, accounts: Collection[str]) -> None:
        """Remove those of accounts that are no longer there: nobody can open them any more."""
        there = await asyncio.to_thread(lambda: [each.name for each in _listed(self._folder)])
        for each in set(there) - set(accounts):
            await self.forget(each)

    async def _key(self, account: str) -> AccountKey:
        return await self._database.read(lambda c: account_key(c, self._vault, account))

    def _get(self, key: AccountKey, account: str, name: str) -> bytes | None:
        path = self._path(key, account, name)
        try:
            sealed = path.read_bytes()
            if time.time() - path.stat().st_mtime > _TOUCHED:
                os.utime(path)
            return key.open(sealed, _about(account, name))
        except (OSError, Unreadable):
            return None

    def _put(self, key: AccountKey, account: str, name: str, picture: bytes) -> None:
        path = self._path(key, account, name)
        sealed = key.seal(picture, _about(account, name))
        fresh = path.with_name(f".{path.name}.{threading.get_ident()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh.write_bytes(sealed)
            fresh.replace(path)
        except OSError:  # a cache that cannot be written is an empty one
            with suppress(OSError):
                fresh.unlink()
            return
        with self._lock:
            if self._size is None:
                self._size = sum(size for _, size, _ in self._all())
            else:
                self._size += len(sealed)
            if self._size > self._room * _FULL:
                self._make_room()

    def _make_room(self) -> None:
        kept = sorted(self._all())
        size = sum(each for _, each, _ in kept)
        for _, each, path in kept:
            if size <= self._room * _ENOUGH:
                break
            path.unlink(missing_ok=True)
            size -= each
        self._size = size

    def _all(self) -> list[tuple[float, int, Path]]:
        """When each was last looked at, its bytes, and where it is."""
        found: list[tuple[float, int, Path]] = []
        for folder, _, names in os.walk(self._folder):
            for name in names:
                path = Path(folder, name)
                try:
                    told = path.stat()
                except OSError:  # removed meanwhile
                    continue
                found.append((told.st_mtime, told.st_size, path))
        return found

    def _path(self, key: AccountKey, account: str, name: str) -> Path:
        """A name that tells nobody which photo it is."""
        hidden = key.name(hashlib.sha256(name.encode()).digest())[:40]
        return self._folder / account / hidden[:2] / hidden[2:]


def _about(account: str, name: str) -> bytes:
    return f"previews:{account}:{name}".encode()


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []
