"""The graph that ships with its names indexed, made once for all houses of a user and given to each new one.

It is made in an empty folder of the cache, where there is no house, from the shipped files alone. A house has
second names of the same files, which nobody ever writes into, or copies where that cannot be.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec

from parley import cache
from parley.errors import Busy, ParleyError
from parley.knowledge.folders import graph_folder, names_folder
from parley.knowledge.graph.generations import STORE, current, following, switch, synced, writing
from parley.knowledge.graph.graph import Graph
from parley.knowledge.importing.bases import linked
from parley.knowledge.importing.starter import ensure_starter
from parley.knowledge.linking.building import build
from parley.knowledge.linking.shelf import newest
from parley.knowledge.starter.shipped import shipped
from parley.telemetry import log

_KIND = "knowledge"
_MOST = 2
"""Of some 47 MB: of this version and of the one before."""
_FILES = "files.json"
"""What else there is, with digests: written last."""
_HERE = Path(__file__).parent
_CODE = "graph", "importing", "linking"
_LOCKS = shutil.ignore_patterns("lock")
"""Each house has its own."""


def furnish(data: Path) -> bool:
    """Give a data folder without a graph the one that ships. False where there is one, or it cannot be done.

    The first time it takes some seconds, in which others that want the same wait.
    """
    folder, names = graph_folder(data), names_folder(data)
    if newest(names) is not None or (folder.is_dir() and any(each.is_dir() for each in folder.iterdir())):
        return False
    try:
        with writing(folder):
            _give(_ready(), folder, names)
    except (OSError, RuntimeError, ParleyError) as error:
        log.info("knowledge.not_ready_made", reason=type(error).__name__)
        return False
    return True


def _give(ready: Path, folder: Path, names: Path) -> None:
    made = current(graph_folder(ready))
    index = newest(names_folder(ready))
    if made is None or index is None:
        raise FileNotFoundError("What was made is not whole.")
    state = following(folder)
    if state.name != made.name or current(folder) is not None:  # the index is of a state of that name
        raise Busy("Somebody has begun a graph here.")
    half = names.with_name(f"{names.name}.part")
    shutil.rmtree(half, ignore_errors=True)
    try:
        state.mkdir()
        linked(made / STORE, state / STORE)
        shutil.copytree(names_folder(ready), half, copy_function=_second, ignore=_LOCKS)
        for each in (*(state / STORE).iterdir(), *half.rglob("*"), state / STORE, state, half):
            synced(each)
        half.rename(names)
        switch(folder, state)
    except BaseException:
        for each in (state, half):
            shutil.rmtree(each, ignore_errors=True)
        raise


def _second(old: str, new: str) -> None:
    """A second name of a file that never changes; a copy where there are none."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)


def _ready() -> Path:
    """What is given; made if it is not there, or not whole.

    Raises ``OSError``, ``RuntimeError``, ``ParleyError``.
    """
    ready = cache.place(_KIND) / _key()
    with cache.alone(_KIND):
        if not _whole(ready):
            with cache.fresh(ready) as fresh:
                ensure_starter(graph_folder(fresh))
                graph = Graph.open(graph_folder(fresh))
                build(graph.store, names_folder(fresh), lambda _, __: None, graph.stamp)
                del graph
                files = {str(each.relative_to(fresh)): _digest(each) for each in _files(fresh)}
                (fresh / _FILES).write_bytes(msgspec.json.encode(files))
            cache.make_room(ready.parent, _MOST)
    cache.used(ready)
    return ready


def _whole(ready: Path) -> bool:
    """Whether it is there as it was made, and nobody else can have written it."""
    try:
        cache.own(ready)
        files = msgspec.json.decode((ready / _FILES).read_bytes(), type=dict[str, str])
        return files == {str(each.relative_to(ready)): _digest(each) for each in _files(ready)}
    except (OSError, msgspec.MsgspecError):
        return False


def _files(folder: Path) -> Iterator[Path]:
    """Those that are given; a database that is opened writes a log of its own beside them."""
    for each in sorted(folder.rglob("*")):
        own = each.name in (_FILES, "LOCK", "lock") or each.name.startswith("LOG") or each.suffix == ".lock"
        if each.is_file() and not own:
            yield each


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _key() -> str:
    """All that it follows from: the files that ship, the code that takes them in, and the database."""
    found = hashlib.sha256(importlib.metadata.version("pyoxigraph").encode())
    for each in shipped():
        found.update(f"{each.name} {each.sha256}\n".encode())
    code = [*_HERE.glob("*.py"), *(file for part in _CODE for file in (_HERE / part).rglob("*"))]
    for path in sorted(each for each in code if each.suffix in (".py", ".yaml")):
        found.update(path.read_bytes())
    return found.hexdigest()[:32]
