"""Where the graph lies: whole states of it, one folder each, of which one is the current.

Nobody ever writes into a state that others read. An import makes the next state beside it and then names it
the current one, by the one step that a file system does wholly or not at all. So readers in other processes
need no lock against a writer, and whatever ends an import, what was there before is there still.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Generator
from pathlib import Path

from parley.errors import Busy

CURRENT = "current"
"""The file that names the state to read."""
STORE = "store"
"""Within a state: the database. Beside it may lie what was made of it, such as an index of names."""
_STATE = re.compile(r"state-(\d{1,12})")


def current(folder: Path) -> Path | None:
    """The folder of the current state; None while there is none."""
    try:
        name = (folder / CURRENT).read_text("ascii").strip()
    except (OSError, UnicodeError):
        return None
    return folder / name if _STATE.fullmatch(name) and (folder / name / STORE).is_dir() else None


def following(folder: Path) -> Path:
    """Where the next state goes: a name that was not used yet."""
    numbers = [int(found[1]) for each in _listed(folder) if (found := _STATE.fullmatch(each))]
    return folder / f"state-{max(numbers, default=0) + 1}"


def switch(folder: Path, state: Path) -> None:
    """Make a state the current one, and take away those that nobody can be reading any more."""
    before = current(folder)
    naming = folder / f"{CURRENT}.part"
    with naming.open("w", encoding="ascii") as file:
        file.write(state.name)
        file.flush()
        os.fsync(file.fileno())
    naming.replace(folder / CURRENT)
    synced(folder)
    # The last one stays until the next import: whoever reads it finds out in time that there is another.
    keep = {state.name, before.name if before else ""}
    for name in _listed(folder):
        if _STATE.fullmatch(name) and name not in keep:
            shutil.rmtree(folder / name, ignore_errors=True)


def synced(folder: Path) -> None:
    """See to it that what was named or renamed in a folder stays so when the power fails."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def writing(folder: Path) -> Generator[None]:
    """Hold the graph as the one who changes it; the system lets go of it for a process that dies.

    Raises ``Busy`` while another process changes it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "writing.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy("Another import is changing the graph; try again when it is done.") from error
        yield


def _listed(folder: Path) -> list[str]:
    try:
        return [each.name for each in folder.iterdir()]
    except FileNotFoundError:
        return []
