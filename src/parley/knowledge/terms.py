"""The names that the graph is written with."""

from __future__ import annotations

ENTITY = "http://www.wikidata.org/entity/"
"""Begins the names of things that Wikidata knows, such as ``Q513``."""
DIRECT = "http://www.wikidata.org/prop/direct/"
"""Begins the names of relations that Wikidata knows, such as ``P36``."""
OWN = "urn:parley:"
RELATION = "urn:parley:relation:"
"""Begins the names of relations that Wikidata does not have."""
SOURCE = "urn:parley:source:"
"""Begins the names of sources; each is the named graph of what it says."""
SOURCES = "urn:parley:sources"
"""The named graph of what is known of the sources themselves."""

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ALIAS = "http://www.w3.org/2004/02/skos/core#altLabel"
DESCRIPTION = "http://schema.org/description"
POPULARITY = "urn:parley:popularity"
"""How well known a thing is: an integer from 0 to 1,000,000."""
UNIT = "urn:parley:unit"
"""Of a relation: the unit of its numbers, as CLDR calls it, such as ``meter`` or ``square-kilometer``."""
TRIPLES = "urn:parley:triples"
"""Of a source: how many triples it has."""
TITLE = "http://purl.org/dc/terms/title"
LICENCE = "http://purl.org/dc/terms/license"
FROM = "http://purl.org/dc/terms/source"
MODIFIED = "http://purl.org/dc/terms/modified"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

INSTANCE = DIRECT + "P31"
SUBCLASS = DIRECT + "P279"


def short(iri: str) -> str:
    """A thing's or relation's name as people may see it: ``Q513`` and ``P36``; others stay whole."""
    for beginning in (ENTITY, DIRECT):
        if iri.startswith(beginning):
            return iri[len(beginning) :]
    return iri


def entity(id: str) -> str:
    """The whole name of a thing from its short one; whole names stay as they are."""
    return id if ":" in id else ENTITY + id


def relation(id: str) -> str:
    """The whole name of a relation from its short one; whole names stay as they are."""
    return id if ":" in id else DIRECT + id
