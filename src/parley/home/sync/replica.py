"""A device's own copy of a person's records: usable without the server, ahead of it by its edits."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from parley.errors import ParleyError
from parley.home.changes import Change, State, check, latest, merged, replacing
from parley.home.collections import Fields, as_json, check_name, typed, with_defaults
from parley.home.orders import Refused
from parley.home.stamps import AHEAD_MS, HybridClock, Stamp, after, clamped
from parley.home.sync.book import Book
from parley.home.sync.wire import PullAnswer, PushAnswer

ASTRAY_MS = 5_000
"""What the device's clock may differ from the server's before it is corrected; less may be the network."""
OnRefused = Callable[[Refused, Change], None]


@dataclass(frozen=True, slots=True)
class Item:
    """One document of a collection, as this device shows it."""

    id: str
    document: Fields
    """Fields that were never set have their defaults."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Edits to push."""

    replica: str
    first: int
    changes: Sequence[Change]


class Replica:
    """A copy in a file: the server's rows, with the edits that it has not given back yet laid over them.

    An edit is on disk when its call returns; each takes a few ms. Thread-safe. One process at a time may have
    the file open.
    """

    def __init__(self, path: Path, wall: Callable[[], float] = time.time) -> None:
        """``wall`` tells the device's time (POSIX seconds). Raises ``ReplicaFailed``."""
        self._wall = wall
        self._lock = threading.RLock()
        self._book = Book(path)
        self.on_edit: list[Callable[[], None]] = []
        """Called after an edit, in the thread that made it."""
        if self._book.place.file != self._book.file:
            # The file is new, or was copied: two copies must not count their edits under one name.
            with self._book.writing():
                self._book.place.file = self._book.file
                self._rename()
        with self._book.writing():
            self._book.forget_deleted()
        self._clock = self._new_clock(self._book.place.latest)

    def put(self, collection: str, id: str, document: Mapping[str, Any]) -> None:
        """Keep a document in place of any of the same id.

        Raises ``BadRecord``, ``TooLong``, ``ReplicaFailed``.
        """
        fields = _plain(document)
        check(collection, fields)
        check_name(collection, id)
        with self._lock, self._book.writing():
            state = self._view(collection, id)
            changed = replacing(collection, state, fields)
            if changed:
                self._edit(state, collection, id, changed)
        self._tell()

    def change(self, collection: str, id: str, fields: Mapping[str, Any]) -> bool:
        """Set some fields of a document that is there; False when there is none. Raises as ``put`` does."""
        plain = _plain(fields)
        with self._lock, self._book.writing():
            state = self._view(collection, id)
            if not state.fields:
                return False
            check(collection, {**state.fields, **plain})
            if plain:
                self._edit(state, collection, id, plain)
        self._tell()
        return True

    def delete(self, collection: str, id: str) -> bool:
        """Forget a document; False when there was none. Raises ``ReplicaFailed``."""
        with self._lock, self._book.writing():
            state = self._view(collection, id)
            if not state.fields:
                return False
            self._edit(state, collection, id, None)
        self._tell()
        return True

    def get(self, collection: str, id: str) -> Fields | None:
        """One document. Raises ``BadRecord`` for an unknown collection, ``ReplicaFailed``."""
        defaults = with_defaults(_known(collection), {})
        with self._lock, self._book.reading():
            fields = self._view(collection, id).fields
        return {**defaults, **fields} if fields else None

    def all(self, collection: str) -> list[Item]:
        """Every document of a collection, the same order on every device. Raises as ``get`` does."""
        _known(collection)
        with self._lock, self._book.reading():
            states = self._book.states(collection)
            for _, change in self._book.pending(collection):
                states[change.id] = laid_over(states.get(change.id, State()), change)
        there = [(min(state.stamps.values()), id, state) for id, state in states.items() if state.fields]
        there.sort(key=lambda each: each[:2])
        return [Item(id, with_defaults(collection, state.fields)) for _, id, state in there]

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._book.close()

    # What the client does.

    @property
    def cursor(self) -> int:
        """Where the next pull begins."""
        return self._book.place.cursor

    @property
    def taken(self) -> int:
        """Number of the latest edit that the server is known to have."""
        return self._book.place.taken

    def waiting(self, most: int, largest: int) -> Waiting | None:
        """The next edits to push: ``most`` of them, of ``largest`` bytes together unless one is larger."""
        with self._lock:
            place, size, some = self._book.place, 0, list[Change]()
            with self._book.reading():
                found = self._book.pending(after=place.taken, most=most)
            for _, change in found:
                size += len(as_json(change.fields)) + 200
                if some and size > largest:
                    break
                some.append(change)
            if not some:
                return None
            last = found[len(some) - 1][0]
            if last > place.sent:
                with self._book.writing():
                    place.sent = last
            return Waiting(place.replica, found[0][0], some)

    def took(self, sent: Waiting, answer: PushAnswer, on_refused: OnRefused) -> bool:
        """What the server says of a push; whether anything is different now.

        What was refused is told to ``on_refused`` and then dropped: a crash between lets it be told twice.
        """
        with self._lock:
            place = self._book.place
            if place.replica != sent.replica:
                return True
            mine = dict(self._book.pending(after=place.taken))
            refused = [each for each in answer.refused if each.number in mine]
            for each in refused:
                on_refused(each, mine[each.number])
            with self._book.writing():
                self._learn(answer.now)
                self._book.drop(numbers=tuple(each.number for each in refused))
                if answer.taken >= place.next or answer.taken < sent.first - 1:
                    # One side was set back to an older state. Under a new name nothing is mistaken for what
                    # was sent before, and what is sent twice has the same stamp.
                    self._rename()
                    return True
                before, place.taken = place.taken, max(place.taken, answer.taken)
                return place.taken > before

    def give_up(self, sent: Waiting, refused: Refused, on_refused: OnRefused) -> None:
        """Drop the first of some edits, which the server cannot even read."""
        with self._lock:
            on_refused(refused, sent.changes[0])
            with self._book.writing():
                if self._book.place.replica == sent.replica:
                    self._book.drop(numbers=(sent.first,))
                    self._rename()

    def keep(self, since: int, page: PullAnswer, taken: int) -> bool:
        """Take over a page that was asked for with a cursor, when edits up to a number were taken already.

        Pages may overlap. False when this one does not go on from what is here: ask again.
        """
        with self._lock, self._book.writing():
            place = self._book.place
            if place.cursor < since or (page.fresh and place.cursor != since):
                return False
            self._learn(page.now)
            if page.fresh:
                place.round, place.anew, place.cursor = place.round + 1, True, 0
            self._book.keep(page.rows)
            for row in page.rows:
                self._clock.saw(max([row.deleted or "", *row.stamps.values()]))
            place.latest, place.cursor = self._clock.latest, max(place.cursor, page.cursor)
            if not page.more:
                if place.anew:
                    self._book.sweep()
                    place.anew = False
                self._book.drop(upto=min(taken, place.taken))
            return True

    def _view(self, collection: str, id: str) -> State:
        state = self._book.state(collection, id)
        for _, change in self._book.pending(collection, id):
            state = laid_over(state, change)
        return state

    def _edit(self, state: State, collection: str, id: str, fields: Fields | None) -> None:
        stamp = latest(self._clock.stamp(), state)
        place = self._book.place
        change = Change(collection, id, stamp, fields or {}, deleted=fields is None)
        self._book.add(place.next, change)
        place.next, place.latest = place.next + 1, self._clock.latest

    def _tell(self) -> None:
        for hear in self.on_edit:
            hear()

    def _now_ms(self) -> int:
        return int(self._wall() * 1000) + self._book.place.ahead

    def _new_clock(self, after: str) -> HybridClock:
        return HybridClock(self._book.place.replica, self._now_ms, after or None)

    def _learn(self, now: int) -> None:
        """Correct the clock by the server's, and with it the stamps of edits that were never sent.

        Each stays after those before it, and after what its record had when it was edited.
        """
        astray = now - self._now_ms()
        if abs(astray) <= ASTRAY_MS:
            return
        place, past = self._book.place, ""
        place.ahead += astray
        for number, change in self._book.pending():
            if number <= place.sent:
                past = max(past, clamped(change.stamp, now))
                continue
            stamp = Stamp.parse(change.stamp)
            moved = str(replace(stamp, wall=min(max(stamp.wall + astray, 0), now)))
            state = self._book.state(change.collection, change.id)
            seen = [each for each in (*state.stamps.values(), state.deleted or "") if each < change.stamp]
            past = after(moved, max([past, *seen]))
            self._book.add(number, msgspec.structs.replace(change, stamp=past))
        if not place.latest or Stamp.parse(place.latest).wall > now + AHEAD_MS:
            place.latest = past or str(Stamp(now, 0, place.replica))
        self._clock = self._new_clock(max(place.latest, past))
        place.latest = self._clock.latest

    def _rename(self) -> None:
        """Number the edits that wait from 1, under a new name. Within a transaction."""
        place = self._book.place
        waiting = self._book.pending()
        self._book.drop(upto=place.next)
        for number, (_, change) in enumerate(waiting, 1):
            self._book.add(number, change)
        place.sent = sum(number <= place.sent for number, _ in waiting)
        place.replica, place.next, place.taken = secrets.token_hex(8), len(waiting) + 1, 0
        self._clock = self._new_clock(place.latest)


def laid_over(state: State, change: Change) -> State:
    """A record with an edit over it; as it was where that makes no whole record: the server refuses it."""
    over = merged(state, change)
    if over is state or not over.fields:
        return over
    try:
        check(change.collection, over.fields)
    except ParleyError:
        return state
    return over


def _plain(fields: Mapping[str, Any]) -> Fields:
    return msgspec.json.decode(as_json(fields))


def _known(collection: str) -> str:
    try:
        with_defaults(collection, {})
    except KeyError:
        typed(collection, b"")
    return collection
