"""Files to upload, and what became of them."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

from parley.home.files.files import Files
from parley.home.files.ledger import About

MakeAccount = Callable[..., Awaitable[str]]
MakeFiles = Callable[..., Files]


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
