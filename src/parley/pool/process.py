"""One engine in one worker process: started when first needed, killed when it hangs, started anew."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import pickle
import sys
import time
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from parley.errors import Busy, EngineFailed, EngineTimeout
from parley.pool.wire import HEADER, MAX_MESSAGE, Call, Cancel, Done, Drop, Item, Load, Request, encode
from parley.telemetry import log

_STARTS_PER_MINUTE = 6
"""A worker that dies more often than this is left dead for a while rather than restarted in a loop."""


@dataclass(slots=True)
class _Pending:
    """A call that has not been answered."""

    answers: asyncio.Queue[Item | Done] = field(default_factory=lambda: asyncio.Queue[Item | Done]())


class EngineProcess:
    """A worker process that holds one engine.

    ``load_timeout`` and ``call_timeout`` are seconds; a call that takes longer kills the process, and
    everything else that was under way in it fails too, with ``EngineTimeout``.
    """

    def __init__(
        self,
        name: str,
        load: Load,
        *,
        load_timeout: float = 60.0,
        call_timeout: float = 20.0,
        max_pending: int = 64,
    ) -> None:
        self.name = name
        self.cpu = 0.0
        """CPU seconds that calls took in the worker so far."""
        self._load = load
        self._load_timeout = load_timeout
        self._call_timeout = call_timeout
        self._max_pending = max_pending
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._starts: deque[float] = deque(maxlen=_STARTS_PER_MINUTE)
        self._pending: dict[int, _Pending] = {}
        self._ids = itertools.count(1)
        self.generation = 0
        """Counts the processes started; what was kept in an earlier one is gone."""

    @property
    def pending(self) -> int:
        """Calls not yet answered."""
        return len(self._pending)

    @property
    def pid(self) -> int | None:
        """Process id, or None when not running."""
        return self._process.pid if self._process is not None else None

    async def start(self) -> None:
        """Start the process and load the engine, unless that is done. Raises what the engine raises."""
        async with self._starting:
            if self._process is not None:
                return
            now = time.monotonic()
            if len(self._starts) == _STARTS_PER_MINUTE and now - self._starts[0] < 60:
                raise EngineFailed(f"The engine {self.name!r} keeps crashing; it will be tried again later.")
            self._starts.append(now)
            await self._spawn()

    async def _spawn(self) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "parley.pool.child",
            # Engines bring their own threads; several BLAS ones for small matrices cost four times the CPU.
            env={
                "OPENBLAS_NUM_THREADS": "1",
                **os.environ,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            },
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=None if os.environ.get("PARLEY_DEBUG") else asyncio.subprocess.DEVNULL,
        )
        self._process = process
        self.generation += 1
        loaded = self._pending[0] = _Pending()
        self._reader = asyncio.create_task(self._read(process), name=f"read {self.name}")
        self._write(self._load)
        try:
            async with asyncio.timeout(self._load_timeout):
                answer = await loaded.answers.get()
        except TimeoutError:
            await self._fail(EngineTimeout(f"The engine {self.name!r} did not load in time."))
            raise EngineTimeout(f"The engine {self.name!r} did not load in time.") from None
        finally:
            self._pending.pop(0, None)
        if isinstance(answer, Done) and answer.error is not None:
            await self.stop()
            raise answer.error
        log.info("engine.loaded", engine=self.name, pid=process.pid)

    async def call(
        self,
        method: str,
        *arguments: object,
        target: int = 0,
        generation: int = 0,
        keep: bool = False,
        timeout: float | None = None,
    ) -> object:
        """Run one method of the engine (or of a kept object of that generation) and return its result."""
        id_, pending = await self._begin(method, arguments, target, generation, keep=keep)
        try:
            done = await self._answer(pending, timeout)
        except BaseException:
            self._write(Cancel(id_))
            raise
        finally:
            self._pending.pop(id_, None)
        return done.value if isinstance(done, Done) else done

    async def stream(self, method: str, *arguments: object, target: int = 0) -> AsyncGenerator[object]:
        """The items of a method that returns an iterator. Closing this iterator cancels the call."""
        id_, pending = await self._begin(method, arguments, target, stream=True)
        over = False
        try:
            while True:
                answer = await self._answer(pending, None)
                if isinstance(answer, Done):
                    over = True
                    return
                yield answer.value
        finally:
            self._pending.pop(id_, None)
            if not over:
                self._write(Cancel(id_))

    def drop(self, target: int, generation: int) -> None:
        """Forget a kept object, unless its process is gone already."""
        if generation == self.generation:
            self._write(Drop(target))

    async def stop(self) -> None:
        """End the process. What is under way fails."""
        await self._fail(EngineFailed(f"The engine {self.name!r} was stopped."))

    async def _begin(
        self,
        method: str,
        arguments: tuple[object, ...],
        target: int,
        generation: int = 0,
        *,
        keep: bool = False,
        stream: bool = False,
    ) -> tuple[int, _Pending]:
        await self.start()
        if target and generation != self.generation:
            # The process may have been started anew just now, and the number be somebody else's in it.
            raise EngineFailed(f"The engine {self.name!r} was restarted.")
        if len(self._pending) >= self._max_pending:
            raise Busy(f"The engine {self.name!r} has too much to do.")
        id_ = next(self._ids)
        pending = self._pending[id_] = _Pending()
        self._write(Call(id_, target, method, arguments, keep=keep, stream=stream))
        return id_, pending

    async def _answer(self, pending: _Pending, timeout: float | None) -> Item | Done:
        try:
            async with asyncio.timeout(timeout or self._call_timeout):
                answer = await pending.answers.get()
        except TimeoutError:
            error = EngineTimeout(f"The engine {self.name!r} did not answer in time.")
            await self._fail(error)
            raise error from None
        if isinstance(answer, Done):
            self.cpu += answer.cpu
            if answer.error is not None:
                raise answer.error
        return answer

    def _write(self, message: Request) -> None:
        process = self._process
        if process is None or process.stdin is None or process.stdin.is_closing():
            return
        process.stdin.write(encode(message))

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        try:
            while True:
                (length,) = HEADER.unpack(await process.stdout.readexactly(HEADER.size))
                if length > MAX_MESSAGE:
                    break
                answer: Item | Done = pickle.loads(await process.stdout.readexactly(length))
                pending = self._pending.get(answer.id)
                if pending is not None:
                    pending.answers.put_nowait(answer)
        except asyncio.IncompleteReadError:
            pass
        if self._process is process:
            log.warning("engine.died", engine=self.name, pending=len(self._pending))
            await self._fail(EngineFailed(f"The engine {self.name!r} crashed."))

    async def _fail(self, error: EngineFailed) -> None:
        process, self._process = self._process, None
        waiting, self._pending = self._pending, {}
        for id_, pending in waiting.items():
            pending.answers.put_nowait(Done(id_, error=error))
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        if process.stdin is not None:
            process.stdin.close()
        reader, self._reader = self._reader, None
        if reader is not None and reader is not asyncio.current_task():
            reader.cancel()
        await process.wait()
