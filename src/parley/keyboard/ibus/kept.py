"""What this desktop knows of its person's typing, and what the home has not heard of yet, on its disk."""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

import msgspec

from parley.home.collections import BadRecord
from parley.keyboard.learning.personal import Personal
from parley.keyboard.packs.pack import Pack
from parley.keyboard.types import PersonalModel, Typed

MOST_WAITING: Final = 20_000
"""Things written while the home is away; the oldest make room."""
_STATE: Final = "learned"
_WAITING: Final = "waiting.jsonl"


class Kept:
    """Learns at once, and remembers over restarts."""

    def __init__(self, folder: Path, waits: bool = True, now: Callable[[], float] = time.time) -> None:
        """``waits``: there is a home that what is written waits for; ``now``: POSIX seconds."""
        self._folder, self._waits, self._now = folder, waits, now
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.waiting = deque(_lines(folder / _WAITING), MOST_WAITING)
        """What the home has not heard of, the oldest first."""
        self.written = asyncio.Event()
        """Set when something more waits."""
        self._own = _read(folder / _STATE)
        if waits:
            self._own.learn_all(self.waiting, now())
        self._appended = len(self.waiting)

    def model(self, pack: Pack) -> PersonalModel:
        """The newest of what was learned, over a pack."""
        return self._own.view(pack)

    def learn(self, typed: Typed) -> None:
        """Something was written. It outlives this process, though not a power failure.

        Raises ``OSError`` where the disk is full.
        """
        self._own.learn(typed, self._now())
        if not self._waits:
            return
        self.waiting.append(typed)
        with _private(self._folder / _WAITING, os.O_APPEND) as file:
            file.write(msgspec.json.encode(typed) + b"\n")
        self._appended += 1
        if self._appended > 2 * MOST_WAITING:
            self._rewrite()
        self.written.set()

    def heard(self, events: Sequence[Typed]) -> None:
        """The home has the first of what waited; some of it may have made room meanwhile."""
        had = {id(each) for each in events}
        while self.waiting and id(self.waiting[0]) in had:
            self.waiting.popleft()
        self._rewrite()

    def replace(self, state: bytes) -> None:
        """What the home knows, from all devices; what waits is added. Raises ``BadRecord``."""
        own = Personal.load(state)
        own.learn_all(self.waiting, self._now())
        self._own = own
        self._save(_STATE, state)

    def save(self) -> None:
        """Without a home: keep what was learned over a restart."""
        if not self._waits:
            self._save(_STATE, self._own.dump())

    def _rewrite(self) -> None:
        self._save(_WAITING, b"".join(msgspec.json.encode(each) + b"\n" for each in self.waiting))
        self._appended = len(self.waiting)

    def _save(self, name: str, content: bytes) -> None:
        fresh = self._folder / f".{name}.new"
        with _private(fresh, os.O_TRUNC) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._folder / name)


def _private(path: Path, how: int) -> IO[bytes]:
    """A file that only its owner reads."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | how, 0o600), "wb")


def _lines(path: Path) -> Sequence[Typed]:
    """What waited when the process ended; a line that was cut off is left out."""
    found: list[Typed] = []
    with suppress(FileNotFoundError), path.open("rb") as file:
        for line in file:
            with suppress(msgspec.MsgspecError):
                found.append(msgspec.json.decode(line, type=Typed))
    return found[-MOST_WAITING:]


def _read(path: Path) -> Personal:
    try:
        return Personal.load(path.read_bytes())
    except (FileNotFoundError, BadRecord):  # the home has it all, and is asked when it is there
        return Personal()
