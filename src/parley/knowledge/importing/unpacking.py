"""Files that may be compressed, read as a stream within bounds: bombs end as errors, not as a full memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from parley.knowledge.importing.types import BadSource
from parley.knowledge.packing import zstd

RATIO = 1_000
"""A file may unpack to so many times its size. Wikidata's dumps come to about 17; bombs to a million."""
ALLOWANCE = 256 << 20
"""Bytes that it may unpack to in any case."""
WINDOW = 27
"""A file of zstandard may refer so far back: a power of two in bytes, as its own command line has it."""


class Unpacked(io.RawIOBase):
    """What a file holds once unpacked, told how far along its packed bytes it is."""

    def __init__(self, stream: BinaryIO, packed: BinaryIO, size: int) -> None:
        self._stream, self._packed = stream, packed
        self.size = size
        """Bytes of the packed file."""
        self.given = 0
        """Bytes given out so far."""

    @property
    def taken(self) -> int:
        """Bytes of the packed file read so far."""
        return min(self._packed.tell(), self.size)

    def readable(self) -> bool:
        return True

    def pass_over(self, size: int) -> None:
        """Go on behind the next bytes: at once in a file that is not packed."""
        if self._stream is self._packed:
            self._packed.seek(size, io.SEEK_CUR)
            self.given += size
            return
        while size > 0 and (data := self.read(min(size, 1 << 20))):
            size -= len(data)

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises ``BadSource`` when it breaks off, is damaged, or unpacks to far too much."""
        try:
            data = self._stream.read(size if size >= 0 else 1 << 20)
        except (OSError, EOFError, zlib.error, lzma.LZMAError, zstd.ZstdError, ValueError) as error:
            raise BadSource(f"The file is damaged or breaks off after {self.given:,} bytes.") from error
        self.given += len(data)
        if self.given > self.size * RATIO + ALLOWANCE:
            raise BadSource(
                f"The file unpacks to more than {RATIO:,} times its size: it is no honest archive."
            )
        return data


@contextmanager
def unpacked(path: Path) -> Generator[Unpacked]:
    """Open a file, whatever its first bytes say that it is compressed with. Raises ``BadSource``."""
    try:
        packed = path.open("rb")
    except OSError as error:
        raise BadSource(f"{path.name} cannot be read: {error.strerror}.") from error
    with packed:
        head = packed.read(6)
        packed.seek(0)
        yield Unpacked(_stream(packed, head), packed, path.stat().st_size)


def _stream(packed: BinaryIO, head: bytes) -> BinaryIO:
    """What unpacks the file; the file itself where it is not packed."""
    if head.startswith(b"\x1f\x8b"):
        return cast(BinaryIO, gzip.GzipFile(fileobj=packed))
    if head.startswith(b"BZh"):
        return cast(BinaryIO, bz2.BZ2File(packed))
    if head.startswith(b"\xfd7zXZ\x00"):
        return cast(BinaryIO, lzma.LZMAFile(packed))
    if not head.startswith(b"\x28\xb5\x2f\xfd"):
        return packed
    options = {int(zstd.DecompressionParameter.window_log_max): WINDOW}
    return cast(BinaryIO, zstd.ZstdFile(packed, options=options))
