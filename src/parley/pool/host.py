"""Where an engine runs: in worker processes behind admission control, or in this very process."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Protocol, cast

from parley.errors import Busy, EngineFailed, ParleyError
from parley.pool.process import EngineProcess
from parley.pool.wire import Load


class Kept(Protocol):
    """An object that an engine made and that lives where the engine lives."""

    async def call(self, method: str, *arguments: object, timeout: float | None = None) -> Any:
        """Run one of its methods."""
        ...

    def close(self) -> None:
        """Let go of it; safe to call twice."""
        ...


class EngineHost(Protocol):
    """Runs an engine's methods."""

    name: str

    async def start(self) -> None:
        """Have the engine ready, so that the first call does not wait for it."""
        ...

    async def call(self, method: str, *arguments: object) -> Any:
        """Run a method and return its result. Raises ``Busy``, ``EngineFailed``, ``EngineTimeout``."""
        ...

    async def keep(self, method: str, *arguments: object) -> Kept:
        """Run a method whose result stays with the engine, such as ``Recogniser.open``."""
        ...

    def stream(self, method: str, *arguments: object) -> AsyncGenerator[Any]:
        """The items of a method that returns an iterator, such as ``Synthesiser.speak``."""
        ...

    async def stop(self) -> None:
        """Let the engine go."""
        ...


class EnginePool:
    """The same engine in ``copies`` worker processes.

    Admission control: at most ``max_kept`` objects are kept over all copies; one more is ``Busy`` at
    once rather than a queue nobody sees the end of.
    """

    def __init__(
        self,
        name: str,
        load: Load,
        *,
        copies: int = 1,
        max_kept: int = 8,
        load_timeout: float = 60.0,
        call_timeout: float = 20.0,
        memory_mb: int = 0,
        nice: int = 0,
    ) -> None:
        """``memory_mb`` bounds the data of each copy, ``nice`` lets it give way to others, as in ``Load``."""
        self.name = name
        load = replace(load, memory_mb=memory_mb or load.memory_mb, nice=nice or load.nice)
        self._max_kept = max_kept
        self._kept: dict[_KeptInProcess, EngineProcess] = {}
        self._processes = [
            EngineProcess(name, load, load_timeout=load_timeout, call_timeout=call_timeout)
            for _ in range(copies)
        ]

    @property
    def cpu(self) -> float:
        """CPU seconds that calls took so far."""
        return sum(process.cpu for process in self._processes)

    @property
    def kept(self) -> int:
        """Objects kept at the moment."""
        return len(self._kept)

    @property
    def pids(self) -> list[int]:
        """Process ids of the running copies."""
        return [process.pid for process in self._processes if process.pid is not None]

    async def start(self) -> None:
        for process in self._processes:
            await process.start()

    async def call(self, method: str, *arguments: object) -> Any:
        return await self._least_busy().call(method, *arguments)

    async def keep(self, method: str, *arguments: object) -> Kept:
        if len(self._kept) >= self._max_kept:
            raise Busy(f"The engine {self.name!r} serves as many people as it can.")
        process = self._least_busy()
        kept = _KeptInProcess(process, self._kept)
        self._kept[kept] = process  # counted before the wait, or many could slip in at once
        try:
            kept.number = cast(int, await process.call(method, *arguments, keep=True))
            kept.generation = process.generation
        except BaseException:
            self._kept.pop(kept, None)
            raise
        return kept

    async def stream(self, method: str, *arguments: object) -> AsyncGenerator[Any]:
        async with aclosing(self._least_busy().stream(method, *arguments)) as items:
            async for item in items:
                yield item

    async def stop(self) -> None:
        for process in self._processes:
            await process.stop()

    def _least_busy(self) -> EngineProcess:
        held = list(self._kept.values())
        return min(self._processes, key=lambda process: (held.count(process), process.pending))


class _KeptInProcess:
    """A kept object in a worker process."""

    def __init__(self, process: EngineProcess, register: dict[_KeptInProcess, EngineProcess]) -> None:
        self.number = 0
        self.generation = 0
        self._process = process
        self._register = register

    async def call(self, method: str, *arguments: object, timeout: float | None = None) -> Any:
        return await self._process.call(
            method, *arguments, target=self.number, generation=self.generation, timeout=timeout
        )

    def close(self) -> None:
        if self._register.pop(self, None) is not None and self.number:
            self._process.drop(self.number, self.generation)


class Inline:
    """An engine in this process: for engines that take next to no time, and for tests."""

    def __init__(self, name: str, factory: Callable[[], object]) -> None:
        self.name = name
        self._factory = factory
        self._engine: Any = None

    async def start(self) -> None:
        if self._engine is None:
            self._engine = self._factory()

    async def call(self, method: str, *arguments: object) -> Any:
        await self.start()
        return _guarded(getattr(self._engine, method), *arguments)

    async def keep(self, method: str, *arguments: object) -> Kept:
        await self.start()
        return _KeptInline(_guarded(getattr(self._engine, method), *arguments))

    async def stream(self, method: str, *arguments: object) -> AsyncGenerator[Any]:
        await self.start()
        items = cast(Iterator[Any], _guarded(getattr(self._engine, method), *arguments))
        try:
            while (item := _guarded(next, items, _END)) is not _END:
                yield item
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                close()

    async def stop(self) -> None:
        self._engine = None


_END = object()


class _KeptInline:
    """A kept object in this process."""

    def __init__(self, kept: Any) -> None:
        self._object = kept

    async def call(self, method: str, *arguments: object, timeout: float | None = None) -> Any:
        if self._object is None:
            raise EngineFailed("The engine no longer holds what the call is for.")
        return _guarded(getattr(self._object, method), *arguments)

    def close(self) -> None:
        kept, self._object = self._object, None
        close = getattr(kept, "close", None)
        if close is not None:
            # As in a worker process: nobody waits for the outcome of a close.
            with contextlib.suppress(Exception):
                close()


def _guarded(function: Callable[..., Any], *arguments: object) -> Any:
    try:
        return function(*arguments)
    except ParleyError:
        raise
    except Exception as error:
        raise EngineFailed(f"The engine raised {type(error).__name__}.") from error
