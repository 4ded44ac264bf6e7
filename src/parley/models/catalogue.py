"""The catalogue: which models exist, what they are good for, and where to get them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from parley.errors import BadModel


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file to download."""

    url: str

    size: int | None = None
    """Bytes to download, or None where nobody could verify it."""

    sha256: str | None = None
    """Hash of the downloaded file; None where none is known, then the first pull remembers what it got."""

    changes: bool = False
    """Newer files come to lie under the same address: no hash stays right, so none is remembered."""

    unpack: bool = False
    """The file is an archive; its contents are the model."""

    @property
    def filename(self) -> str:
        """Last part of the URL's path."""
        return self.url.split("?", 1)[0].rsplit("/", 1)[-1]


class Bundle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An archive inside the package."""

    file: str
    """Its name under ``parley/models/bundled``."""

    sha256: str

    @property
    def path(self) -> Path:
        """Where it lies on disk."""
        return Path(str(files("parley.models") / "bundled" / self.file))


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence on what a model is good for, per language."""

    zh: str
    en: str


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One entry of the catalogue."""

    name: str
    service: str
    """``recogniser``, ``synthesiser``, ``translator``, ``embedding`` or ``dictionary``."""

    engine: str
    """Name of the engine that loads it: ``sphinx``, ``sherpa``, ``piper``, ``syllables``, ``whisper``,
    ``ctranslate2``, ``bert``, ``dictionary``."""

    kind: str
    """Which files it is made of, as ``parley.models.kinds`` names them."""

    languages: tuple[str, ...]
    """Primary language tags; ``mul`` when there are too many to list."""

    licence: str
    """SPDX identifier, or a sentence where there is none."""

    about: About

    size: int | None = None
    """Bytes on disk once installed, or None where nobody could verify it."""

    sources: tuple[Source, ...] = ()
    bundle: Bundle | None = None

    @property
    def download_size(self) -> int | None:
        """Bytes to download in all, or None if any of them is unknown."""
        sizes = [source.size for source in self.sources]
        return None if None in sizes else sum(size for size in sizes if size is not None)


def read(text: str) -> dict[str, Model]:
    """The models a catalogue in YAML lists, by name. Raises ``BadModel`` if an entry is malformed."""
    import yaml

    try:
        entries = msgspec.convert(yaml.safe_load(text), list[Model])
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise BadModel(f"The catalogue of models is malformed: {error}") from error
    models = {entry.name: entry for entry in entries}
    if len(models) != len(entries):
        raise BadModel("The catalogue of models names a model twice.")
    for model in entries:
        if (model.bundle is None) == (not model.sources):
            raise BadModel(f"The catalogue must give {model.name!r} either sources or a bundle.")
    return models


@cache
def catalogue() -> dict[str, Model]:
    """Parley's own catalogue, by name."""
    return read((files("parley.models") / "catalogue.yaml").read_text(encoding="utf-8"))
