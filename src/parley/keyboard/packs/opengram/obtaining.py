"""Where SunPinyin's two files come from: this machine, a folder, or a Debian package, at hand or fetched."""

from __future__ import annotations

import io
import lzma
import shutil
import subprocess
import sys
import tarfile
import zlib
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from parley.errors import BadModel, MissingEngine
from parley.keyboard.packs.opengram.build import DICTIONARY, MODEL

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKAGE = "sunpinyin-data"
REMEDY = (
    f"apt-get install {PACKAGE}, then parley keyboard install open-gram; or fetch Debian's {PACKAGE} and "
    "parley keyboard install open-gram --from FILE.deb"
)
_PLACES = ("/usr/lib/*/sunpinyin/data", "/usr/lib/sunpinyin/data", "/usr/lib64/sunpinyin/data")
_LARGEST = 200 << 20
"""Bytes of one file, unpacked."""
_PATIENCE_S = 120.0
"""What apt has to fetch 12 MB."""
_AR_HEADER = 60
_UNREADABLE = (EOFError, tarfile.TarError, lzma.LZMAError, zlib.error, zstd.ZstdError)


@contextmanager
def found(given: Path | None = None) -> Generator[Path]:
    """A folder with both files, while the block runs.

    ``given``: a folder or a ``.deb``; without it, where the package is installed, or else the package as apt
    fetches it, which needs no rights. Raises ``MissingEngine`` where there is none, ``BadModel`` for a file
    that is not the package.
    """
    with TemporaryDirectory(prefix="parley-open-gram-") as name:
        folder = Path(name)
        if given is not None and given.is_dir():
            if not _complete(given):
                raise BadModel(f"There are no {MODEL} and {DICTIONARY} in {given}.")
            yield given
        elif given is not None:
            unpack(given, folder)
            yield folder
        elif (here := installed()) is not None:
            yield here
        else:
            unpack(_fetched(folder), folder)
            yield folder


def installed(root: Path = Path("/")) -> Path | None:
    """Where the package is installed on this machine."""
    places = (each for pattern in _PLACES for each in sorted(root.glob(pattern.lstrip("/"))))
    return next((each for each in places if _complete(each)), None)


def _complete(folder: Path) -> bool:
    return (folder / MODEL).is_file() and (folder / DICTIONARY).is_file()


def _fetched(folder: Path) -> Path:
    apt = shutil.which("apt-get")
    if apt is None:
        raise MissingEngine("open-gram", REMEDY)
    try:
        subprocess.run(
            [apt, "download", "-q", PACKAGE], cwd=folder, check=True, capture_output=True, timeout=_PATIENCE_S
        )
        return next(folder.glob(f"{PACKAGE}_*.deb"))
    except (OSError, subprocess.SubprocessError, StopIteration) as error:
        raise MissingEngine("open-gram", REMEDY) from error


def unpack(package: Path, folder: Path) -> None:
    """Put the two files of a Debian package into a folder. Raises ``BadModel`` where they are not in it."""
    try:
        if package.stat().st_size > _LARGEST:
            raise BadModel(f"{package.name} is too long to be the package {PACKAGE}.")
        name, data = _member(package.read_bytes(), b"data.tar")
        with tarfile.open(fileobj=_opened(name, data)) as archive:
            for member in archive:
                file = Path(member.name).name
                if file in (MODEL, DICTIONARY) and member.isfile() and member.size <= _LARGEST:
                    source = archive.extractfile(member)
                    (folder / file).write_bytes(source.read() if source else b"")
    except (
        OSError,
        ValueError,
        EOFError,
        tarfile.TarError,
        lzma.LZMAError,
        zlib.error,
        zstd.ZstdError,
    ) as error:
        raise BadModel(f"{package.name} is not the Debian package {PACKAGE}.") from error
    if not _complete(folder):
        raise BadModel(f"{package.name} is not the Debian package {PACKAGE}.")


def _member(archive: bytes, wanted: bytes) -> tuple[str, bytes]:
    """The first member of an ``ar`` archive whose name begins so."""
    at = len(b"!<arch>\n")
    while archive.startswith(b"!<arch>\n") and at + _AR_HEADER <= len(archive):
        name, size = archive[at : at + 16].strip(), int(archive[at + 48 : at + 58])
        at += _AR_HEADER
        if size < 0:
            break
        if name.startswith(wanted):
            return name.decode("ascii").rstrip("/"), archive[at : at + size]
        at += size + size % 2
    raise ValueError("no such member")


def _opened(name: str, data: bytes) -> IO[Any]:
    """The tar archive in a member; tarfile itself reads all but zstandard."""
    if not name.endswith(".zst"):
        return io.BytesIO(data)
    return io.BytesIO(zstd.decompress(data))
