"""How a table is read: a YAML file that says which columns make the thing, its names and its facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import yaml
from msgspec import Meta, Struct, field

from parley.knowledge.importing.types import BadSource
from parley.knowledge.importing.wikidata.units import units

_Template = Annotated[str, Meta(max_length=1_000)]
_COLUMN = re.compile(r"\{([^{}]{1,100})\}")
_BYTES = 256 * 1024


class Fact(Struct, frozen=True, forbid_unknown_fields=True):
    """One relation of the thing in a row."""

    relation: Annotated[str, Meta(min_length=1, max_length=300)]
    """``P36``, or a whole IRI, or a word of one's own such as ``leader``."""
    value: _Template
    kind: Literal["thing", "number", "day", "text"] = "text"
    unit: str = ""
    """Of the numbers in the table, as CLDR calls it, such as ``kilometer``."""
    language: str = ""
    split: str = ""
    """What stands between several values in one cell."""


class Relation(Struct, frozen=True, forbid_unknown_fields=True):
    """What a relation of one's own is called."""

    en: str = ""
    zh: str = ""


class Layout(Struct, frozen=True, forbid_unknown_fields=True, rename={"class_": "class"}):
    """How a row becomes facts. ``{column}`` stands for what is in that column."""

    id: _Template
    """``{wikidata}`` for ids such as Q513, else anything that tells rows apart: ``{code}``."""
    class_: str = ""
    """What each is an instance of: ``Q4022``."""
    labels: Mapping[str, _Template] = field(default_factory=dict[str, str])
    """Language → template."""
    aliases: Mapping[str, _Template] = field(default_factory=dict[str, str])
    """The same; ``|`` stands between several."""
    descriptions: Mapping[str, _Template] = field(default_factory=dict[str, str])
    popularity: _Template = ""
    facts: tuple[Fact, ...] = ()
    relations: Mapping[str, Relation] = field(default_factory=dict[str, Relation])
    """Names of relations of one's own."""
    delimiter: Annotated[str, Meta(min_length=1, max_length=1)] = ","
    encoding: Literal["utf-8", "utf-8-sig", "gb18030", "big5", "latin-1", "utf-16"] = "utf-8-sig"


def mapping_of(path: Path | None) -> Layout:
    """Read a mapping. Raises ``BadSource``."""
    if path is None:
        raise BadSource("A table needs --mapping: a YAML file that says what its columns are.")
    try:
        if path.stat().st_size > _BYTES:
            raise BadSource("The mapping is longer than 256 kB.")
        told: Any = yaml.safe_load(path.read_text("utf-8"))
        mapping = msgspec.convert(told, Layout)
    except (OSError, UnicodeError, yaml.YAMLError, msgspec.ValidationError, RecursionError) as error:
        raise BadSource(f"The mapping cannot be read: {error}"[:500]) from error
    known = units()[1]
    odd = [each.unit for each in mapping.facts if each.unit and each.unit not in known]
    if odd:
        raise BadSource(f"The mapping has a unit that is not known: {odd[0]}. Known are {', '.join(known)}.")
    return mapping


def filled(template: str, row: Mapping[str, str]) -> str:
    """The template with a row's cells; empty when one of them is."""
    cells = [row.get(name, "").strip() for name in _COLUMN.findall(template)]
    return "" if "" in cells else _COLUMN.sub(lambda found: row.get(found[1], "").strip(), template)


def columns(mapping: Layout) -> set[str]:
    """The columns that it names."""
    templates = [mapping.id, mapping.popularity, *(each.value for each in mapping.facts)]
    for each in (mapping.labels, mapping.aliases, mapping.descriptions):
        templates += each.values()
    return {name for template in templates for name in _COLUMN.findall(template)}
