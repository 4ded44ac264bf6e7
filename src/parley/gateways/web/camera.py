"""The camera of a browser, as a tool of the device: its person looks, and takes the picture."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

import msgspec

from parley.errors import DeviceFailed, Unsupported
from parley.gateways.web import messages as m
from parley.skills.speaker.device import CAMERA
from parley.skills.types import DeviceTool

WITHIN = 120.0
"""Seconds in which a person holds something before the camera, presses, and the picture is sent."""
CANCELLED = "cancelled"
"""Why there is no picture: the person thought better of it."""


class Camera:
    """Asks the page for pictures, one at a time."""

    def __init__(self, send: Callable[[m.ToBrowser], None]) -> None:
        self._send = send
        self._asked = 0
        self._waits: tuple[int, asyncio.Future[m.Looked]] | None = None

    def all(self) -> Sequence[DeviceTool]:
        """The one tool."""
        return (DeviceTool(CAMERA, "Takes a picture when its person presses, and keeps it."),)

    async def call(self, name: str, arguments: Mapping[str, object]) -> str:
        """What a board's camera answers: JSON with ``success`` and the ``file`` among the person's, or
        ``reason``. Raises ``Unsupported``, ``DeviceFailed``."""
        if name != CAMERA:
            raise Unsupported("A browser has no such tool.")
        if self._waits is not None:
            raise DeviceFailed("A picture is being taken already.")
        self._asked += 1
        id = self._asked
        answer = asyncio.get_running_loop().create_future()
        self._waits = id, answer
        self._send(m.Look(id))
        try:
            async with asyncio.timeout(WITHIN):
                looked = await answer
        except TimeoutError as error:
            raise DeviceFailed("Nobody took the picture.") from error
        finally:
            self._waits = None
            if not answer.done() or answer.cancelled():  # nobody waits for it any more
                self._send(m.Away(id))
        if looked.file:
            return msgspec.json.encode({"success": True, "file": looked.file}).decode()
        if looked.reason == CANCELLED:
            return msgspec.json.encode({"success": False, "reason": CANCELLED}).decode()
        raise DeviceFailed("The page could not take a picture.")

    def take(self, looked: m.Looked) -> None:
        """What the page answers; what nobody waits for is passed over."""
        if self._waits is not None and self._waits[0] == looked.id and not self._waits[1].done():
            self._waits[1].set_result(looked)
