"""A home's server and devices around it, with a network and clocks that a test chooses."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Literal, TypeVar

import msgspec

from parley.home.database.database import Database, DatabaseFailed
from parley.home.records import Records
from parley.home.sync.transport import Unreachable
from parley.home.sync.wire import PullAnswer, PushAnswer, PushRequest

T = TypeVar("T")
Fate = Literal["ok", "lost", "unanswered", "twice", "failing", "late"]
"""What becomes of a request: done; never arrives; done, its answer lost; arrives twice; the disk fails;
done, and arrives again when nobody expects it."""
START = 1_795_000_000.0


@dataclass
class SetClock:
    """Shows what it is set to."""

    seconds: float = START

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds, UTC)

    def zone(self) -> tzinfo:
        return UTC


@dataclass
class Wire:
    """Carries messages to a server as JSON, as well as ``fates`` let it; all is well when they run out."""

    records: Records
    database: Database
    account: str
    fates: deque[Fate] = field(default_factory=deque[Fate])
    pushed: list[tuple[PushRequest, PushAnswer]] = field(default_factory=list[tuple[PushRequest, PushAnswer]])
    """Everything that the server did, with what it answered, heard or not."""
    late: list[PushRequest] = field(default_factory=list[PushRequest])

    async def push(self, request: PushRequest) -> PushAnswer:
        fate = self._fate()
        if fate == "late":
            self.late.append(request)
        if fate == "twice":
            await self.deliver(request)
        return self._answered(fate, await self.deliver(request))

    async def deliver(self, request: PushRequest) -> PushAnswer:
        request = _over_the_wire(request, PushRequest)
        changes = [each.change() for each in request.changes]
        done = await self.records.push(self.account, request.replica, request.first, changes)
        answer = PushAnswer(done.taken, list(done.refused), self.records.now_ms())
        self.pushed.append((request, answer))
        return _over_the_wire(answer, PushAnswer)

    async def pull(self, since: int, most: int) -> PullAnswer:
        fate = self._fate()
        page = await self.records.pull(self.account, since, min(most, 3))
        answer = PullAnswer(list(page.rows), page.cursor, page.more, page.fresh, self.records.now_ms())
        return self._answered(fate, _over_the_wire(answer, PullAnswer))

    @asynccontextmanager
    async def live(self, since: int) -> AsyncGenerator[AsyncIterator[PullAnswer]]:
        async def pages() -> AsyncIterator[PullAnswer]:
            raise Unreachable("There is no live feed here.")
            yield

        yield pages()

    def _fate(self) -> Fate:
        fate = self.fates.popleft() if self.fates else "ok"
        if fate == "lost":
            raise Unreachable("Lost on its way.")
        if fate == "failing":
            raise Unreachable(str(DatabaseFailed("The disk is full.")))
        return fate

    def _answered(self, fate: Fate, answer: T) -> T:
        if fate == "unanswered":
            raise Unreachable("The answer was lost.")
        return answer


def _over_the_wire(message: object, shape: type[T]) -> T:
    return msgspec.json.decode(msgspec.json.encode(message), type=shape)
