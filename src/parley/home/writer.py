"""The one thread that writes records, many to a commit."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import ClassVar

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Engine,
    Float,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    event,
    select,
)
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from parley.errors import Busy, ParleyError

#: Writes that may wait. One commit takes some ms; more waiting than this means the disk has stopped.
QUEUE = 10_000
#: Writes in one commit: enough to share the disk's flush, few enough to keep the first one's wait short.
BATCH = 500


class RecordsFailed(ParleyError):
    """The records cannot be read or written: no such folder, no permission, a full or damaged disk."""

    code: ClassVar[str] = "records_failed"


metadata = MetaData()
records = Table(
    "records",
    metadata,
    Column("collection", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("person", String, nullable=False),
    Column("created", Float, nullable=False),
    Column("document", LargeBinary, nullable=False),
    Index("records_by_person", "person", "collection"),
)


@dataclass(frozen=True, slots=True)
class Write:
    """A document to keep, or to forget."""

    collection: str
    id: str
    person: str
    document: bytes | None
    """JSON, or None to delete."""


_Job = tuple[Write, "Future[int]"]


class Writer:
    """Owns the SQLite file. ``submit`` from any thread; ``read`` from any thread but an event loop's."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._queue: queue.Queue[_Job | None] = queue.Queue(QUEUE)
        self._closing = threading.Lock()
        self._closed = False
        self._engine = _open(path)
        self._thread = threading.Thread(target=self._run, name="parley-records", daemon=True)
        self._thread.start()

    def submit(self, write: Write) -> Future[int]:
        """Queue a write. The future gives the number of documents touched, after they are on disk.

        Raises ``Busy`` when too many wait and ``RecordsFailed`` after ``close``.
        """
        done: Future[int] = Future()
        done.set_running_or_notify_cancel()  # from here on nobody can cancel it
        with self._closing:
            if self._closed:
                raise _failed(self._path, "is closed")
            try:
                self._queue.put_nowait((write, done))
            except queue.Full:
                raise Busy("The disk does not keep up with what is to be recorded.") from None
        return done

    def read(self, collection: str) -> Sequence[tuple[str, str, bytes]]:
        """(id, person, JSON) of a collection, oldest first."""
        columns = select(records.c.id, records.c.person, records.c.document)
        wanted = columns.where(records.c.collection == collection).order_by(records.c.created, records.c.id)
        try:
            with self._engine.connect() as connection:
                return [(row.id, row.person, row.document) for row in connection.execute(wanted)]
        except SQLAlchemyError as error:
            raise _failed(self._path, f"cannot be read ({_reason(error)})") from error

    def close(self) -> None:
        """Finish what is queued and stop."""
        with self._closing:
            first = not self._closed
            self._closed = True
        if first:
            self._queue.put(None)
        self._thread.join()
        self._engine.dispose()

    def _run(self) -> None:
        while (job := self._queue.get()) is not None:
            batch = [job]
            last = False
            while len(batch) < BATCH and not last:
                try:
                    following = self._queue.get_nowait()
                except queue.Empty:
                    break
                if following is None:
                    last = True
                else:
                    batch.append(following)
            self._commit(batch)
            if last:
                return

    def _commit(self, batch: list[_Job]) -> None:
        try:
            with self._engine.begin() as connection:
                touched = _apply(connection, [write for write, _ in batch])
        except SQLAlchemyError as error:
            failure = _failed(self._path, f"cannot be written ({_reason(error)})")
            failure.__cause__ = error
            for _, done in batch:
                done.set_exception(failure)
            return
        for (_, done), count in zip(batch, touched, strict=True):
            done.set_result(count)


def _apply(connection: Connection, writes: Sequence[Write]) -> list[int]:
    """Documents touched by each write. Puts that follow each other go to the driver in one call."""
    touched: list[int] = []
    for deleting, run in groupby(writes, key=lambda write: write.document is None):
        if deleting:
            touched += [_delete(connection, write) for write in run]
        else:
            rows = [_row(write) for write in run]
            connection.execute(_PUT, rows)
            touched += [1] * len(rows)
    return touched


def _row(write: Write) -> dict[str, object]:
    return {
        "collection": write.collection,
        "id": write.id,
        "person": write.person,
        "created": time.time(),
        "document": write.document,
    }


def _delete(connection: Connection, write: Write) -> int:
    chosen = (records.c.collection == write.collection) & (records.c.id == write.id)
    return connection.execute(delete(records).where(chosen)).rowcount


def _put() -> Insert:
    new = insert(records)
    kept = {"person": new.excluded.person, "document": new.excluded.document}
    return new.on_conflict_do_update(index_elements=["collection", "id"], set_=kept)


_PUT = _put()


def _open(path: Path) -> Engine:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _failed(path, f"cannot be created ({error.strerror})") from error
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _durable)
    try:
        metadata.create_all(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        raise _failed(path, f"cannot be opened ({_reason(error)})") from error
    return engine


def _durable(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
            cursor.execute(f"PRAGMA {pragma}")
    finally:
        cursor.close()


def _reason(error: SQLAlchemyError) -> str:
    # The driver's own sentence; SQLAlchemy's would quote the statement and its parameters.
    return str(getattr(error, "orig", None) or type(error).__name__)


def _failed(path: Path, what: str) -> RecordsFailed:
    return RecordsFailed(f"The records in {path} {what}. Check the folder, its permissions and the disk.")
