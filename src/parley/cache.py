"""Files that only save time at the next start, made again when they are gone: all houses of a user share
them.

Only what follows from what ships may lie here, and nothing of a person's own: whoever writes a file here made
it where no house can be seen. What another user may have written, is broken or cannot be read is as good as
gone.
"""

from __future__ import annotations

import os
import stat
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOCK = "lock"
_HALF = ".part"
_LONG_AGO = 24 * 3600.0
"""Seconds: nobody makes a file for as long."""


def place(kind: str) -> Path:
    """The folder for files of a kind, which may not be there yet.

    Raises ``RuntimeError`` where the user has no home.
    """
    if named := os.environ.get("PARLEY_CACHE"):
        return Path(named) / kind
    usual = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (usual if usual.is_absolute() else Path.home() / ".cache") / "parley" / kind


def own(path: Path) -> None:
    """Raises ``OSError`` unless a file or folder is there that nobody else can have written."""
    for each in (path.parent, path):
        about = each.lstat()
        if stat.S_ISLNK(about.st_mode):
            raise PermissionError("It is somewhere else.")
        if hasattr(os, "getuid") and (about.st_uid != os.getuid() or stat.S_IMODE(about.st_mode) & 0o022):
            raise PermissionError("Others may have written it.")


def used(path: Path) -> None:
    """It was of use just now: those that were not for the longest time go first."""
    with suppress(OSError):
        os.utime(path)


@contextmanager
def fresh(path: Path) -> Generator[Path]:
    """An empty folder or a file to be, beside ``path``, whose place it takes in one step when all went well.

    Whoever looks meanwhile sees what was there before. Raises ``OSError``.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f"{path.name}.", suffix=_HALF) as folder:
        made = Path(folder) / path.name
        yield made
        with suppress(FileNotFoundError):
            own(path)
            if path.is_dir():  # which only an empty one can be replaced by
                path.rename(Path(folder) / "before")
        made.replace(path)


@contextmanager
def alone(kind: str) -> Generator[None]:
    """Only one process makes something of a kind; the others wait, and find it made. Raises ``OSError``."""
    import filelock

    folder = place(kind)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with filelock.FileLock(folder / _LOCK):
        yield


def make_room(folder: Path, most: int) -> None:
    """Remove all but the ``most`` that were of use last, and what was begun long ago and never finished."""
    there: list[tuple[float, Path]] = []
    for each in folder.iterdir():
        with suppress(OSError):
            when = each.stat().st_mtime
            if each.name.endswith(_HALF):
                if time.time() - when > _LONG_AGO:
                    _removed(each)
            elif each.name != _LOCK:
                there.append((when, each))
    for _, old in sorted(there)[: max(len(there) - most, 0)]:
        _removed(old)


def _removed(path: Path) -> None:
    import shutil

    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
