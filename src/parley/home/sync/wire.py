"""The messages of sync, as docs/sync.md describes them; the server and the Python client share these."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from parley.home.changes import Change, Row
from parley.home.orders import Refused

PUSH_BYTES = 1024 * 1024
"""Longest body of a push."""


class WireChange(Struct, frozen=True, omit_defaults=True):
    """One edit. Its values are looked at one by one, so that a wrong one does not hold up the others."""

    collection: str
    id: str
    stamp: str
    fields: dict[str, Any] = field(default_factory=dict[str, Any])
    deleted: bool = False

    @classmethod
    def of(cls, change: Change) -> WireChange:
        """As it is sent."""
        return cls(change.collection, change.id, change.stamp, dict(change.fields), change.deleted)

    def change(self) -> Change:
        """As it is meant."""
        return Change(self.collection, self.id, self.stamp, self.fields, self.deleted)


class PushRequest(Struct, frozen=True):
    """A replica's changes."""

    replica: str
    first: int
    """Number of the first of them."""
    changes: list[WireChange]


class PushAnswer(Struct, frozen=True):
    """What became of them."""

    taken: int
    refused: list[Refused]
    now: int
    """The server's clock: milliseconds since 1970."""


class PullAnswer(Struct, frozen=True):
    """A page of changes."""

    rows: list[Row]
    cursor: int
    more: bool
    fresh: bool
    now: int


class LivePage(PullAnswer, frozen=True, tag_field="type", tag="page"):
    """The same, over the live feed."""


class Ping(Struct, frozen=True, tag_field="type", tag="ping"):
    """A client asks whether the feed is still there."""


class Pong(Struct, frozen=True, tag_field="type", tag="pong"):
    """It is."""


class LiveError(Struct, frozen=True, tag_field="type", tag="error"):
    """Why the feed is about to close."""

    code: str
    message: str


FromServer = LivePage | Pong | LiveError
"""What may come over the live feed."""
