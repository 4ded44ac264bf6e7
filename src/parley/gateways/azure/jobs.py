"""Work that outlasts its request: begun with 202, asked about by id, kept a while for whoever began it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from parley.clock import Clock
from parley.errors import Busy, EngineFailed, ParleyError
from parley.gateways.access.answers import NotFound
from parley.home.accounts.callers import Caller
from parley.telemetry import log

T = TypeVar("T")

KEPT = timedelta(hours=24)
"""For how long a result can be had; Azure's own services promise a day or two."""


class State(StrEnum):
    """Where a job stands; the values are those of Azure's APIs."""

    NOT_STARTED = "notStarted"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self in (State.SUCCEEDED, State.FAILED, State.CANCELLED)


@dataclass(slots=True, eq=False)
class Job(Generic[T]):
    """One piece of work and what became of it."""

    id: str
    account: str
    begun: datetime
    """UTC."""
    changed: datetime
    """UTC: when its state last changed."""
    ends: datetime
    """UTC: when it is forgotten."""
    about: Any = None
    """What the gateway wants to know of it later: the request, or how far it is."""
    weight: int = 0
    """Bytes of memory that what it works on takes, and then its result where that is bytes."""
    state: State = State.NOT_STARTED
    result: T | None = None
    error: ParleyError | None = None
    """Why it failed."""
    task: asyncio.Task[None] | None = field(default=None, repr=False)


class Jobs(Generic[T]):
    """The jobs of one API, in memory.

    ``at_once`` run side by side, the others wait; ``of_one`` is the most that one account has kept here,
    running or done, ``of_all`` the most of everybody, ``most_bytes`` what all of them may weigh, and
    ``kept`` for how long. What is done makes room, oldest first; where all of it is still under way, one more
    is ``Busy``.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        at_once: int = 2,
        of_one: int = 100,
        of_all: int = 1000,
        most_bytes: int = 512 * 1024 * 1024,
        kept: timedelta = KEPT,
    ) -> None:
        self._clock = clock
        self._places = asyncio.Semaphore(at_once)
        self._of_one, self._of_all, self._most_bytes = of_one, of_all, most_bytes
        self._kept = kept
        self._jobs: dict[str, Job[T]] = {}

    def __len__(self) -> int:
        return len(self._jobs)

    def begin(
        self, caller: Caller, work: Callable[[], Awaitable[T]], about: Any = None, weight: int = 0
    ) -> Job[T]:
        """Begin work for somebody; ``weight`` in bytes. Raises ``Busy``."""
        self._make_room(caller.account, weight)
        now = self._clock.now()
        job: Job[T] = Job(str(uuid.uuid4()), caller.account, now, now, now + self._kept, about, weight)
        self._jobs[job.id] = job
        job.task = asyncio.create_task(self._run(job, work), name="azure job")
        return job

    def find(self, caller: Caller, id: str, about: Any = None) -> Job[T]:
        """A job of the caller's own, and ``about`` this where that is given.

        Raises ``NotFound`` for any other, and when it is forgotten.
        """
        self._forget()
        job = self._jobs.get(id.lower())
        if job is None or job.account != caller.account or about not in (None, job.about):
            raise NotFound("There is no such operation, or its result is no longer kept.")
        return job

    def cancel(self, job: Job[T]) -> None:
        """Stop it; what is over stays as it is."""
        if not job.state.over:
            self._change(job, State.CANCELLED)
            if job.task is not None:
                job.task.cancel()

    def drop(self, job: Job[T]) -> None:
        """Stop it and forget it, with its result."""
        self.cancel(job)
        self._jobs.pop(job.id, None)

    async def stop(self) -> None:
        """Cancel what is under way and forget everything."""
        tasks = [job.task for job in self._jobs.values() if job.task is not None]
        for job in list(self._jobs.values()):
            self.drop(job)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, job: Job[T], work: Callable[[], Awaitable[T]]) -> None:
        async with self._places:
            self._change(job, State.RUNNING)
            try:
                job.result = await work()
            except ParleyError as error:
                job.error = error
            except Exception as error:  # noqa: BLE001 - whoever asks about it must hear that it failed
                log.error("job.failed", error=type(error).__name__)
                job.error = EngineFailed("The work failed in a way that nobody foresaw.")
            job.weight = len(job.result) if isinstance(job.result, bytes) else 0
            self._change(job, State.FAILED if job.error is not None else State.SUCCEEDED)

    def _change(self, job: Job[T], state: State) -> None:
        job.state, job.changed = state, self._clock.now()

    def _forget(self) -> None:
        now = self._clock.now()
        for job in [each for each in self._jobs.values() if each.ends <= now]:
            self.drop(job)

    def _make_room(self, account: str, weight: int) -> None:
        self._forget()
        while not self._fits(account, weight):
            own = [job for job in self._jobs.values() if job.account == account]
            crowd = own if len(own) >= self._of_one else list(self._jobs.values())
            done = next((job for job in crowd if job.state.over), None)
            if done is None:
                raise Busy("Too many operations are under way; ask for the results of some, then try again.")
            self.drop(done)

    def _fits(self, account: str, weight: int) -> bool:
        jobs = self._jobs.values()
        return (
            sum(job.account == account for job in jobs) < self._of_one
            and len(jobs) < self._of_all
            and sum(job.weight for job in jobs) + weight <= self._most_bytes
        )
