"""In the worker process: a file's bytes become its text."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path

from parley.errors import ParleyError, TooLong, Unsupported
from parley.language.detecting import detect
from parley.search.documents.charsets import decoded
from parley.search.documents.formats import format_of
from parley.search.documents.sitemap import Sitemap, sitemap
from parley.search.documents.types import BadDocument, Bounds, Format, Read, Source

_FEW_LETTERS = 30
"""Characters that say little about their language."""
_OURS = {"zh_chs": "zh", "zh_cht": "zh-Hant"}


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file of this machine."""

    digest: str
    """SHA-256 (hex)."""
    size: int
    """Bytes."""
    read: Read | None
    """None where it is the file that was known already."""
    code: str = ""
    """Why nothing was read, where nothing was; of a ``ParleyError``."""


class Reader:
    """Reads documents; holds nothing between two of them."""

    name = "documents"

    def __init__(self, agent: str = "") -> None:
        """``agent`` is what a page may call us, in small letters."""
        self._agent = agent

    def read(self, data: bytes, source: Source, bounds: Bounds) -> Read:
        """A document. Raises ``Unsupported`` for what is no text, ``BadDocument``, ``TooLong``,
        ``MissingEngine``."""
        if len(data) > bounds.file:
            raise TooLong(f"A document may have {bounds.file} bytes.")
        format = format_of(data, source)
        if format is None:
            raise Unsupported("This is no document with text in it that can be read.")
        try:
            found = self._format(format, data, source, bounds)
        except RecursionError as error:
            raise BadDocument("The document is nested too deeply.") from error
        return replace(found, language=language_of(found))

    def file(self, path: str, known: str, bounds: Bounds) -> FileRead:
        """A file of this machine, unless its hash is ``known``. What cannot be read is told as a code.

        Raises ``BadDocument`` where there is no such file (any longer).
        """
        data = _bytes_of(Path(path), bounds.file)
        digest = hashlib.sha256(data).hexdigest()
        if digest == known:
            return FileRead(digest, len(data), None)
        try:
            found = self.read(data, Source(name=Path(path).name), bounds)
        except ParleyError as error:
            return FileRead(digest, len(data), None, error.code)
        return FileRead(digest, len(data), found)

    def sitemap(self, data: bytes) -> Sitemap:
        """What a sitemap names. Raises ``BadDocument``, ``TooLong``."""
        return sitemap(data)

    def _format(self, format: Format, data: bytes, source: Source, bounds: Bounds) -> Read:
        # Each takes its library along, and only where it is needed.
        if format is Format.PDF:
            from parley.search.documents.pdf import pdf

            return pdf(data, bounds)
        if format is Format.DOCX:
            from parley.search.documents.word import docx

            return docx(data, bounds)
        if format is Format.EPUB:
            from parley.search.documents.book import epub

            return epub(data, bounds)
        if format is Format.FEED:
            from parley.search.documents.feed import feed

            return feed(data, source.address, bounds)
        text = decoded(data, source.charset)
        if format is Format.HTML:
            from parley.search.documents.html import html

            return html(text, source.address, bounds, self._agent)
        from parley.search.documents.plain import markdown, plain_text

        return markdown(text, bounds) if format is Format.MARKDOWN else plain_text(text, bounds)


def language_of(read: Read) -> str:
    """The language of a text by its letters; what it says of itself only where these are few."""
    text = f"{read.title}\n{read.body[:4_000]}"
    if len(text) >= _FEW_LETTERS or not read.language:
        detected = detect(text).code
        if detected:
            return _OURS.get(detected, detected)
    return read.language


def _bytes_of(path: Path, most: int) -> bytes:
    try:
        # A link may have come in its place since it was looked at; a pipe would be waited for.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            told = os.fstat(descriptor)
            if not stat.S_ISREG(told.st_mode):
                raise BadDocument("This is no file.")
            if told.st_size > most:
                raise TooLong(f"A document may have {most} bytes.")
            data = file.read(most + 1)
    except OSError as error:
        raise BadDocument("The file cannot be read.") from error
    if len(data) > most:
        raise TooLong(f"A document may have {most} bytes.")
    return data
