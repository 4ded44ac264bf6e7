"""Kills a home again and again, and counts what it had promised and did not keep."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fakes import doomed
from fakes.doomed import Orders
from fakes.forking import forking
from fakes.postgres import PostgresServer
from parley.home.accounts.callers import Role
from parley.home.changes import Change
from parley.home.home import Home
from parley.home.stamps import HybridClock

PEOPLE = 4
_START = 30.0
"""Seconds within which a home must be up."""


@dataclass
class Verdict:
    """What became of it all."""

    kills: int = 0
    server_kills: int = 0
    """Of these: PostgreSQL's first process."""
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list[str])
    """Acknowledged writes that are not there, or undone."""
    timers: int = 0
    """Acknowledged."""
    not_rung: list[str] = field(default_factory=list[str])
    rung_twice: list[str] = field(default_factory=list[str])
    """Timers that rang more than once on a device that passes over occurrences it knows."""
    told_again: int = 0
    """Occurrences that the device was told of again, and passed over: the home was killed between the ringing
    and the note of it."""
    starts: list[float] = field(default_factory=list[float])
    """Seconds from the start of a new Python to a home that serves."""

    @property
    def kept(self) -> bool:
        return not (self.lost or self.not_rung or self.rung_twice)


@dataclass(frozen=True)
class Stakes:
    """How much must have been promised for anything to be shown."""

    acknowledged: int
    """Writes, timers among them."""
    timers: int


