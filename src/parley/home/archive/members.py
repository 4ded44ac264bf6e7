"""The members of an account's archive that are made of records: lines for programs, pages for people."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from parley.home.archive import calendar, contacts, markdown
from parley.home.archive.kept import Kept
from parley.home.archive.names import Names, safe
from parley.home.archive.packing import Packing
from parley.home.archive.spool import Spool
from parley.home.collections import COLLECTIONS
from parley.home.vault import AccountKey

_TOGETHER = 200
"""Records between two looks at whether somebody waits for bytes."""


def pack(packing: Packing, spool: Spool, key: AccountKey) -> Iterator[int]:
    """Write every member that is made of records; yields now and then how many records went into lines."""
    yield from _lines(packing, spool, key)
    packing.add_lines("calendar.ics", calendar.calendar(lambda: _dated(spool, key)))
    yield 0
    packing.add_lines("contacts.vcf", contacts.cards(spool.of(key, "contacts")))
    yield 0
    yield from _notes(packing, spool, key)
    yield from _lists(packing, spool, key)


def _lines(packing: Packing, spool: Spool, key: AccountKey) -> Iterator[int]:
    for collection in COLLECTIONS:
        with packing.member(f"records/{collection}.jsonl") as writing:
            count = 0
            for count, record in enumerate(spool.of(key, collection), 1):
                writing.write(msgspec.json.encode(record) + b"\n")
                if count % _TOGETHER == 0:
                    yield _TOGETHER
            yield count % _TOGETHER


def _dated(spool: Spool, key: AccountKey) -> Iterator[tuple[str, Kept]]:
    for collection in calendar.COLLECTIONS:
        for record in spool.of(key, collection):
            yield collection, record


def _notes(packing: Packing, spool: Spool, key: AccountKey) -> Iterator[int]:
    names = Names()
    for count, record in enumerate(spool.of(key, "notes")):
        title = str(record.document["title"]) or str(record.document["text"]).strip().split("\n", 1)[0][:60]
        packing.add(f"notes/{_page(names, title, markdown.NOTE)}", markdown.note(record).encode())
        if count % _TOGETHER == 0:
            yield 0


def _lists(packing: Packing, spool: Spool, key: AccountKey) -> Iterator[int]:
    """Goes through the items once to know where each list's are; holds the items of one list at a time."""
    names, places = Names(), dict[str, list[int]]()
    for place, item in spool.placed(key, "items"):
        places.setdefault(str(item.document["list"]), []).append(place)
    for record in spool.of(key, "lists"):
        items = [spool.at(key, "items", place) for place in places.pop(record.id, ())]
        items.sort(key=lambda item: (str(item.document["order"]), item.created, item.id))
        name = _page(names, str(record.document["name"]), markdown.LIST)
        packing.add_lines(f"lists/{name}", markdown.checklist(record, items))
        yield 0


def _page(names: Names, title: str, otherwise: str) -> str:
    return names.unique(safe(title.replace("/", " ").replace("\\", " "), otherwise) + ".md")
