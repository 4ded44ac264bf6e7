"""Getting a model of the catalogue: download, check, unpack, install."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from parley.errors import BadModel
from parley.models.archive import make_room, unpack
from parley.models.catalogue import Model, Source
from parley.models.copying import sha256
from parley.models.download import Patience, Report, Wanted, download
from parley.models.store import Installed, Store, checked

#: How much larger an archive of a model becomes when the catalogue does not say: bz2 takes about a third off.
_UNPACKED = 2.0

#: Called with the name of the file whose download begins; gives what to report its bytes to.
Begin = Callable[[str], Report]


def pull(
    store: Store,
    name: str,
    *,
    begin: Begin | None = None,
    patience: Patience | None = None,
    again: bool = False,
) -> Installed:
    """Install a model of the catalogue; one that is installed stays as it is unless ``again``.

    A bundled model comes back without network. Raises ``BadModel`` for a name that is not in the catalogue
    and for files that are not what it says, ``DownloadFailed``, ``NoSpace``, ``TooLong``, ``Busy``.
    """
    model = store.catalogue.get(checked(name))
    if model is None:
        raise BadModel(f"The catalogue has no model {name!r}. See: parley models list")
    with store.change(name) as work:
        here = store.find(name)
        if here is not None and not again:
            return here
        if model.bundle is not None:
            return store.unbundle(model)
        parts = work / "download"
        parts.mkdir(exist_ok=True)
        _room(model, parts)
        files = [_get(store, model, source, parts, begin, patience) for source in model.sources]
        top = _assemble(model, files, work)
        digest = sha256(files[0])
        found = store.commit(name, top, model, digest=digest, source=model.sources[0].url)
        shutil.rmtree(parts)
        return found


def _room(model: Model, parts: Path) -> None:
    """Raises ``NoSpace`` now rather than after an hour of downloading."""
    size = model.download_size or 0
    have = sum(file.stat().st_size for file in parts.iterdir())
    unpacked = model.size or int(size * _UNPACKED)
    make_room(
        parts, max(0, size - have) + (unpacked if any(source.unpack for source in model.sources) else 0)
    )


def _get(
    store: Store, model: Model, source: Source, parts: Path, begin: Begin | None, patience: Patience | None
) -> Path:
    """One file of the model, checked against the catalogue, or against what the first pull got."""
    memory = store.memory(model.name)
    expected = source.sha256 or (None if source.changes else memory.hashes.get(source.url))
    target = parts / source.filename
    if target.exists() and expected and sha256(target) == expected:
        return target
    report = begin(source.filename) if begin else None
    wanted = Wanted(source.url, source.size, expected)
    digest = download(wanted, target, report=report, patience=patience)
    if expected is None and not source.changes:
        memory.hashes[source.url] = digest
        store.remember(model.name, memory)
    return target


def _assemble(model: Model, files: list[Path], work: Path) -> Path:
    """Unpack the archives and put the other files beside what was in them."""
    fresh = work / "new"
    fresh.mkdir()
    top = fresh
    for source, file in zip(model.sources, files, strict=True):
        if source.unpack:
            top = unpack(file, fresh)
    for source, file in zip(model.sources, files, strict=True):
        if not source.unpack:
            (top / file.name).hardlink_to(file)
    return top
