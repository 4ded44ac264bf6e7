"""Making an index of a graph's names: the old one stays in use until the new one is whole.

Everything is written into a folder of its own, synced, and only then named in ``current.json``, which is
replaced in one step. Killed at any point, the old index is still the current one, and what was begun is swept
away next time.
"""

from __future__ import annotations

import json
import os
import shutil
from array import array
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from parley.errors import Busy
from parley.knowledge.linking.folding import has_han
from parley.knowledge.linking.forms import keys, last_word, pieces, sound, worded_pieces, words
from parley.knowledge.linking.gathering import MOST_NEIGHBOURS, Gathered, Part, Progress, Triples, gather
from parley.knowledge.linking.shelf import CHINESE, FORMAT, LABEL, About, Entry, newest, number_of
from parley.knowledge.linking.tables import Writing

MOST_OF_ONE = 256
"""Things that one key, sound, piece or word leads to: the best known."""


def build(store: Triples, folder: Path, progress: Progress, graph: str = "") -> int:
    """Index the names of all things in ``store`` into ``folder``; returns how many things have one.

    ``graph`` tells this state of the graph from others, for ``built_of``. It takes some 60 bytes of memory
    a name; the rest goes through files. Raises ``Busy`` while another process makes one in the same folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        _sweep(folder)
        making = folder / "making"
        making.mkdir()
        gathered = gather(store, making, progress)
        about = _write(gathered, making, graph)
        gathered.path.unlink()
        (making / "about.json").write_bytes(msgspec.json.encode(about))
        _publish(making, folder)
    return about.things


def built_of(folder: Path) -> str | None:
    """Which state of the graph the newest index is of; None where there is none of this format."""
    index = newest(folder)
    if index is None:
        return None
    try:
        about = msgspec.json.decode((index / "about.json").read_bytes(), type=About)
    except (OSError, msgspec.MsgspecError):
        return None
    return about.graph if about.format == FORMAT else None


class _Heap:
    """Texts that are written one after the other."""

    def __init__(self, folder: Path, name: str) -> None:
        self._at_path = folder / f"{name}.at.npy"
        self._file: BinaryIO = (folder / f"{name}.bin").open("wb")
        self._at = array("Q", [0])

    def add(self, data: bytes) -> None:
        self._at.append(self._at[-1] + self._file.write(data))

    def finish(self) -> None:
        self._file.close()
        np.save(self._at_path, np.frombuffer(self._at, dtype=np.uint64))


class _Names:
    """Names as they come, thing by thing, and what each is found by."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._raw = (folder / "names.raw").open("wb")
        self._starts = array("Q", [0])
        self._of, self._flags, self._popularity = array("I"), array("B"), array("I")
        self._tables = {
            name: Writing(folder / f"{name}.raw") for name in ("keys", "sounds", "pieces", "words")
        }
        self._prefixes = (folder / "prefixes.raw").open("wb")
        self._prefix_rows = array("I")

    def __len__(self) -> int:
        return len(self._of)

    def add(self, thing: int, name: str, key: str, flags: int, popularity: int) -> None:
        row = len(self._of)
        written = key if name == key else f"{key}\n{name}"
        self._starts.append(self._starts[-1] + self._raw.write(written.encode("utf-8", "replace")))
        self._of.append(thing)
        self._flags.append(flags)
        # A label goes before another name of a thing as well known.
        self._popularity.append(popularity * 2 + (flags & LABEL))
        self._tables["keys"].add(key, row)
        if said := sound(key):
            self._tables["sounds"].add(said, row)
        for piece in (*pieces(key), *worded_pieces(name)):
            self._tables["pieces"].add(piece, row)
        for word in words(name):
            self._tables["words"].add(word, row)
        for start in filter(None, (key, last_word(name, key))):
            self._prefixes.write(start.encode()[:16].ljust(16, b"\0"))
            self._prefix_rows.append(row)

    def finish(self) -> None:
        """Number the names anew, the best known first, and write everything in that order."""
        count = len(self._of)
        order = np.argsort(-np.array(self._popularity, dtype=np.int64), kind="stable")
        renumbered = np.empty(count, dtype=np.uint32)
        renumbered[order] = np.arange(count, dtype=np.uint32)
        for table in self._tables.values():
            table.finish(renumbered, MOST_OF_ONE)
        np.save(self._folder / "of.npy", np.array(self._of, dtype=np.uint32)[order])
        np.save(self._folder / "flags.npy", np.array(self._flags, dtype=np.uint8)[order])
        self._raw.close()
        raw = self._folder / "names.raw"
        heap = _Heap(self._folder, "names")
        data = np.memmap(raw, dtype=np.uint8, mode="r") if raw.stat().st_size else np.zeros(0, dtype=np.uint8)
        for row in (int(each) for each in order):
            heap.add(data[self._starts[row] : self._starts[row + 1]].tobytes())
        heap.finish()
        del data
        raw.unlink()
        self._finish_prefixes(renumbered)

    def _finish_prefixes(self, renumbered: NDArray[np.uint32]) -> None:
        self._prefixes.close()
        path = self._folder / "prefixes.raw"
        texts = np.fromfile(path, dtype=">u8").reshape(-1, 2)
        order = np.lexsort((texts[:, 1], texts[:, 0]))
        np.save(self._folder / "prefixes.npy", texts[order].copy().view("S16").reshape(-1))
        rows = np.array(self._prefix_rows, dtype=np.uint32)[order]
        np.save(self._folder / "prefix_rows.npy", renumbered[rows.astype(np.int64)])
        path.unlink()


