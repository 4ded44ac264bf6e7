"""Having a speaker do something, and waiting for what it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import uuid4

from parley.errors import DeviceFailed
from parley.gateways.xiaoai import messages as m
from parley.gateways.xiaoai.commands import LINES

PATIENCE = 10.0
"""Seconds, as the client itself waits."""
MOST = 32
"""Calls under way: the client works on as many at once."""


class Calls:
    """The calls under way on one speaker."""

    def __init__(self, send: Callable[[str], None]) -> None:
        self._send = send
        self._waiting: dict[str, asyncio.Future[m.Response]] = {}

    async def call(self, command: str, payload: object = None) -> object:
        """The data of its answer. Raises ``DeviceFailed`` when it refuses, or does not answer."""
        if len(self._waiting) >= MOST:
            raise DeviceFailed("The speaker has not answered many earlier calls.")
        id = str(uuid4())
        answer = self._waiting[id] = asyncio.get_running_loop().create_future()
        try:
            self._send(m.request(id, command, payload))
            async with asyncio.timeout(PATIENCE):
                response = await answer
        except TimeoutError as error:
            raise DeviceFailed(f"The speaker did not answer {command} within {PATIENCE:.0f} s.") from error
        finally:
            self._waiting.pop(id, None)
        if response.code not in (None, 0):
            raise DeviceFailed(f"The speaker refused {command}.")
        return response.data

    async def shell(self, line: str) -> str:
        """What one of the fixed lines printed. Raises ``DeviceFailed``."""
        if line not in LINES:
            raise ValueError("The speaker's shell is given fixed lines only.")
        data = await self.call("run_shell", line)
        printed = data.get("stdout") if isinstance(data, dict) else None  # pyright: ignore[reportUnknownVariableType,reportUnknownMemberType]
        return printed.strip() if isinstance(printed, str) else ""

    def take(self, response: m.Response) -> None:
        """An answer came; one that nobody waits for any more is passed over."""
        answer = self._waiting.get(response.id)
        if answer is not None and not answer.done():
            answer.set_result(response)
