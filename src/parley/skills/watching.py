"""Noticing that files have changed, when somebody says something; no thread watches."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[tuple[str, int, int], ...]


class Watch:
    """The YAML files of some folders."""

    def __init__(self, folders: Iterable[Path], every: float = 1.0) -> None:
        """``every``: seconds between two looks at the disk."""
        self._stamps: dict[Path, Stamp] = {}
        self._looked = float("-inf")
        self.every = every
        for folder in folders:
            self.add(folder)

    def add(self, folder: Path) -> None:
        """Watch another folder, which need not exist yet; what it holds now is known."""
        self._stamps[folder] = stamp(folder)

    def forget(self, folder: Path) -> None:
        """Watch it no more."""
        self._stamps.pop(folder, None)

    def changed(self) -> list[Path]:
        """The folders in which a file has changed, come or gone since the last look."""
        now = time.monotonic()
        if now - self._looked < self.every:
            return []
        self._looked = now
        found: list[Path] = []
        for folder, before in self._stamps.items():
            if (after := stamp(folder)) != before:
                self._stamps[folder] = after
                found.append(folder)
        return found


def stamp(folder: Path) -> Stamp:
    try:
        with os.scandir(folder) as entries:
            files = [(each.name, each.stat()) for each in entries if each.name.endswith(".yaml")]
    except OSError:
        return ()  # gone, or not there yet
    return tuple(sorted((name, stat.st_mtime_ns, stat.st_size) for name, stat in files))