def _write(gathered: Gathered, folder: Path, graph: str) -> About:
    ids = np.unique(gathered.hashes[gathered.named])
    np.save(folder / "ids.npy", ids)
    (folder / "relations.msgpack").write_bytes(msgspec.msgpack.encode(gathered.relations))
    heap, names = _Heap(folder, "things"), _Names(folder)
    encoder = msgspec.msgpack.Encoder()
    for number, parts in enumerate(_things(gathered, ids)):
        entry = _entry(parts, ids, gathered.kinds)
        heap.add(encoder.encode(entry))
        for name, key, flags in _named(parts):
            names.add(number, name, key, flags, entry.popularity or min(entry.facts, 1000))
    heap.finish()
    names.finish()
    return About(FORMAT, len(ids), len(names), graph)


def _things(gathered: Gathered, ids: NDArray[np.uint64]) -> Iterator[list[Part]]:
    """Of every thing that has a name, in the order of ``ids``, what the sources say of it."""
    wanted = np.flatnonzero(np.isin(gathered.hashes, ids))
    wanted = wanted[np.argsort(gathered.hashes[wanted], kind="stable")]
    decoder = msgspec.msgpack.Decoder(Part)
    parts: list[Part] = []
    before: int | None = None
    with gathered.path.open("rb") as file:
        for place in wanted.tolist():
            start, end = int(gathered.starts[place]), int(gathered.starts[place + 1])
            file.seek(start)
            part = decoder.decode(file.read(end - start))
            thing = int(gathered.hashes[place])
            if before is not None and thing != before:
                yield parts
                parts = []
            parts.append(part)
            before = thing
    if parts:
        yield parts


def _entry(parts: list[Part], ids: NDArray[np.uint64], kinds: frozenset[int]) -> Entry:
    facts = sum(part.facts for part in parts)
    popularity = max(part.popularity for part in parts)
    labels = list(chain.from_iterable(part.labels for part in parts))
    about = list(chain.from_iterable(part.about for part in parts))
    neighbours = list(dict.fromkeys(chain.from_iterable(part.neighbours for part in parts)))
    return Entry(
        parts[0].iri,
        _first(labels, "en"),
        _first(labels, "zh"),
        _first(about, "en"),
        _first(about, "zh"),
        min(popularity, 1_000_000),
        min(facts, 65535),
        _places(list(dict.fromkeys(chain.from_iterable(part.kinds for part in parts))), ids),
        tuple(sorted({each for part in parts for each in part.relations})),
        _places(neighbours[:MOST_NEIGHBOURS], ids),
        number_of(parts[0].iri) in kinds,
    )


def _first(texts: list[tuple[str, str]], language: str) -> str:
    """The first text in a language, or in none when it looks like that language."""
    for tag, text in texts:
        if tag == language or tag.startswith(f"{language}-"):
            return text
    return next((text for tag, text in texts if not tag and has_han(text) == (language == "zh")), "")


def _places(numbers: list[int], ids: NDArray[np.uint64]) -> tuple[int, ...]:
    """Where things stand in ``ids``; those without a name are left out."""
    if not numbers or not len(ids):
        return ()
    wanted = np.array(numbers, dtype=np.uint64)
    places = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    return tuple(places[ids[places] == wanted].tolist())


def _named(parts: list[Part]) -> Iterator[tuple[str, str, int]]:
    """The names of a thing, each key once, labels first: as written, key and flags."""
    seen: set[str] = set()
    for label in (True, False):
        for language, name in chain.from_iterable(p.labels if label else p.aliases for p in parts):
            flags = (LABEL if label else 0) | (CHINESE if language.startswith("zh") else 0)
            for each in keys(name):
                if each not in seen:
                    seen.add(each)
                    yield name, each, flags


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """Only one process makes an index in a folder; the lock goes with the process, however it ends."""
    import filelock

    lock = filelock.FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout as error:
        raise Busy("The names of this graph are being indexed already.") from error
    try:
        yield
    finally:
        lock.release()


def _sweep(folder: Path) -> None:
    """Remove what was begun and not finished, and what no longer is the newest."""
    current = newest(folder)
    for each in folder.iterdir():
        if each.is_dir() and each != current:
            shutil.rmtree(each, ignore_errors=True)


def _publish(making: Path, folder: Path) -> None:
    before = newest(folder)
    number = int(before.name) + 1 if before is not None and before.name.isdigit() else 1
    for each in making.iterdir():
        _sync(each)
    _sync(making)
    final = folder / str(number)
    making.rename(final)
    fresh = folder / "current.json.new"
    fresh.write_text(json.dumps({"index": final.name}), "utf-8")
    _sync(fresh)
    fresh.replace(folder / "current.json")
    _sync(folder)
    if before is not None:
        # Whoever has it open keeps its pages; nobody opens it any more.
        shutil.rmtree(before, ignore_errors=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
