"""What the database knows of files and uploads; every function is one step of a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from parley.home.accounts.callers import UnknownAccount
from parley.home.accounts.sealing import account_key, seal, unseal
from parley.home.database.schema import accounts, files, house, uploads
from parley.home.files.errors import QuotaExceeded, TooManyUploads, UnknownUpload
from parley.home.vault import Vault

MOST_UPLOADS = 20
"""Unfinished uploads of one account."""


class About(msgspec.Struct, frozen=True):
    """What whoever uploads a file says of it."""

    name: str
    type: str
    """Media type."""
    sha256: str | None = None
    """Hash that the complete file must have (hex)."""
    metadata: str = ""
    """All that was said, as tus has it, to be given back."""


class Placed(msgspec.Struct, frozen=True):
    """Where an object lies, and the key that opens it."""

    object: str
    key: bytes


class Kept(msgspec.Struct, frozen=True):
    """What a file's row seals."""

    name: str
    type: str
    sha256: str
    placed: Placed


class Begun(msgspec.Struct, frozen=True):
    """What an upload's row seals."""

    about: About
    size: int
    """Bytes of the complete file."""
    key: bytes
    """Encrypts the bytes while they are staged."""
    placed: Placed | None = None
    """The object that is being written."""
    doomed: tuple[str, ...] = ()
    """Objects that belong to no file and are to be deleted."""
    file: str | None = None
    """The file that the upload has become."""


@dataclass(frozen=True, slots=True)
class UploadRow:
    """One upload, opened."""

    id: str
    account: str
    offset: int
    """Bytes that are safe."""
    expires: float
    """POSIX seconds."""
    begun: Begun


