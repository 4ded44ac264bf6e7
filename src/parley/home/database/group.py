"""Writes that share one commit, and of which only the one at fault fails."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection

from parley.errors import Busy
from parley.home.database.database import Batch, Database, DatabaseFailed, I, R, T, Work

WAITING = 10_000
"""Writes that may wait. One commit takes some ms; more waiting than this means the disk has stopped."""
TOGETHER = 500
"""Writes in one commit: enough to share the disk's flush, few enough to keep the first one's wait short."""


class Job(Struct, eq=False, gc=False):
    """One accepted write."""

    batch: Batch[Any, Any] | None
    """None when ``item`` is itself the work."""
    item: Any
    done: asyncio.Future[Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a job raised, in place of its result."""

    error: Exception


class CommitUnknown(Exception):
    """The database broke off while it committed: nobody can tell whether it did."""


IsFatal = Callable[[Exception], bool]
"""Whether an error is the database's, so that every job of the group has failed, and not one job's own."""


def commit(connection: Connection, jobs: Sequence[Job], fatal: IsFatal) -> list[Any]:
    """Do the jobs in one transaction; gives the result or the ``Fault`` of each, in order.

    Raises what the database raised when nothing was committed, and ``CommitUnknown``.
    """
    runs = [list(run) for _, run in groupby(jobs, key=_batch)]
    if len(runs) == 1 and (len(jobs) == 1 or jobs[0].batch is not None):
        # Nobody else to protect: a failure may take back the whole transaction, and needs no savepoint.
        try:
            return _transaction(connection, lambda: _together(connection, jobs))
        except CommitUnknown:
            raise
        except Exception as error:  # whatever the job raised is its caller's
            if fatal(error):
                raise
            if len(jobs) == 1:
                return [Fault(error)]
    return _transaction(connection, lambda: _apart(connection, runs, fatal))


_batch = attrgetter("batch")


def _transaction(connection: Connection, work: Callable[[], list[Any]]) -> list[Any]:
    transaction = connection.begin()
    try:
        results = work()
    except BaseException:
        transaction.rollback()
        raise
    try:
        transaction.commit()
    except Exception as error:
        raise CommitUnknown from error
    return results


def _apart(connection: Connection, runs: Iterable[list[Job]], fatal: IsFatal) -> list[Any]:
    results: list[Any] = []
    for run in runs:
        if len(run) > 1 and run[0].batch is not None:
            outcome = _guarded(connection, run, fatal)
            if not isinstance(outcome, Fault):
                results += outcome
                continue
        for job in run:
            outcome = _guarded(connection, [job], fatal)
            results += [outcome] if isinstance(outcome, Fault) else outcome
    return results


def _guarded(connection: Connection, jobs: Sequence[Job], fatal: IsFatal) -> list[Any] | Fault:
    savepoint = connection.begin_nested()
    try:
        results = _together(connection, jobs)
    except Exception as error:  # whatever the job raised is its caller's
        if fatal(error):
            raise
        savepoint.rollback()
        return Fault(error)
    savepoint.commit()
    return results


def _together(connection: Connection, jobs: Sequence[Job]) -> list[Any]:
    """Jobs of one batch function, or one piece of work."""
    batch = jobs[0].batch
    if batch is None:
        return [jobs[0].item(connection)]
    results = list(batch(connection, [job.item for job in jobs]))
    if len(results) != len(jobs):
        raise TypeError(f"{len(jobs)} items gave {len(results)} results.")
    return results


def reason(error: BaseException) -> str:
    """The driver's own words; SQLAlchemy's would quote the statement."""
    said = getattr(error, "orig", None) or error
    said = getattr(said, "__cause__", None) or said
    return str(said) or type(said).__name__


def _raisable(error: Exception) -> Exception:
    if isinstance(error, DatabaseFailed):  # one for all; each has its own way up
        own = DatabaseFailed(str(error))
        own.__cause__ = error.__cause__
        return own
    if isinstance(error, StopIteration):  # no future takes it
        own = RuntimeError("The work raised StopIteration.")
        own.__cause__ = error
        return own
    return error


class GroupedDatabase(Database):
    """What both databases share: who waits, who is told, and when to refuse."""

    def __init__(self, name: str) -> None:
        self._name = name
        """How messages call it; never with a password."""
        self._loop = asyncio.get_running_loop()
        self._pending: deque[Job] = deque()
        self._waiting = 0
        self._closed = False

    @abstractmethod
    def _flush(self) -> None:
        """Begin with what is pending. On the event loop's thread."""

    async def apply(self, batch: Batch[I, R], item: I) -> R:
        return await self._accept(batch, item)

    def begin(self, batch: Batch[I, R], item: I) -> asyncio.Future[R]:
        return self._accept(batch, item)

    async def write(self, work: Work[T]) -> T:
        return await self._accept(None, work)

    def _accept(self, batch: Batch[Any, Any] | None, item: Any) -> asyncio.Future[Any]:
        if self._closed:
            raise self._failed("is closed")
        if self._waiting >= WAITING:
            raise Busy("The disk does not keep up with what is to be recorded.")
        self._waiting += 1
        if not self._pending:
            # Whoever runs in the same step of the loop comes along: they make one group.
            self._loop.call_soon(self._flush)
        job = Job(batch, item, self._loop.create_future())
        self._pending.append(job)
        return job.done

    def _settle(self, jobs: Sequence[Job], results: Sequence[Any]) -> None:
        """Tell every caller. On the event loop's thread."""
        self._waiting -= len(jobs)
        for job, result in zip(jobs, results, strict=True):
            if job.done.done():  # its caller has gone
                continue
            if type(result) is Fault:
                job.done.set_exception(_raisable(result.error))
            else:
                job.done.set_result(result)

    def _failed(self, what: str) -> DatabaseFailed:
        return DatabaseFailed(f"{self._name} {what}.")
