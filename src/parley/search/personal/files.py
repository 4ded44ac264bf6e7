"""The texts of somebody's files (PDF, Word, e-books, Markdown, …), read once each and found from then on."""

from __future__ import annotations

from pathlib import PurePath
from typing import Protocol

from parley.errors import Busy, MissingEngine, ParleyError
from parley.home.accounts.callers import UnknownAccount
from parley.home.accounts.sealing import account_key
from parley.home.database.database import DatabaseFailed
from parley.home.files.errors import FilesFailed
from parley.home.files.files import File
from parley.home.home import Home
from parley.search.documents.types import Bounds, Read, Source
from parley.search.personal import rows
from parley.search.personal.records import written_in
from parley.search.personal.rows import Kept
from parley.search.types import Document
from parley.telemetry import log

KIND = "file"
_NO_TEXT = ("image/", "video/", "audio/")
"""Beginnings of media types in which nothing is written; photos have documents of their own."""
_NOT_ITS_FAULT = (Busy, DatabaseFailed, FilesFailed, MissingEngine)
"""It is tried again when these are over."""


class Reading(Protocol):
    """What reads documents; ``search.documents.service.Documents`` does."""

    async def read(self, data: bytes, source: Source) -> Read:
        """A document's text."""
        ...

    async def stop(self) -> None:
        """Let go."""
        ...


class FileTexts:
    """Reads what has not been read yet of an account's files, and forgets what is gone."""

    def __init__(self, home: Home, documents: Reading, bounds: Bounds | None = None) -> None:
        self._home, self._documents = home, documents
        self._most = (bounds or Bounds()).file

    async def read(self, account: str) -> int:
        """Bring an account's documents up to its files; how many were read or forgotten.

        A file that cannot be read is found by its name. Raises what is not the fault of a file: ``Busy``,
        ``DatabaseFailed``, ``FilesFailed``, ``MissingEngine``.
        """
        try:
            key = await self._home.database.read(lambda c: account_key(c, self._home.vault, account))
        except UnknownAccount:
            return 0
        files = {rows.name_of(key, id_of(each)): each for each in await self._home.files.all(account)}
        kept = await self._home.database.read(lambda c: rows.names_of_files(c, account))
        count = 0
        for name, file in files.items():
            if name not in kept and not file.type.startswith(_NO_TEXT):
                document = await self._document(account, file)
                await self._keep(account, document)
                count += 1
        if gone := kept - files.keys():
            await self._home.database.write(lambda c: rows.drop_names(c, account, gone))
        return count + len(gone)

    async def _keep(self, account: str, document: Document) -> None:
        def work(connection: rows.Connection) -> None:
            key = account_key(connection, self._home.vault, account)
            rows.keep(connection, account, key, [rows.New(Kept.of(document), rows.OF_FILE)])

        try:
            await self._home.database.write(work)
        except UnknownAccount:
            return  # deleted meanwhile, with all it had

    async def _document(self, account: str, file: File) -> Document:
        title = PurePath(file.name.replace("\\", "/")).name or file.id
        plain = Document(id_of(file), KIND, title, at=file.created, changed=file.created)
        if file.size > self._most:
            return plain
        try:
            data = b"".join([block async for block in self._home.files.read(account, file.id)])
            read = await self._documents.read(data, Source(file.name, file.type))
        except _NOT_ITS_FAULT:
            raise
        except ParleyError as error:  # it has gone, is damaged, or too much for the reader
            log.info("search.file_not_read", code=error.code)
            return plain
        heading = f"{read.title}\n" if read.title and read.title != title else ""
        body = f"{heading}{read.body}"
        language = read.language or written_in(body[:1_000])
        return Document(id_of(file), KIND, title, body, "", "", "", language, read.at or file.created)


def id_of(file: File) -> str:
    """What a file's document is called."""
    return f"files/{file.id}"
