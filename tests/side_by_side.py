"""Tests in several processes that come from one: what they import and collect is there once, for all.

``pytest --forks 5`` collects, and then forks. Each process takes file after file, in their order, for as
long as there are any, and tells the first one how its tests end. (pytest-xdist starts processes that collect
everything each by itself: half a minute of the processor for every one of them.)
"""

from __future__ import annotations

import atexit
import os
import pickle
import sys
import tempfile
import threading
import traceback
import weakref
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from _pytest._io import TerminalWriter
from _pytest.capture import FDCapture

_NUMBER = 4
"""Bytes of a file's number in the queue."""
_LOOKS_AFTER_ITSELF = 5.0
"""Seconds after which processes are looked at that tell nothing: a child of one that died may live."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--forks", type=int, default=0, help="run the tests in so many processes, a file in one")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """``None`` leaves the tests to pytest itself."""
    config = session.config
    count: int = config.option.forks
    broken = session.testsfailed and not config.option.continue_on_collection_errors
    if count < 1 or config.option.collectonly or broken:
        return None
    if _threads() > 1:
        raise pytest.UsageError("a test module starts a thread where it is imported: no fork would have it")
    Forks(session, count).run()
    return True


def _threads() -> int:
    """Those of libraries, too, where the system tells."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.exists() else threading.active_count()


class Forks:
    """The processes, as the one sees them that they come from."""

    def __init__(self, session: pytest.Session, count: int) -> None:
        self._session = session
        files: dict[Path, list[int]] = {}
        for number, item in enumerate(session.items):
            files.setdefault(item.path, []).append(number)
        self._files = list(files.values())
        self._count = min(count, len(self._files))
        self._open = set(range(len(session.items)))
        self._forked: dict[Connection, _Forked] = {}
        self._queue, self._put = os.pipe()
        folders: Any = session.config
        folders._tmp_path_factory.getbasetemp()  # one, and in it one for each process

    def run(self) -> None:
        """Until all tests ended; raises where one did not, and nobody can tell why."""
        # Whoever reads takes whole numbers: a pipe lets one in at a time.
        os.write(self._put, b"".join(each.to_bytes(_NUMBER, "big") for each in range(len(self._files))))
        os.close(self._put)
        try:
            for name in range(self._count):
                self._fork(name, [])
            while self._forked:
                told = wait(list(self._forked), _LOOKS_AFTER_ITSELF)
                for each in [each for each in self._forked.values() if each.heard in told or each.died]:
                    self._hear(each)
                if self._session.shouldfail or self._session.shouldstop:
                    raise self._session.Interrupted(self._session.shouldfail or self._session.shouldstop)
        finally:
            os.close(self._queue)
            for each in self._forked.values():
                each.process.terminate()
        if self._open:
            raise RuntimeError(f"{len(self._open)} tests did not end, such as {self._named(min(self._open))}")

    def _named(self, number: int) -> str:
        return self._session.items[number].nodeid

    def _fork(self, name: int, first: list[int]) -> None:
        heard, tells = get_context("fork").Pipe(duplex=False)
        fork = Fork(self._session, name, self._count, tells, _Queue(self._queue, self._files, first))
        process = get_context("fork").Process(target=fork.run)
        # What waits in a buffer would be written by both.
        sys.stdout.flush()
        sys.stderr.flush()
        process.start()
        tells.close()
        self._forked[heard] = _Forked(name, process, heard)

    def _hear(self, forked: _Forked) -> None:
        try:
            if not forked.heard.poll():
                raise EOFError
            kind, told = forked.heard.recv()
        except (EOFError, OSError, pickle.UnpicklingError):
            self._lost(forked)
            return
        match kind:
            case "takes":
                forked.has = list(told)
            case "begins":
                forked.at = told
            case "ends":
                number, reports = told
                forked.at = None
                forked.has.remove(number)
                for each in reports:
                    self._tell(each)
                self._ended(number)
            case "warned":
                self._session.config.hook.pytest_warning_recorded.call_historic(kwargs=told)
            case "interrupted":
                raise KeyboardInterrupt
            case "is done":
                self._gone(forked)
            case _:
                raise RuntimeError(f"a process with tests broke off:\n{told}")

    def _tell(self, told: dict[str, Any]) -> None:
        hook = self._session.config.hook
        report = hook.pytest_report_from_serializable(config=self._session.config, data=told)
        hook.pytest_runtest_logreport(report=report)

    def _ended(self, number: int) -> None:
        self._open.discard(number)
        item = self._session.items[number]
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)

    def _gone(self, forked: _Forked) -> None:
        del self._forked[forked.heard]
        forked.process.join()
        forked.heard.close()

    def _lost(self, forked: _Forked) -> None:
        """The test during which a process died failed; the rest of its file is done by a new process."""
        self._gone(forked)
        if forked.at is None:
            raise RuntimeError(f"a process died between tests: {forked.process.exitcode}")
        item = self._session.items[forked.at]
        text = f"the process died while it ran this test: exit status {forked.process.exitcode}"
        report = pytest.TestReport(item.nodeid, item.location, {}, "failed", text, "call")
        item.ihook.pytest_runtest_logreport(report=report)
        self._ended(forked.at)
        self._fork(forked.name, [each for each in forked.has if each != forked.at])


