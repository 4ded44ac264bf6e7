"""What is imported, how far it is, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import msgspec

from parley.errors import ParleyError
from parley.knowledge.types import Source

Told = Callable[[int, int], None]
"""Called with bytes read of the file and bytes of it in all."""


class BadSource(ParleyError):
    """A file is not what it is said to be, or a source has no name that can be one."""

    code: ClassVar[str] = "bad_source"


class UnknownSource(ParleyError):
    """There is no source of that name in the graph."""

    code: ClassVar[str] = "unknown_source"


class NoSpace(ParleyError):
    """The disk has no room for what is imported."""

    code: ClassVar[str] = "no_space"


class Unfinished(ParleyError):
    """Another import was interrupted, and could still be finished."""

    code: ClassVar[str] = "unfinished_import"


class Choice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What of a Wikidata dump is taken."""

    classes: tuple[str, ...] = ()
    """Instances of these (``Q515``) and of their subclasses; empty for all."""
    languages: tuple[str, ...] = ("en", "zh")
    """Names and descriptions in these."""
    popularity: int = 0
    """Things that at least so many wikis write about (sitelinks)."""
    names_from: int = 10
    """Of things that are not taken, those that so many wikis write about keep their names, so that what
    points at them can be read."""
    relations: tuple[str, ...] = ()
    """Only these (``P36``); empty for all."""


@dataclass(frozen=True, slots=True)
class Job:
    """One source to import."""

    file: Path
    source: Source
    """Its name, and what is known of it; ``triples`` and ``modified`` are found out."""
    format: str = ""
    """``wikidata``, ``csv``, ``nt``, ``nq``, ``ttl``, ``trig``, ``rdf`` or ``jsonld``; empty to guess it."""
    mapping: Path | None = None
    """How a table is read, for ``csv``."""
    choice: Choice = field(default_factory=Choice)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of importing one source."""

    source: Source
    taken: int
    """Lines, rows or entities taken from the file; statements of Turtle, RDF/XML and JSON-LD."""
    bad: int
    """Those that could not be read and were left out."""
    where: tuple[int, ...] = ()
    """Numbers of the first of these, from 1."""
    left: Mapping[str, int] = field(default_factory=dict[str, int])
    """What was left out on purpose, and how often: ``class``, ``popularity``, ``unit``, ``date``, …"""
    resumed: bool = False
    """It went on where an import had been interrupted."""
    seconds: float = 0.0
