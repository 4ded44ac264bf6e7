"""Processes that are made to be killed: each a fork of one that has read all sentences, which takes seconds.

What is born has opened nothing yet: its home, its files and its sockets are its own, and so is its death.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

_PR_SET_PDEATHSIG = 1
"""prctl(2): which signal a process gets when its parent ends."""


class Born:
    """One process."""

    def __init__(self, pid: int, said: IO[str]) -> None:
        self.said = said
        """What it prints, line by line."""
        self._pid = pid
        self._watched = os.pidfd_open(pid)

    def kill(self) -> None:
        """``kill -9``, and wait until it is gone; safe to call twice."""
        if self.said.closed:
            return
        signal.pidfd_send_signal(self._watched, signal.SIGKILL)
        select.select([self._watched], [], [])
        os.close(self._watched)
        self.said.close()


class Nursery:
    """Bears processes."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self._folder = process, folder
        self._count = 0

    def bear(self, target: str, *arguments: str) -> Born:
        """A process that calls ``module:function`` with texts."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._count += 1
        pipe = self._folder / str(self._count)
        os.mkfifo(pipe)
        order = {"target": target, "arguments": arguments, "pipe": str(pipe)}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        pid = int(self._process.stdout.readline())
        return Born(pid, pipe.open(encoding="utf-8"))


@contextmanager
def nursery() -> Iterator[Nursery]:
    """One that is there while it is needed; what it bore ends with it."""
    # Threads do not survive a fork: numpy is told to make none.
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "fakes.nursery"]
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        ) as process,
    ):
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", "the nursery did not start"
        try:
            yield Nursery(process, Path(folder))
        finally:
            process.kill()


def main() -> None:
    """Read all sentences, then fork as often as is asked."""
    from parley.clock import SystemClock
    from parley.skills.service import Skills

    importlib.import_module("parley.server")
    Skills.load(SystemClock())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them here
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _live(order)
        print(pid, flush=True)


def _live(order: dict[str, Any]) -> None:
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        told = os.open(order["pipe"], os.O_WRONLY)
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(told, 1)
        os.dup2(nothing, 0)
        os.close(told)
        os.close(nothing)
        module, _, name = order["target"].partition(":")
        getattr(importlib.import_module(module), name)(*order["arguments"])
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
