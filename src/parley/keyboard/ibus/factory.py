"""The process on IBus's bus: makes an engine for each box that asks for one."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Final

from dbus_fast import Message, MessageType, RequestNameReply
from dbus_fast.aio import MessageBus
from dbus_fast.constants import ErrorType

from parley.errors import EngineFailed
from parley.keyboard.ibus.component import ENGINE, NAME
from parley.keyboard.ibus.composing import Composing
from parley.keyboard.ibus.engine import PROPERTIES, SERVICE, Engine

PATH: Final = "/org/freedesktop/IBus/Factory"
INTERFACE: Final = "org.freedesktop.IBus.Factory"
_MOST: Final = 256
"""Boxes at once; a desktop has one engine for all of them, or one for each."""


class Factory:
    """All boxes of one desktop."""

    def __init__(self, bus: MessageBus, compose: Callable[[], Composing]) -> None:
        """``compose`` makes what a box composes with."""
        self._bus, self._compose = bus, compose
        self._numbers = itertools.count(1)
        self._engines: dict[str, Engine] = {}

    async def serve(self) -> None:
        """Take the name that IBus waits for, and answer until the bus ends. Raises ``EngineFailed``."""
        self._bus.add_message_handler(self.handle)
        if await self._bus.request_name(NAME) not in (
            RequestNameReply.PRIMARY_OWNER,
            RequestNameReply.ALREADY_OWNER,
        ):
            raise EngineFailed("Another keyboard of Parley is connected to IBus already.")
        await self._bus.wait_for_disconnect()

    def handle(self, message: Message) -> Message | bool:
        """Answer a call; False where a message is not for us."""
        if message.message_type != MessageType.METHOD_CALL:
            return False
        if message.path == PATH and message.interface != PROPERTIES:
            return self._made(message)
        engine = self._engines.get(message.path or "")
        if engine is None:
            return False
        if message.interface == SERVICE and message.member == "Destroy":
            del self._engines[engine.path]
        return engine.call(message)

    def _made(self, message: Message) -> Message:
        if message.interface == SERVICE and message.member == "Destroy":
            self._engines.clear()
            return Message.new_method_return(message)
        if message.member != "CreateEngine" or message.signature != "s":
            return Message.new_error(message, ErrorType.UNKNOWN_METHOD, "No such call.")
        if message.body[0] != ENGINE:
            return Message.new_error(message, ErrorType.INVALID_ARGS, "No such engine.")
        path = f"/org/freedesktop/IBus/Engine/Parley/{next(self._numbers)}"
        while len(self._engines) >= _MOST:
            del self._engines[next(iter(self._engines))]
        self._engines[path] = Engine(path, self._compose(), self._sent)
        return Message.new_method_return(message, "o", [path])

    def _sent(self, message: Message) -> None:
        self._bus.send(message)  # pyright: ignore[reportUnknownMemberType] - a future of nothing
