"""A person's facts as records, and what their contacts tell beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from parley.home.records import Record
from parley.knowledge.own.graph import Kept

COLLECTION = "facts"
MOST = 2_000
"""Facts of one person."""
CONTACT = "contact:"
"""Begins the ids of facts that stand in the person's contacts."""
_TOLD = {"phones": "phone number", "emails": "email", "address": "address", "birthday": "birthday"}


def fact_of(record: Record) -> Kept:
    """The fact of a record."""
    document = record.document
    return Kept(
        record.id,
        tuple(str(each) for each in cast("list[object]", document["path"])),
        str(document["relation"]),
        str(document["value"]),
        str(document["said"]),
        str(document["language"]),
        float(document["at"]) or record.created,
    )


def document_of(fact: Kept) -> Mapping[str, object]:
    """As it is in the records."""
    return {
        "path": list(fact.path),
        "relation": fact.relation,
        "value": fact.value,
        "said": fact.said,
        "language": fact.language,
        "at": fact.at,
    }


def facts_of_contact(record: Record) -> Iterator[Kept]:
    """What a contact tells, of whoever is called so."""
    document = record.document
    for name in dict.fromkeys(str(document[each]) for each in ("name", "nickname")):
        for field, relation in _TOLD.items() if name else ():
            value = document[field]
            values = cast("list[object]", value) if isinstance(value, list) else [value]
            for each in values:
                if each:
                    yield Kept(f"{CONTACT}{record.id}", (name,), relation, str(each), at=record.created)