class Ledger:
    """Reads and writes the rows of files and uploads over a connection."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def begin(self, connection: Connection, row: UploadRow, quota: int, now: float) -> None:
        """Make room for an upload. Raises ``QuotaExceeded``, ``TooManyUploads``, ``UnknownAccount``."""
        stored = _locked(connection, row.account)
        count, reserved = _running(connection, row.account, now)
        if count >= MOST_UPLOADS:
            raise TooManyUploads(f"There are {MOST_UPLOADS} unfinished uploads; finish or cancel some.")
        free = quota - stored - reserved
        if row.begun.size > free:
            raise QuotaExceeded(f"The file has {row.begun.size} bytes; {max(0, free)} are free. Delete some.")
        _remember(connection, row.account)
        self._insert(connection, row, row.begun.size, now)

    def find(self, connection: Connection, account: str, id: str) -> UploadRow | None:
        """An upload, also one whose time is over."""
        mine = and_(uploads.c.account == account, uploads.c.id == id)
        row = connection.execute(select(uploads).where(mine)).one_or_none()
        if row is None:
            return None
        key = account_key(connection, self._vault, account)
        begun = unseal(key, f"uploads:{id}", row.sealed, Begun)
        return UploadRow(row.id, row.account, row.offset, row.expires, begun)

    def advance(self, connection: Connection, id: str, since: int, offset: int, expires: float) -> None:
        """Bytes up to the offset are safe, where those up to ``since`` were. Raises ``UnknownUpload``."""
        mine = and_(uploads.c.id == id, uploads.c.offset == since)
        done = connection.execute(update(uploads).where(mine).values(offset=offset, expires=expires))
        if not done.rowcount:
            raise UnknownUpload("The upload was cancelled, or somebody else went on with it.")

    def place(self, connection: Connection, row: UploadRow, placed: Placed, expires: float) -> UploadRow:
        """An object is about to be written for this upload; whatever happens, it is known of.

        Whoever wrote one before, and did not come to the end, can no longer: their object is doomed.
        """
        row = self._latest(connection, row)
        if row.begun.file is not None:
            return row
        return self._alter(connection, row, expires=expires, placed=placed, doomed=_unneeded(row.begun))

    def adopt(
        self,
        connection: Connection,
        row: UploadRow,
        id: str,
        kept: Kept,
        *,
        now: float,
        expires: float,
        instead_of: bytes | None,
    ) -> UploadRow:
        """An upload becomes a file, by one commit; its row, which tells what objects are no longer needed.

        Where the account has the same content already, that stays, unless it is the damaged one whose row is
        given as ``instead_of``. Raises ``UnknownUpload``, ``UnknownAccount``.
        """
        row = self._latest(connection, row)
        if row.begun.placed != kept.placed:
            raise UnknownUpload("Somebody else finished this upload meanwhile.")
        mine = and_(files.c.account == row.account, files.c.id == id)
        known = connection.execute(select(files.c.sealed).where(mine)).scalar()
        about, key = _about_file(row.account, id), account_key(connection, self._vault, row.account)
        doomed = row.begun.doomed
        if known is None:
            values = {"account": row.account, "id": id, "size": row.begun.size, "created": now}
            connection.execute(insert(files).values(**values, sealed=seal(key, about, kept)))
            _store(connection, row.account, row.begun.size)
        elif known == instead_of:
            doomed += (unseal(key, about, known, Kept).placed.object,)
            connection.execute(update(files).where(mine).values(sealed=seal(key, about, kept)))
        else:
            doomed += (kept.placed.object,)
        changes: dict[str, Any] = {"placed": None, "doomed": doomed, "file": id}
        return self._alter(connection, row, expires=expires, size=0, offset=0, **changes)

    def doom(self, connection: Connection, row: UploadRow) -> UploadRow:
        """Nobody can finish the upload any more. Raises ``UnknownUpload``, ``UnknownAccount``."""
        row = self._latest(connection, row)
        return self._alter(connection, row, placed=None, doomed=_unneeded(row.begun))

    def settle(self, connection: Connection, row: UploadRow) -> UploadRow:
        """The objects that this row dooms have gone. Raises ``UnknownUpload``, ``UnknownAccount``."""
        latest = self._latest(connection, row)
        left = tuple(each for each in latest.begun.doomed if each not in row.begun.doomed)
        return self._alter(connection, latest, doomed=left)

    def drop(self, connection: Connection, id: str) -> None:
        """Forget an upload."""
        connection.execute(delete(uploads).where(uploads.c.id == id))

    def file(self, connection: Connection, account: str, id: str) -> tuple[Row[Any], Kept] | None:
        """A file's row, and what it seals."""
        mine = and_(files.c.account == account, files.c.id == id)
        row = connection.execute(select(files).where(mine)).one_or_none()
        if row is None:
            return None
        return row, self._kept(connection, row)

    def page(
        self, connection: Connection, account: str, most: int, after: str | None
    ) -> Sequence[tuple[Row[Any], Kept]]:
        """Some files of an account, latest first, those that follow a certain one."""
        query = select(files).where(files.c.account == account)
        if after is not None:
            place = select(files.c.created).where(files.c.account == account, files.c.id == after)
            last = connection.execute(place).scalar()
            if last is None:
                return []
            query = query.where(
                or_(files.c.created < last, and_(files.c.created == last, files.c.id > after))
            )
        rows = connection.execute(query.order_by(files.c.created.desc(), files.c.id).limit(most)).all()
        return [(row, self._kept(connection, row)) for row in rows]

    def remove(
        self, connection: Connection, account: str, id: str, upload: str, now: float
    ) -> UploadRow | None:
        """Take a file away. What remains is to delete its object, told as an upload that has expired."""
        _locked(connection, account)
        found = self.file(connection, account, id)
        if found is None:
            return None
        row, kept = found
        connection.execute(delete(files).where(files.c.account == account, files.c.id == id))
        _store(connection, account, -row.size)
        begun = Begun(About("", ""), size=0, key=b"", doomed=(kept.placed.object,))
        remaining = UploadRow(upload, account, 0, now, begun)
        self._insert(connection, remaining, 0, now)
        return remaining

    def usage(self, connection: Connection, account: str, now: float) -> tuple[int, int]:
        """Bytes that files take, and that unfinished uploads have reserved. Raises ``UnknownAccount``."""
        stored = connection.execute(select(accounts.c.stored).where(accounts.c.id == account)).scalar()
        if stored is None:
            raise UnknownAccount("There is no such account, or no longer.")
        return stored, _running(connection, account, now)[1]

    def _kept(self, connection: Connection, row: Row[Any]) -> Kept:
        key = account_key(connection, self._vault, row.account)
        return unseal(key, _about_file(row.account, row.id), row.sealed, Kept)

    def _insert(self, connection: Connection, row: UploadRow, size: int, now: float) -> None:
        key = account_key(connection, self._vault, row.account)
        values = {"id": row.id, "account": row.account, "size": size, "offset": row.offset}
        sealed = seal(key, f"uploads:{row.id}", row.begun)
        connection.execute(insert(uploads).values(**values, created=now, expires=row.expires, sealed=sealed))

    def _latest(self, connection: Connection, row: UploadRow) -> UploadRow:
        """An upload as it is now and until the commit. Raises ``UnknownUpload``, ``UnknownAccount``."""
        _locked(connection, row.account)
        latest = self.find(connection, row.account, row.id)
        if latest is None:
            raise UnknownUpload("The upload was cancelled.")
        return latest

    def _alter(self, connection: Connection, row: UploadRow, **changes: Any) -> UploadRow:
        """Change columns, and what is sealed. Raises ``UnknownUpload`` when it is gone."""
        columns = {name: changes.pop(name) for name in ("expires", "size", "offset") if name in changes}
        key = account_key(connection, self._vault, row.account)
        begun = msgspec.structs.replace(row.begun, **changes)
        columns["sealed"] = seal(key, f"uploads:{row.id}", begun)
        done = connection.execute(update(uploads).where(uploads.c.id == row.id).values(columns))
        if not done.rowcount:
            raise UnknownUpload("The upload was cancelled.")
        return replace(row, begun=begun)


