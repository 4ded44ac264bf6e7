"""A program that serves MCP, kept running: the next call starts nothing, and finds what it remembers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mcp import Client

_START = 10.0
"""Seconds that a program has to start, and to say who it is."""
_LOOK = 2.0
"""Seconds in which one that has nothing to do says that it is there."""
_END = 5.0
"""Seconds in which one that is not needed any more ends by itself."""


class Running:
    """The connection to one program; begun when it is needed, and again when the program is no more there."""

    def __init__(self, connect: Callable[[], AbstractAsyncContextManager[Client]]) -> None:
        self._connect = connect
        self._now: _Connection | None = None
        self._turn = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def use(self) -> AsyncGenerator[Client]:
        """The program, for one call; several may be made at once.

        After whatever goes wrong in the call the next has a program of its own. Raises what the SDK raises
        when the program cannot be started, and ``TimeoutError``.
        """
        async with self._turn:
            connection = await self._current()
            connection.users += 1
        try:
            yield await connection.client
        except Exception:  # raised again: whatever it was, the next call begins anew
            if self._now is connection:
                self._now = None
            raise
        finally:
            connection.users -= 1
            if self._now is not connection and not connection.users:
                connection.leave.set()

    async def close(self) -> None:
        """End the program."""
        connection, self._now = self._now, None
        if connection is not None:
            await connection.end()

    async def _current(self) -> _Connection:
        if self._now is not None and (self._now.users or await self._now.answers()):
            return self._now
        await self.close()
        connection = _Connection(self._connect)
        try:
            async with asyncio.timeout(_START):
                await asyncio.shield(connection.client)
        except BaseException:  # raised again: who is cancelled leaves no program behind either
            await connection.end()
            raise
        self._now = connection
        return connection


class _Connection:
    """One, with the task that opens and closes it: the SDK wants both done by the same."""

    def __init__(self, connect: Callable[[], AbstractAsyncContextManager[Client]]) -> None:
        self.client: asyncio.Future[Client] = asyncio.get_running_loop().create_future()
        self.users = 0
        self.leave = asyncio.Event()
        self._task = asyncio.create_task(self._keep(connect), name="mcp program")

    async def answers(self) -> bool:
        """Whether the program is still there. Not asked during a call, for which it may let all else wait."""
        try:
            async with asyncio.timeout(_LOOK):
                await (await self.client).list_tools()
        except Exception:  # noqa: BLE001 - whatever the SDK raises, alone or in groups: nobody is there
            return False
        return not self._task.done()

    async def end(self) -> None:
        self.leave.set()
        await asyncio.wait({self._task}, timeout=_END)
        self._task.cancel()
        await asyncio.wait({self._task})
        if self.client.done():
            self.client.exception()  # seen, whether anybody waited for it or not

    async def _keep(self, connect: Callable[[], AbstractAsyncContextManager[Client]]) -> None:
        try:
            async with connect() as client:
                self.client.set_result(client)
                await self.leave.wait()
        except Exception as error:  # noqa: BLE001 - told to who waits; later the next call finds out
            if not self.client.done():
                self.client.set_exception(error)