class _Forked:
    """One of the processes: what it has of tests that did not end, and at which it is."""

    def __init__(self, name: int, process: BaseProcess, heard: Connection) -> None:
        self.name = name
        self.process = process
        self.heard = heard
        self.has: list[int] = []
        self.at: int | None = None

    @property
    def died(self) -> bool:
        return not self.process.is_alive()


class _Queue:
    """Numbers of tests, file by file: first those that a process left that died."""

    def __init__(self, queue: int, files: list[list[int]], first: list[int]) -> None:
        self._queue = queue
        self._files = files
        self._first = first

    def take(self) -> list[int]:
        """The tests of the next file; none if there are no more."""
        if self._first:
            first, self._first = self._first, []
            return first
        number = os.read(self._queue, _NUMBER)
        return self._files[int.from_bytes(number, "big")] if number else []


class Fork:
    """What one process does, and tells."""

    def __init__(
        self, session: pytest.Session, name: int, count: int, tells: Connection, queue: _Queue
    ) -> None:
        self._session = session
        self._config: Any = session.config
        self._name = name
        self._count = count
        self._tells = tells
        self._queue = queue
        self._reports: list[dict[str, Any]] = []
        self._settled = False
        self._stdin = sys.stdin

    def run(self) -> None:
        self._settle()
        try:
            for number, after in self._tests():
                self._tells.send(("begins", number))
                items = self._session.items
                nextitem = None if after is None else items[after]
                self._config.hook.pytest_runtest_protocol(item=items[number], nextitem=nextitem)
                self._tells.send(("ends", (number, self._reports)))
                self._reports = []
            atexit._run_exitfuncs()
        except KeyboardInterrupt:
            self._tells.send(("interrupted", None))
        except BaseException:
            self._tells.send(("broke", traceback.format_exc()))
            raise
        else:
            self._tells.send(("is done", None))

    def _tests(self) -> Iterator[tuple[int, int | None]]:
        """Each with the one after it, which tells what can be torn down."""
        now = self._queue.take()
        while now:
            self._tells.send(("takes", now))
            yield from pairwise(now)
            following = self._queue.take()
            self._tells.send(("takes", [now[-1], *following]))
            yield now[-1], following[0] if following else None
            now = following

    def _settle(self) -> None:
        """Parts from what belongs to the process it came from."""
        # What that one will remove at its end is not removed at the end of this one.
        finalizers: Any = weakref.finalize
        for each in list(finalizers._registry):
            each.atexit = False
        atexit._clear()
        atexit.register(finalizers._exitfunc)
        sys.stdin = self._stdin
        self._write_apart()
        # Where pytest-xdist's fixtures and others look.
        self._config.workerinput = {"workerid": f"gw{self._name}", "workercount": self._count}
        folders = self._config._tmp_path_factory
        folders._basetemp = folders.getbasetemp() / f"fork-{self._name}"
        folders._basetemp.mkdir(mode=0o700, exist_ok=True)
        self._config.pluginmanager.unregister(name="terminalreporter")
        self._config.pluginmanager.register(_Quiet(), "terminalreporter")
        self._config.pluginmanager.register(self)
        self._settled = True

    def _write_apart(self) -> None:
        """What tests print goes into files of this process: one file would have one place where all write.

        Under the same objects: who was imported before may have kept ``sys.stderr``.
        """
        captured = self._config.pluginmanager.getplugin("capturemanager")._global_capturing
        for each in (captured.out, captured.err):
            if isinstance(each, FDCapture):
                with tempfile.TemporaryFile() as own:
                    os.dup2(own.fileno(), each.tmpfile.fileno(), inheritable=False)
                    os.dup2(own.fileno(), each.targetfd)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Of what went well only that it did: nobody looks at the rest."""
        if report.passed and report.when != "call":
            return
        if report.passed:
            report.sections = []
        hook = self._config.hook
        self._reports.append(hook.pytest_report_to_serializable(config=self._config, report=report))

    def pytest_warning_recorded(self, warning_message: Any, when: Any, nodeid: str, location: Any) -> None:
        if not self._settled:  # what was said before, and is said again to whoever listens only now
            return
        told = {"warning_message": warning_message, "when": when, "nodeid": nodeid, "location": location}
        warning_message.source = None  # what was not closed
        with suppress(pickle.PicklingError, TypeError, AttributeError):
            self._tells.send(("warned", told))


class _Quiet:
    """Stands where what is told on the terminal comes from: here nobody tells anything."""

    def __init__(self) -> None:
        self._tw = TerminalWriter(sys.__stderr__)
