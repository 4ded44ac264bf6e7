"""How far an import is: written down beside the state that it makes, and read after whatever ended it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec

from parley.knowledge.graph.generations import synced
from parley.knowledge.importing.types import BadSource, Job

PLAN = "plan.json"


class Counted(msgspec.Struct):
    """What one source came to so far."""

    taken: int = 0
    bad: int = 0
    where: list[int] = msgspec.field(default_factory=list[int])
    left: dict[str, int] = msgspec.field(default_factory=dict[str, int])


class Plan(msgspec.Struct):
    """An import under way."""

    jobs: list[str]
    """What tells each job from others; see ``told_apart``."""
    names: list[str]
    """Of the sources."""
    base: str
    """The state that it begins with; empty for none."""
    job: int = 0
    """The one that is under way."""
    ends: int = 0
    """How far its file is in the database: bytes once unpacked, or rows."""
    next: int = 1
    """Number of the line there."""
    extra: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    counted: list[Counted] = msgspec.field(default_factory=list[Counted])
    spoilt: bool = False
    """What is under way cannot go on after an end, and must begin anew."""

    def save(self, state: Path) -> None:
        """Write it down, in one step."""
        part = state / f"{PLAN}.part"
        with part.open("wb") as file:
            file.write(msgspec.json.encode(self))
            file.flush()
            os.fsync(file.fileno())
        part.replace(state / PLAN)
        synced(state)


def read(state: Path) -> Plan | None:
    """The plan of a state; None where there is none, or none that can be read."""
    try:
        return msgspec.json.decode((state / PLAN).read_bytes(), type=Plan)
    except (OSError, msgspec.MsgspecError):
        return None


def told_apart(job: Job) -> str:
    """A hash that is another when the file, or what is done with it, is another. Raises ``BadSource``."""
    try:
        about = job.file.stat()
        mapping = job.mapping.read_bytes() if job.mapping else b""
    except OSError as error:
        raise BadSource(f"{error.filename} cannot be read: {error.strerror}.") from error
    parts = [str(job.file.resolve()), about.st_size, about.st_mtime_ns, job.format]
    choice = msgspec.json.encode(job.choice).decode()
    source = job.source
    parts += [
        hashlib.sha256(mapping).hexdigest(),
        choice,
        source.name,
        source.title,
        source.licence,
        source.url,
    ]
    return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()


def unfinished(folder: Path, current: Path | None) -> Sequence[tuple[Path, Plan]]:
    """States that an import did not come to the end of."""
    if not folder.is_dir():
        return []
    found = [(each, read(each)) for each in sorted(folder.glob("state-*")) if each != current]
    return [(state, plan) for state, plan in found if plan is not None]
