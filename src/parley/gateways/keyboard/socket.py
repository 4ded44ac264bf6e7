"""``WebSocket /api/keyboard``: one text box, a key in and candidates out."""

from __future__ import annotations

import time
from collections.abc import Callable

import msgspec
from msgspec import Struct
from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.errors import ParleyError, TooLong
from parley.gateways.access import BadRequest
from parley.gateways.keyboard.shapes import (
    Commit,
    Compose,
    LearnedIt,
    Message,
    Ready,
    Refused,
    Start,
    Swipe,
    offered,
    points,
)
from parley.home.accounts.callers import Caller, Scope, TooManyTries
from parley.home.accounts.limits import Guesses
from parley.keyboard.service import Keyboard, TextBox
from parley.keyboard.types import LONGEST_BEFORE, Typed

LONGEST = 128 * 1024
"""Bytes of a message; the longest are paths."""
_MESSAGES: msgspec.json.Decoder[Message] = msgspec.json.Decoder(Message)
_BURST, _PER_SECOND = 300, 60
"""Messages of one account at once, and in the long run: nobody types faster."""


class Sockets:
    """Everybody's open text boxes."""

    def __init__(self, keyboard: Keyboard, now: Callable[[], float] = time.monotonic) -> None:
        self._keyboard = keyboard
        self._allowed = Guesses(_BURST, _PER_SECOND, now=now)

    async def hold(self, socket: WebSocket, caller: Caller, _: Callable[[], bool]) -> None:
        """Answer until the other side goes."""
        await socket.accept()
        await _Typing(socket, caller, self._keyboard, self._allowed).run()


class _Typing:
    def __init__(self, socket: WebSocket, caller: Caller, keyboard: Keyboard, allowed: Guesses) -> None:
        self._socket, self._caller, self._keyboard, self._allowed = socket, caller, keyboard, allowed
        self._box: TextBox | None = None

    async def run(self) -> None:
        """Raises ``WebSocketDisconnect``, and what a first message that is none raises."""
        try:
            while True:
                message = _read(await self._text())
                try:
                    if not self._allowed.take(self._caller.account):
                        raise TooManyTries("That was faster than anybody types. Wait a little.")
                    await self._send(await self._answer(message))
                except ParleyError as error:  # this message was not done; the next one may be
                    seq = 0 if isinstance(message, Start) else message.seq
                    await self._send(Refused("error", seq, error.code, str(error)))
        finally:
            if self._box is not None:
                self._box.close()

    async def _answer(self, message: Message) -> Struct:
        if isinstance(message, Start):
            return await self._start(message)
        if self._box is None:
            raise BadRequest("The first message is start.")
        if isinstance(message, Compose):
            fixed = [each.fixed() for each in message.fixed]
            found = await self._box.compose(message.typed, message.before, fixed, message.most)
            return offered(found, message.seq)
        if isinstance(message, Swipe):
            return offered(await self._box.swipe(points(message.path), message.before), message.seq)
        await self._learn(message, self._box)
        return LearnedIt("learned", message.seq)

    async def _start(self, message: Start) -> Ready:
        if self._box is not None:
            self._box.close()
        self._box = self._keyboard.open(account_of(self._caller), message.wishes())
        await self._box.compose("")  # whether there is such a language, scheme and layout is told now
        return Ready("ready", {each.language: each.name for each in await self._keyboard.packs()})

    async def _learn(self, message: Commit, box: TextBox) -> None:
        if box.wishes.private or not self._caller.may(Scope.RECORDS_WRITE):
            return
        language = box.wishes.language
        words = tuple(message.words) or await self._keyboard.words(language, message.text)
        if not words:
            return
        before = (await self._keyboard.words(language, message.before[-LONGEST_BEFORE:]))[-2:]
        event = Typed(words, language, before, message.reading, message.replaced, message.insisted)
        await self._keyboard.learn(self._caller.account, self._caller.device or self._caller.token, [event])

    async def _text(self) -> str:
        message = await self._socket.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        text = message.get("text")
        if text is None:
            raise BadRequest("Messages of the keyboard are text.")
        if len(text) > LONGEST:
            raise TooLong(f"A message has at most {LONGEST} bytes.")
        return text

    async def _send(self, message: Struct) -> None:
        await self._socket.send_text(msgspec.json.encode(message).decode())


def _read(text: str) -> Message:
    try:
        return _MESSAGES.decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise BadRequest(str(error)) from error


def account_of(caller: Caller) -> str:
    """Whose words are used; nobody's for who may not read records, such as guests."""
    return caller.account if caller.may(Scope.RECORDS_READ) else ""
