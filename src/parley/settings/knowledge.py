"""Settings of the graph of facts."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field


class Sparql(Struct, frozen=True, forbid_unknown_fields=True):
    """Programs may ask the graph in SPARQL."""

    enabled: bool = True
    seconds: Annotated[float, Meta(ge=0.1, le=300.0)] = 10.0
    """A query may take; then the process that answers it is ended."""
    rows: Annotated[int, Meta(ge=1, le=1_000_000)] = 10_000
    """Rows or triples of an answer; what is beyond is left out, and said to be."""
    megabytes: Annotated[int, Meta(ge=1, le=200)] = 16
    """Of an answer."""
    copies: Annotated[int, Meta(ge=1, le=32)] = 1
    """Queries that are answered at once, a process each."""
    memory_mb: Annotated[int, Meta(ge=256, le=1_000_000)] = 2_048
    """That such a process may take."""


class Knowing(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known: the graph, and who may ask it."""

    enabled: bool = True
    """Answer questions from the graph."""
    starter: bool = True
    """Take in the graph that ships (countries, places, elements, people, works) when it is not there yet."""
    sparql: Sparql = field(default_factory=Sparql)
