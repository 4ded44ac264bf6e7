"""Many devices, wrong clocks, a bad network, crashes: all end up with the same, and no edit is lost."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import insert

from fakes.database import InlineDatabase
from fakes.sync import START, Fate, SetClock, Wire
from parley.home.changes import Change
from parley.home.collections import BadRecord
from parley.home.database.schema import accounts
from parley.home.orders import Refused
from parley.home.records import Records
from parley.home.sync.client import SyncClient
from parley.home.sync.replica import Replica
from parley.home.sync.transport import Unreachable
from parley.home.vault import Vault

T = TypeVar("T")
CASES = int(os.environ.get("PARLEY_SYNC_CASES", "60"))
COLLECTIONS = ("items", "notes")
FIELDS = {"items": ("text", "amount"), "notes": ("title", "text")}
CLOCKS = (0.0, 0.0, -100.0, 100.0, -START + 60.0, 3e8)
"""Seconds that a device's clock is ahead: right, skewed, without a battery since 1970, years ahead."""

devices = st.integers(0, 2)
collections = st.sampled_from(COLLECTIONS)
ids = st.sampled_from("abc")
# Shrinks towards a network without faults.
fates = st.lists(
    st.sampled_from(["ok", "ok", "ok", "lost", "unanswered", "twice", "failing", "late"]), max_size=6
)


class Killed(BaseException):
    """The device's power went."""


@dataclass
class Device:
    """A replica in its file, and what it was told."""

    path: Path
    ahead: float
    wire: Wire
    clock: SetClock
    made: int = 0
    """Edits whose call returned."""
    refused: int = 0

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.replica = Replica(self.path, lambda: self.clock.seconds + self.ahead)
        self.client = SyncClient(self.replica, self.wire, self.hear)

    def hear(self, refused: Refused, change: Change) -> None:
        assert refused.code == "bad_record" and refused.message
        self.refused += 1

    def restart(self) -> None:
        self.replica.close()
        self.start()

    def numbered(self) -> int:
        return self.replica._book.place.next - 1

    def view(self, collection: str) -> dict[str, Any]:
        return {each.id: each.document for each in self.replica.all(collection)}


@dataclass(frozen=True)
class Known:
    """An edit that the server took."""

    stamp: str
    collection: str
    id: str
    fields: dict[str, Any]
    deleted: bool


