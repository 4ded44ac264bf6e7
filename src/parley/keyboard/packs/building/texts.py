"""Plain text from files, line by line, and what goes on a pack's label about it."""

from __future__ import annotations

import gzip
import hashlib
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, cast

from parley.errors import BadText

LONGEST_LINE = 100_000
"""Bytes; longer lines are cut."""
_KINDS = (".txt", ".gz", ".xz")


class Texts:
    """Text files (``.txt``, ``.gz``, ``.xz``, in UTF-8); folders stand for all such files in them."""

    def __init__(
        self, paths: list[Path], progress: Callable[[int, int], None] = lambda done, all: None
    ) -> None:
        """``progress`` is told bytes read and bytes there are. Raises ``BadText`` where there is no text."""
        self.files = sorted({file for path in paths for file in _files(path)})
        if not self.files:
            raise BadText("There are no text files (.txt, .gz, .xz) there.")
        self._progress = progress
        self._bytes = sum(file.stat().st_size for file in self.files)
        self.sha256 = ""
        """Of all that was read, once it has been."""

    def __iter__(self) -> Iterator[str]:
        checksum = hashlib.sha256()
        done = 0
        for path in self.files:
            with path.open("rb") as raw, _unpacked(path, raw) as file:
                while line := file.readline(LONGEST_LINE):
                    checksum.update(line)
                    yield line.decode("utf-8", "replace").rstrip("\r\n").lstrip("\ufeff")
                    self._progress(done + raw.tell(), self._bytes)
            done += path.stat().st_size
        self.sha256 = checksum.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from (
            each for each in path.rglob("*") if each.suffix in (".txt", ".gz", ".xz") and each.is_file()
        )
    elif path.is_file():
        yield path
    else:
        raise BadText(f"There is no file {path.name}.")


def _unpacked(path: Path, raw: IO[bytes]) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(raw))
    return cast("IO[bytes]", lzma.open(raw)) if path.suffix == ".xz" else raw
