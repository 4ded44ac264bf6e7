"""Many orders at once: one transaction and a handful of statements, however many records they touch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from parley.errors import ParleyError
from parley.home.accounts.callers import UnknownAccount
from parley.home.changes import NOTHING, Change, State, check, differing, edited, latest, merged, replacing
from parley.home.collections import check_name, with_defaults
from parley.home.due import COLLECTIONS as CAN_BE_DUE
from parley.home.due import next_due
from parley.home.following import Follower, Written
from parley.home.orders import Delete, Edit, Exchange, Key, Order, Outcome, Push, Pushed, Put, Refused, Set
from parley.home.refusals import opened_refusals, sealed_refusals
from parley.home.room import Room
from parley.home.stamps import clamped
from parley.home.statements import Kept, Placed, Statements
from parley.home.states import AccountStates, KnownStates
from parley.home.vault import AccountKey, Vault, nonces


class _Account(Struct):
    key: AccountKey
    states: AccountStates
    seq: int
    """Its latest change."""
    before: int
    """The same when it was locked."""


class _Row(Struct, gc=False):
    state: State
    created: float
    known: bool
    """Whether it is in the database already."""
    place: int | None = None
    """Where, if the database says so."""
    was_due: float | None = None
    """Before its first change here."""
    is_due: float | None = None
    seq: int = 0
    """Not 0 when it is to be written."""


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
        self._rows: dict[Key, _Row] = {}
        self._replicas: dict[tuple[str, str], _Replica] = {}
        for id, wrapped, seq in self._statements.lock(connection, {order.account for order in orders}):
            key = applying.vault.unwrap(id, wrapped)
            self._accounts[id] = _Account(key, applying.states.of(key), seq, seq)
        self._read({key for order in orders if order.account in self._accounts for key in order.touched})
        pushes = {(order.account, order.replica) for order in orders if isinstance(order, Push)}
        if pushes:
            for account, replica, last, sealed in self._statements.replicas(connection, pushes):
                self._replicas[account, replica] = _Replica(last, sealed)

    def _read(self, keys: set[Key]) -> None:
        asked, accounts = list(keys), self._accounts
        for number, place, created, sealed in self._statements.rows(self._connection, asked):
            name = asked[number]
            state = accounts[name[0]].states.opened(name, sealed)
            self._rows[name] = _Row(state, created, True, place)

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
        row, document = self._row(order), order.document
        were = row.state.fields
        if were and were.keys() == document.keys():
            fields, checked = differing(were, document), True
        else:
            fields, checked = replacing(order.key[1], row.state, document), bool(document and not were)
        # Checked: what becomes of it is the document itself, which was checked before it came here.
        return self._edit(order, row, fields, bool(were), checked)

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
        return self._edit(order, row, order.fields, True) if row.state.fields else Outcome(False)

    def _edit(
        self, order: Edit, row: _Row, fields: Mapping[str, object], result: bool, checked: bool = False
    ) -> Outcome:
        if not fields:
            return Outcome(result)
        state = row.state
        after = edited(state, fields, latest(order.stamp, state))
        return self._become(order, order.key, row, after, result, checked)

    def delete(self, order: Delete) -> Outcome:
        state = self._row(order).state
        if not state.fields:
            return Outcome(False)
        change = Change(*order.key[1:], latest(order.stamp, state), deleted=True)
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
        return replace(change, stamp=latest(stamp, row.state) if row else stamp)

    def _take(self, order: Order, change: Change, result: bool) -> Outcome:
        """Make one change of one record. Raises ``BadRecord``, ``TooLong``, ``TooMany``."""
        name = order.account, change.collection, change.id
        row = self._rows.get(name)
        if row is None:
            check_name(change.collection, change.id)
            row = _Row(NOTHING, order.now, known=False)
        state = merged(row.state, change)
        return Outcome(result) if state is row.state else self._become(order, name, row, state, result)

    def _become(
        self, order: Order, name: Key, row: _Row, state: State, result: bool, checked: bool = False
    ) -> Outcome:
        """Have a record be this from now on. Raises ``BadRecord``, ``TooLong``, ``TooMany``."""
        account, collection, _ = name
        if state.fields and not checked:
            check(collection, state.fields)
        if not row.known and not row.seq:
            self._room.take(self._connection, account, collection, lambda: self._new(account, collection))
            self._rows[name] = row
        due = False
        if collection in CAN_BE_DUE:
            before = row.is_due if row.seq else _due_of(collection, row.state)
            if not row.seq:
                row.was_due = before
            row.is_due = _due_of(collection, state)
            due = before != row.is_due
        if not row.state.fields:
            row.created = order.now
        row.state = state
        its = self._accounts[account]
        row.seq = its.seq = its.seq + 1
        return Outcome(result, True, due)

    def _new(self, account: str, collection: str) -> int:
        """Records of a collection that are made here."""
        return sum(
            not row.known and row.seq > 0 and key[:2] == (account, collection)
            for key, row in self._rows.items()
        )

    def _row(self, order: Edit) -> _Row:
        """Of the record as it is now; a new one where there is none, which nobody has kept yet."""
        return self._rows.get(order.key) or _Row(NOTHING, order.now, known=False)

    def write(self) -> None:
        """Put everything that changed into the database."""
        rows = [(key, row) for key, row in self._rows.items() if row.seq]
        if rows:
            self._keep(rows)
            moved = [(each.seq, id) for id, each in self._accounts.items() if each.seq > each.before]
            self._statements.advance(self._connection, moved)
        due = [_due(key, row.is_due) for key, row in rows if row.is_due is not None]
        if due:
            self._statements.keep_due(self._connection, due)
        over = [_not_due(key) for key, row in rows if row.is_due is None and row.was_due is not None]
        if over:
            self._statements.drop_due(self._connection, over)
        replicas = [(name, each) for name, each in self._replicas.items() if each.seen is not None]
        if replicas:
            self._statements.keep_replicas(self._connection, [_kept(*each) for each in replicas])
        for account in {name[0] for name, each in replicas if not each.known}:
            self._statements.drop_old_replicas(self._connection, account)
        for follower in self._followers:
            self._told(follower, rows)

    def _told(self, follower: Follower, rows: Sequence[tuple[Key, _Row]]) -> None:
        for id, account in self._accounts.items():
            if account.seq > account.before:
                its = [
                    Written(*key[1:], row.seq, row.created, row.state.fields)
                    for key, row in rows
                    if key[0] == id
                ]
                follower.wrote(self._connection, id, account.key, account.before, its)

    def _keep(self, rows: Sequence[tuple[Key, _Row]]) -> None:
        accounts = self._accounts
        kept: list[Kept] = []
        placed: list[Placed] = []
        for (name, row), nonce in zip(rows, nonces(len(rows)), strict=True):
            state = row.state
            sealed = accounts[name[0]].states.sealed(name, state, nonce)
            deleted = "" if state.fields else state.deleted or ""
            if row.place is None:
                kept.append((*name, row.seq, row.created, deleted or None, sealed))
            else:
                placed.append((row.seq, row.created, deleted, bytearray(sealed), row.place))
        if placed:
            self._statements.change_rows(self._connection, placed)
        if kept:
            self._statements.keep_rows(self._connection, kept)


_DOING: Mapping[type[Order], Callable[[_Work, Any], Outcome]] = {
    Put: _Work.put,
    Exchange: _Work.exchange,
    Set: _Work.set,
    Delete: _Work.delete,
    Push: _Work.push,
}


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
