"""Records as documents that can be found: what of each is its title, and what its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from parley.home.collections import Fields, with_defaults
from parley.home.following import Written
from parley.search.personal.rows import Kept
from parley.search.types import Document

_KANA = re.compile("[\u3040-\u30ff]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile("[\uac00-\ud7af]")

Maker = Callable[[str, Fields, float], Document | None]
"""Makes the document of a record's id, its whole fields and when it was first written."""


def kept_of(record: Written) -> Kept | None:
    """What is found of a record; None where nothing is: deleted, or of a collection that nobody searches."""
    make = _MAKERS.get(record.collection)
    if make is None or not record.fields:
        return None
    fields = with_defaults(record.collection, record.fields)
    document = make(record.id, fields, record.created)
    if document is None:
        return None
    known = str(fields.get("language", ""))
    language = known or written_in(f"{document.title} {document.body[:1_000]}")
    return Kept.of(replace(document, language=language), _page_of(record.collection, record.id, fields))


def written_in(text: str) -> str:
    """The language of a text where its script tells; empty for letters that many languages share."""
    if _KANA.search(text):
        return "ja"
    if _HAN.search(text):
        return "zh"
    return "ko" if _HANGUL.search(text) else ""


def searched(collection: str) -> bool:
    """Whether records of a collection are found."""
    return collection in _MAKERS


def id_of(collection: str, id: str) -> str:
    """What a record's document is called."""
    return f"{collection}/{id}"


def _note(id: str, of: Fields, created: float) -> Document:
    changed = of["changed"] or created
    return _made("notes", id, "note", of["title"], [of["text"]], at=changed)


def _list(id: str, of: Fields, created: float) -> Document:
    return _made("lists", id, "list", of["name"], [], at=created)


def _item(id: str, of: Fields, created: float) -> Document:
    return _made("items", id, "list", of["text"], [of["amount"]], at=created)


def _reminder(id: str, of: Fields, created: float) -> Document:
    title, _, rest = of["text"].partition("\n")
    return _made("reminders", id, "reminder", title, [rest, of["place"]], at=of["due"] or created)


def _event(id: str, of: Fields, created: float) -> Document | None:
    if of["gone"]:
        return None
    at = _begins(of["day"], of["time"], of["zone"]) or created
    return _made("events", id, "event", of["title"], [of["place"], of["note"]], at=at, changed=of["changed"])


def _contact(id: str, of: Fields, created: float) -> Document:
    names = [of["nickname"], of["reading"], *of["phones"], *of["emails"], of["address"], of["birthday"]]
    return _made("contacts", id, "contact", of["name"], [*names, of["note"]], at=created)


def _memory(id: str, of: Fields, created: float) -> Document:
    return _made("memories", id, "memory", of["subject"], [of["text"]], at=of["learned"] or created)


def _fact(id: str, of: Fields, created: float) -> Document:
    relation = str(of["relation"])
    said = of["said"] or " ".join([*of["path"], relation.removeprefix("@"), of["value"]])
    title = "" if relation.startswith("@") else " ".join([*of["path"], relation])
    parts = [said] if of["value"] in said else [said, of["value"]]
    return _made("facts", id, "fact", title, parts, at=of["at"] or created)


def _said(id: str, of: Fields, created: float) -> Document | None:
    if str(of["intent"]).startswith("find."):
        return None  # what somebody looked for would be the first that they find
    return _made("history", id, "history", of["heard"], [of["answered"]], at=of["at"] or created)


def _routine(id: str, of: Fields, created: float) -> Document:
    return _made("routines", id, "routine", of["name"], [*of["phrases"], *of["steps"]], at=created)


def _bookmark(id: str, of: Fields, created: float) -> Document:
    made = _made(
        "bookmarks", id, "bookmark", of["title"], [of["note"], *of["tags"]], at=of["added"] or created
    )
    return _placed(made, of["url"])


def _photo(id: str, of: Fields, created: float) -> Document | None:
    if of["hidden"]:
        return None
    return _made(
        "photos", id, "photo", of["caption"] or of["name"], [of["name"], *of["albums"]], at=of["taken"]
    )


_MAKERS: Mapping[str, Maker] = {
    "notes": _note,
    "lists": _list,
    "items": _item,
    "reminders": _reminder,
    "events": _event,
    "contacts": _contact,
    "memories": _memory,
    "facts": _fact,
    "history": _said,
    "routines": _routine,
    "bookmarks": _bookmark,
    "photos": _photo,
}


def _page_of(collection: str, id: str, fields: Mapping[str, Any]) -> str:
    """The web app's page that shows a record."""
    if collection == "items":
        return f"lists/{fields['list']}"
    if collection in ("notes", "lists", "photos"):
        return id_of(collection, id)
    return _PAGES.get(collection, "")


_PAGES = {
    "reminders": "reminders",
    "events": "calendar",
    "history": "history",
    "routines": "home",
    "facts": "knowledge/mine",
    "bookmarks": "search/sites",
}
"""Collection → the page that shows all of it, where a record has none of its own."""


def _made(
    collection: str,
    id: str,
    kind: str,
    title: str,
    texts: list[str],
    *,
    at: float = 0.0,
    changed: float = 0.0,
) -> Document:
    body = "\n".join(each for each in dict.fromkeys(texts) if each and each != title)
    return Document(id_of(collection, id), kind, title.strip(), body, at=at, changed=changed or at)


def _placed(document: Document, url: str) -> Document:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return replace(document, title=document.title or url, url=url, site=host)


def _begins(day: str, time: str, zone: str) -> float:
    """When something begins, POSIX seconds; 0 where that cannot be told."""
    try:
        return datetime.fromisoformat(f"{day}T{time or '00:00'}").replace(tzinfo=ZoneInfo(zone)).timestamp()
    except (ValueError, KeyError, OSError):  # no such day, or no such zone
        return 0.0
