"""Copying a model's files from elsewhere on this machine."""

from __future__ import annotations

import hashlib
from pathlib import Path

from parley.errors import BadModel, TooLong
from parley.models.archive import Bounds, make_room, write

#: An archive that an engine reads as it is.
_READ_AS_IT_IS = ("hantts",)


def read_as_it_is(path: Path) -> bool:
    """Whether the archive is the model itself, and is not to be unpacked."""
    return path.suffix.lower() == ".zip" and path.name.lower().startswith(_READ_AS_IT_IS)


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_folder(source: Path, into: Path, bounds: Bounds | None = None) -> None:
    """Copy a folder's files into an empty folder.

    Raises ``BadModel`` for links (they may lead anywhere), ``TooLong`` beyond the bounds, ``NoSpace``.
    """
    bounds = bounds or Bounds()
    found = [item for item in sorted(source.rglob("*")) if item.is_symlink() or not item.is_dir()]
    if len(found) > bounds.files:
        raise TooLong(f"{source} holds more than {bounds.files:,} files.")
    for item in found:
        if item.is_symlink() or not item.is_file():
            raise BadModel(f"{item} is a link or not a plain file. Copy the file itself there.")
    total = sum(item.stat().st_size for item in found)
    if total > bounds.total:
        raise TooLong(f"{source} holds more than the {bounds.total:,} bytes a model may have.")
    make_room(into, total)
    for item in found:
        target = into / item.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        with item.open("rb") as stream:
            write(stream, target, bounds.total)


def copy_files(path: Path, into: Path) -> str:
    """Copy one file, and what belongs to it (``voice.onnx.json``), into an empty folder; give its SHA-256."""
    companion = path.with_name(path.name + ".json")
    files = [path, companion] if companion.is_file() else [path]
    make_room(into, sum(file.stat().st_size for file in files))
    digests: list[str] = []
    for file in files:
        if file.is_symlink() or not file.is_file():
            raise BadModel(f"{file} is a link or not a plain file. Give the file itself.")
        with file.open("rb") as stream:
            digests.append(write(stream, into / file.name, Bounds().total)[1])
    return digests[0]
