"""What stands in an archive's ``manifest.json``: its format, and size and hash of everything else in it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from parley.home.archive.errors import BadArchive, NewerArchive

NAME = "manifest.json"
ACCOUNT, HOME = "parley-account", "parley-home"
"""The kinds of archives: one person's, and a backup of the whole home."""
VERSION = 1
LARGEST = 256 * 2**20
"""Bytes of a manifest: a million members."""

_Count = Annotated[int, Meta(ge=0, le=2**62)]


class Member(Struct, frozen=True):
    """One file of the archive."""

    size: _Count
    """Bytes."""
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class _Head(Struct, frozen=True):
    format: str
    version: int


class Manifest(Struct, frozen=True, kw_only=True):
    """What is in the archive."""

    format: str
    version: int = VERSION
    made: float
    """POSIX seconds."""
    parley: str
    """The version of Parley that made it."""
    counts: dict[str, _Count] = field(default_factory=dict[str, int])
    """How many of each: records by collection, files, rows of tables."""
    members: dict[str, Member] = field(default_factory=dict[str, Member])
    notes: dict[str, str] = field(default_factory=dict[str, str])
    """What else must be known to read it."""


def encoded(manifest: Manifest) -> bytes:
    """The manifest as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def decoded(data: bytes, kind: str) -> Manifest:
    """The manifest of an archive of a kind. Raises ``BadArchive``, ``NewerArchive``."""
    try:
        head = msgspec.json.decode(data, type=_Head)
        if head.format == kind and head.version > VERSION:
            raise NewerArchive(
                f"A newer Parley made this archive (version {head.version}; this one reads {VERSION}). "
                "Install that Parley first."
            )
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadArchive("The archive's manifest cannot be read: it is damaged, or not Parley's.") from error
    if manifest.format != kind:
        other = {
            ACCOUNT: "one person's export; use: parley home import",
            HOME: "a backup; use: parley restore",
        }
        raise BadArchive(f"This archive is {other.get(manifest.format, 'none that Parley knows')}.")
    return manifest
