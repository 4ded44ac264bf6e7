"""The worker process: holds one engine and does what the server asks, one call at a time.

Run as ``python -m parley.pool.child``; requests come on standard input, answers go to standard
output, and whatever a library prints goes to standard error.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import os
import pickle
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from parley.errors import EngineFailed, ParleyError
from parley.pool.wanted import NotWanted, wanted_while
from parley.pool.wire import Answer, Call, Cancel, Done, Drop, Item, Load, encode, read

_LOAD_ID = 0
_LOADING = (50_000, 10, 50)
"""New objects after which garbage is looked for while an engine loads: nearly all of them stay."""
_GRACE = 5.0
"""Seconds a call may still run after the server has gone."""


class Worker:
    """One engine and the objects kept on its behalf."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._kept: dict[int, Any] = {}
        self._numbers = itertools.count(1)
        self._cancelled: set[int] = set()
        self._inbox: queue.SimpleQueue[Call | Drop | None] = queue.SimpleQueue()

    def load(self, request: Load) -> bool:
        """Make the engine; False, with the reason sent, if it cannot be made."""
        module, _, name = request.factory.partition(":")

        def make() -> None:
            factory = cast(Callable[..., Any], getattr(importlib.import_module(module), name))
            self._kept[0] = factory(**request.arguments)

        return self._guarded(_LOAD_ID, make)

    def listen(self, requests: BinaryIO) -> None:
        """Read requests until the server goes away; cancellations overtake the calls in front of them, and
        stop those under way where the engine asks ``still_wanted``."""
        while (message := read(requests)) is not None:
            if isinstance(message, Cancel):
                self._cancelled.add(message.id)
            elif isinstance(message, Call | Drop):
                self._inbox.put(message)
        self._inbox.put(None)
        # The server is gone; an engine that hangs must not keep the process alive.
        stop = threading.Timer(_GRACE, os._exit, (0,))
        stop.daemon = True
        stop.start()

    def work(self) -> None:
        """Do the calls in the order in which they came."""
        while (message := self._inbox.get()) is not None:
            if isinstance(message, Drop):
                self._drop(message.target)
            else:
                self._guarded(message.id, lambda call=message: self._call(call))
                self._cancelled.discard(message.id)

    def _call(self, call: Call) -> object:
        if call.id in self._cancelled:
            return None
        wanted_while(lambda: call.id not in self._cancelled)
        target = self._kept.get(call.target)
        if target is None:
            raise EngineFailed("The worker no longer holds what the call is for.")
        result = getattr(target, call.method)(*call.arguments)
        if call.keep:
            number = next(self._numbers)
            self._kept[number] = result
            return number
        if call.stream:
            self._stream(call.id, iter(cast("Iterator[object]", result)))
            return None
        return result

    def _stream(self, id_: int, items: Iterator[object]) -> None:
        try:
            for item in items:
                if id_ in self._cancelled:
                    return
                self._send(Item(id_, item))
        finally:
            # Closing a generator is how an engine learns that it was interrupted.
            close = getattr(items, "close", None)
            if close is not None:
                close()

    def _drop(self, target: int) -> None:
        kept = self._kept.pop(target, None)
        close = getattr(kept, "close", None)
        if close is not None:
            # Nobody waits for the outcome of a close.
            with contextlib.suppress(Exception):
                close()

    def _guarded(self, id_: int, action: Callable[[], object]) -> bool:
        begun = time.process_time()
        try:
            value = action()
        except ParleyError as error:
            self._send(Done(id_, error=error, cpu=time.process_time() - begun))
            return False
        except NotWanted:  # nobody looks at the answer
            self._send(Done(id_, cpu=time.process_time() - begun))
            return True
        except Exception as error:  # noqa: BLE001 - an engine may raise anything; the server must hear of it
            # The text of a foreign error may quote what was said; only its kind leaves the worker.
            failure = EngineFailed(f"The engine raised {type(error).__name__}.")
            self._send(Done(id_, error=failure, cpu=time.process_time() - begun))
            return False
        self._send(Done(id_, value, cpu=time.process_time() - begun))
        return True

    def _send(self, answer: Answer) -> None:
        try:
            data = encode(answer)
        except (pickle.PicklingError, TypeError, AttributeError):
            data = encode(Done(answer.id, error=EngineFailed("The engine's result cannot be sent.")))
        self._answers.write(data)
        self._answers.flush()


def bounded(request: Load) -> None:
    """Give way to others, and take no more memory, as ``Load`` says; before any library makes a thread."""
    if request.nice:
        os.nice(request.nice)
    if request.memory_mb and sys.platform == "linux":  # others count differently, or not at all
        import resource

        most, hard = request.memory_mb * 1024 * 1024, resource.getrlimit(resource.RLIMIT_DATA)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        # Data rather than addresses: libraries reserve far more of these than they ever touch.
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # nothing of anybody's picture stays on the disk
        # Where the machine itself runs out, this process is ended before the server.
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("700")


def main() -> None:
    """Serve one engine until standard input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when to stop
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    first = read(requests)
    if not isinstance(first, Load):
        return
    bounded(first)
    worker = Worker(answers)
    usual = gc.get_threshold()
    gc.set_threshold(*_LOADING)
    if not worker.load(first):
        return
    gc.freeze()  # looking through the engine for garbage would hold up who asks it
    gc.set_threshold(*usual)
    threading.Thread(target=worker.listen, args=(requests,), daemon=True).start()
    with contextlib.suppress(BrokenPipeError):
        worker.work()
    # Libraries with threads of their own may hang in their destructors; there is nothing left to save.
    os._exit(0)


if __name__ == "__main__":
    main()
