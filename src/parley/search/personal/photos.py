"""Photos as documents: beside captions and names, what is written on them, what is on them, and where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import Connection

from parley.home.vault import Vault
from parley.search.personal.rows import Kept
from parley.vision.objects.names import CLASSES, called
from parley.vision.photos import rows as photo_rows
from parley.vision.photos.types import COLLECTION, Facts

_CLASSES = frozenset(CLASSES)

__all__ = ["COLLECTION", "facts_of", "with_facts"]


def facts_of(
    connection: Connection, vault: Vault, account: str, photos: Sequence[str]
) -> Mapping[str, Facts]:
    """What was found on some photos, of those that were looked at."""
    if not photos:
        return {}
    return {each.photo: each.facts for each in photo_rows.found_on(connection, vault, account, photos)}


def with_facts(photo: Kept, facts: Facts) -> Kept:
    """The document of a photo with what was found on it."""
    return msgspec.structs.replace(photo, body="\n".join(filter(None, (photo.body, *_texts(facts)))))


def _texts(facts: Facts) -> Iterator[str]:
    yield facts.text
    yield from (each.text for each in facts.codes)
    names = dict.fromkeys(each.name for each in facts.objects if each.name in _CLASSES)
    for language in ("zh", "en"):
        yield " ".join(called(name, language) for name in names)
    if facts.place is not None:
        for each in (facts.place.town, facts.place.region, facts.place.country):
            if each is not None:
                yield f"{each.zh} {each.en}"
