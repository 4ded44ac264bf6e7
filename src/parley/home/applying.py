"""Many orders at once: one transaction and a handful of statements, however many records they touch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from parley.errors import ParleyError
from parley.home.accounts.callers import UnknownAccount
from parley.home.changes import Change, State, check, differing, edited, merged, replacing
from parley.home.collections import check_name, with_defaults
from parley.home.due import COLLECTIONS as CAN_BE_DUE
from parley.home.due import next_due
from parley.home.following import Follower, Written
from parley.home.orders import Delete, Edit, Exchange, Key, Order, Outcome, Push, Pushed, Put, Refused, Set
from parley.home.refusals import opened_refusals, sealed_refusals
from parley.home.room import Room
from parley.home.stamps import after, clamped
from parley.home.statements import Changed, Kept, Statements
from parley.home.states import Known, KnownStates, Remembered, fresh
from parley.home.vault import AccountKey, Vault, nonces


class _Account(Struct):
    key: AccountKey
    known: Remembered
    seq: int
    """Its latest change."""
    before: int
    """The same when it was locked."""
    witness: bytes | None
    """What the record of its latest change is sealed to."""


class _Replica(Struct):
    last: int = 0
    sealed: bytes | None = None
    known: bool = True
    seen: float | None = None
    """Not None when it is to be written."""


class Applying:
    """The batch function of records, and what it needs of a home."""

    def __init__(self, statements: Statements, vault: Vault) -> None:
        self.statements = statements
        self.vault = vault
        self.room = Room()
        self.states = KnownStates()
        self.followers: list[Follower] = []

    def __call__(self, connection: Connection, orders: Sequence[Order]) -> Sequence[Outcome]:
        """Do the orders one after the other; one that fails has no effect, and its outcome is the error."""
        work = _Work(self, connection, orders)
        outcomes = work.do(orders)
        work.write()
        return outcomes


class _Work:
    """One transaction: everything that is touched is read and locked first, and written last."""

    def __init__(self, applying: Applying, connection: Connection, orders: Sequence[Order]) -> None:
        self._statements = applying.statements
        self._room = applying.room
        self._followers = applying.followers
        self._connection = connection
        self._accounts: dict[str, _Account] = {}
        self._rows: dict[Key, Known] = {}
        self._changed: list[Known] = []
        self._due: dict[Key, tuple[float | None, float | None]] = {}
        """When those that changed were due before, and are now."""
        self._replicas: dict[tuple[str, str], _Replica] = {}
        for id, wrapped, seq, sealed in self._statements.lock(
            connection, {order.account for order in orders}
        ):
            witness = None if sealed is None else bytes(sealed)
            key = applying.vault.unwrap(id, bytes(wrapped))
            self._accounts[id] = _Account(key, applying.states.of(key, seq, witness), seq, seq, witness)
        unknown, pushes = self._touched(orders)
        if unknown:
            self._read(list(unknown))
        if pushes:
            for account, replica, last, sealed in self._statements.replicas(connection, pushes):
                self._replicas[account, replica] = _Replica(last, sealed)

    def _touched(self, orders: Sequence[Order]) -> tuple[set[Key], set[tuple[str, str]]]:
        """The records and the replicas that must be read; other records are at hand from now on."""
        accounts, rows = self._accounts, self._rows
        unknown, pushes = set[Key](), set[tuple[str, str]]()
        for order in orders:
            its = accounts.get(order.account)
            if its is None:
                continue
            known = its.known.rows
            if type(order) is Put:  # most are, and have one
                touched: Sequence[Key] = (order.key,)
            else:
                touched = order.touched
                if isinstance(order, Push):
                    pushes.add((order.account, order.replica))
            for name in touched:
                row = known.get(name)
                if row is None:
                    unknown.add(name)
                else:
                    rows[name] = row
        return unknown, pushes

    def _read(self, asked: Sequence[Key]) -> None:
        for number, seq, created, sealed in self._statements.rows(self._connection, asked):
            name = asked[number]
            its = self._accounts[name[0]]
            self._rows[name] = its.known.opened(its.key, name, seq, created, sealed)

    def do(self, orders: Sequence[Order]) -> list[Outcome]:
        """Do them, in memory."""
        outcomes: list[Outcome] = []
        for order in orders:
            try:
                if order.account not in self._accounts:
                    raise UnknownAccount("There is no such account, or no longer.")
                outcome = _DOING[type(order)](self, order)
            except ParleyError as error:
                outcome = Outcome(error)
            outcomes.append(outcome)
        return outcomes

    def put(self, order: Put) -> Outcome:
        name, document = order.key, order.document
        row = self._rows.get(name) or fresh(name, order.now)
        state = row.state
        were = state.fields
        if were and were.keys() == document.keys():
            fields, checked = differing(were, document), True
        else:
            fields, checked = replacing(name[1], state, document), bool(document and not were)
        if not fields:
            return _SAME[bool(were)]
        stamp = order.stamp if order.stamp > row.newest else after(order.stamp, row.newest)
        # Checked: what becomes of it is the document itself, which was checked before it came here.
        return self._become(order, row, edited(state, fields, stamp), stamp, bool(were), checked)

    def exchange(self, order: Exchange) -> Outcome:
        others = [Delete(order.account, order.now, key, order.stamp) for key in order.seen]
        for each in others:
            there = with_defaults(each.key[1], fields) if (fields := self._row(each).state.fields) else {}
            if any(there.get(name) != value for name, value in order.seen[each.key].items()):
                return Outcome(False)
        done = self.put(order)  # it may be refused, so nothing is forgotten before
        all_ = [done, *(self.delete(each) for each in others if each.key != order.key)]
        return Outcome(True, any(each.changed for each in all_), any(each.due for each in all_))

    def set(self, order: Set) -> Outcome:
        row = self._row(order)
        if not (row.state.fields and order.fields):
            return _SAME[bool(row.state.fields)]
        stamp = _later(order.stamp, row)
        return self._become(order, row, edited(row.state, order.fields, stamp), stamp, True)

    def delete(self, order: Delete) -> Outcome:
        row = self._row(order)
        if not row.state.fields:
            return Outcome(False)
        change = Change(*order.key[1:], _later(order.stamp, row), deleted=True)
        return self._take(order, change, True)

    def push(self, order: Push) -> Outcome:
        name = order.account, order.replica
        replica = self._replicas.get(name) or _Replica(known=False)
        if order.first > replica.last + 1:
            return Outcome(Pushed(replica.last))
        key = self._accounts[order.account].key
        refused = [each for each in opened_refusals(key, *name, replica.sealed) if each.number >= order.first]
        changed = due = False
        for number, change in enumerate(order.changes, order.first):
            if number <= replica.last:
                continue
            try:
                outcome = self._take(order, self._dated(order, change), True)
            except ParleyError as error:
                refused.append(Refused(number, error.code, str(error)))
                continue
            changed, due = changed or outcome.changed, due or outcome.due
        last = order.first + len(order.changes) - 1
        if last > replica.last:
            replica.last, replica.seen = last, order.now
            replica.sealed = sealed_refusals(key, *name, refused)
            self._replicas[name] = replica
        return Outcome(Pushed(replica.last, refused), changed, due)

    def _dated(self, order: Push, change: Change) -> Change:
        """The change with a stamp that is not wildly ahead. What is set back stays in its order."""
        stamp = clamped(change.stamp, int(order.now * 1000))
        if stamp == change.stamp:
            return change
        row = self._rows.get((order.account, change.collection, change.id))
        return replace(change, stamp=_later(stamp, row) if row else stamp)

    def _take(self, order: Order, change: Change, result: bool) -> Outcome:
        """Make one change of one record. Raises ``BadRecord``, ``TooLong``, ``TooMany``."""
        name = order.account, change.collection, change.id
        row = self._rows.get(name)
        if row is None:
            check_name(change.collection, change.id)
            row = fresh(name, order.now)
        state = merged(row.state, change)
        if state is row.state:
            return Outcome(result)
        return self._become(order, row, state, change.stamp, result)

    def _become(
        self, order: Order, row: Known, state: State, stamp: str, result: bool, checked: bool = False
    ) -> Outcome:
        """Have a record be this from now on, by an edit of this stamp. Raises ``BadRecord``, ``TooLong``,
        ``TooMany``."""
        account, collection, _ = row.name
        if state.fields and not checked:
            check(collection, state.fields)
        if not row.there and not row.seq:
            self._room.take(self._connection, account, collection, lambda: self._new(account, collection))
            self._rows[row.name] = row
        due = collection in CAN_BE_DUE and self._dated_anew(row, state)
        if not row.state.fields:
            row.created, row.was = order.now, 0
        if not row.seq:
            self._changed.append(row)
        row.state = state
        if stamp > row.newest:
            row.newest = stamp
        its = self._accounts[account]
        row.seq = its.seq = its.seq + 1
        return Outcome(result, True, True) if due else _OTHER[result]

    def _dated_anew(self, row: Known, state: State) -> bool:
        """Whether it is due at another time when it is this."""
        known = self._due.get(row.name)
        was = known[1] if known else _due_of(row.name[1], row.state)
        is_ = _due_of(row.name[1], state)
        self._due[row.name] = known[0] if known else was, is_
        return was != is_

    def _new(self, account: str, collection: str) -> int:
        """Records of a collection that are made here."""
        return sum(not row.there and row.name[:2] == (account, collection) for row in self._changed)

    def _row(self, order: Edit) -> Known:
        """Of the record as it is now; a new one where there is none, which nobody has kept yet."""
        return self._rows.get(order.key) or fresh(order.key, order.now)

    def write(self) -> None:
        """Put everything that changed into the database."""
        if self._changed:
            self._keep()
        due = [_due(key, at) for key, (_, at) in self._due.items() if at is not None]
        if due:
            self._statements.keep_due(self._connection, due)
        over = [_not_due(key) for key, (was, at) in self._due.items() if at is None and was is not None]
        if over:
            self._statements.drop_due(self._connection, over)
        replicas = [(name, each) for name, each in self._replicas.items() if each.seen is not None]
        if replicas:
            self._statements.keep_replicas(self._connection, [_kept(*each) for each in replicas])
        for account in {name[0] for name, each in replicas if not each.known}:
            self._statements.drop_old_replicas(self._connection, account)
        for follower in self._followers:
            self._told(follower)
        for row in self._changed:
            row.seq = 0
        for its in self._accounts.values():
            its.known.hold(its.seq, its.witness)

    def _told(self, follower: Follower) -> None:
        for id, account in self._accounts.items():
            if account.seq > account.before:
                its = [
                    Written(*row.name[1:], row.seq, row.created, row.state.fields)
                    for row in self._changed
                    if row.name[0] == id
                ]
                follower.wrote(self._connection, id, account.key, account.before, its)

    def _keep(self) -> None:
        accounts, encode = self._accounts, _ENCODER.encode
        kept: list[Kept] = []
        changed: list[Changed] = []
        for row, nonce in zip(self._changed, nonces(len(self._changed)), strict=True):
            account, state, seq = row.name[0], row.state, row.seq
            its = accounts[account]
            sealed = its.key.seal_with(nonce, encode(state), row.about)
            if state.fields and row.was:
                changed.append((seq, bytearray(sealed), account, row.was))
            else:
                kept.append((*row.name, seq, row.created, None if state.fields else state.deleted, sealed))
            if seq == its.seq:
                its.witness = sealed
            row.there, row.was = True, seq if state.fields else 0
            its.known.keep(row, len(sealed))
        latest = [(its.seq, id) for id, its in accounts.items() if its.seq > its.before]
        self._statements.write_rows(self._connection, changed, kept, latest)


_DOING: Mapping[type[Order], Callable[[_Work, Any], Outcome]] = {
    Put: _Work.put,
    Exchange: _Work.exchange,
    Set: _Work.set,
    Delete: _Work.delete,
    Push: _Work.push,
}


_SAME = {result: Outcome(result) for result in (False, True)}
_OTHER = {result: Outcome(result, True) for result in (False, True)}
_ENCODER = msgspec.json.Encoder()


def _later(stamp: str, row: Known) -> str:
    """The stamp, after all that is known of a record."""
    return stamp if stamp > row.newest else after(stamp, row.newest)


def _due_of(collection: str, state: State) -> float | None:
    return next_due(collection, state.fields) if state.fields else None


def _due(key: Key, at: float | None) -> dict[str, object]:
    return {"account": key[0], "collection": key[1], "record": key[2], "at": at, "tries": 0}


def _not_due(key: Key) -> dict[str, object]:
    return {"_account": key[0], "_collection": key[1], "_record": key[2]}


def _kept(name: tuple[str, str], replica: _Replica) -> dict[str, object]:
    account, called = name
    return {
        "account": account,
        "replica": called,
        "last": replica.last,
        "seen": replica.seen,
        "sealed": replica.sealed,
    }
