"""Writes an archive piece by piece, so that it can be sent away while it is made."""

from __future__ import annotations

import hashlib
import time
import zipfile
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import IO, cast

import parley
from parley.home.archive.manifest import NAME, Manifest, Member, encoded

_LEVEL = 6
PIECE = 256 * 1024
"""Bytes written at a time, and held in memory."""


class _Sink:
    """Keeps what the ZIP writes until somebody takes it. It has no ``tell``: a ZIP then never goes back."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass


class Writing:
    """One member while it is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._size = 0

    def write(self, data: bytes) -> None:
        """Add some bytes."""
        self._hash.update(data)
        self._size += len(data)
        self._file.write(data)

    def member(self) -> Member:
        """What was written."""
        return Member(self._size, self._hash.hexdigest())


class Packing:
    """An archive that is being made. Not thread-safe; may be used from one thread after the other."""

    def __init__(self, made: float) -> None:
        """``made``: POSIX seconds, the date of every member."""
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(cast(IO[bytes], self._sink), "w", compresslevel=_LEVEL)
        self.made = made
        self.members: dict[str, Member] = {}

    @contextmanager
    def member(self, name: str, *, compress: bool = True, large: bool = True) -> Generator[Writing]:
        """A new member. ``large`` where it may grow beyond 2 GB."""
        info = zipfile.ZipInfo(name, time.gmtime(max(self.made, 315_532_800))[:6])  # a ZIP begins in 1980
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.external_attr = 0o100600 << 16
        with self._zip.open(info, "w", force_zip64=large) as file:
            writing = Writing(file)
            yield writing
        self.members[name] = writing.member()

    def add(self, name: str, data: bytes) -> None:
        """A small member at once."""
        with self.member(name, large=False) as writing:
            writing.write(data)

    def add_lines(self, name: str, lines: Iterable[str]) -> None:
        """A member of text."""
        with self.member(name) as writing:
            for line in lines:
                writing.write(line.encode())

    def finish(
        self, kind: str, counts: Mapping[str, int], notes: Mapping[str, str] | None = None
    ) -> Manifest:
        """The last members: the manifest and the ZIP's own table. Nothing can be added after it."""
        manifest = Manifest(
            format=kind,
            made=self.made,
            parley=parley.__version__,
            counts=dict(counts),
            members=dict(self.members),
            notes=dict(notes or {}),
        )
        self.add(NAME, encoded(manifest))
        self._zip.close()
        return manifest

    def take(self) -> bytes:
        """What was written since the last call."""
        data = b"".join(self._sink.pieces)
        self._sink.pieces.clear()
        return data
