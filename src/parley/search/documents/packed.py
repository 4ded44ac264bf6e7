"""The parts of a packed file (docx, epub), within bounds whatever its directory says."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib

from parley.errors import TooLong
from parley.search.documents.types import BadDocument, Bounds

_BLOCK = 1 << 16
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError)
"""What the library raises; a lock with a password is a ``RuntimeError``."""


class Packed:
    """A ZIP file. What is unpacked is counted: a directory may lie about sizes."""

    def __init__(self, data: bytes, bounds: Bounds) -> None:
        """Raises ``BadDocument``, ``TooLong``."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise BadDocument("The file is damaged.") from error
        self._left = bounds.unpacked
        infos = self._zip.infolist()
        if len(infos) > bounds.parts:
            raise TooLong(f"A packed document may have {bounds.parts} parts.")
        self._infos = {info.filename: info for info in infos}

    @property
    def names(self) -> tuple[str, ...]:
        """Of its parts."""
        return tuple(self._infos)

    def part(self, name: str) -> bytes:
        """A part's bytes; empty where there is none. Raises ``BadDocument``, ``TooLong``."""
        info = self._infos.get(name)
        if info is None or info.is_dir():
            return b""
        found = bytearray()
        try:
            with self._zip.open(info) as file:
                while block := file.read(_BLOCK):
                    found += block
                    self._left -= len(block)
                    if self._left < 0:
                        raise TooLong("The document unpacks to more than is read.")
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            EOFError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise BadDocument("A part of the file is damaged or locked.") from error
        return bytes(found)
