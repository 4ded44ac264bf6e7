"""Which translation models are on this machine, and which ways they know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from parley.errors import BadModel, Unsupported
from parley.models.store import Installed, Store
from parley.telemetry import log
from parley.translation.engines.vocabulary import languages_of
from parley.translation.tags import standard

ENGINE = "ctranslate2"
_PAIR = re.compile(r".*?([a-z]{2,3})[-_]([a-z]{2,3})")


@dataclass(frozen=True, slots=True)
class Model:
    """One model."""

    name: str
    folder: Path
    kind: str
    """As ``parley.models.kinds`` names it."""
    sources: frozenset[str]
    targets: frozenset[str]

    def knows(self, source: str, target: str) -> bool:
        """Whether it translates this way."""
        return source != target and source in self.sources and target in self.targets


class _Metadata(msgspec.Struct):
    """What matters of an Argos package's ``metadata.json``."""

    from_code: str
    to_code: str


def models(store: Store) -> Iterator[Model]:
    """The translation models of a store, by name; what tells no languages is logged and left out."""
    for each in store.installed():
        if each.card.engine != ENGINE:
            continue
        try:
            sources, targets = _ways(each)
        except (BadModel, Unsupported, OSError) as error:
            code = error.code if isinstance(error, (BadModel, Unsupported)) else "failed"
            log.warning("translator.unreadable", model=each.card.name, code=code)
            continue
        yield Model(each.card.name, each.path, each.card.kind, sources, targets)


def _ways(model: Installed) -> tuple[frozenset[str], frozenset[str]]:
    """The languages it translates from and into. Raises ``BadModel``, ``Unsupported``."""
    if model.card.kind == "argos":
        try:
            about = msgspec.json.decode((model.path / "metadata.json").read_bytes(), type=_Metadata)
        except msgspec.MsgspecError as error:
            raise BadModel("The package's metadata.json does not say its languages.") from error
        return frozenset({standard(about.from_code)}), frozenset({standard(about.to_code)})
    tokens = frozenset(languages_of(model.path))
    if model.card.kind != "opus-mt":
        return tokens, tokens
    source, target = _pair(model)
    return frozenset({source}), tokens or frozenset({target})


def _pair(model: Installed) -> tuple[str, str]:
    """OPUS-MT's files do not say it: the catalogue does, else the model's name, ``opus-mt-en-de``."""
    languages = model.card.languages
    if len(languages) == 2:
        return standard(languages[0]), standard(languages[1])
    found = _PAIR.fullmatch(model.card.name)
    if found is None:
        raise BadModel(
            f"{model.card.name!r} does not tell its languages: import it with --name opus-mt-FROM-TO."
        )
    return standard(found[1]), standard(found[2])
