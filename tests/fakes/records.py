"""A home in memory, for tests in which time is virtual and a disk is not."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, insert, select

from fakes.database import InlineDatabase
from fakes.wall_clock import WallClock
from parley.home.accounts.accounts import Accounts
from parley.home.accounts.devices import Devices
from parley.home.database.schema import accounts, records
from parley.home.database.schema import due as due_rows
from parley.home.home import Home
from parley.home.records import Records
from parley.home.schedule.schedule import LOOK, Schedule
from parley.home.vault import Vault
from parley.home.voices import Voices

PEOPLE = ("owner", "anna", "bob")


class MemoryHome(Home):
    """What talking needs of a home; its database is in memory, and can fail as a full disk would."""

    def __init__(
        self, clock: WallClock | None = None, people: Iterable[str] = PEOPLE, look: float = LOOK
    ) -> None:
        """``look``: most seconds between two looks of its schedule; hours of virtual time are many."""
        self.memory = InlineDatabase()
        # Not by Home itself: that one has files too, and these are on a disk.
        self.database, self.vault = self.memory, Vault(bytes(range(32)))
        self.clock = clock or WallClock()
        self.accounts = Accounts(self.database, self.vault, self.clock)
        self.devices = Devices(self.database, self.vault, self.clock)
        self.records = Records(self.database, self.vault, self.clock)
        self.voices = Voices(self.records, self.accounts, self.clock)
        self.schedule = Schedule(self.database, self.records, self.clock, look)
        with self.memory._engine.begin() as connection:  # pyright: ignore[reportPrivateUsage]
            for id in people:
                role = "owner" if id == "owner" else "guest" if id.startswith("guest") else "family"
                key = self.vault.wrap(id)
                sealed = self.vault.unwrap(id, key).seal(b"{}", f"accounts:{id}".encode())
                row = {"id": id, "role": role, "sealed": sealed, "key": key, "created": 0.0}
                connection.execute(insert(accounts).values(row))

    @property
    def full(self) -> bool:
        """Whether the disk is full."""
        return self.memory.failing

    @full.setter
    def full(self, full: bool) -> None:
        self.memory.failing = full

    def kept(self, collection: str) -> int:
        """How many records of a collection there are, of everybody."""
        living = (records.c.collection == collection, records.c.deleted.is_(None))
        with self.memory._engine.connect() as connection:  # pyright: ignore[reportPrivateUsage]
            return connection.scalar(select(func.count()).where(*living)) or 0

    def damage(self, account: str, collection: str, due: float) -> None:
        """A record is due that nobody can read."""
        sealed = b"of another key, or struck by a ray from space"
        row = {"account": account, "collection": collection, "seq": 999, "created": 0.0, "sealed": sealed}
        with self.memory._engine.begin() as connection:  # pyright: ignore[reportPrivateUsage]
            connection.execute(insert(records).values(id="broken", **row))
            row = {"account": account, "collection": collection, "record": "broken", "at": due}
            connection.execute(insert(due_rows).values(row))