class House(RuleBasedStateMachine):
    """Three devices, the assistant at the server, and everything that may go wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        memory = Path("/dev/shm")  # its fsync costs nothing
        self.folder = Path(tempfile.mkdtemp(dir=memory if memory.is_dir() else None))
        self.clock = SetClock()
        self.vault = Vault(bytes(32))
        self.database = InlineDatabase()
        self.tokens = 0
        self.known: list[Known] = []
        self.seen = 0
        self.forgotten = ""
        """Deletions before this stamp may be forgotten: an edit from before them may make the record anew."""
        self.run(self.database.write(lambda to: to.execute(insert(accounts).values(**self.account()))))
        self.records = Records(self.database, self.vault, self.clock)
        self.wire = Wire(self.records, self.database, "anna")

    def run(self, work: Awaitable[T]) -> T:
        async def done() -> T:
            return await work

        return self.loop.run_until_complete(done())

    def account(self) -> dict[str, Any]:
        key = self.vault.wrap("anna")
        return {"id": "anna", "role": "family", "sealed": b"", "key": key, "created": START}

    @initialize(ahead=st.tuples(*[st.sampled_from(CLOCKS)] * 3))
    def begin(self, ahead: tuple[float, float, float]) -> None:
        self.devices = [
            Device(self.folder / f"{n}.db", each, self.wire, self.clock) for n, each in enumerate(ahead)
        ]

    def token(self) -> str:
        self.tokens += 1
        return f"v{self.tokens}"

    def document(self, collection: str) -> dict[str, Any]:
        whole = {"list": "shopping"} if collection == "items" else {}
        return {**whole, FIELDS[collection][0]: self.token()}

    # On the devices.

    @rule(n=devices, collection=collections, id=ids)
    def put(self, n: int, collection: str, id: str) -> None:
        document = self.document(collection)
        self.edit(n, lambda to: to.put(collection, id, document))
        shown = self.devices[n].view(collection)[id]
        assert {name: shown[name] for name in document} == document

    @rule(n=devices, collection=collections, id=ids, which=st.integers(0, 1))
    def change(self, n: int, collection: str, id: str, which: int) -> None:
        fields = {FIELDS[collection][which]: self.token()}
        if self.edit(n, lambda to: to.change(collection, id, fields)):
            assert fields.items() <= self.devices[n].view(collection)[id].items()

    @rule(n=devices, collection=collections, id=ids)
    def delete(self, n: int, collection: str, id: str) -> None:
        self.edit(n, lambda to: to.delete(collection, id))
        assert id not in self.devices[n].view(collection)

    def edit(self, n: int, work: Any) -> bool:
        device, before = self.devices[n], self.devices[n].numbered()
        result = work(device.replica)
        device.made += device.numbered() - before
        assert device.numbered() - before <= 1
        return bool(result)

    @rule(n=devices, collection=collections, id=ids)
    def power_cut_in_the_middle_of_an_edit(self, n: int, collection: str, id: str) -> None:
        device, before = self.devices[n], self.devices[n].view(collection)

        def cut(*_: object) -> None:
            raise Killed

        device.replica._book.add = cut  # type: ignore[method-assign]
        with contextlib.suppress(Killed):
            device.replica.put(collection, id, self.document(collection))
        device.restart()
        assert device.view(collection) == before

    @rule(n=devices)
    def restart(self, n: int) -> None:
        before = [self.devices[n].view(each) for each in COLLECTIONS]
        self.devices[n].restart()
        assert [self.devices[n].view(each) for each in COLLECTIONS] == before

    @rule(n=devices, ahead=st.sampled_from(CLOCKS))
    def set_clock(self, n: int, ahead: float) -> None:
        self.devices[n].ahead = ahead

    # Between them.

    @rule(n=devices, fates=fates)
    def sync(self, n: int, fates: list[Fate]) -> None:
        self.wire.fates = deque(fates)
        with contextlib.suppress(Unreachable):
            self.run(self.devices[n].client.sync())
        self.wire.fates.clear()
        self.learn()

    @rule(n=devices, where=st.sampled_from(["took", "keep"]), after=st.booleans(), skip=st.integers(0, 3))
    def power_cut_while_syncing(self, n: int, where: str, after: bool, skip: int) -> None:
        device = self.devices[n]
        real, left = getattr(device.replica, where), skip

        def cut(*given: Any) -> Any:
            nonlocal left
            left -= 1
            if left >= 0:
                return real(*given)
            if after:
                real(*given)
            raise Killed

        setattr(device.replica, where, cut)
        with contextlib.suppress(Killed):
            self.run(device.client.sync())
        device.restart()
        self.learn()

    @precondition(lambda self: self.wire.late)
    @rule(which=st.integers(0, 100), forgotten=st.booleans())
    def what_was_late_arrives(self, which: int, forgotten: bool) -> None:
        request = self.wire.late.pop(which % len(self.wire.late))
        if forgotten:
            # Only the number tells that it was there before.
            for change in request.changes:
                self.server_deletes(change.collection, change.id)
            self.compact(-100.0)
        before = self.server_seq()
        self.run(self.wire.deliver(request))
        self.wire.pushed.pop()
        assert self.server_seq() == before

    # At the server.

    @rule(collection=collections, id=ids)
    def server_puts(self, collection: str, id: str) -> None:
        document = self.document(collection)
        self.run(self.records.put("anna", collection, id, document))
        self.note(collection, id, document)

    @rule(collection=collections, id=ids, which=st.integers(0, 1))
    def server_changes(self, collection: str, id: str, which: int) -> None:
        fields = {FIELDS[collection][which]: self.token()}
        if self.run(self.records.change("anna", collection, id, fields)):
            self.note(collection, id, fields)

    @rule(collection=collections, id=ids)
    def server_deletes(self, collection: str, id: str) -> None:
        if self.run(self.records.delete("anna", collection, id)):
            self.note(collection, id, {}, deleted=True)

    @rule(collection=collections, id=ids)
    def server_deletes_and_forgets_it(self, collection: str, id: str) -> None:
        self.server_deletes(collection, id)
        self.clock.seconds += 1.0
        self.compact(-60.0)

    @rule(age=st.sampled_from([-100.0, 0.0, 50.0, 1000.0]))
    def compact(self, age: float) -> None:
        self.run(self.records.compact(self.clock.seconds - age))
        self.forgotten = max(self.forgotten, f"{int((self.clock.seconds - age) * 1000):012x}")

    @rule()
    def server_restarts(self) -> None:
        self.records = self.wire.records = Records(self.database, self.vault, self.clock)

    @rule(seconds=st.sampled_from([0.001, 1.0, 30.0, 1000.0]))
    def time_passes(self, seconds: float) -> None:
        self.clock.seconds += seconds

    # What must hold.

    def learn(self) -> None:
        """Note what the server took, once for each number."""
        last: dict[str, int] = {}
        for request, answer in self.wire.pushed[: self.seen]:
            last[request.replica] = max(last.get(request.replica, 0), answer.taken)
        for request, answer in self.wire.pushed[self.seen :]:
            refused = {each.number for each in answer.refused}
            for number, change in enumerate(request.changes, request.first):
                if last.get(request.replica, 0) < number <= answer.taken and number not in refused:
                    stamp, bound = change.stamp, f"{int((self.clock.seconds + 60) * 1000):012x}"
                    stamp = min(stamp, bound)  # what is set back comes no earlier than that
                    self.known.append(
                        Known(stamp, change.collection, change.id, change.fields, change.deleted)
                    )
            last[request.replica] = max(last.get(request.replica, 0), answer.taken)
        self.seen = len(self.wire.pushed)

    def note(self, collection: str, id: str, fields: dict[str, Any], deleted: bool = False) -> None:
        (row,) = [each for each in self.rows() if (each.collection, each.id) == (collection, id)]
        stamp = row.deleted if deleted else row.stamps[next(iter(fields))]
        assert stamp
        if not deleted:
            assert fields.items() <= row.fields.items(), "an edit at the server wins over what it has seen"
        self.known.append(Known(stamp, collection, id, fields, deleted))

    def rows(self) -> list[Any]:
        async def all() -> list[Any]:
            rows: list[Any] = []
            cursor, more = 0, True
            while more:
                page = await self.records.pull("anna", cursor)
                rows += page.rows
                cursor, more = page.cursor, page.more
            return rows

        return self.run(all())

    def server_seq(self) -> int:
        return max((each.seq for each in self.rows()), default=0)

    @invariant()
    def an_edit_stays_made(self) -> None:
        for device in getattr(self, "devices", ()):
            assert device.numbered() == device.made

    def teardown(self) -> None:
        try:
            if hasattr(self, "devices"):
                self.agree()
        finally:
            for device in getattr(self, "devices", ()):
                device.replica.close()
            self.run(self.database.close())
            self.loop.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def agree(self) -> None:
        for device in (*self.devices, *self.devices):
            self.run(device.client.sync())
            self.learn()
        for collection in COLLECTIONS:
            held = {each.id: each.document for each in self.run(self.records.all("anna", collection))}
            assert [device.view(collection) for device in self.devices] == [held] * 3
        taken: dict[str, int] = {}
        for request, answer in self.wire.pushed:
            taken[request.replica] = max(taken.get(request.replica, 0), answer.taken)
        for device in self.devices:
            place = device.replica._book.place
            assert place.taken == place.next - 1 == taken.get(place.replica, 0), "every edit was taken"
            assert not device.replica._book.pending(), "and none waits any more"
        rows = {(each.collection, each.id): each for each in self.rows()}
        deletions = [each for each in self.known if each.deleted]
        for each in self.known:
            name = (each.collection, each.id)
            row = rows.get(name)
            gone = any((d.collection, d.id) == name and d.stamp >= each.stamp for d in deletions)
            if each.deleted and each.stamp < self.forgotten:
                continue
            if each.deleted:
                assert row is None or not row.fields or max(row.stamps.values()) >= each.stamp
                continue
            for field, value in each.fields.items():
                kept = row is not None and row.fields.get(field) == value
                later = row is not None and row.stamps.get(field, "") > each.stamp
                assert kept or later or gone, f"{field} of {name} was lost"


House.TestCase.settings = settings(
    max_examples=CASES,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestHouse = House.TestCase


def test_a_wrong_edit_is_refused_on_the_device_itself(tmp_path: Path) -> None:
    replica = Replica(tmp_path / "copy.db")
    for wrong in ({"text": "no list"}, {"list": "a", "text": "b", "colour": "c"}):
        with contextlib.suppress(BadRecord):
            replica.put("items", "a", wrong)
    assert replica.all("items") == []
    replica.close()
