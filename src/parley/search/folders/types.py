"""What a followed folder is, and how far the reading of it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

KIND = "file"
"""Of the documents."""
MOST_FILES = 200_000
"""Of one folder that are read."""
DEEPEST = 32
"""Folders within each other."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A folder of the settings."""

    name: str
    path: Path
    owner: str
    """Account; empty for the house."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what it is seen that a file changed."""

    modified: int
    """Nanoseconds since 1970."""
    size: int
    """Bytes."""
    inode: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of a file."""

    path: str
    """Within the folder."""
    owner: str
    stamp: Stamp
    digest: str
    """SHA-256 (hex); empty where it could not be read."""
    kept: bool
    """A document of it is in the index."""
    code: str = ""
    """Why not, where it could not be read."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """How far a folder is."""

    name: str
    path: str
    person: str
    """Whom it is for, as the settings have it; empty for everybody."""
    owner: str | None = ""
    """Their account; empty for everybody, None for somebody who is not there."""
    state: str = "waiting"
    """``waiting``, ``going``, ``done`` or ``failed``."""
    files: int = 0
    """That are known."""
    kept: int = 0
    """That are found."""
    waiting: int = 0
    """That are still to be looked at in this round."""
    at: float = 0.0
    """When it was last gone through; POSIX seconds."""
    code: str = ""
    """Why it failed."""
    refused: dict[str, int] = field(default_factory=dict[str, int])
    """Code → how many files could not be read for that reason."""
