"""The store: which models are on this machine, and how one gets in or out without ever being half there."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from parley.errors import BadModel, Busy, MissingEngine
from parley.models.archive import is_archive, make_room, stem, unpack
from parley.models.catalogue import Model, catalogue
from parley.models.copying import copy_files, copy_folder, read_as_it_is, sha256
from parley.models.kinds import recognise

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LICENCE = re.compile(r"(?i)(LICEN[CS]E|COPYING|MODEL_CARD)")
_CARD = "parley-model.json"


class Card(msgspec.Struct, frozen=True):
    """What the store knows of an installed model; lies in the model's folder."""

    name: str
    service: str
    engine: str
    kind: str
    """Which files it is made of (``parley.models.kinds``)."""

    languages: tuple[str, ...]
    """Primary tags; ``mul`` for many; empty when the files do not tell."""

    licence: str
    """SPDX identifier or a sentence; empty when unknown."""

    licence_file: str | None
    """Name of the licence among the model's files."""

    size: int
    """Bytes on disk."""

    sha256: str
    """Of what was downloaded, or of the file or archive that was imported; empty for a folder."""

    source: str
    """Where it came from: a URL, ``bundled`` or ``imported``."""

    added: datetime
    """When it was installed (UTC)."""


class _Memory(msgspec.Struct):
    """What the store remembers of a model that need not be installed."""

    removed: bool = False
    """The person removed a bundled model: it does not come back by itself."""

    hashes: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    """SHA-256 of what each URL gave the first time, where the catalogue knows none."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A model on this machine."""

    card: Card
    path: Path


