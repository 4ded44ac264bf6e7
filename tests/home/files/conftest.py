"""Files of a home, on each kind of database."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from fakes.wall_clock import WallClock
from parley.home.database.database import Database
from parley.home.files.files import Files
from parley.home.files.ledger import About
from parley.home.files.objects import Objects
from parley.home.vault import Vault

QUOTA = 50_000_000

MakeFiles = Callable[..., Files]


@pytest.fixture
def make_files(database: Database, vault: Vault, clock: WallClock, tmp_path: Path) -> MakeFiles:
    """``make_files()`` is one process's files; a second call, another's with the same database and disk."""

    def make(quota: int = QUOTA) -> Files:
        store = Objects.at(None, tmp_path / "files")
        return Files(database, vault, store, tmp_path / "uploads", clock, quota)

    return make


@pytest.fixture
def files(make_files: MakeFiles) -> Files:
    return make_files()


def about(data: bytes | None = None, name: str = "cat.jpg") -> About:
    """What is said of a file, with its hash when there is data."""
    return About(name, "image/jpeg", None if data is None else hashlib.sha256(data).hexdigest())


async def pieces(data: bytes, size: int = 60_000) -> AsyncIterator[bytes]:
    """Bytes as a network brings them."""
    for start in range(0, len(data), size):
        yield data[start : start + size]


async def content(files: Files, account: str, id: str, start: int = 0, end: int | None = None) -> bytes:
    """All that is read of a file."""
    return b"".join([block async for block in files.read(account, id, start, end)])


def on_disk(folder: Path) -> list[Path]:
    """Every file under a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())
