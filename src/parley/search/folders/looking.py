"""Which files lie in a folder: by their names and stamps alone, none of them opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import ClassVar

from parley.errors import ParleyError
from parley.search.documents.formats import ENDINGS
from parley.search.folders.types import DEEPEST, MOST_FILES, Stamp


class NoFolder(ParleyError):
    """A folder of the settings is not there, or may not be read."""

    code: ClassVar[str] = "no_folder"


def readable_name(path: str) -> bool:
    """Whether a file by its path within the folder is one that is read: no hidden ones, and text by its
    ending."""
    return PurePosixPath(path).suffix.lower() in ENDINGS and _shown(path)


def _shown(path: str) -> bool:
    return not any(part.startswith((".", "~$")) for part in PurePosixPath(path).parts)


def _steps(root: Path, path: str) -> Iterator[Path]:
    """The folder's entries on the way to a path."""
    for part in PurePosixPath(path).parts:
        root /= part
        yield root


def files_in(root: Path) -> dict[str, Stamp]:
    """Path within the folder → stamp, of every file that is read. Links are not followed: they may lead out
    of it. Raises ``NoFolder``."""
    if not root.is_dir():
        raise NoFolder("The folder is not there.")
    return _below(root, "")


def files_at(root: Path, paths: Iterable[str]) -> dict[str, Stamp]:
    """The same of some paths within it: files, or folders with what is in them."""
    found: dict[str, Stamp] = {}
    for path in paths:
        if not _shown(path) or any(each.is_symlink() for each in _steps(root, path)):
            continue
        if (stamp := stamp_of(root / path)) is not None:
            found |= {path: stamp} if readable_name(path) else {}
        elif (root / path).is_dir():
            found |= _below(root / path, f"{path}/")
    return found


def _below(root: Path, prefix: str) -> dict[str, Stamp]:
    found: dict[str, Stamp] = {}
    waiting = [(root, prefix, prefix.count("/"))]
    while waiting and len(found) < MOST_FILES:
        folder, before, depth = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            if before == prefix:
                raise NoFolder("The folder may not be read.") from error
            continue  # gone meanwhile, or somebody else's
        for entry in entries:
            path = before + entry.name
            if entry.is_dir(follow_symlinks=False):
                if depth < DEEPEST and not entry.name.startswith("."):
                    waiting.append((folder / entry.name, f"{path}/", depth + 1))
            elif readable_name(path) and (stamp := stamp_of(folder / entry.name)) is not None:
                found[path] = stamp
    return found


def stamp_of(path: Path) -> Stamp | None:
    """Of a plain file; None for anything else, and for what is not there."""
    try:
        told = path.lstat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(told.st_mode):
        return None
    return Stamp(told.st_mtime_ns, told.st_size, told.st_ino)