class Store:
    """The models of one machine, each a folder ``root/NAME``.

    Every change is made in ``root/.work/NAME`` under a lock and comes into force by renaming, so that a crash
    leaves the old model or the new one; whoever next looks sweeps up.
    """

    def __init__(self, root: Path, models: dict[str, Model] | None = None) -> None:
        self.root = root
        self.catalogue = catalogue() if models is None else models

    def installed(self) -> list[Installed]:
        """What is on this machine, by name. Bundled models count once they have been unpacked."""
        if not self.root.is_dir():
            return []
        for left in (self.root / ".work").glob("*/old"):
            with contextlib.suppress(Busy), self.change(left.parent.name, wait=0.0):
                pass  # entering sweeps up
        found = (self._card(folder) for folder in sorted(self.root.iterdir()) if _NAME.fullmatch(folder.name))
        return [Installed(card, self.root / card.name) for card in found if card is not None]

    def find(self, name: str) -> Installed | None:
        """The model, if it is installed."""
        card = self._card(self.root / checked(name))
        return Installed(card, self.root / name) if card else None

    def path(self, name: str) -> Path:
        """The folder of a model; a bundled one is unpacked when it is first asked for.

        Raises ``MissingEngine`` with the command that gets it, ``BadModel`` for a name that cannot be one.
        """
        folder = self.root / checked(name)
        if self._card(folder) is not None:
            return folder
        model = self.catalogue.get(name)
        if (self.root / ".work" / name / "old").exists() or (model and model.bundle):
            with self.change(name, wait=120.0):
                if self._card(folder) is not None:
                    return folder
                if model and model.bundle and not self.memory(name).removed:
                    return self.unbundle(model).path
        remedy = f"parley models pull {name}" if model else f"parley models import PATH --name {name}"
        raise MissingEngine(name, remedy)

    def import_path(self, path: Path, name: str | None = None) -> Installed:
        """Copy a model from a folder, an archive or a file; of a Piper voice, give the ``.onnx``.

        Raises ``BadModel`` when there is nothing there that an engine loads, ``TooLong``, ``NoSpace``.
        """
        if not path.exists():
            raise BadModel(f"There is nothing at {path}.")
        model = None if name else self._named_like(path)
        name = checked(name or (model.name if model else stem(path)))
        with self.change(name) as work:
            fresh = work / "new"
            fresh.mkdir()
            digest = ""
            if path.is_dir():
                copy_folder(path, fresh)
                top = fresh
            elif is_archive(path) and not read_as_it_is(path):
                make_room(fresh, path.stat().st_size)
                top, digest = unpack(path, fresh), sha256(path)
            else:
                top, digest = fresh, copy_files(path, fresh)
            return self.commit(name, top, self.catalogue.get(name), digest=digest, source="imported")

    def remove(self, name: str) -> int:
        """Remove a model and remember that the person did; return the bytes that became free.

        Raises ``MissingEngine`` when it is not there.
        """
        folder = self.root / checked(name)
        model = self.catalogue.get(name)
        with self.change(name) as work:
            memory, card = self.memory(name), self._card(folder)
            bundled = bool(model and model.bundle)
            begun = [file for file in (work / "download").glob("*") if file.is_file()]
            if card is None and not begun and (memory.removed or not bundled):
                raise MissingEngine(name, f"parley models pull {name}")
            freed = sum(file.stat().st_size for file in begun) + (card.size if card else 0)
            memory.removed = bundled
            self.remember(name, memory)
            shutil.rmtree(work / "download", ignore_errors=True)
            if card is not None:
                # By another name first: half a folder must never be found under the model's own.
                folder.rename(work / "gone")
                shutil.rmtree(work / "gone")
            return freed

    def unbundle(self, model: Model) -> Installed:
        """Install a bundled model. The caller holds ``change``."""
        bundle = model.bundle
        if bundle is None:
            raise BadModel(f"{model.name!r} is not part of the package.")
        if not bundle.path.is_file() or sha256(bundle.path) != bundle.sha256:
            raise BadModel(f"{bundle.file} in the package is damaged. Install Parley again.")
        fresh = self.root / ".work" / model.name / "new"
        fresh.mkdir()
        if read_as_it_is(bundle.path):
            copy_files(bundle.path, fresh)
            top = fresh
        else:
            top = unpack(bundle.path, fresh)
        return self.commit(model.name, top, model, digest=bundle.sha256, source="bundled")

    def commit(self, name: str, top: Path, model: Model | None, *, digest: str, source: str) -> Installed:
        """Put the files in ``top`` in force as the model ``name``. The caller holds ``change``.

        Raises ``BadModel`` if no engine could load them.
        """
        kind = recognise(top)
        if model is not None and kind.name != model.kind:
            raise BadModel(f"The files of {name!r} are those of a {kind.name}, not of a {model.kind}.")
        licence = next((file.name for file in sorted(top.iterdir()) if _LICENCE.match(file.name)), None)
        card = Card(
            name=name,
            service=kind.service,
            engine=kind.engine,
            kind=kind.name,
            languages=model.languages if model else (),
            licence=model.licence if model else "",
            licence_file=licence,
            size=sum(file.stat().st_size for file in top.rglob("*") if file.is_file()),
            sha256=digest,
            source=source,
            added=datetime.now(UTC),
        )
        write_small(top / _CARD, msgspec.json.encode(card))
        folder, old = self.root / name, self.root / ".work" / name / "old"
        if folder.exists():
            folder.rename(old)
        top.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
        memory = self.memory(name)
        if memory.removed:
            memory.removed = False
            self.remember(name, memory)
        return Installed(card, folder)

    @contextlib.contextmanager
    def change(self, name: str, wait: float = 5.0) -> Generator[Path]:
        """Hold the model's lock and sweep up after a crash; gives its folder for work in progress.

        Raises ``Busy`` when another process holds the lock for ``wait`` seconds.
        """
        from filelock import FileLock, Timeout

        work = self.root / ".work" / checked(name)
        work.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(work / "lock", timeout=wait):
                self._sweep(name, work)
                try:
                    yield work
                finally:
                    self._sweep(name, work)
        except Timeout as error:
            raise Busy(f"Another process is changing {name!r}. Try again when it is done.") from error

    def _sweep(self, name: str, work: Path) -> None:
        """Finish or undo what a crash left."""
        folder, old = self.root / name, work / "old"
        if old.exists() and self._card(folder) is None:
            shutil.rmtree(folder, ignore_errors=True)
            old.rename(folder)
        for left in ("old", "new", "gone"):
            shutil.rmtree(work / left, ignore_errors=True)

    def memory(self, name: str) -> _Memory:
        """What is remembered of a model."""
        try:
            return msgspec.json.decode(
                (self.root / ".work" / name / "memory.json").read_bytes(), type=_Memory
            )
        except (FileNotFoundError, msgspec.MsgspecError):
            return _Memory()

    def remember(self, name: str, memory: _Memory) -> None:
        """Remember it. The caller holds ``change``."""
        write_small(self.root / ".work" / name / "memory.json", msgspec.json.encode(memory))

    def _card(self, folder: Path) -> Card | None:
        try:
            card = msgspec.json.decode((folder / _CARD).read_bytes(), type=Card)
        except (FileNotFoundError, NotADirectoryError, msgspec.MsgspecError):
            return None
        return card if card.name == folder.name else None

    def _named_like(self, path: Path) -> Model | None:
        """The model of the catalogue that upstream calls by this file's or folder's name.

        None where several have a file of the name: a folder called ``model`` may hold any of them.
        """
        name = stem(path) if path.is_file() else path.name
        if name in self.catalogue:
            return self.catalogue[name]
        named = [
            model
            for model in self.catalogue.values()
            if any(name == stem(Path(source.filename)) for source in model.sources)
        ]
        return named[0] if len(named) == 1 else None


def checked(name: str) -> str:
    """The name, if it can be a model's; raises ``BadModel`` otherwise."""
    if not _NAME.fullmatch(name):
        raise BadModel(
            f"{name[:80]!r} cannot be a model's name: it takes 1 to 64 letters, digits, '.', '_' and '-'."
        )
    return name


def write_small(path: Path, contents: bytes) -> None:
    """Replace a small file in one step."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with fresh.open("wb") as out:
        out.write(contents)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(path)