def _unneeded(begun: Begun) -> tuple[str, ...]:
    return begun.doomed + ((begun.placed.object,) if begun.placed else ())


def expired(connection: Connection, now: float, most: int) -> Sequence[tuple[str, str]]:
    """Account and id of some uploads whose time is over."""
    query = select(uploads.c.account, uploads.c.id).where(uploads.c.expires <= now).limit(most)
    return [(account, id) for account, id in connection.execute(query)]


def holders_gone(connection: Connection) -> Sequence[str]:
    """Accounts that had files and are no more, but whose objects may still lie in the store."""
    known = select(accounts.c.id)
    names = connection.execute(select(house.c.name).where(house.c.name.startswith(_HOLDER))).scalars()
    ids = [name.removeprefix(_HOLDER) for name in names]
    left = set(connection.execute(known.where(accounts.c.id.in_(ids))).scalars())
    return [id for id in ids if id not in left]


def clear(connection: Connection, account: str) -> None:
    """Forget all files and uploads of an account, if it is still there."""
    connection.execute(select(accounts.c.id).where(accounts.c.id == account).with_for_update())
    connection.execute(delete(files).where(files.c.account == account))
    connection.execute(delete(uploads).where(uploads.c.account == account))
    connection.execute(update(accounts).where(accounts.c.id == account).values(stored=0))


def forget_holder(connection: Connection, account: str) -> None:
    """Nothing of the account lies in the store any more."""
    rows = [select(table.c.id).where(table.c.account == account).limit(1) for table in (files, uploads)]
    if not any(connection.execute(query).first() for query in rows):
        connection.execute(delete(house).where(house.c.name == _HOLDER + account))


_HOLDER = "files:"
"""``house`` has a row for who ever began an upload. It outlives the account and tells of objects."""


def _remember(connection: Connection, account: str) -> None:
    name = _HOLDER + account
    if connection.execute(select(house.c.name).where(house.c.name == name)).scalar() is None:
        connection.execute(insert(house).values(name=name, value=b""))


def _locked(connection: Connection, account: str) -> int:
    """Nobody else changes what the account has until the commit; bytes it has. Raises ``UnknownAccount``."""
    query = select(accounts.c.stored).where(accounts.c.id == account).with_for_update()
    stored = connection.execute(query).scalar()
    if stored is None:
        raise UnknownAccount("There is no such account, or no longer.")
    return stored


def _running(connection: Connection, account: str, now: float) -> tuple[int, int]:
    """How many uploads are not finished, and the bytes that they will have."""
    # One that has ended well stays for a while, with no size, to tell so to a client that missed it.
    unfinished = and_(uploads.c.account == account, uploads.c.expires > now, uploads.c.size > 0)
    query = select(func.count(), func.coalesce(func.sum(uploads.c.size), 0)).where(unfinished)
    count, reserved = connection.execute(query).one()
    return count, int(reserved)


def _store(connection: Connection, account: str, size: int) -> None:
    connection.execute(
        update(accounts).where(accounts.c.id == account).values(stored=accounts.c.stored + size)
    )


def _about_file(account: str, id: str) -> str:
    return f"files:{account}:{id}"
