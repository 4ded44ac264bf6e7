"""Reads an archive that anybody may have made: within bounds, nothing unpacked to disk, hashes checked."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from parley.home.archive.errors import BadArchive, CannotRead
from parley.home.archive.manifest import LARGEST, NAME, Manifest, decoded

PIECE = 1 << 20
_NAME = re.compile(r"[^/\\\x00-\x1f\x7f:]+(/[^/\\\x00-\x1f\x7f:]+){0,3}")
"""A path within the archive: no root, no drive, no backslash."""
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What reading a damaged ZIP raises."""

Told = Callable[[int, int], None]
"""How far it is, and how far it goes; both in bytes or both in rows."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The most that an archive may hold."""

    members: int = 1_000_000
    size: int = 4 * 2**40
    """Bytes of all members, unpacked."""
    ratio: int = 250
    """Bytes unpacked of one byte packed, in a member of more than ``small`` bytes. Deflate can do 1,032."""
    small: int = 64 * 2**20
    line: int = 512 * 1024
    """Bytes of one line of a ``.jsonl``."""


class Archive:
    """An archive that is open for reading. Blocks; call it from a thread."""

    def __init__(self, file: zipfile.ZipFile, manifest: Manifest, bounds: Bounds, raw: bytes) -> None:
        self._zip, self.manifest, self._bounds = file, manifest, bounds
        self.raw_manifest = raw
        """As it stands in the file."""
        self.size = sum(member.size for member in manifest.members.values())
        """Bytes of all members, unpacked."""

    def verify(self, told: Told = lambda done, of: None) -> None:
        """Read everything and compare it with the manifest. Raises ``BadArchive``."""
        done = 0
        for name in self.manifest.members:
            for piece in self.pieces(name):
                done += len(piece)
                told(done, self.size)

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member; at the end it is known whether they are those of the manifest."""
        member = self.manifest.members.get(name)
        if member is None:
            raise BadArchive(f"The archive has no {name[:200]!r}. Is it whole?")
        digest, size = hashlib.sha256(), 0
        with _readable(name), self._zip.open(name) as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                size += len(piece)
                yield piece
        if size != member.size or digest.hexdigest() != member.sha256:
            raise BadArchive(f"{name[:200]!r} is not what was written: the archive was damaged or changed.")

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member, without their ends."""
        rest = b""
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
            if len(rest) > self._bounds.line:
                raise BadArchive(f"A line of {name[:200]!r} is longer than {self._bounds.line} bytes.")
        if rest:
            yield rest


@contextmanager
def opened(path: Path, kind: str, bounds: Bounds | None = None) -> Generator[Archive]:
    """An archive of a kind. Raises ``BadArchive``, ``NewerArchive``, ``CannotRead``."""
    bounds = bounds or Bounds()
    try:
        stream: IO[bytes] = path.open("rb")
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror}.") from error
    with stream:
        with _readable(path.name):
            file = zipfile.ZipFile(stream)
        with file:
            infos = _checked(file, bounds)
            if NAME not in infos:
                raise BadArchive(f"{path.name} is a ZIP, but not Parley's: it has no {NAME}.")
            if infos[NAME].file_size > LARGEST:
                raise BadArchive("The archive's manifest is too large.")
            with _readable(NAME):
                raw = file.read(NAME)
            manifest = decoded(raw, kind)
            _matches(manifest, infos)
            yield Archive(file, manifest, bounds, raw)


@contextmanager
def _readable(name: str) -> Generator[None]:
    try:
        yield
    except _BROKEN as error:
        raise BadArchive(
            f"{name[:200]!r} cannot be read: it is no archive, is cut off, or damaged."
        ) from error


def _checked(file: zipfile.ZipFile, bounds: Bounds) -> dict[str, zipfile.ZipInfo]:
    """The members by name, when they are within bounds. Raises ``BadArchive``."""
    infos = {info.filename: info for info in file.infolist()}
    if len(file.infolist()) > bounds.members:
        raise BadArchive(f"The archive has more than {bounds.members} members.")
    if len(infos) != len(file.infolist()):
        raise BadArchive("The archive has two members of one name.")
    if sum(info.file_size for info in infos.values()) > bounds.size:
        raise BadArchive(f"The archive holds more than {bounds.size} bytes.")
    for name, info in infos.items():
        if not _NAME.fullmatch(name) or any(part in (".", "..") for part in name.split("/")):
            raise BadArchive("The archive has a member whose name leads out of it.")
        if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise BadArchive("The archive is packed in a way that Parley does not write.")
        if info.file_size > bounds.small and info.file_size > bounds.ratio * max(info.compress_size, 1):
            raise BadArchive(f"{name[:200]!r} unpacks to far more than it can hold.")
    return infos


def _matches(manifest: Manifest, infos: dict[str, zipfile.ZipInfo]) -> None:
    """Nothing is missing, nothing was added."""
    there = infos.keys() - {NAME}
    if missing := sorted(manifest.members.keys() - there):
        raise BadArchive(f"The archive lacks {missing[0][:200]!r}. Is it whole?")
    if there - manifest.members.keys():
        raise BadArchive("The archive has members that its manifest does not name: somebody added them.")
    if any(infos[name].file_size != member.size for name, member in manifest.members.items()):
        raise BadArchive("The sizes in the archive are not those of its manifest: it was changed.")
