"""Uploads: bytes that arrive in pieces and count only when they are on disk."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

from parley.clock import Clock
from parley.errors import ParleyError, TooLong
from parley.home.database.database import Database
from parley.home.files import sealed
from parley.home.files.errors import BadUpload, UnknownUpload, WrongChecksum, WrongOffset
from parley.home.files.ledger import About, Begun, Ledger, UploadRow
from parley.home.files.staging import Staged, finished, settled

LIFE = timedelta(hours=24)
"""How long an upload waits for more."""
LONGEST_METADATA = 4096
"""Bytes that may be said of a file."""
_PIECE = 1024 * 1024
"""Bytes that are encrypted and written at once."""
_RECORD_BYTES = 16 * 1024 * 1024
_RECORD_SECONDS = 2.0
"""What a crash can cost: what came since the last record, in bytes or in time, whichever is first."""
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the bytes of one request must hash to."""

    algorithm: Literal["sha1", "sha256"]
    digest: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """How far an upload is."""

    id: str
    size: int
    """Bytes of the complete file."""
    offset: int
    """Bytes that are safe; it goes on here."""
    expires: float
    """When it is given up, unless more comes; POSIX seconds."""
    metadata: str
    """What was said of the file, as tus has it."""
    file: str | None
    """The file that it has become."""

    @property
    def complete(self) -> bool:
        """All bytes are here, though it may not be a file yet."""
        return self.offset == self.size


class Uploads:
    """Uploads on this machine's disk. One request at a time works on each."""

    def __init__(
        self, database: Database, ledger: Ledger, staging: Path, clock: Clock, quota_bytes: int
    ) -> None:
        self._database, self._ledger, self._clock = database, ledger, clock
        self._staging, self._quota = staging, quota_bytes

    async def begin(self, account: str, size: int, about: About) -> UploadRow:
        """Make room. Raises ``QuotaExceeded``, ``TooManyUploads``, ``BadUpload``, ``UnknownAccount``."""
        if not 0 <= size < 2**63:
            raise BadUpload("The size of a file is a number of bytes, 0 or more.")
        if len(about.metadata) + len(about.name.encode("utf-8", "replace")) > LONGEST_METADATA:
            raise BadUpload(f"What is said of a file may have {LONGEST_METADATA} bytes.")
        begun = Begun(about, size, sealed.new_key())
        row = UploadRow(secrets.token_hex(16), account, 0, self.expiry(), begun)
        now, quota = self.now(), self._quota
        await self._database.write(lambda c: self._ledger.begin(c, row, quota, now))
        return row

    async def find(self, account: str, id: str) -> UploadRow:
        """An upload. Raises ``UnknownUpload``."""
        if not _ID.fullmatch(id):
            raise UnknownUpload("There is no such upload.")
        row = await self._database.read(lambda c: self._ledger.find(c, account, id))
        if row is None or row.expires <= self.now():
            raise UnknownUpload("There is no such upload, or it was begun too long ago.")
        return row

    async def append(
        self, account: str, id: str, offset: int, blocks: AsyncIterator[bytes], checksum: Checksum | None
    ) -> UploadRow:
        """Take bytes from an offset on, until they end or break off: what came until then is kept.

        With a checksum it is all or nothing. Raises ``WrongOffset``, ``WrongChecksum``, ``TooLong``,
        ``UploadLocked``, ``UnknownUpload``, ``FilesFailed``, and what the blocks raise.
        """
        async with self.held(account, id) as (row, staged):
            reached = shown(row).offset
            if offset != reached:
                raise WrongOffset(f"The upload goes on at {reached}.")
            if row.begun.file is not None:
                return row
            await staged.begin(row.begun.key, offset)
            intake = _Intake(self, row, staged, checksum)
            try:
                async for block in blocks:
                    await intake.take(block)
            except ParleyError:
                await intake.stop()
                raise
            except BaseException:
                await intake.rest()
                raise
            await intake.rest(whole=True)
        return await self.find(account, id)

    @asynccontextmanager
    async def held(self, account: str, id: str) -> AsyncGenerator[tuple[UploadRow, Staged]]:
        """An upload that nobody else works on meanwhile. Raises ``UploadLocked``, ``UnknownUpload``."""
        await self.find(account, id)
        staged = await self.lock(account, id)
        try:
            try:
                row = await self.find(account, id)
            except UnknownUpload:
                await staged.remove()
                raise
            yield row, staged
        finally:
            staged.close()

    async def lock(self, account: str, id: str) -> Staged:
        """Hold an upload's bytes, whatever the database says. Raises ``UploadLocked``."""
        return await Staged.lock(self._staging / account / id)

    async def record(self, row: UploadRow, since: int, offset: int) -> None:
        """Bytes from where it stood up to here are on disk."""
        expires = self.expiry()
        await self._database.write(lambda c: self._ledger.advance(c, row.id, since, offset, expires))

    async def remove_all(self, account: str) -> None:
        """Remove every staged byte of an account."""
        await finished(shutil.rmtree, self._staging / account, ignore_errors=True)

    def staged(self) -> list[tuple[str, str]]:
        """Account and id of every staged upload on this disk."""
        found = self._staging.glob("*/*")
        return [(path.parent.name, path.name) for path in found if _ID.fullmatch(path.name)]

    def now(self) -> float:
        """POSIX seconds."""
        return self._clock.now().timestamp()

    def expiry(self) -> float:
        """When an upload ends to which something happened now."""
        return self.now() + LIFE.total_seconds()


