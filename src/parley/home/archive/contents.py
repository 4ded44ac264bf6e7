"""What an account's archive says, read and checked line by line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta

from parley.home.archive.errors import BadArchive
from parley.home.archive.kept import Kept
from parley.home.archive.unpacking import Archive, Told
from parley.home.collections import COLLECTIONS, BadRecord, checked, known_id
from parley.home.orders import MOST_RECORDS
from parley.home.stamps import BadStamp, Stamp

T = TypeVar("T")

_LATEST = 32_503_680_000.0
"""The year 3000; POSIX seconds."""
_MOST_FILES = 100_000
_FILES = "files.jsonl"


class Profile(msgspec.Struct, frozen=True):
    """``profile.json``."""

    account: str
    role: str
    name: str
    sign_in_name: str | None
    language: str
    created: float
    """POSIX seconds."""


class FileLine(msgspec.Struct, frozen=True):
    """A line of ``files.jsonl``."""

    path: str
    """Member of the archive that holds its bytes."""
    id: str
    name: str
    """As the person called it."""
    type: str
    """Media type."""
    size: Annotated[int, Meta(ge=0)]
    sha256: str
    created: Annotated[float, Meta(ge=0, le=_LATEST)]
    """POSIX seconds."""


class Access(msgspec.Struct, frozen=True):
    """A line of ``access.jsonl``: what lets somebody in, without the secret."""

    kind: str
    """session, key or passkey."""
    name: str
    created: float
    used: float
    expires: float | None = None
    scopes: tuple[str, ...] = ()


def member(collection: str) -> str:
    """Where the records of a collection are."""
    return f"records/{collection}.jsonl"


def collections(archive: Archive) -> list[str]:
    """The collections that are in the archive. Raises ``BadArchive`` for one that nobody here knows."""
    names = [name for name in archive.manifest.members if name.startswith("records/")]
    if strange := set(names) - {member(each) for each in COLLECTIONS}:
        raise BadArchive(f"The archive has records of a kind unknown here: {min(strange)[:100]!r}.")
    return [each for each in COLLECTIONS if member(each) in names]


def records(archive: Archive, collection: str) -> Iterator[Kept]:
    """The records of a collection, each as it may be here. Raises ``BadArchive``."""
    for number, line in enumerate(archive.lines(member(collection)), 1):
        if number > MOST_RECORDS:
            raise BadArchive(f"The archive has more than {MOST_RECORDS} records in {collection}.")
        try:
            record = _decoded(line, Kept)
            _check(collection, record)
        except (BadArchive, BadRecord, BadStamp) as error:
            raise BadArchive(f"Line {number} of {member(collection)} is no record: {error}") from error
        yield record


def _check(collection: str, record: Kept) -> None:
    if not known_id(record.id) or not 0 <= record.created <= _LATEST:
        raise BadArchive("its id or its time cannot be.")
    checked(collection, record.document)
    for stamp in (*record.stamps.values(), *filter(None, (record.deleted,))):
        Stamp.parse(stamp)


def profile(archive: Archive) -> Profile:
    """Whose archive it is. Raises ``BadArchive``."""
    return _decoded(b"".join(archive.pieces("profile.json")), Profile)


def files(archive: Archive) -> list[FileLine]:
    """The files in the archive. Raises ``BadArchive``."""
    lines = [_decoded(line, FileLine) for line in archive.lines(_FILES)]
    if len(lines) > _MOST_FILES:
        raise BadArchive(f"The archive has more than {_MOST_FILES} files.")
    for line in lines:
        there = archive.manifest.members.get(line.path)
        if not line.path.startswith("files/") or there is None:
            raise BadArchive(f"{_FILES} names a file that is not in the archive.")
        if (there.size, there.sha256) != (line.size, line.sha256):
            raise BadArchive(f"What {_FILES} says of {line.path[:100]!r} is not so.")
    return lines


def verify(archive: Archive, told: Told = lambda done, of: None) -> dict[str, int]:
    """Read the whole archive, every byte and every record; how many records of each collection.

    Raises ``BadArchive``.
    """
    counts: dict[str, int] = {}
    done = 0
    for collection in collections(archive):
        counts[collection] = sum(1 for _ in records(archive, collection))
        done += archive.manifest.members[member(collection)].size
        told(done, archive.size)
    expected = {name: count for name, count in archive.manifest.counts.items() if name in COLLECTIONS}
    if counts != {**dict.fromkeys(counts, 0), **expected}:
        raise BadArchive("The archive does not have as many records as its manifest says.")
    for name in archive.manifest.members:
        if not name.startswith("records/"):
            for piece in archive.pieces(name):
                done += len(piece)
                told(done, archive.size)
    profile(archive)
    if len(files(archive)) != archive.manifest.counts.get("files", 0):
        raise BadArchive("The archive does not have as many files as its manifest says.")
    return counts


def _decoded(data: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(data, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        # The library's sentence may quote what stands there.
        raise BadArchive("something in the archive is not of its documented shape.") from error
