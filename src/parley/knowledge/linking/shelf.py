"""The files of an index, opened in no time: what stands in them is read where and when it is asked for."""

from __future__ import annotations

import json
import mmap
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from parley.knowledge.linking.folding import key
from parley.knowledge.linking.tables import Table

FORMAT = 4
"""Of the files; an index of another is made anew."""
LABEL, CHINESE = 1, 2
"""Flags of a name: it is the thing's label, and it is Chinese."""


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a thing beside its names."""

    iri: str
    english: str
    chinese: str
    """Labels; empty for none."""
    about_english: str
    about_chinese: str
    """Descriptions; empty for none."""
    popularity: int
    """0 where nobody tells."""
    facts: int
    """How many the graph has of it, up to 65,535."""
    kinds: tuple[int, ...]
    """Numbers of what it is an instance of."""
    relations: tuple[int, ...]
    """Which relations it has, by their place in ``Shelf.relations``."""
    neighbours: tuple[int, ...]
    """Numbers of things that it is related to, at most 64."""
    kind: bool
    """Other things are instances of it."""


class RelationNames(msgspec.Struct, frozen=True, array_like=True):
    """A relation and what it is called."""

    iri: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]


class About(msgspec.Struct, frozen=True):
    """What an index was made of."""

    format: int
    things: int
    names: int
    graph: str = ""
    """What the graph was when it was read, so that an old index is told."""


def number_of(iri: str) -> int:
    """64 bits for an IRI: things stand in the order of these."""
    return int.from_bytes(blake2b(iri.encode(), digest_size=8).digest(), "big")


class Heap:
    """Texts one after the other, and where each begins."""

    def __init__(self, folder: Path, name: str) -> None:
        self._at = cast(NDArray[np.uint64], np.load(folder / f"{name}.at.npy", mmap_mode="r"))
        with (folder / f"{name}.bin").open("rb") as file:
            size = file.seek(0, 2)
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else b""

    def __len__(self) -> int:
        return len(self._at) - 1

    def __getitem__(self, number: int) -> bytes:
        return self._bytes[int(self._at[number]) : int(self._at[number + 1])]


class Shelf:
    """One index."""

    def __init__(self, folder: Path) -> None:
        """Raises ``OSError`` or ``ValueError`` where there is none that is whole."""
        self.about = msgspec.json.decode((folder / "about.json").read_bytes(), type=About)
        if self.about.format != FORMAT:
            raise ValueError("an index of another format")
        self._ids = cast(NDArray[np.uint64], np.load(folder / "ids.npy", mmap_mode="r"))
        self._entries = Heap(folder, "things")
        self._names = Heap(folder, "names")
        self.of = cast(NDArray[np.uint32], np.load(folder / "of.npy", mmap_mode="r"))
        self.flags = cast(NDArray[np.uint8], np.load(folder / "flags.npy", mmap_mode="r"))
        self.keys = Table(folder / "keys.npy")
        self.sounds = Table(folder / "sounds.npy")
        self.pieces = Table(folder / "pieces.npy")
        self.words = Table(folder / "words.npy")
        self._prefixes = cast(NDArray[np.bytes_], np.load(folder / "prefixes.npy", mmap_mode="r"))
        self._prefix_rows = cast(NDArray[np.uint32], np.load(folder / "prefix_rows.npy", mmap_mode="r"))
        # Read at once: the folder is gone when the next index is made.
        self._relations = (folder / "relations.msgpack").read_bytes()
        self.entry = lru_cache(maxsize=16384)(self._entry)

    @cached_property
    def relations(self) -> tuple[RelationNames, ...]:
        """All relations, in the order of their numbers."""
        return msgspec.msgpack.decode(self._relations, type=tuple[RelationNames, ...])

    @cached_property
    def relation_keys(self) -> frozenset[str]:
        """The keys of what relations are called."""
        return frozenset(key(name) for each in self.relations for name in (*each.english, *each.chinese))

    def _entry(self, number: int) -> Entry:
        return msgspec.msgpack.decode(self._entries[number], type=Entry)

    def find(self, iri: str) -> int | None:
        """The number of a thing; None if no name of it is known."""
        wanted = np.uint64(number_of(iri))
        place = int(np.searchsorted(self._ids, wanted))
        return place if place < len(self._ids) and self._ids[place] == wanted else None

    def name(self, row: int) -> tuple[str, str]:
        """The key of a name, and the name as it is written."""
        whole, _, written = self._names[row].decode("utf-8", "replace").partition("\n")
        return whole, written or whole

    def beginning(self, prefix: str, most: int) -> list[int]:
        """Rows of names whose key, or the last word of it, begins so; the best known first."""
        start = prefix.encode()[:16]
        low = int(np.searchsorted(self._prefixes, np.bytes_(start), side="left"))
        high = int(np.searchsorted(self._prefixes, np.bytes_(start.ljust(16, b"\xff")), side="right"))
        rows = self._prefix_rows[low:high]
        # Rows are numbered by how well known their thing is, so the smallest are wanted.
        rows = np.partition(rows, most)[:most] if len(rows) > most else rows
        return sorted(set(rows.tolist()))


def newest(folder: Path) -> Path | None:
    """The folder of the newest whole index; None where there is none."""
    try:
        name = json.loads((folder / "current.json").read_text("utf-8"))["index"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return folder / str(name) if "/" not in str(name) else None
