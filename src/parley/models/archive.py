"""Unpacking archives from elsewhere without trusting them."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import lzma
import os
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, ClassVar, Protocol, cast

from parley.errors import BadModel, ParleyError, TooLong

SUFFIXES = (".tar.bz2", ".tar.gz", ".tgz", ".tar.xz", ".tar", ".zip", ".argosmodel")

#: Room that must stay free on the disk, in bytes: a full disk takes the person's records down with it.
ROOM_TO_SPARE = 200 * 1024 * 1024

_BLOCK = 1024 * 1024


class NoSpace(ParleyError):
    """The disk has no room for a model."""

    code: ClassVar[str] = "no_space"


class Readable(Protocol):
    """Something to read bytes from."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an archive may hold."""

    total: int = 16 * 1024**3
    """Bytes, unpacked."""

    files: int = 100_000

    ratio: int = 200
    """Bytes unpacked for each byte packed, beyond the first ``slack`` bytes; real models stay below 10."""

    slack: int = 64 * 1024 * 1024


def is_archive(path: Path) -> bool:
    """Whether the name is that of an archive that ``unpack`` opens."""
    return path.name.lower().endswith(SUFFIXES)


def stem(path: Path) -> str:
    """The name without the suffix of an archive or file: ``voice.tar.bz2`` → ``voice``."""
    for suffix in SUFFIXES:
        if path.name.lower().endswith(suffix):
            return path.name[: -len(suffix)]
    return path.stem


def make_room(folder: Path, needed: int) -> None:
    """Raises ``NoSpace`` unless ``needed`` bytes fit on the disk under ``folder``, with some to spare."""
    free, needed = shutil.disk_usage(folder).free, needed + ROOM_TO_SPARE
    if free < needed:
        raise NoSpace(
            f"The disk of {folder} has {free / 1e6:,.0f} MB free, and {needed / 1e6:,.0f} MB are needed. "
            "Remove a model (parley models remove NAME) or set another data folder."
        )


def write(stream: Readable, target: Path, limit: int) -> tuple[int, str]:
    """Copy a stream into a new file, durably; return its length in bytes and its SHA-256.

    Raises ``TooLong`` as soon as it is longer than ``limit`` bytes.
    """
    digest, length = hashlib.sha256(), 0
    with target.open("xb") as out:
        while block := stream.read(_BLOCK):
            length += len(block)
            if length > limit:
                raise TooLong(f"{target.name} is longer than the {limit:,} bytes it may have.")
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return length, digest.hexdigest()


def unpack(archive: Path, into: Path, bounds: Bounds | None = None) -> Path:
    """Unpack into the existing, empty folder ``into``; return where the files begin.

    That is ``into``, or the one folder everything in the archive lies in. Only plain files and folders are
    accepted. Raises ``BadModel`` for a damaged archive and for links, devices, absolute names and names with
    ``..``; ``TooLong`` beyond the bounds; ``NoSpace``.
    """
    bounds = bounds or Bounds()
    allowed = min(bounds.total, archive.stat().st_size * bounds.ratio + bounds.slack)
    count = 0
    try:
        for name, size, stream in _entries(archive):
            count += 1
            if count > bounds.files:
                raise TooLong(f"{archive.name} holds more than {bounds.files:,} files.")
            if size > allowed:
                raise TooLong(f"{archive.name} unpacks to more than a model of its size may have.")
            make_room(into, size)
            target = into.joinpath(*_parts(name))
            target.parent.mkdir(parents=True, exist_ok=True)
            length, _ = write(stream, target, allowed)
            allowed -= length
    except (tarfile.TarError, zipfile.BadZipFile, lzma.LZMAError, zlib.error, EOFError) as error:
        raise BadModel(f"{archive.name} is damaged or not an archive: {error}") from error
    except (OSError, ValueError, RuntimeError, NotImplementedError) as error:
        # What the decompressors raise for damaged data: OSError (gzip, bz2), ValueError, RuntimeError (zip).
        twice = isinstance(error, (FileExistsError, IsADirectoryError, NotADirectoryError))
        if isinstance(error, OSError) and error.errno is not None and not twice:
            raise
        raise BadModel(f"{archive.name} is damaged or not an archive: {error}") from error
    if not count:
        raise BadModel(f"{archive.name} holds no files.")
    return _top(into)


def _top(folder: Path) -> Path:
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def _parts(name: str) -> tuple[str, ...]:
    """The parts of a safe relative name; raises ``BadModel`` for any other."""
    path = PurePosixPath(name)
    bad = (
        not path.parts
        or path.is_absolute()
        or ".." in path.parts
        or "\\" in name
        or ":" in name
        or "\0" in name
    )
    if bad:
        raise BadModel(f"The archive holds a file with the unsafe name {name[:200]!r}.")
    return path.parts


def _entries(archive: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    if archive.name.lower().endswith((".zip", ".argosmodel")):
        yield from _zip_entries(archive)
    else:
        yield from _tar_entries(archive)


_OPENERS: tuple[tuple[str, Callable[[Path, str], IO[bytes]]], ...] = (
    (".bz2", cast("Callable[[Path, str], IO[bytes]]", bz2.open)),
    (".gz", cast("Callable[[Path, str], IO[bytes]]", gzip.open)),
    (".tgz", cast("Callable[[Path, str], IO[bytes]]", gzip.open)),
    (".xz", cast("Callable[[Path, str], IO[bytes]]", lzma.open)),
)


def _zip_entries(archive: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    with zipfile.ZipFile(archive) as bag:
        for entry in bag.infolist():
            mode = entry.external_attr >> 16
            if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise BadModel(f"{archive.name} holds a link or device, {entry.filename[:200]!r}.")
            if entry.flag_bits & 1:
                raise BadModel(f"{archive.name} is encrypted.")
            if entry.is_dir():
                continue
            with bag.open(entry) as stream:
                yield entry.filename, entry.file_size, stream


def _tar_entries(archive: Path) -> Iterator[tuple[str, int, IO[bytes]]]:
    opened = next((how for suffix, how in _OPENERS if archive.name.lower().endswith(suffix)), Path.open)
    with opened(archive, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as bag:
        for member in bag:
            if member.isdir():
                continue
            # Neither links nor devices nor sparse files: what tarfile's own "data" filter forbids, and more.
            stream = bag.extractfile(member) if member.isreg() and not member.issparse() else None
            if stream is None:
                raise BadModel(f"{archive.name} holds a link or device, {member.name[:200]!r}.")
            with stream:
                yield member.name, member.size, stream
        # To the very end, where the compressor's own checksum is; tar fills up with a few zeros at most.
        if len(packed.read(_BLOCK)) == _BLOCK:
            raise BadModel(f"{archive.name} goes on after its end.")
