"""Files: what a person keeps, sealed, each content once; uploaded in pieces and read in ranges."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from parley.clock import Clock
from parley.home.accounts.callers import UnknownAccount
from parley.home.accounts.sealing import account_key
from parley.home.database.database import Database
from parley.home.files import ledger as rows
from parley.home.files import sealed
from parley.home.files.errors import UnknownFile, UnknownUpload, UploadLocked, WrongChecksum, WrongOffset
from parley.home.files.ledger import About, Kept, Ledger, Placed, UploadRow
from parley.home.files.objects import Objects
from parley.home.files.staging import Staged, ahead, finished
from parley.home.files.uploads import Checksum, Upload, Uploads, shown
from parley.home.vault import Unreadable, Vault
from parley.telemetry import log

_BLOCK = 64 * sealed.SEGMENT
"""Bytes of a file in memory at once, of each that is read or written: 4 MiB."""
_ALL = 2**31 - 1
_SWEPT = 1000
"""Uploads looked at together."""


@dataclass(frozen=True, slots=True)
class File:
    """Something that is kept."""

    id: str
    """The content's address: the same content has the same id, for one account and nobody else."""
    name: str
    """As its person called it."""
    type: str
    """Media type."""
    size: int
    """Bytes."""
    sha256: str
    """Hash of the content (hex)."""
    created: float
    """POSIX seconds."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How much room an account has, in bytes."""

    stored: int
    reserved: int
    """By uploads that go on."""
    quota: int


