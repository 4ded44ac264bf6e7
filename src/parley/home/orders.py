"""What somebody wants done to records: one write each, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct

from parley.errors import ParleyError
from parley.home.changes import Change
from parley.home.collections import Fields

Key = tuple[str, str, str]
"""Account, collection and id of a record."""

LARGEST_PUSH = 500
"""Changes in one push."""
MOST_RECORDS = 100_000
"""Of one account in one collection; deleted ones count until they are forgotten."""
MOST_REPLICAS = 1_000
"""Of one account; the one that was not heard of for longest is forgotten."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that was not taken, and never will be."""

    number: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a push."""

    taken: int
    """Number of the latest change taken from this replica, now or before; the next to send is one more."""
    refused: Sequence[Refused] = ()


class Order(Struct, frozen=True, gc=False):
    """One write to one account's records."""

    account: str
    now: float
    """When it was asked for; POSIX seconds."""

    @property
    def collections(self) -> Collection[str]:
        """Which it may change."""
        return ()

    @property
    def touched(self) -> Sequence[Key]:
        """What must be read before it can be done."""
        return ()


class Edit(Order, frozen=True, gc=False):
    """What is done to one record at one moment."""

    key: Key
    stamp: str

    @property
    def collections(self) -> Collection[str]:
        return self.key[1:2]

    @property
    def touched(self) -> Sequence[Key]:
        return (self.key,)


class Put(Edit, frozen=True, gc=False):
    """Keep a document in place of any other."""

    document: Fields
    """Already checked."""


class Exchange(Put, frozen=True, gc=False):
    """Keep a document in place of several, as long as these are what somebody took them for."""

    seen: Mapping[Key, Fields]
    """Those that are to be replaced, and what some of their fields must be. All but ``key`` are forgotten."""

    @property
    def touched(self) -> Sequence[Key]:
        return [self.key, *self.seen]


class Set(Edit, frozen=True, gc=False):
    """New values for some fields of a document that is there."""

    fields: Fields


class Delete(Edit, frozen=True, gc=False):
    """Forget a document."""


class Push(Order, frozen=True, gc=False):
    """A replica's changes."""

    replica: str
    first: int
    """Number of the first of them."""
    changes: Sequence[Change]

    @property
    def collections(self) -> Collection[str]:
        return {each.collection for each in self.changes}

    @property
    def touched(self) -> Sequence[Key]:
        return [(self.account, each.collection, each.id) for each in self.changes]


class Outcome(Struct, frozen=True):
    """What became of an order."""

    result: bool | Pushed | ParleyError
    """Whether there was a record; what was taken; or why nothing was done."""
    changed: bool = False
    """Whether any record is another than before."""
    due: bool = False
    """Whether something is due at another time than before."""
