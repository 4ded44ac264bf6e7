"""Changes of records, and how two devices' changes become one record: per field, the latest stamp wins.

Pure functions of values. What the server holds is the truth; a device shows it with its own changes that the
server has not taken yet laid over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import Struct, field

from parley.errors import TooLong
from parley.home.collections import LARGEST_DOCUMENT, Fields, as_json, typed, with_defaults
from parley.home.stamps import after


class Change(Struct, frozen=True, gc=False):
    """One edit of one record, made at one moment."""

    collection: str
    id: str
    stamp: str
    """When, as a ``Stamp``."""
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """New values of the fields that were edited; nothing of the others."""
    deleted: bool = False
    """The record was deleted; ``fields`` is empty."""


class State(Struct, frozen=True, array_like=True, gc=False):
    """What is known of one record: its fields, and when each got its value. Without fields there is none.

    The sealed column of a record holds this, as a JSON array.
    """

    fields: Fields = field(default_factory=dict[str, Any])
    stamps: dict[str, str] = field(default_factory=dict[str, str])
    """Field → stamp of the edit that its value is from."""
    deleted: str | None = None
    """Stamp of the latest deletion; edits from before it never count again."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record as devices pull it."""

    collection: str
    id: str
    seq: int
    """The account's change that it was last part of; later changes have higher numbers."""
    fields: Fields
    """Empty when the record is deleted."""
    stamps: dict[str, str]
    deleted: str | None = None


NOTHING = State()


def merged(state: State, change: Change) -> State:
    """The record after a change; ``state`` itself when the change comes too late to matter.

    Deleting wins over what was edited before it; a record that anybody edited later stays as it is. An edit
    made after a deletion makes the record anew, from that edit's fields alone; whether these are enough is
    for the collection's shape to say.
    """
    if change.deleted:
        return _without(state, change.stamp)
    stamp, stamps = change.stamp, state.stamps
    if stamp <= (state.deleted or ""):
        return state
    fresh = {name: value for name, value in change.fields.items() if stamp > stamps.get(name, "")}
    if not fresh:
        return state
    return edited(state, fresh, stamp)


def edited(state: State, fields: Mapping[str, Any], stamp: str) -> State:
    """The record after an edit whose stamp is later than all of its own."""
    stamps = state.stamps | dict.fromkeys(fields, stamp)
    return State({**state.fields, **fields}, stamps, state.deleted)


def _without(state: State, stamp: str) -> State:
    if any(at > stamp for at in state.stamps.values()) or (state.deleted or "") >= stamp:
        return state
    return State(deleted=stamp)


def replacing(collection: str, state: State, document: Mapping[str, Any]) -> Fields:
    """The fields to change so that a record is this document, which is of its collection's shape."""
    if not state.fields:
        return dict(document) or with_defaults(collection, {})
    if state.fields.keys() == document.keys():  # what neither has is by default in both
        return differing(state.fields, document)
    return differing(with_defaults(collection, state.fields), with_defaults(collection, document))


def differing(fields: Mapping[str, Any], others: Mapping[str, Any]) -> Fields:
    """Those of the others that are not the same here."""
    found: Fields = {}
    for name, value in others.items():
        was = fields.get(name)
        if was != value or type(was) is not type(value):  # for True is 1
            found[name] = value
    return found


def latest(stamp: str, state: State) -> str:
    """The stamp, after all that is known of a record."""
    newest = state.deleted or ""
    for each in state.stamps.values():
        if each > newest:
            newest = each
    return stamp if stamp > newest else after(stamp, newest)


def check(collection: str, fields: Fields) -> None:
    """See that a whole record is as it may be. Raises ``BadRecord``, ``TooLong``."""
    document = as_json(fields)
    if len(document) > LARGEST_DOCUMENT:
        raise TooLong(f"A record may have {LARGEST_DOCUMENT // 1024} KiB.")
    typed(collection, document)
