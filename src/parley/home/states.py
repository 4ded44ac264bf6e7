"""Records as they lie in the database, sealed with their account's key, and those that a process knows."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import msgspec
from msgspec import Struct

from parley.home.changes import NOTHING, State
from parley.home.orders import Key
from parley.home.vault import AccountKey

_MOST = 4_096
"""Records of which a process knows what they say."""
_LONGEST = 2_048
"""Bytes of one of them, sealed: some 20 MB in all."""
_IN_DOUBT = -1

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(State)


def sealed_state(key: AccountKey, account: str, collection: str, id: str, state: State) -> bytes:
    """What may be written to disk of a record."""
    return key.seal(_ENCODER.encode(state), _about(account, collection, id))


def opened_state(key: AccountKey, account: str, collection: str, id: str, sealed: bytes) -> State:
    """The record of what lay on disk. Raises ``Unreadable``."""
    return _DECODER.decode(key.open(sealed, _about(account, collection, id)))


class Known(Struct, gc=False):
    """A record as the database has it, or will after this transaction."""

    name: Key
    about: bytes
    """What it is sealed as; made once, for a record that is written often."""
    state: State
    newest: str
    """The latest of its stamps; empty where it has none."""
    created: float
    there: bool = False
    """Whether the database has it, if only as deleted."""
    was: int = 0
    """The change that it lies there with, where it may be written in its place; else 0."""
    seq: int = 0
    """Its change by this transaction; 0 where there is none."""


def fresh(name: Key, now: float) -> Known:
    """A record that the database does not have."""
    return Known(name, _about(*name), NOTHING, "", now)


class Remembered:
    """What a process knows of one account's records."""

    __slots__ = ("_all", "rows", "seq", "witness")

    def __init__(self, all_: KnownStates) -> None:
        self._all = all_
        self.rows: dict[Key, Known] = {}
        """Some of those that are not deleted."""
        self.seq = _IN_DOUBT
        """The account's latest change when this was so."""
        self.witness: bytes | None = None
        """What the record of that change was sealed to."""

    def opened(self, key: AccountKey, name: Key, seq: int, created: float, sealed: bytes) -> Known:
        """A record as it was just read. Raises ``Unreadable``."""
        about = _about(*name)
        state = _DECODER.decode(key.open(sealed, about))
        newest = max(state.stamps.values(), default="")
        if state.deleted and state.deleted > newest:
            newest = state.deleted
        row = Known(name, about, state, newest, created, True, seq if state.fields else 0)
        self.keep(row, len(sealed))
        return row

    def keep(self, row: Known, size: int) -> None:
        """The database has this record now, sealed to so many bytes."""
        if row.was and size <= _LONGEST:
            if row.name not in self.rows:
                self._all.count(self)
                self.rows[row.name] = row
        elif row.name in self.rows:
            del self.rows[row.name]

    def hold(self, seq: int, witness: bytes | None) -> None:
        """All this is so when the account's latest change is this one, sealed to these bytes."""
        self.seq, self.witness = seq, witness


class KnownStates:
    """What a process knows of the records that it read or wrote last, so that it need not read them again.

    It counts only as long as nobody else has written to the account. Whoever does counts its changes up, so
    the number tells, read in the transaction that relies on it. A number may come twice, for another change,
    where a commit failed or a database was put back; but each record is sealed at random, so what the record
    of the latest change is sealed to comes only once. Deletions are not kept: these are forgotten without a
    change. All is forgotten with the account's key.
    """

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[AccountKey, Remembered] = WeakKeyDictionary()
        self._count = 0

    def of(self, key: AccountKey, seq: int, witness: bytes | None) -> Remembered:
        """An account's, whose latest change is this and is sealed to these bytes. Until ``hold`` says how it
        ended, it counts for nobody else: the transaction may fail half-way."""
        found = self._of.get(key)
        if found is None:
            found = self._of[key] = Remembered(self)
        elif found.seq != seq or witness is None or found.witness != witness:
            self._count -= len(found.rows)
            found.rows.clear()
        found.seq = _IN_DOUBT
        return found

    def count(self, its: Remembered) -> None:
        """One of these will be known, too; all are forgotten where that makes too many."""
        self._count += 1
        if self._count > _MOST:  # of accounts that went, too
            for each in [*self._of.values(), its]:
                each.rows.clear()
            self._count = 1


def _about(account: str, collection: str, id: str) -> bytes:
    return f"records:{account}:{collection}:{id}".encode()