class Crashing:
    """One home's many lives, seen by a device that survives them all."""

    def __init__(self, folder: Path, server: PostgresServer | None, lease: float, seed: int = 1) -> None:
        self.verdict = Verdict()
        self._folder = folder
        self._server = server
        self._database = server.url() if server else None
        self._lease = lease
        self._random = random.Random(seed)
        self._people: list[str] = []
        self._hot: dict[str, int] = {}
        self._kept: dict[str, int] = {}
        self._deleting: set[str] = set()
        self._deleted: set[str] = set()
        self._timers: set[str] = set()
        self._rung: dict[str, set[str]] = {}
        self._told: Counter[str] = Counter()
        self._ready = asyncio.Event()
        self._wrote = asyncio.Event()
        self._rang = asyncio.Event()
        self._life = 0
        self._device: asyncio.StreamWriter | None = None

    async def prepare(self, records: int = 0) -> None:
        """Make the home, its people, and this many records."""
        async with await Home.open(doomed.settings(self._folder, self._database)) as home:
            self._people = [(await home.accounts.create(Role.FAMILY)).id for _ in range(PEOPLE)]
            stamps = HybridClock("phone", home.records.now_ms)
            for first in range(1, records // PEOPLE + 1, 500):
                each = [
                    Change("words", f"word-{n}", stamps.stamp(), {"text": f"word {n}"})
                    for n in range(first, min(first + 500, records // PEOPLE + 1))
                ]
                for person in self._people:
                    pushed = await home.records.push(person, "phone", first, each)
                    assert not pushed.refused, pushed

    async def run(
        self,
        kills: int,
        writers: int = 32,
        cold: int = 10,
        longest: float = 0.5,
        to_lose: Stakes | None = None,
        most: int = 0,
    ) -> Verdict:
        """Live and die ``kills`` times, then look. Each ``cold``-th life begins with a new Python.

        A life lasts up to ``longest`` seconds of load; some end before it has begun. How much is promised
        meanwhile depends on the machine: with ``to_lose`` it goes on until there was that much, and dies
        ``most`` times at most.
        """
        processes = forking("fakes.doomed", "asyncpg")
        socket = self._folder / "device"
        listening = await asyncio.start_unix_server(self._listen, socket)
        while self.verdict.kills < kills or (self.verdict.kills < most and not self._staked(to_lose)):
            orders = self._orders(socket, writers)
            if self._life % cold == 1:
                await self._die_cold(orders, longest)
                continue
            process = processes.Process(target=doomed.begin, args=(orders,))
            process.start()
            if self._random.random() < 0.1:
                await asyncio.sleep(self._random.uniform(0, 0.3))
            else:
                await self._live(longest)
            process.kill()
            await asyncio.to_thread(process.join)
            self.verdict.kills += 1
        await self._see_the_end(processes.Process(target=doomed.begin, args=(self._orders(socket, 0),)))
        listening.close()
        await self._look()
        return self.verdict

    def _staked(self, to_lose: Stakes | None) -> bool:
        return to_lose is None or (
            self.verdict.acknowledged >= to_lose.acknowledged and len(self._timers) >= to_lose.timers
        )

    def _orders(self, socket: Path, writers: int) -> Orders:
        self._life += 1
        self._ready.clear()
        return Orders(
            str(self._folder), self._database, str(socket), self._people, self._life, writers, self._lease
        )

    async def _die_cold(self, orders: Orders, longest: float) -> None:
        began = time.perf_counter()
        command = [sys.executable, "-m", "fakes.doomed", doomed.as_argument(orders)]
        process = await asyncio.create_subprocess_exec(*command, cwd=Path(__file__).parents[1])
        await asyncio.wait_for(self._ready.wait(), _START)
        self.verdict.starts.append(time.perf_counter() - began)
        await self._live(longest)
        process.kill()
        await process.wait()
        self.verdict.kills += 1

    async def _live(self, longest: float) -> None:
        await asyncio.wait_for(self._ready.wait(), _START)
        await asyncio.sleep(self._random.uniform(0, longest))
        if self._server and self._random.random() < 0.1:
            self._server.kill()
            self.verdict.kills += 1
            self.verdict.server_kills += 1
            await asyncio.to_thread(self._server.start)
            self._wrote.clear()
            await asyncio.wait_for(self._wrote.wait(), _START)

    async def _see_the_end(self, process: Any) -> None:
        """A last life without load, until everything that was due has rung."""
        process.start()
        await asyncio.wait_for(self._ready.wait(), _START)
        giving_up = time.monotonic() + self._lease + _START
        while not self._timers <= self._rung.keys() and time.monotonic() < giving_up:
            self._rang.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._rang.wait(), 1.0)
        assert self._device
        self._device.write(b"{}\n")
        await asyncio.to_thread(process.join)
        assert process.exitcode == 0

    async def _listen(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._device = writer
        with suppress(ConnectionError):
            while line := await reader.readline():
                if not line.endswith(b"\n"):  # killed while it spoke
                    break
                self._note(json.loads(line), writer)
        writer.close()

    def _note(self, said: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        match said:
            case {"ring": id, "record": record}:
                self._rung.setdefault(record, set()).add(id)
                self._told[id] += 1
                self._rang.set()
                # It says so a little later: some homes are killed before they hear it.
                said_so = json.dumps({"taken": id}).encode() + b"\n"
                delay = self._random.uniform(0, 0.05)
                asyncio.get_running_loop().call_later(delay, _say, writer, said_so)
                return
            case {"ready": _}:
                self._ready.set()
                return
            case {"deleting": id}:
                self._deleting.add(id)
                return
            case {"deleted": id}:
                self._deleted.add(id)
            case {"kept": id, "number": number}:
                self._kept[id] = number
            case {"hot": id, "number": number}:
                self._hot[id] = number
            case {"timer": id}:
                self._timers.add(id)
            case _:
                raise AssertionError(said)
        self.verdict.acknowledged += 1
        self._wrote.set()

    async def _look(self) -> None:
        """Compare what was promised with what there is."""
        found: dict[str, int] = {}
        async with await Home.open(doomed.settings(self._folder, self._database)) as home:
            for person in self._people:
                each = await home.records.all(person, "items")
                found |= {record.id: int(record.document["text"]) for record in each}
        verdict = self.verdict
        staying = {id: number for id, number in self._kept.items() if id not in self._deleting}
        verdict.lost += [id for id, number in staying.items() if found.get(id) != number]
        verdict.lost += [id for id, number in self._hot.items() if found.get(id, -1) < number]
        verdict.lost += [id for id in self._deleted if id in found]
        verdict.timers = len(self._timers)
        verdict.not_rung = sorted(self._timers - self._rung.keys())
        verdict.rung_twice = sorted(record for record, ids in self._rung.items() if len(ids) > 1)
        verdict.told_again = sum(times - 1 for times in self._told.values())


def _say(writer: asyncio.StreamWriter, what: bytes) -> None:
    if not writer.is_closing():
        writer.write(what)