class Files:
    """Everybody's files. Safe to share between tasks of one event loop, and between processes."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        store: Objects,
        staging: Path,
        clock: Clock,
        quota_bytes: int,
    ) -> None:
        self._database, self._vault, self._store = database, vault, store
        self._ledger = Ledger(vault)
        self._uploads = Uploads(database, self._ledger, staging, clock, quota_bytes)
        self.quota_bytes = quota_bytes
        """What one person may keep."""

    async def begin(self, account: str, size: int, about: About) -> Upload:
        """Begin an upload of ``size`` bytes, for which there is room from then on.

        Raises ``QuotaExceeded``, ``TooManyUploads``, ``BadUpload``, ``UnknownAccount``.
        """
        return shown(await self._uploads.begin(account, size, about))

    async def upload(self, account: str, id: str) -> Upload:
        """How far an upload is. Raises ``UnknownUpload``."""
        return shown(await self._uploads.find(account, id))

    async def append(
        self,
        account: str,
        id: str,
        offset: int,
        blocks: AsyncIterator[bytes],
        checksum: Checksum | None = None,
    ) -> Upload:
        """Take bytes from an offset on, until they end or break off: what came until then is safe.

        With a checksum it is all or nothing. Raises ``WrongOffset``, ``WrongChecksum``, ``TooLong``,
        ``UploadLocked``, ``UnknownUpload``, ``FilesFailed``, and what the blocks raise.
        """
        return shown(await self._uploads.append(account, id, offset, blocks, checksum))

    async def finish(self, account: str, id: str) -> File:
        """Make a complete upload a file, for good when it returns. Once or again, also after a crash.

        Raises ``WrongChecksum`` (then the upload is gone), ``WrongOffset`` when bytes are missing,
        ``UploadLocked``, ``UnknownUpload``, ``UnknownFile`` when it was deleted since, ``FilesFailed``.
        """
        async with self._uploads.held(account, id) as (row, staged):
            row = await self._settled(row)
            if row.begun.file is None:
                row = await self._finish(row, staged)
            await staged.remove()
        return await self.get(account, str(row.begun.file))

    async def cancel(self, account: str, id: str) -> None:
        """Give an upload up. Raises ``UploadLocked``, ``UnknownUpload``, ``FilesFailed``."""
        async with self._uploads.held(account, id) as (row, staged):
            await self._discard(row, staged)

    async def keep(self, account: str, size: int, about: About, blocks: AsyncIterator[bytes]) -> File:
        """Upload a file at one go; what was begun is given up if it fails. Raises what the steps raise."""
        upload = await self.begin(account, size, about)
        try:
            await self.append(account, upload.id, 0, blocks)
            return await self.finish(account, upload.id)
        except BaseException:
            with suppress(Exception):  # the sweep comes later, too; the first error is the one to tell
                await self.cancel(account, upload.id)
            raise

    async def get(self, account: str, id: str) -> File:
        """What is known of a file. Raises ``UnknownFile``."""
        return _file(*await self._kept(account, id))

    async def page(self, account: str, most: int = 100, after: str | None = None) -> Sequence[File]:
        """Some of an account's files, latest first, those that follow the one with the id ``after``."""
        found = await self._database.read(lambda c: self._ledger.page(c, account, most, after))
        return [_file(row, kept) for row, kept in found]

    async def all(self, account: str) -> Sequence[File]:
        """All of an account's files, latest first."""
        return await self.page(account, _ALL)

    async def read(
        self, account: str, id: str, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        """A file's bytes from ``start`` to before ``end``, in blocks, each checked before it is given.

        Raises ``UnknownFile``, ``Unreadable`` for what is damaged, ``FilesFailed``.
        """
        row, kept = await self._kept(account, id)
        size: int = row.size
        until = size if end is None else min(end, size)
        async for block in self._opened(kept.placed, size, min(start, until), until):
            yield block

    async def delete(self, account: str, id: str) -> bool:
        """Forget a file; False when there was none."""
        now, upload = self._uploads.now(), secrets.token_hex(16)
        gone = await self._database.write(lambda c: self._ledger.remove(c, account, id, upload, now))
        if gone is not None:
            with suppress(UnknownUpload):  # the sweep came first
                await self._clear(gone)
        return gone is not None

    async def usage(self, account: str) -> Usage:
        """How much room there is. Raises ``UnknownAccount``."""
        now = self._uploads.now()
        stored, reserved = await self._database.read(lambda c: self._ledger.usage(c, account, now))
        return Usage(stored, reserved, self.quota_bytes)

    async def delete_all(self, account: str) -> None:
        """Remove everything of an account, whether the account itself is still there or not."""
        await self._database.write(lambda c: rows.clear(c, account))
        await self._uploads.remove_all(account)
        await self._store.delete_all(account)
        await self._database.write(lambda c: rows.forget_holder(c, account))

    async def sweep(self) -> int:
        """Clear away expired uploads, and what crashes left; how many things. To be called now and then."""
        count = 0
        for account in await self._database.read(rows.holders_gone):
            await self.delete_all(account)
            count += 1
        now = self._uploads.now()
        for account, id in await self._database.read(lambda c: rows.expired(c, now, _SWEPT)):
            count += await self._sweep(account, id)
        for account, id in await asyncio.to_thread(self._uploads.staged):
            count += await self._sweep(account, id)
        return count

    async def _finish(self, row: UploadRow, staged: Staged) -> UploadRow:
        if row.offset != row.begun.size:
            raise WrongOffset(f"The upload goes on at {row.offset}.")
        placed = Placed(f"{row.account}/{secrets.token_hex(16)}", sealed.new_key())
        expires = self._uploads.expiry()
        row = await self._database.write(lambda c: self._ledger.place(c, row, placed, expires))
        row = await self._settled(row)
        if row.begun.file is None:
            row = await self._adopt(row, await self._seal(row, staged, placed))
        return await self._settled(row)

    async def _seal(self, row: UploadRow, staged: Staged, placed: Placed) -> Kept:
        """Write the object of a complete upload, and check what it holds. Raises ``WrongChecksum``."""
        await staged.begin(row.begun.key, row.begun.size)
        running = hashlib.sha256()
        size, about = row.begun.size, row.begun.about

        async def block(start: int) -> bytes:
            plain = await staged.read(start, _BLOCK)
            sealing = finished(sealed.seal, placed.key, size, start // sealed.SEGMENT, plain)
            return (await asyncio.gather(sealing, finished(running.update, plain)))[0]

        blocks = ahead(block(start) for start in range(0, max(size, 1), _BLOCK))
        await self._store.put(placed.object, sealed.sealed_size(size), blocks)
        if about.sha256 is not None and running.hexdigest() != about.sha256:
            await self._discard(row, staged)
            raise WrongChecksum("The file that arrived is not the one that was announced; upload it anew.")
        return Kept(about.name, about.type, running.hexdigest(), placed)

    async def _adopt(self, row: UploadRow, kept: Kept) -> UploadRow:
        """Make the object a file, unless the same content is there already."""
        account = row.account
        try:
            key = await self._database.read(lambda c: account_key(c, self._vault, account))
            id = key.name(bytes.fromhex(kept.sha256))
            damaged = await self._damaged(account, id)
            now, expires = self._uploads.now(), self._uploads.expiry()
            return await self._database.write(
                lambda c: self._ledger.adopt(c, row, id, kept, now=now, expires=expires, instead_of=damaged)
            )
        except (UnknownAccount, UnknownUpload):  # deleted meanwhile, with all that tells of the object
            await self._store.delete(kept.placed.object)
            raise

    async def _damaged(self, account: str, id: str) -> bytes | None:
        """What the row of a file seals, if the file is there and damaged: uploading it again mends it."""
        try:
            row, kept = await self._kept(account, id)
        except UnknownFile:
            return None
        try:
            async for _ in self._opened(kept.placed, row.size, 0, row.size):
                pass
        except Unreadable:
            return row.sealed
        return None

    async def _opened(self, placed: Placed, size: int, start: int, end: int) -> AsyncIterator[bytes]:
        async def block(start: int, end: int) -> bytes:
            span = sealed.span(size, start, end)
            found = await self._store.get(placed.object, span.begin, span.end)
            plain = await asyncio.to_thread(sealed.unseal, placed.key, size, span, found)
            return plain[span.skip : span.skip + end - start]

        # Blocks end where segments do, so that none is fetched twice.
        edges = [start, *range((start // _BLOCK + 1) * _BLOCK, end, _BLOCK), end]
        async with aclosing(ahead(block(a, b) for a, b in pairwise(edges))) as blocks:
            async for each in blocks:
                yield each

    async def _kept(self, account: str, id: str) -> tuple[Row[Any], Kept]:
        found = await self._database.read(lambda c: self._ledger.file(c, account, id))
        if found is None:
            raise UnknownFile("There is no such file.")
        return found

    async def _sweep(self, account: str, id: str) -> int:
        """Clear one upload away, if it is over; 1 if so."""
        try:
            if await self._goes_on(account, id):
                return 0
            staged = await self._uploads.lock(account, id)
        except UploadLocked:
            return 0  # somebody works on it: it is not forgotten
        except Unreadable as error:
            log.warning("files.not_swept", code=error.code, upload=id)
            return 0
        except UnknownAccount:
            return 0  # deleted meanwhile, with all it had
        try:
            if await self._goes_on(account, id):
                return 0
            row = await self._database.read(lambda c: self._ledger.find(c, account, id))
            with suppress(UnknownUpload):  # somebody else came first
                await self._discard(row, staged)
            return 1
        finally:
            staged.close()

    async def _goes_on(self, account: str, id: str) -> bool:
        row = await self._database.read(lambda c: self._ledger.find(c, account, id))
        return row is not None and row.expires > self._uploads.now()

    async def _discard(self, row: UploadRow | None, staged: Staged) -> None:
        if row is not None:
            await self._clear(row)
        await staged.remove()

    async def _clear(self, row: UploadRow) -> None:
        """Remove the objects that belong to nobody, and only then what tells of them."""
        if row.begun.placed is not None:
            row = await self._database.write(lambda c: self._ledger.doom(c, row))
        await self._settled(row)
        await self._database.write(lambda c: self._ledger.drop(c, row.id))

    async def _settled(self, row: UploadRow) -> UploadRow:
        """An upload whose doomed objects have gone."""
        if not row.begun.doomed:
            return row
        for each in row.begun.doomed:
            await self._store.delete(each)
        return await self._database.write(lambda c: self._ledger.settle(c, row))


def _file(row: Row[Any], kept: Kept) -> File:
    return File(row.id, kept.name, kept.type, row.size, kept.sha256, row.created)