def shown(row: UploadRow) -> Upload:
    """What others see of an upload."""
    begun = row.begun
    offset = begun.size if begun.file is not None else row.offset
    return Upload(row.id, begun.size, offset, row.expires, begun.about.metadata, begun.file)


class _Intake:
    """Takes the bytes of one request, and records now and then how many are safe.

    While one piece is written the next one comes in, and no more than that.
    """

    def __init__(self, uploads: Uploads, row: UploadRow, staged: Staged, checksum: Checksum | None) -> None:
        self._uploads, self._row, self._staged, self._checksum = uploads, row, staged, checksum
        self._hash = hashlib.new(checksum.algorithm if checksum else "sha256", usedforsecurity=False)
        self._waiting = bytearray()
        self._writing: asyncio.Task[None] | None = None
        self._taken = self._written = self._recorded = row.offset
        self._last = asyncio.get_running_loop().time()

    async def take(self, block: bytes) -> None:
        """More bytes. Raises ``TooLong`` when they go beyond the size that was announced."""
        self._taken += len(block)
        if self._taken > self._row.begun.size:
            raise TooLong("More bytes came than the upload was announced with.")
        self._waiting += block
        late = asyncio.get_running_loop().time() - self._last > _RECORD_SECONDS
        if len(self._waiting) >= _PIECE or late:
            await self._written_so_far()
            enough = self._written + len(self._waiting) - self._recorded >= _RECORD_BYTES
            self._write(record=self._checksum is None and (late or enough))

    async def rest(self, *, whole: bool = False) -> None:
        """No more comes: ``whole`` if the request ended well. Raises ``WrongChecksum``."""
        await self._written_so_far()
        if self._checksum is not None:
            if not whole:
                return
            await finished(self._hash.update, self._waiting)
            if not hmac.compare_digest(self._hash.digest(), self._checksum.digest):
                raise WrongChecksum("The bytes that arrived are not those that were sent; send them again.")
        if self._taken > self._recorded:
            self._write(record=True)
            await self._written_so_far()

    async def stop(self) -> None:
        """What was not recorded does not count."""
        with suppress(ParleyError):
            await self._written_so_far()

    async def _written_so_far(self) -> None:
        if self._writing is not None:
            await settled(self._writing)
            self._writing = None

    def _write(self, *, record: bool) -> None:
        data, self._waiting = bytes(self._waiting), bytearray()
        self._writing = asyncio.create_task(self._put(data, record))

    async def _put(self, data: bytes, record: bool) -> None:
        if self._checksum is not None and not record:
            await finished(self._hash.update, data)
        await self._staged.write(data)
        self._written += len(data)
        if record:
            await self._staged.sync()
            await self._uploads.record(self._row, self._recorded, self._written)
            self._recorded, self._last = self._written, asyncio.get_running_loop().time()
