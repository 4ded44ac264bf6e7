"""The bytes of an upload that are here so far: one encrypted file on this machine's disk."""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from parley.home.files.errors import FilesFailed, UnknownUpload, UploadLocked

_AES_BLOCK = 16

P = ParamSpec("P")
T = TypeVar("T")


class Staged:
    """One upload's bytes, for whoever holds the lock; made by ``lock``, ended by ``close``.

    They are encrypted with AES-CTR, which can go on at any byte. It does not tell whether they are whole: the
    hash over the complete file does.
    """

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor
        self._key = b""
        self._position = 0

    @classmethod
    async def lock(cls, path: Path) -> Staged:
        """The only holder among all processes of this machine. Raises ``UploadLocked``, ``FilesFailed``."""
        return cls(path, await finished(_lock, path))

    async def begin(self, key: bytes, offset: int) -> None:
        """Go on at an offset. What lies beyond it came without being recorded, and never counts.

        Raises ``UnknownUpload`` when fewer bytes are here, ``FilesFailed``.
        """
        self._key, self._position = key, offset
        await finished(self._cut, offset)

    async def write(self, data: bytes) -> None:
        """Put bytes behind those that are here. Raises ``FilesFailed``."""
        await finished(self._write, data)

    async def sync(self) -> None:
        """Have what was written on disk. Raises ``FilesFailed``."""
        await finished(self._sync)

    async def read(self, start: int, size: int) -> bytes:
        """Some of the bytes; fewer only where the file ends. Raises ``FilesFailed``."""
        return await finished(self._read, start, size)

    async def remove(self) -> None:
        """Delete the file. Raises ``FilesFailed``."""
        await finished(self._remove)

    def close(self) -> None:
        """Let go of the lock. Safe to call twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _cut(self, offset: int) -> None:
        with _failing():
            if os.fstat(self._descriptor).st_size < offset:
                raise UnknownUpload("The upload's bytes are not on this machine; begin it anew.")
            os.ftruncate(self._descriptor, offset)
            if offset == 0:
                _sync_folder(self._path.parent)
                _sync_folder(self._path.parent.parent)

    def _write(self, data: bytes) -> None:
        crypted = memoryview(_cipher(self._key, self._position, data))
        with _failing():
            while crypted:
                written = os.pwrite(self._descriptor, crypted, self._position)
                self._position += written
                crypted = crypted[written:]

    def _sync(self) -> None:
        with _failing():
            os.fsync(self._descriptor)

    def _read(self, start: int, size: int) -> bytes:
        with _failing():
            data = os.pread(self._descriptor, size, start)
        return _cipher(self._key, start, data)

    def _remove(self) -> None:
        with _failing():
            self._path.unlink(missing_ok=True)


async def finished(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Work done in a thread. Whoever is cancelled still waits: it may use what they are about to close."""
    return await settled(asyncio.ensure_future(asyncio.to_thread(work, *args, **kwargs)))


async def settled(task: asyncio.Future[T]) -> T:
    """What comes of a task, which is over when this ends, however often whoever waits is cancelled."""
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled
    return task.result()


async def ahead(steps: Iterator[Coroutine[Any, Any, T]]) -> AsyncGenerator[T]:
    """What each step gives, one after the other; while somebody is busy with one, the next is made."""
    coming = _begun(steps)
    try:
        while coming is not None:
            done = await coming
            coming = _begun(steps)
            yield done
    finally:
        if coming is not None and not coming.done():
            coming.cancel()
            await asyncio.wait([coming])


def _begun(steps: Iterator[Coroutine[Any, Any, T]]) -> asyncio.Task[T] | None:
    step = next(steps, None)
    return None if step is None else asyncio.create_task(step)


def _lock(path: Path) -> int:
    with _failing():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise UploadLocked("Another request is working on this upload; try again soon.") from error
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor


def _cipher(key: bytes, position: int, data: bytes) -> bytes:
    """Encrypts or decrypts, which are the same, at a byte position of the stream."""
    block, within = divmod(position, _AES_BLOCK)
    stream = Cipher(AES(key), CTR(block.to_bytes(_AES_BLOCK, "big"))).encryptor()
    stream.update(bytes(within))
    return stream.update(data)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _failing() -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise FilesFailed(
            f"The folder for uploads cannot be used ({error.strerror}); check its permissions and the disk."
        ) from error
