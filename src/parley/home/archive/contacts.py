"""Contacts as vCard 4.0 (RFC 6350), for any address book to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from parley.home.archive.contentlines import escaped, line
from parley.home.archive.kept import Kept


def cards(contacts: Iterable[Kept]) -> Iterator[str]:
    """The lines of the file, one card after the other."""
    for contact in contacts:
        yield from _card(contact)


def _card(contact: Kept) -> Iterator[str]:
    document = contact.document
    name = _one(document, "name")
    yield line("BEGIN", "VCARD")
    yield line("VERSION", "4.0")
    yield line("UID", escaped(f"contacts-{contact.id}@parley"), {"VALUE": "text"})
    yield line("FN", escaped(name or _one(document, "nickname") or next(_any(document), "?")))
    # Which part is the family name nobody has told; the reading is what the card is sorted by.
    reading = _one(document, "reading").replace('"', "'")
    yield line("N", f"{escaped(name)};;;;", {"SORT-AS": reading} if reading else None)
    if _one(document, "nickname"):
        yield line("NICKNAME", escaped(_one(document, "nickname")))
    for phone in _many(document, "phones"):
        yield line("TEL", escaped(phone), {"VALUE": "text"})
    for email in _many(document, "emails"):
        yield line("EMAIL", escaped(email))
    if _one(document, "address"):
        yield line("ADR", f";;{escaped(_one(document, 'address'))};;;;")
    if _one(document, "birthday"):
        yield line("BDAY", _one(document, "birthday").replace("-", ""))
    if document.get("note"):
        yield line("NOTE", escaped(str(document["note"])))
    yield line("REV", f"{_revised(contact):%Y%m%dT%H%M%SZ}")
    yield line("END", "VCARD")


def _revised(contact: Kept) -> datetime:
    """When it was last edited, as the latest stamp tells."""
    latest = max(contact.stamps.values(), default="")
    seconds = int(latest.split("-", 1)[0], 16) / 1000 if latest else contact.created
    return datetime.fromtimestamp(int(seconds), UTC)


def _one(document: dict[str, Any], field: str) -> str:
    return " ".join(str(document.get(field) or "").split())


def _many(document: dict[str, Any], field: str) -> Iterator[str]:
    for each in document.get(field) or ():
        if str(each).strip():
            yield " ".join(str(each).split())


def _any(document: dict[str, Any]) -> Iterator[str]:
    yield from _many(document, "emails")
    yield from _many(document, "phones")
