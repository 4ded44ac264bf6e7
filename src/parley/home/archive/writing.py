"""Writes an archive to a file so that there is all of it under its name, or nothing."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from parley.home.archive.errors import CannotWrite


async def written(path: Path, pieces: AsyncIterator[bytes]) -> int:
    """Write a file for its owner alone, on disk when it returns; its size. Raises ``CannotWrite``."""
    size = 0
    with replacing(path) as file:
        async for piece in pieces:
            await asyncio.to_thread(_write, path, file, piece)
            size += len(piece)
    return size


@contextmanager
def replacing(path: Path) -> Generator[IO[bytes]]:
    """A file that takes the name when the block ends well, and is gone when it does not."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with writable(path):
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            with writable(path):
                file.flush()
                os.fsync(file.fileno())
        with writable(path):
            fresh.replace(path)
            _sync(path.parent)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


@contextmanager
def writable(path: Path) -> Generator[None]:
    """What the system refuses, in one sentence."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error.strerror or type(error).__name__}.") from error


def _write(path: Path, file: IO[bytes], piece: bytes) -> None:
    with writable(path):
        file.write(piece)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
