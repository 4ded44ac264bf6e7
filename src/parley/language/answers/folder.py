"""The projects of a folder, each read when it is first asked for and again when its file changes."""

from __future__ import annotations

import re
from pathlib import Path

from parley.language.answers.collection import Collection, read

_NAME = re.compile(r"[\w][\w .-]{0,99}")
_ENDINGS = (".yaml", ".yml", ".tsv")
_MOST = 100
"""Projects that are kept in memory."""


class Projects:
    """Question and answer files by their names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, tuple[Path, int, Collection]] = {}

    def find(self, name: str) -> Collection | None:
        """The project of this name, or None. Reads files. Raises ``BadCollection``."""
        if not _NAME.fullmatch(name):
            return None
        path = next(
            (path for ending in _ENDINGS if (path := self._folder / f"{name}{ending}").is_file()), None
        )
        if path is None:
            self._read.pop(name, None)
            return None
        changed = path.stat().st_mtime_ns
        known = self._read.get(name)
        if known is not None and known[:2] == (path, changed):
            return known[2]
        collection = read(path)
        while len(self._read) >= _MOST:
            self._read.pop(next(iter(self._read)))
        self._read[name] = (path, changed, collection)
        return collection
